"""with_siblings: which columns hold another's uncertainty, told by their names and checked against the values."""

import math
from collections.abc import Sequence

from msgspec import structs

from pb_core.tables.names import Part, part_of, words_of
from pb_core.tables.table import Column, ColumnType
from pb_core.tables.vocabulary import is_score

_ROLES = {Part.DELTA: "delta", Part.PAIR: "delta", Part.LOW: "low", Part.HIGH: "high"}
_VAGUE = frozenset({"error", "err", "margin", "range", "interval"})
"""Words that by themselves may as well name a measurement: they need a mean or a score beside them."""

_WHOLES = (1, 100)
"""What an error rate and its accuracy add up to."""


def with_siblings(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns, those of uncertainties pointing to the column of their means.

    ``acc_std`` belongs to ``acc``; ``std`` alone to the ``mean``, or to the numbers just before it. Half-widths
    must not be negative, ends must enclose the mean, and low and high must both be there.
    """
    numbers = [column for column in columns if column.type is ColumnType.NUMBER and column.error_of is None]
    found: dict[str, tuple[Column, str]] = {}
    for column in numbers:
        stem, part = part_of(column.name)
        if part not in _ROLES:
            continue
        centre = _centre(column, stem, numbers)
        if centre is not None and _fits(centre, column, _ROLES[part]):
            found[column.name] = (centre, _ROLES[part])
    kept = {name: pair for name, pair in found.items() if _is_complete(pair, list(found.values()))}
    return tuple(
        structs.replace(column, error_of=kept[column.name][0].name, role=kept[column.name][1], unit=_unit(column, kept))
        if column.name in kept
        else column
        for column in columns
    )


def _unit(column: Column, kept: dict[str, tuple[Column, str]]) -> str:
    return column.unit or kept[column.name][0].unit


def _centre(column: Column, stem: tuple[str, ...], numbers: list[Column]) -> Column | None:
    parts = {other.name: part_of(other.name) for other in numbers if other is not column}
    candidates = [other for other in numbers if other.name in parts]
    if stem:
        return next(
            (other for other in candidates if words_of(other.name) == stem or parts[other.name] == (stem, Part.CENTRE)),
            None,
        )
    if mean := next((other for other in candidates if parts[other.name] == ((), Part.CENTRE)), None):
        return mean
    before = [other for other in numbers[: numbers.index(column)] if parts[other.name][1] in (None, Part.CENTRE)]
    if not before:
        return None
    if _VAGUE.issuperset(words_of(column.name)) and (not is_score(before[-1].name) or _is_rest(before[-1], column)):
        return None
    return before[-1]


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


def _is_complete(pair: tuple[Column, str], pairs: list[tuple[Column, str]]) -> bool:
    """Whether a low end has its only high one; four ends are a summary of quartiles, not an interval."""
    centre, role = pair
    roles = [other_role for other, other_role in pairs if other is centre]
    return role == "delta" or (roles.count("low") == roles.count("high") == 1)
