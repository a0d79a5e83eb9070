"""Nested data: objects, pairs and lists inside columns and rows become columns of scalars, or more rows."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from pb_core.domain.tables.column_names import Part, may_be_pair, part_of, words_of
from pb_core.domain.tables.column_roles import COUNTED, SPLITS, are_fields, is_axis, is_score
from pb_core.domain.tables.natural_order import SCALES
from pb_core.domain.tables.quantities import centre_key
from pb_core.domain.tables.raw_values import (
    LISTED,
    RawTable,
    brief,
    check_cells,
    fresh_name,
    is_numbers,
    is_object,
    is_scalar,
    is_scalars,
    listed,
    raw_table,
    refuse,
    shown,
)
from pb_core.domain.tables.table import Shape
from pb_core.domain.tables.times import times_of, year_text

SMOOTH = 1.0
"""Von Neumann's ratio (1941), below which a list changes so steadily that its order matters; chance gives 2."""

MIN_SEQUENCE = 5
"""Shorter lists are repeated measurements whatever their order."""


def changes_steadily(lists: list[list[object]]) -> bool:
    """Whether each list is long and changes so little from item to item that its order matters.

    Measured by von Neumann's ratio: the mean squared step over the variance, below ``SMOOTH`` in every list.
    """
    return bool(lists) and all(_is_steady([v for v in values if isinstance(v, int | float)]) for values in lists)


def _is_steady(values: list[int | float]) -> bool:
    if len(values) < MIN_SEQUENCE:
        return False
    scale = max(map(abs, values)) or 1  # squares of very large numbers overflow
    scaled = [value / scale for value in values]
    mean = sum(scaled) / len(scaled)
    variance = sum((value - mean) ** 2 for value in scaled) / len(scaled)
    steps = sum((after - before) ** 2 for before, after in pairwise(scaled)) / (len(scaled) - 1)
    return variance > 0 and steps / variance < SMOOTH


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
            lengths = ", ".join(f"{shown(name)} has {size}" for name, size in found.items())
            refuse(f"has lists that belong together but differ in length: {lengths}")
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


MAX_LEVELS = 4
"""Levels of names above the leaves."""

_MONTHS, _WEEKDAYS = SCALES[0], SCALES[1]
_COUNTED = re.compile(r"([^\W\d]{2,20})[\s_\-]?\d+(?:\.\d+)?")
_FIRST_YEAR, _LAST_YEAR = 1900, 2100

Path = tuple[str, ...]


def read_nested(document: dict[str, object], value: str = "value") -> RawTable:
    """One row per leaf: a scalar, a list of runs, a mean with its uncertainty, or several measurements of one thing.

    Levels are called ``name`` when there is one, else ``level 1``, ``level 2``, ... or what their keys are:
    ``year``, ``month``, ``weekday``, ``split``, ``metric``, or the word before a number (``layer 1``: ``layer``).

    Raises:
        InvalidRequest: leaves stand at different depths, or below more than four levels.
    """
    empty: list[Path] = []
    leaves = list(_leaves(document, (), empty, wide=_has_fields(document)))
    depths = {len(path): path for path, _ in reversed(leaves)}
    if not depths:
        refuse("holds nothing but empty lists or objects")
    if len(depths) > 1:
        (deep, first), (shallow, second) = sorted(depths.items(), reverse=True)[:2]
        refuse(
            f"nests {_shown_path(first)} {deep} levels deep but {_shown_path(second)} {shallow}: "
            "all values must be equally deep"
        )
    depth = next(iter(depths))
    if depth > MAX_LEVELS:
        refuse(f"nests objects {depth} levels deep: at most {MAX_LEVELS} are read")
    notes = [f"left out because empty: {', '.join(map(_shown_path, empty[:LISTED]))}"] if empty else []
    return _table(leaves, depth, value, notes)


def _leaves(value: dict[str, object], path: Path, empty: list[Path], *, wide: bool) -> Iterator[tuple[Path, object]]:
    for name, member in value.items():
        if is_object(member) and not (_is_summary(member) or (wide and _is_flat(member))):
            yield from _leaves(member, (*path, name), empty, wide=wide)
        elif member == {}:
            empty.append((*path, name))
        else:
            yield (*path, name), member


def _has_fields(document: dict[str, object]) -> bool:
    """Whether the innermost objects, below two levels of names, hold several measurements of one thing each."""
    fields: dict[str, None] = {}
    pending = [(document, 0)]
    while pending:
        item, depth = pending.pop()
        if depth > 1 and _is_flat(item):
            fields.update(dict.fromkeys(item))
        pending.extend((member, depth + 1) for member in item.values() if is_object(member))
    return len(fields) > 1 and are_fields(list(fields))


def _is_flat(member: dict[str, object]) -> bool:
    return all(map(is_scalar, member.values()))


def _is_summary(member: dict[str, object]) -> bool:
    return centre_key([member]) is not None and not any(map(is_object, member.values()))


def _shown_path(path: Path) -> str:
    return " → ".join(map(shown, path))


def _table(leaves: list[tuple[Path, object]], depth: int, value: str, notes: list[str]) -> RawTable:
    square = depth == 2 and {path[0] for path, _ in leaves} == {path[1] for path, _ in leaves}  # noqa: PLR2004 - sides
    columns: dict[str, list[object]] = {}
    for level in range(depth):
        keys: list[object] = [path[level] for path, _ in leaves]
        name = ("row", "column")[level] if square else _level_name(dict.fromkeys(map(str, keys)), level, depth)
        columns[fresh_name(name, columns)] = keys
    levels = tuple(columns)
    found = [leaf for _, leaf in leaves]
    summaries = [leaf for leaf in found if isinstance(leaf, dict)]
    if not summaries:
        columns[fresh_name(value, columns)] = found
    elif strange := [leaf for leaf in found if leaf is not None and not isinstance(leaf, dict)]:
        refuse(f"holds an object of measurements in one place but {brief(strange[0])} in another")
    else:
        members = dict.fromkeys(member for summary in summaries for member in summary)
        check_cells(len(found), len(members))
        for member in members:
            cells = [leaf.get(member) if isinstance(leaf, dict) else None for leaf in found]
            columns[fresh_name(member, columns)] = cells
    flat = depth == 1 and not summaries and all(map(is_scalar, found))
    shape = Shape.MATRIX if square else Shape.SCALARS if flat else Shape.NESTED
    return flatten(shape, columns, *notes, keys=levels)


def _level_name(keys: dict[str, None], level: int, depth: int) -> str:
    lowered = {key.strip().lower() for key in keys}
    years = [year_text(key) for key in keys]
    if all(year is not None and _FIRST_YEAR <= year <= _LAST_YEAR for year in years):
        return "year"
    for name, words in (("month", _MONTHS), ("weekday", _WEEKDAYS), ("split", SPLITS)):
        if lowered <= set(words):
            return name
    if times_of(keys) is not None:
        return "date"
    if all(map(is_score, keys)):
        return "metric"
    counted = {match[1].lower() if (match := _COUNTED.fullmatch(key)) else "" for key in keys}
    if len(keys) > 1 and len(counted) == 1 and counted <= COUNTED:
        return next(iter(counted))
    return "name" if depth == 1 else f"level {level + 1}"
