"""Samples compared: two measurements of the same things, and quantiles against a distribution or another sample."""

import math
from collections.abc import Callable, Sequence
from statistics import NormalDist

from msgspec import Struct

from pb_core.domain.plots.estimators import Agreement, Distribution, Quantiles
from pb_core.domain.plots.label_text import category_text
from pb_core.domain.plots.statistics.estimates import mean, quantile, stdev
from pb_core.domain.plots.statistics.row_transforms import (
    Key,
    column_like,
    complete_rows,
    group_columns,
    grouped,
    number_column,
    numbers,
    picked,
    take,
    with_columns,
)
from pb_core.domain.plots.suggestions import column_of
from pb_core.domain.tables.table import Cell, Table
from pb_core.errors import InvalidSpec

_ROUNDING = 1e-12  # of the measurements: differences that differ by less are equal


class Limits(Struct, frozen=True, kw_only=True):
    """How two measurements of a group agree: pairs, mean difference, and the limits where there are enough pairs."""

    pairs: int
    middle: float
    low: float | None
    high: float | None


def agreement(table: Table, transform: Agreement) -> Table:
    """The rows that have both measurements, with what they tell of their agreement."""
    rows, differences = _differences(table, transform)
    found = limits_of(table, transform)
    first, second = (numbers(table, name) for name in (transform.first, transform.second))
    middles = [a + (b - a) / 2 for a, b in zip(picked(first, rows), picked(second, rows), strict=True)]
    own = [found[key] for key in _keys(table, transform.groupby, rows)]
    made: list[Sequence[Cell]] = [middles, differences]
    made += [[each.middle for each in own], [each.low for each in own], [each.high for each in own]]
    units = {column_of(table, name).unit for name in (transform.first, transform.second)}
    unit = units.pop() if len(units) == 1 else ""
    added = (number_column(name, values, unit) for name, values in zip(transform.as_, made, strict=True))
    return with_columns(table, take(table, rows).columns, added)


def _keys(table: Table, groupby: Sequence[str], rows: Sequence[int]) -> list[Key]:
    columns = [column_of(table, name).values for name in groupby]
    return [tuple(column[row] for column in columns) for row in rows]


def limits_of(table: Table, transform: Agreement) -> dict[Key, Limits]:
    """The agreement of each group; raises ``InvalidSpec`` where no limits can be told."""
    rows, differences = _differences(table, transform)
    by_row = dict(zip(rows, differences, strict=True))
    found = {}
    for key, members in grouped(table, transform.groupby, rows).items():
        sample = [by_row[row] for row in members]
        middle, spread = mean(sample), stdev(sample)
        reach = None if spread is None else transform.limits * spread
        found[key] = Limits(
            pairs=len(sample), middle=middle,
            low=None if reach is None else middle - reach, high=None if reach is None else middle + reach,
        )  # fmt: skip
    return found


def _differences(table: Table, transform: Agreement) -> tuple[Sequence[int], list[float]]:
    first, second = (numbers(table, name) for name in (transform.first, transform.second))
    rows = complete_rows(first, second)
    differences = [a - b for a, b in zip(picked(first, rows), picked(second, rows), strict=True)]
    names = f"{transform.first!r} and {transform.second!r}"
    if table.rows and len(rows) < 2:  # noqa: PLR2004 - a spread needs two
        raise InvalidSpec(f"Limits of agreement need two pairs of {names} at least, and there are {len(rows)}.")
    largest = max(map(abs, picked(first, rows) + picked(second, rows)), default=0.0)
    if differences and max(differences) - min(differences) <= _ROUNDING * largest:
        raise InvalidSpec(f"All differences of {names} are equal; there are no limits of agreement to show.")
    return rows, differences


class Pair(Struct, frozen=True, kw_only=True):
    """The samples of one group, ascending: ``across`` is ``None`` where a distribution stands for it."""

    across: Sequence[float] | None
    up: Sequence[float]


def quantiles(table: Table, transform: Quantiles) -> Table:
    """The quantiles of each group's samples."""
    keys: list[Key] = []
    points: list[tuple[float, float, float]] = []
    for key, pair in pairs_of(table, transform).items():
        found = _against_sample(pair) if pair.across is not None else _against_distribution(pair, transform)
        keys += [key] * len(found)
        points += found
    x, y, line = (list(column) for column in zip(*points, strict=True)) if points else ([], [], [])
    field = column_of(table, transform.field)
    across = column_of(table, transform.against) if transform.against else field
    two = transform.against is not None or transform.by is not None
    added = [
        column_like(across, transform.as_[0], x) if two else number_column(transform.as_[0], x),
        column_like(field, transform.as_[1], y),
        column_like(field, transform.as_[2], line),
    ]
    return with_columns(table, group_columns(table, transform.groupby, keys), added)


def pairs_of(table: Table, transform: Quantiles) -> dict[Key, Pair]:
    """The samples of each group that has enough of them; raises ``InvalidSpec`` where none has."""
    if transform.against is not None and transform.by is not None:
        raise InvalidSpec("Quantiles are compared with those of 'against' or of two categories 'by', not with both.")
    values = numbers(table, transform.field)
    split = _categories(table, transform.by) if transform.by is not None else []
    other = numbers(table, transform.against) if transform.against is not None else None
    found = {}
    for key, rows in grouped(table, transform.groupby, range(table.rows)).items():
        across: Sequence[Cell] | None = None if other is None else [other[row] for row in rows]
        up: Sequence[Cell] = [values[row] for row in rows]
        if split:
            across = [values[row] for row in rows if split[row] == 0]
            up = [values[row] for row in rows if split[row] == 1]
        pair = Pair(across=None if across is None else _known(across), up=_known(up))
        if all(_differs(sample) for sample in (pair.across, pair.up) if sample is not None):
            found[key] = pair
    if table.rows and not found:
        raise InvalidSpec(
            f"No sample of {transform.field!r} has two different values; there are no quantiles to compare."
        )
    return found


def _categories(table: Table, by: str) -> list[int | None]:
    """Which of two categories each row belongs to."""
    column = column_of(table, by)
    texts = [None if cell is None else category_text(cell, column) for cell in column.values]
    names = [text for text in dict.fromkeys(texts) if text is not None]
    if table.rows and len(names) != 2:  # noqa: PLR2004 - two samples
        raise InvalidSpec(f"Quantiles compare two categories, and {by!r} has {len(names)}; filter two of them.")
    return [None if text is None else names.index(text) for text in texts]


def _known(cells: Sequence[Cell]) -> list[float]:
    return sorted(cell for cell in cells if isinstance(cell, int | float))


def _differs(ascending: Sequence[float]) -> bool:
    return bool(ascending) and ascending[0] < ascending[-1]


def _against_distribution(pair: Pair, transform: Quantiles) -> list[tuple[float, float, float]]:
    inverse, count = _INVERSES[transform.distribution], len(pair.up)
    low, high = quantile(pair.up, 0.25), quantile(pair.up, 0.75)
    at_low, at_high = inverse(0.25), inverse(0.75)
    slope = (high - low) / (at_high - at_low)
    places = (inverse((place + 0.5) / count) for place in range(count))
    return [(x, y, low + slope * (x - at_low)) for x, y in zip(places, pair.up, strict=True)]


_INVERSES: dict[Distribution, Callable[[float], float]] = {
    Distribution.NORMAL: NormalDist().inv_cdf,
    Distribution.UNIFORM: lambda share: share,
    Distribution.EXPONENTIAL: lambda share: -math.log1p(-share),
}


def _against_sample(pair: Pair) -> list[tuple[float, float, float]]:
    assert pair.across is not None  # noqa: S101 - the caller has looked
    count = min(len(pair.across), len(pair.up))
    shares = [place / (count - 1) for place in range(count)]
    return [(x, quantile(pair.up, share), x) for share in shares for x in [quantile(pair.across, share)]]
