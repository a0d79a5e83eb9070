"""with_siblings: which columns hold another's uncertainty, told by their names and checked against the values."""

import math
from collections import Counter
from collections.abc import Sequence

from msgspec import Struct, structs

from pb_core.tables.names import Part, part_of, words_of
from pb_core.tables.table import Column, ColumnType
from pb_core.tables.units import unitless
from pb_core.tables.vocabulary import is_score

_ROLES = {Part.DELTA: "delta", Part.PAIR: "delta", Part.LOW: "low", Part.HIGH: "high"}
_VAGUE = frozenset({"error", "errors", "err", "margin", "range", "interval"})
"""Words that by themselves may as well name a measurement: they need a mean or a score beside them."""

_WHOLES = (1, 100)
"""What an error rate and its accuracy add up to."""


def with_siblings(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns, those of uncertainties pointing to the column of their means.

    ``acc_std`` belongs to ``acc``, ``current_err`` to ``current_A``; ``std`` alone to the ``mean``, or to the numbers
    just before it. Half-widths must not be negative, ends must enclose the mean, and low and high must both be there.
    """
    numbers = [column for column in columns if column.type is ColumnType.NUMBER and column.error_of is None]
    named = [_Named(column, *_part(column.name)) for column in numbers]
    found: dict[str, tuple[Column, str]] = {}
    for column, centre in zip(named, _centres(named), strict=True):
        role = None if column.part is None else _ROLES.get(column.part)
        if centre is not None and role is not None and _fits(centre, column.column, role):
            found[column.column.name] = (centre, role)
    roles = Counter((centre.name, role) for centre, role in found.values())
    kept = {name: pair for name, pair in found.items() if _is_complete(*pair, roles)}
    return tuple(_pointing(column, *kept[column.name]) if column.name in kept else column for column in columns)


def _pointing(column: Column, centre: Column, role: str) -> Column:
    return structs.replace(column, error_of=centre.name, role=role, unit=column.unit or centre.unit)


class _Named(Struct, frozen=True):
    """A column, the words of what it is about and its part."""

    column: Column
    stem: tuple[str, ...]
    part: Part | None


def _centres(named: Sequence[_Named]) -> list[Column | None]:
    """For every column the one that would hold its mean, if its name is of an uncertainty."""
    means: dict[tuple[str, ...], Column] = {}
    for other in reversed(named):
        if other.part in (None, Part.CENTRE) and other.stem:
            means[other.stem] = other.column
    for other in reversed(named):
        means[words_of(other.column.name)] = other.column
    mean = next((other.column for other in named if other.part is Part.CENTRE and not other.stem), None)
    centres: list[Column | None] = []
    before: Column | None = None
    for column in named:
        if not column.stem:
            centres.append(mean or _before(before, column.column))
        else:
            ends = column.part in (Part.LOW, Part.HIGH)
            centres.append(means.get(column.stem) or _with_unit(named, column.stem) or (mean if ends else None))
        before = column.column if column.part in (None, Part.CENTRE) else before
    return centres


def _part(name: str) -> tuple[tuple[str, ...], Part | None]:
    """The stem and the part that the name tells, behind its unit where it has one: ``current error (A)``."""
    stem, part = part_of(name)
    return (stem, part) if part is not None or part_of(unitless(name))[1] is None else part_of(unitless(name))


def _with_unit(named: Sequence[_Named], stem: tuple[str, ...]) -> Column | None:
    """The only column of this stem, if nothing but a unit follows: ``velocity_km_s`` for ``velocity_err``."""
    fitting = [n.column for n in named if n.part in (None, Part.CENTRE) and n.stem[: len(stem)] == stem]
    return fitting[0] if len(fitting) == 1 and words_of(unitless(fitting[0].name)) == stem else None


def _before(before: Column | None, column: Column) -> Column | None:
    """The numbers before a bare word of uncertainty, unless the word may as well name a measurement."""
    if before is None or not _VAGUE.issuperset(words_of(column.name)):
        return before
    return before if is_score(before.name) and not _is_rest(before, column) else None


def _is_rest(score: Column, column: Column) -> bool:
    """Whether the two add up to one whole in every row: an accuracy and its error rate."""
    pairs = zip(score.values, column.values, strict=True)
    sums = [one + other for one, other in pairs if isinstance(one, int | float) and isinstance(other, int | float)]
    return any(all(math.isclose(total, whole) for total in sums) for whole in _WHOLES)


def _fits(centre: Column, column: Column, role: str) -> bool:
    for mean, value in zip(centre.values, column.values, strict=True):
        if not isinstance(mean, int | float) or not isinstance(value, int | float):
            continue
        if (role == "delta" and value < 0) or (role == "low" and value > mean) or (role == "high" and value < mean):
            return False
    return True


def _is_complete(centre: Column, role: str, roles: Counter[tuple[str, str]]) -> bool:
    """Whether a low end has its only high one; four ends are a summary of quartiles, not an interval."""
    return role == "delta" or roles[centre.name, "low"] == roles[centre.name, "high"] == 1
