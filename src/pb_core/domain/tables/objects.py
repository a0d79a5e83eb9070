"""Objects whose members are lists or scalars: columns, groups, points, scalars."""

from pb_core.domain.tables.arrays import read_groups, read_point_series, read_records
from pb_core.domain.tables.column_names import may_be_pair, word_set, words_of
from pb_core.domain.tables.column_roles import are_fields, are_quantities, is_axis
from pb_core.domain.tables.nested import flatten, read_nested
from pb_core.domain.tables.quantities import centre_key
from pb_core.domain.tables.raw_values import (
    RawTable,
    check_cells,
    fresh_name,
    is_numbers,
    is_numeric,
    is_objects,
    is_points,
    is_scalars,
    raw_table,
    refuse,
    refuse_shape,
)
from pb_core.domain.tables.table import Shape

MIN_MEMBERS = 2
MAX_EDGED = 10
EDGES = word_set("bin bins edge edges breaks boundaries")


def read_scalars(document: dict[str, object]) -> RawTable:
    """``{"A": 1, "B": 2}``: columns ``name`` and ``value``; with a text among the values, one record."""
    if all(map(is_numeric, document.values())):
        return read_nested(document)
    return read_records([document], "the object is read as one row")


def read_lists(document: dict[str, list[object]]) -> RawTable:
    """An object of lists: columns when they are equally long, else groups; points and records keep their list's name.

    Raises:
        InvalidRequest: the lists are empty, or of unequal lengths and hold texts.
    """
    if not any(document.values()):
        refuse("holds nothing but empty lists or objects")
    if all(map(is_objects, document.values())):
        return _grouped_records(document)
    if edges := _edges(document):
        return edges
    pairs = {name: member for name, member in document.items() if is_points(member) and not may_be_pair(name)}
    if len(pairs) == len(document):
        return read_point_series(pairs)
    if len({len(member) for member in document.values()}) == 1:
        return flatten(Shape.COLUMNS, dict(document))
    if all(map(is_scalars, document.values())):
        return read_groups(document)
    return refuse_shape(document)


def _edges(document: dict[str, list[object]]) -> RawTable | None:
    """A histogram that is given by its edges, one more than its counts: a row per bin."""
    if len(document) > MAX_EDGED:
        return None
    names = [name for name in document if EDGES.intersection(words_of(name))]
    if len(names) != 1 or not all(map(is_numbers, document.values())):
        return None
    edges = document[names[0]]
    others = {name: values for name, values in document.items() if name != names[0]}
    if not others or any(len(values) != len(edges) - 1 for values in others.values()):
        return None
    return raw_table(Shape.COLUMNS, {f"{names[0]} start": edges[:-1], f"{names[0]} end": edges[1:], **others})


def _grouped_records(document: dict[str, list[object]]) -> RawTable:
    groups = {name: member for name, member in document.items() if is_objects(member)}
    taken = {key for records in groups.values() for record in records for key in record}
    series = fresh_name("series", taken)
    return read_records([{series: name, **record} for name, records in groups.items() for record in records])


def read_keyed(document: dict[str, dict[str, object]]) -> RawTable | None:
    """Objects that are rows, or tables, named by their key; ``None`` when they are levels of names instead."""
    members = list(document.values())
    if centre_key([dict(document)]) is not None or are_quantities(list(document)):
        return _named(_transposed(document), "name", Shape.RECORDS) if all(map(_is_row, members)) else None
    counting = [str(place) for place in range(len(members))]
    if list(document) == counting and all(map(_is_row, members)):
        return read_records(members, "the keys only count the rows and are left out")
    if all(list(member) == [str(place) for place in range(len(member))] for member in members):
        columns = {name: list(member.values()) for name, member in document.items()}
        return read_lists(columns)
    if all(map(_is_row, members)):
        fields = list(dict.fromkeys(key for member in members for key in member))
        return _named(document, "name", Shape.RECORDS) if _are_fields(fields, members) else None
    if all(_is_curve(member) or _is_mixed(member) for member in members):
        return _named(document, "series", Shape.POINTS)
    return None


def _is_row(member: dict[str, object]) -> bool:
    return all(not isinstance(value, list) for value in member.values())


def _are_fields(fields: list[str], members: list[dict[str, object]]) -> bool:
    """Whether the keys name different quantities, rather than a further set of categories."""
    values = [value for member in members for value in member.values()]
    if any(isinstance(value, dict) and not _is_summary(value) for value in values):
        return False
    if any(not isinstance(value, dict) and not is_numeric(value) for value in values):
        return True
    return are_fields(fields) and (len(fields) > 1 or len(members) > 1)


def _transposed(document: dict[str, dict[str, object]]) -> dict[str, dict[str, object]]:
    keys = dict.fromkeys(key for member in document.values() for key in member)
    return {key: {name: member[key] for name, member in document.items() if key in member} for key in keys}


def _is_summary(value: dict[str, object]) -> bool:
    return all(not isinstance(member, dict) for member in value.values())


def _is_mixed(member: dict[str, object]) -> bool:
    """Whether lists stand beside what is said of all of them: ``{"fpr": [...], "tpr": [...], "auc": 0.9}``."""
    kinds = {type(value) for value in member.values()}
    return list in kinds and len(kinds) > 1 and dict not in kinds


def _is_curve(member: dict[str, object]) -> bool:
    """Whether equally long lists hold an axis, or quantities of several units: ``{"epoch": [...], "loss": [...]}``."""
    lists = [value for value in member.values() if is_scalars(value)]
    same = len(lists) == len(member) >= MIN_MEMBERS and len({len(values) for values in lists}) == 1
    if same and are_quantities(list(member)):
        return True
    return same and any(is_axis(name) and _is_sorted(values) for name, values in zip(member, lists, strict=True))


def _is_sorted(values: list[object]) -> bool:
    numbers = [value for value in values if isinstance(value, int | float)]
    return numbers in (sorted(numbers), sorted(numbers, reverse=True))


def _named(document: dict[str, dict[str, object]], wanted: str, shape: Shape) -> RawTable:
    taken = dict.fromkeys(key for member in document.values() for key in member)
    check_cells(len(document), len(taken))
    name = fresh_name(wanted, taken)
    columns: dict[str, list[object]] = {name: list(document)}
    columns.update({key: [member.get(key) for member in document.values()] for key in taken})
    return flatten(shape, columns, keys=(name,))
