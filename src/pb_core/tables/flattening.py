"""Columns whose values are objects or lists become columns of scalars, and rows where a list repeats a measurement."""

from collections import Counter

from pb_core.tables.kinds import brief, is_numbers, is_scalars
from pb_core.tables.names import Part, may_be_pair, part_of, words_of
from pb_core.tables.raw import RawTable, check_cells, fresh_name, listed, raw_table, refuse, shown
from pb_core.tables.steadiness import changes_steadily
from pb_core.tables.table import Shape
from pb_core.tables.uncertainty import centre_key
from pb_core.tables.vocabulary import is_axis

MAX_NESTING = 4
"""Objects or lists inside one value, one within the other."""

POINT_NAMES = frozenset({"point", "points", "xy", "coord", "coords", "coordinates", "position", "location"})
"""Names of pairs that are points, not two measurements."""

Columns = dict[str, list[object]]


def flatten(shape: Shape, columns: Columns, *notes: str, keys: tuple[str, ...] = ()) -> RawTable:
    """A table without objects and lists in its values.

    A mean with its uncertainty becomes two columns, another object one column per member, a pair under a name such
    as ``ci`` its two ends, a pair under a name such as ``point`` x and y, another list one row per item, with an
    ``index`` from 1 where the lists change steadily.

    Raises:
        InvalidRequest: one column holds both plain values and others, or lists of one row differ in length.
    """
    said = list(notes)
    exploded: list[str] = []
    for _ in range(2 * MAX_NESTING):
        held = {name: _container(name, values) for name, values in columns.items()}
        if dict in held.values():
            columns = _without_objects(columns, held, said)
        elif pairs := _pairs(columns, held, nested=bool(exploded)):
            columns = _without_pairs(columns, pairs)
            shape = Shape.POINTS if exploded and shape is Shape.RECORDS else shape
        elif list in held.values():
            exploded = [name for name in held if held[name] is list]
            columns = _exploded(columns, exploded)
            if shape in (Shape.RECORDS, Shape.COLUMNS):
                said.append(f"each value of {listed(exploded)} is a row of its own")
            shape = Shape.POINTS if len(exploded) > 1 and shape is Shape.RECORDS else shape
        else:
            return raw_table(shape, columns, *said, keys=keys)
    return refuse(f"nests lists or objects more than {MAX_NESTING} deep in one value")


def _container(name: str, values: list[object]) -> type | None:
    kinds = set(map(type, values)) - {type(None)}
    if not kinds & {dict, list}:
        return None
    if len(kinds) > 1:
        examples = {type(value): value for value in reversed(values) if value is not None}
        refuse(f"mixes {' and '.join(sorted(set(map(brief, examples.values()))))} under {shown(name)}")
    return next(iter(kinds))


def _without_objects(columns: Columns, held: dict[str, type | None], said: list[str]) -> Columns:
    flat: Columns = {}
    objects = {name: [v for v in columns[name] if isinstance(v, dict)] for name in columns if held[name] is dict}
    members = {name: dict.fromkeys(key for item in items for key in item) for name, items in objects.items()}
    check_cells(len(next(iter(columns.values()))), len(columns) + sum(map(len, members.values())))
    uses = Counter(key for keys in members.values() for key in keys)
    uses.update(name for name in columns if name not in objects)
    taken = set(columns) - set(objects)
    for name, values in columns.items():
        if name not in objects:
            flat[name] = values
            continue
        centre = centre_key(objects[name])
        for member in members[name]:
            column = fresh_name(_member_name(name, member, centre, is_shared=uses[member] > 1), taken)
            taken.add(column)
            flat[column] = [value.get(member) if isinstance(value, dict) else None for value in values]
        if centre is None:
            said.append(f"the members of {shown(name)} are columns of their own")
    return flat


def _member_name(name: str, member: str, centre: str | None, *, is_shared: bool) -> str:
    if centre is not None:
        return name if member == centre else f"{name} {member}"
    return f"{name}.{member}" if is_shared else member


def _pairs(columns: Columns, held: dict[str, type | None], *, nested: bool) -> dict[str, tuple[str, str]]:
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


def _go_along(name: str, columns: Columns, held: dict[str, type | None]) -> bool:
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


def _without_pairs(columns: Columns, pairs: dict[str, tuple[str, str]]) -> Columns:
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


def _exploded(columns: Columns, names: list[str]) -> Columns:
    """One row per item of the lists, side by side where several columns hold lists."""
    sizes = _sizes(columns, names)
    check_cells(sum(sizes), len(columns))
    flat: Columns = {
        name: _spread(values, sizes) if name in names else _repeated(values, sizes) for name, values in columns.items()
    }
    lists = [value for name in names for value in columns[name] if isinstance(value, list)]
    if not any(map(is_axis, names)) and changes_steadily(lists):
        flat[fresh_name("index", flat)] = [place for size in sizes for place in range(1, size + 1)]
    return flat


def _sizes(columns: Columns, names: list[str]) -> list[int]:
    sizes: list[int] = []
    for row in zip(*(columns[name] for name in names), strict=True):
        found = {name: len(value) for name, value in zip(names, row, strict=True) if isinstance(value, list)}
        if len(set(found.values())) > 1:
            told = ", ".join(f"{shown(name)} has {size}" for name, size in found.items())
            refuse(f"has lists that belong together but differ in length: {told}")
        sizes.append(max(1, *found.values()) if found else 1)
    return sizes


def _spread(values: list[object], sizes: list[int]) -> list[object]:
    return [
        item
        for value, size in zip(values, sizes, strict=True)
        for item in (value if isinstance(value, list) and value else [None] * size)
    ]


def _repeated(values: list[object], sizes: list[int]) -> list[object]:
    return [value for value, size in zip(values, sizes, strict=True) for _ in range(size)]
