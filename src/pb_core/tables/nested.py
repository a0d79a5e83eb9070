"""Objects within objects: one row per leaf, one column per level."""

import re
from collections.abc import Iterator

from pb_core.tables.flattening import flatten
from pb_core.tables.kinds import brief, is_object, is_scalar
from pb_core.tables.raw import LISTED, RawTable, check_cells, fresh_name, refuse, shown
from pb_core.tables.scales import SCALES
from pb_core.tables.table import Shape
from pb_core.tables.times import times_of, year_text
from pb_core.tables.uncertainty import centre_key
from pb_core.tables.vocabulary import COUNTED, SPLITS, are_fields, is_score

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
            f"nests {_told(first)} {deep} levels deep but {_told(second)} {shallow}: all values must be equally deep"
        )
    depth = next(iter(depths))
    if depth > MAX_LEVELS:
        refuse(f"nests objects {depth} levels deep: at most {MAX_LEVELS} are read")
    notes = [f"left out because empty: {', '.join(map(_told, empty[:LISTED]))}"] if empty else []
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


def _told(path: Path) -> str:
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
