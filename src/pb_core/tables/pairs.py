"""Columns of pairs: the ends of an interval, or x and y of a point."""

from pb_core.tables.kinds import is_numbers, is_scalars
from pb_core.tables.names import Part, may_be_pair, part_of, words_of
from pb_core.tables.raw import fresh_name

Columns = dict[str, list[object]]
Held = dict[str, type | None]
"""By column: ``list`` or ``dict`` when its values are such, else ``None``."""

POINT_NAMES = frozenset({"point", "points", "xy", "coord", "coords", "coordinates", "position", "location"})
"""Names of pairs that are points, not two measurements."""


def pairs_in(columns: Columns, held: Held, *, nested: bool) -> dict[str, tuple[str, str]]:
    """The columns of pairs and what their ends are called."""
    means = [values for name, values in columns.items() if held[name] is None and part_of(name)[1] is Part.CENTRE]
    found: dict[str, tuple[str, str]] = {}
    for name, kind in held.items():
        if kind is not list or not _are_pairs(columns[name]):
            continue
        numbers = all(is_numbers(pair) for pair in columns[name] if pair is not None)
        named = may_be_pair(name) and not _go_along(name, columns, held)
        if numbers and (named or any(_enclose(columns[name], mean) for mean in means)):
            found[name] = (f"{name} low", f"{name} high")
        elif nested or POINT_NAMES.intersection(words_of(name)[-1:]):
            found[name] = ("x", "y")
    return found


def _go_along(name: str, columns: Columns, held: Held) -> bool:
    """Whether pairs are the uncertainties of two means: ``{"mean": [3, 2], "std": [0.2, 0.1]}``."""
    return any(
        kind is list and not may_be_pair(other) and _are_pairs(columns[other])
        for other, kind in held.items()
        if other != name
    )


def _are_pairs(values: list[object]) -> bool:
    return all(value is None or (is_scalars(value) and len(value) == 2) for value in values)  # noqa: PLR2004 - ends


def _enclose(pairs: list[object], means: list[object]) -> bool:
    return all(
        isinstance(pair, list) and all(isinstance(v, int | float) for v in (*pair, mean)) and pair[0] <= mean <= pair[1]
        for pair, mean in zip(pairs, means, strict=True)
    )


def split_pairs(columns: Columns, pairs: dict[str, tuple[str, str]]) -> Columns:
    """The columns, every pair in two of its own."""
    flat: Columns = {}
    taken = set(columns) - pairs.keys()
    for name, values in columns.items():
        if name not in pairs:
            flat[name] = values
            continue
        for place, end in enumerate(pairs[name]):
            column = fresh_name(end, taken)
            taken.add(column)
            flat[column] = [value[place] if isinstance(value, list) else None for value in values]
    return flat
