"""Columns whose values are objects or lists become columns of scalars, and rows where a list repeats a measurement."""

from collections import Counter

from pb_core.tables.kinds import brief
from pb_core.tables.pairs import Columns, Held, pairs_in, split_pairs
from pb_core.tables.raw import RawTable, check_cells, fresh_name, listed, raw_table, refuse, shown
from pb_core.tables.steadiness import changes_steadily
from pb_core.tables.table import Shape
from pb_core.tables.uncertainty import centre_key
from pb_core.tables.vocabulary import is_axis

MAX_NESTING = 4
"""Objects or lists inside one value, one within the other."""


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
        elif pairs := pairs_in(columns, held, nested=bool(exploded)):
            columns = split_pairs(columns, pairs)
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


def _without_objects(columns: Columns, held: Held, said: list[str]) -> Columns:
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
