"""Statistics of two columns: least-squares lines, Pearson's r, and how well scores tell two classes apart."""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby as runs
from itertools import pairwise

from msgspec import Struct

from pb_core.domain.plots.label_text import category_text
from pb_core.domain.plots.statistics import estimates
from pb_core.domain.plots.statistics.estimates import Centred, centred, mean, t_quantile
from pb_core.domain.plots.statistics.row_transforms import (
    Key,
    column_like,
    complete_rows,
    group_columns,
    grouped,
    number_column,
    numbers,
    picked,
    with_columns,
)
from pb_core.domain.plots.suggestions import column_of
from pb_core.domain.plots.transforms import POSITIVE_WORDS, Calibration, Correlation, PrecisionRecall, Regression, Roc
from pb_core.domain.tables.table import Cell, Column, ColumnType, Table
from pb_core.errors import InvalidSpec


class LineFit(Struct, frozen=True, kw_only=True):
    """A least-squares line through ``count`` points, with its R² and what its interval is computed from.

    ``x`` and ``y`` are the points about their means, ``slope_in_units`` and ``residual`` (the standard error of the
    points about the line) are in the units of those: the line passes through both means, and a constant term at a
    distant x = 0 would lose what a time in milliseconds needs.
    """

    x: Centred
    y: Centred
    slope_in_units: float
    r_squared: float
    level: float
    square_sum: float
    residual: float

    @property
    def count(self) -> int:
        """The number of points."""
        return len(self.x.units)

    @property
    def slope(self) -> float:
        """The slope in the units of the data."""
        return self.slope_in_units * (self.y.scale / self.x.scale)

    @property
    def intercept(self) -> float:
        """Where the line crosses x = 0."""
        return self.y.value_at(self.slope_in_units * self.x.unit_of(0.0))

    def at(self, x: float) -> tuple[float, float, float]:
        """The fitted value at ``x`` and the ends of the t interval of the mean there."""
        unit = self.x.unit_of(x)
        half = t_quantile(self.level, self.count - 2) * self.residual
        half *= self.y.scale * math.sqrt(1 / self.count + unit * unit / self.square_sum)
        value = self.y.value_at(self.slope_in_units * unit)
        return value, value - half, value + half


def fit_line(x: Sequence[float], y: Sequence[float], level: float) -> LineFit | None:
    """The line through at least three points with two different x, else ``None``."""
    if len(x) < 3 or min(x) == max(x):  # noqa: PLR2004 - two points leave no residual
        return None
    across, up = centred(x), centred(y)
    square_sum = _product(across.units, across.units)
    slope = _product(across.units, up.units) / square_sum
    left = [b - slope * a for a, b in zip(across.units, up.units, strict=True)]
    errors, total = _product(left, left), _product(up.units, up.units)
    return LineFit(
        x=across, y=up, slope_in_units=slope, r_squared=1 - errors / total if total else 1.0, level=level,
        square_sum=square_sum, residual=math.sqrt(errors / (len(x) - 2)),
    )  # fmt: skip


def logarithms(values: Sequence[float], base: float) -> list[float]:
    """The decimal logarithms of numbers as multiples of one of them; all are above 0.

    Of numbers near ``base`` the logarithm is taken of what they differ by, which a difference of logarithms loses.
    """
    return [_logarithm(value, base) for value in values]


def _logarithm(value: float, base: float) -> float:
    if abs(value - base) < base / 2:
        return math.log1p((value - base) / base) / math.log(10)
    return math.log10(value) - math.log10(base)


def pearson(x: Sequence[float], y: Sequence[float]) -> float | None:
    """Pearson's r within [-1, 1], or ``None`` for fewer than two pairs or a constant side."""
    if len(x) < 2 or min(x) == max(x) or min(y) == max(y):  # noqa: PLR2004 - one pair varies with nothing
        return None
    across, up = centred(x).units, centred(y).units
    r = _product(across, up) / math.sqrt(_product(across, across) * _product(up, up))
    return min(max(r, -1.0), 1.0)


def _product(first: Sequence[float], second: Sequence[float]) -> float:
    """The inner product, its sum exactly rounded."""
    return math.fsum(a * b for a, b in zip(first, second, strict=True))


class Side(Struct, frozen=True, kw_only=True):
    """One side of a fit: the numbers that are fitted, and how to get back to the units of the field.

    ``base`` is the number whose multiples' logarithms are fitted, ``None`` where the field itself is.
    """

    fitted: Sequence[float]
    base: float | None

    def value(self, fitted: float) -> float:
        """A fitted number in the units of the field; raises ``OverflowError`` past the largest float."""
        return fitted if self.base is None else self.base * 10**fitted

    @property
    def origin(self) -> float:
        """What lies between a fitted number and the field or its logarithm."""
        return 0.0 if self.base is None else math.log10(self.base)


class Trend(Struct, frozen=True, kw_only=True):
    """The fit of one group."""

    x: Side
    y: Side
    fit: LineFit

    @property
    def intercept(self) -> float:
        """Where the line crosses x = 0, in the units of the field or of its logarithm."""
        return self.y.origin + self.fit.intercept - self.fit.slope * self.x.origin

    def points(self, steps: int) -> Iterator[tuple[float, float, float, float]]:
        """Equally spaced x from the smallest to the largest, the line there and the ends of its interval."""
        for x in estimates.grid(min(self.x.fitted), max(self.x.fitted), steps):
            value, low, high = map(self.y.value, self.fit.at(x))
            yield self.x.value(x), value, low, high


def regression(table: Table, transform: Regression) -> Table:
    """The fitted line of each group on equally spaced x."""
    keys: list[Key] = []
    rows: list[tuple[float, float, float, float]] = []
    for key, trend in trends(table, transform).items():
        rows += trend.points(transform.steps)
        keys += [key] * transform.steps
    across, upward = column_of(table, transform.x), column_of(table, transform.y)
    made = list(zip(*rows, strict=True)) if rows else [()] * 4
    columns = [
        column_like(across if place == 0 else upward, name, values)
        for place, (name, values) in enumerate(zip(transform.as_, made, strict=True))
    ]
    return with_columns(table, group_columns(table, transform.groupby, keys), columns)


def trends(table: Table, transform: Regression) -> dict[Key, Trend]:
    """The fit of each group that has one."""
    across = numbers(table, transform.x, times=not transform.log_x)
    upward = numbers(table, transform.y)
    found: dict[Key, Trend] = {}
    for key, rows in grouped(table, transform.groupby, complete_rows(across, upward)).items():
        pairs = [
            (x, y)
            for x, y in zip(picked(across, rows), picked(upward, rows), strict=True)
            if (x > 0 or not transform.log_x) and (y > 0 or not transform.log_y)
        ]
        x = _side([pair[0] for pair in pairs], logarithmic=transform.log_x)
        y = _side([pair[1] for pair in pairs], logarithmic=transform.log_y)
        fit = fit_line(x.fitted, y.fitted, transform.level)
        if fit is not None:
            found[key] = Trend(x=x, y=y, fit=fit)
    return found


def _side(values: Sequence[float], *, logarithmic: bool) -> Side:
    if not logarithmic or not values:
        return Side(fitted=values, base=None)
    return Side(fitted=logarithms(values, values[0]), base=values[0])


def correlation(table: Table, transform: Correlation) -> Table:
    """The matrix of correlations, long; without rows there are none."""
    fields = transform.fields
    columns = [numbers(table, name) for name in fields]
    found: dict[tuple[int, int], float | None] = {}
    for row, first in enumerate(columns):
        for place in range(row, len(columns)):
            shared = complete_rows(first, columns[place])
            r = pearson(picked(first, shared), picked(columns[place], shared))
            r = 1.0 if r is not None and place == row else r
            found[row, place] = found[place, row] = r
    values: list[Cell] = [found[a, b] for a in range(len(fields)) for b in range(len(fields))]
    names = tuple(name for name in fields for _ in fields), fields * len(fields)
    text = [
        Column(name=name, type=ColumnType.TEXT, values=cells)
        for name, cells in zip(transform.as_[:2], names, strict=True)
    ]
    return with_columns(table, [], [*text, number_column(transform.as_[2], values)])


Judged = tuple[float, bool]
"""A score, and whether the row is positive."""
Row = tuple[float, float, float]


def roc(table: Table, transform: Roc) -> Table:
    """The ROC curve and its area, per group with both classes."""
    keys: list[Key] = []
    rows: list[Row] = []
    for key, judged in _two_classes(table, transform, transform.score):
        negatives = sum(not positive for _, positive in judged)
        vertices = [(0.0, 0.0)]
        vertices += [(f / negatives, t / (len(judged) - negatives)) for f, t in _counts(judged)]
        area = math.fsum((x2 - x1) * (y1 + y2) / 2 for (x1, y1), (x2, y2) in pairwise(vertices))
        keys += [key] * len(vertices)
        rows += [(x, y, area) for x, y in vertices]
    return _table(table, transform, keys, rows)


def precision_recall(table: Table, transform: PrecisionRecall) -> Table:
    """Precision over recall and the average precision, per group with both classes."""
    keys: list[Key] = []
    rows: list[Row] = []
    for key, judged in _two_classes(table, transform, transform.score):
        positives = sum(positive for _, positive in judged)
        vertices = [(t / positives, t / (t + f)) for f, t in _counts(judged)]
        vertices.insert(0, (0.0, vertices[0][1]))
        average = math.fsum((recall - before) * precision for (before, _), (recall, precision) in pairwise(vertices))
        keys += [key] * len(vertices)
        rows += [(recall, precision, average) for recall, precision in vertices]
    return _table(table, transform, keys, rows)


def calibration(table: Table, transform: Calibration) -> Table:
    """Mean probability and observed share of each bin that is not empty, per group."""
    keys: list[Key] = []
    rows: list[Row] = []
    for key, judged in _judged(table, transform, transform.probability):
        bins: dict[int, list[Judged]] = {}
        for probability, positive in judged:
            if not 0 <= probability <= 1:
                raise InvalidSpec(f"{transform.probability!r} holds {probability:g}, which is no probability.")
            index = min(math.floor(probability * transform.bins), transform.bins - 1)
            bins.setdefault(index, []).append((probability, positive))
        for _, members in sorted(bins.items()):
            share = sum(positive for _, positive in members) / len(members)
            keys.append(key)
            rows.append((mean([probability for probability, _ in members]), share, len(members)))
    return _table(table, transform, keys, rows)


def _judged(
    table: Table, transform: Roc | PrecisionRecall | Calibration, score: str
) -> Iterator[tuple[Key, list[Judged]]]:
    scores, label = numbers(table, score), column_of(table, transform.label)
    for key, rows in grouped(table, transform.groupby, complete_rows(scores, label.values)).items():
        texts = (category_text(label.values[row], label) for row in rows)
        positive = (
            text == transform.positive if transform.positive else text.casefold() in POSITIVE_WORDS for text in texts
        )
        yield key, list(zip(picked(scores, rows), positive, strict=True))


def _two_classes(table: Table, transform: Roc | PrecisionRecall, score: str) -> Iterator[tuple[Key, list[Judged]]]:
    for key, judged in _judged(table, transform, score):
        if len({positive for _, positive in judged}) > 1:
            yield key, judged


def _counts(judged: Iterable[Judged]) -> Iterator[tuple[int, int]]:
    """False and true positives at and above each different score, descending."""
    false = true = 0
    for _, run in runs(sorted(judged, key=lambda row: -row[0]), key=lambda row: row[0]):
        for _, positive in run:
            true += positive
            false += not positive
        yield false, true


def _table(
    table: Table, transform: Roc | PrecisionRecall | Calibration, keys: Sequence[Key], rows: Sequence[Row]
) -> Table:
    made = list(zip(*rows, strict=True)) if rows else [()] * 3
    columns = [number_column(name, values) for name, values in zip(transform.as_, made, strict=True)]
    return with_columns(table, group_columns(table, transform.groupby, keys), columns)
