"""Arrays: records, points, rows, grids and plain values."""

from pb_core.tables.flattening import flatten
from pb_core.tables.kinds import (
    is_grid,
    is_lists,
    is_numbers,
    is_numeric,
    is_objects,
    is_points,
    is_scalars,
    refuse_shape,
)
from pb_core.tables.matrices import read_cross_table, read_grid
from pb_core.tables.names import word_set
from pb_core.tables.raw import LISTED, RawTable, check_cells, raw_table, refuse, shown
from pb_core.tables.table import Shape

PAIR = 2

SHARED_AXES = word_set("x epoch epochs step steps iteration iterations year years date")
"""Names of lists that others are drawn against, never of a group of measurements."""


def read_list(document: list[object]) -> RawTable:
    """The table that an array is.

    Raises:
        InvalidRequest: its items are of different kinds or lengths.
    """
    if is_scalars(document):
        return _array(document)
    if is_objects(document):
        return read_records(document)
    if is_lists(document):
        return _rows(document)
    series = {f"series {place}": points for place, points in enumerate(document, start=1) if is_points(points)}
    if len(series) == len(document):
        return read_point_series(series)
    return refuse_shape(document)


def _array(values: list[object]) -> RawTable:
    if is_numbers(values):
        return raw_table(Shape.ARRAY, {"index": list(range(1, len(values) + 1)), "value": values})
    return raw_table(Shape.ARRAY, {"value": values})


def read_records(records: list[dict[str, object]], *notes: str) -> RawTable:
    """One row per object; a member that some of them lack is missing there."""
    names = dict.fromkeys(name for record in records for name in record)
    if not names:
        refuse("holds nothing but empty lists or objects")
    check_cells(len(records), len(names))
    return flatten(Shape.RECORDS, {name: [record.get(name) for record in records] for name in names}, *notes)


def read_point_series(series: dict[str, list[list[object]]]) -> RawTable:
    """``{"A": [[x, y], ...]}``: columns ``series``, ``x`` and ``y``."""
    points = [(name, *pair) for name, pairs in series.items() for pair in pairs]
    names, xs, ys = (list(column) for column in zip(*points, strict=True))
    return raw_table(Shape.POINTS, {"series": names, "x": xs, "y": ys}, keys=("series",))


def _rows(rows: list[list[object]]) -> RawTable:
    widths = {len(row) for row in rows}
    if len(widths) > 1:
        return _ragged_rows(rows)
    if rows[0] and (cross := read_cross_table(rows)):
        return cross
    if _has_header(rows):
        return _under_header(rows)
    if is_points(rows):
        note = "pairs are read as points" if is_grid(rows) and len(rows) == PAIR else ""
        columns = {"x": [x for x, _ in rows], "y": [y for _, y in rows]}
        return raw_table(Shape.POINTS, columns, *([note] if note else []))
    if is_grid(rows):
        return read_grid(rows)
    if not rows[0]:
        refuse("holds nothing but empty lists or objects")
    named = {f"column {place}": list(cells) for place, cells in enumerate(zip(*rows, strict=True), start=1)}
    return raw_table(Shape.RECORDS, named, "the rows have no names for their columns")


def _has_header(rows: list[list[object]]) -> bool:
    """Whether the first row is texts that differ, one of them above a column of numbers."""
    first, *rest = rows
    told = [name for name in first if isinstance(name, str) and not is_numeric(name)]
    return (
        bool(rest)
        and len(set(told)) == len(first)
        and any(all(map(is_numeric, column)) for column in zip(*rest, strict=True))
    )


def _under_header(rows: list[list[object]]) -> RawTable:
    header, *rest = rows
    columns = {str(name): list(cells) for name, cells in zip(header, zip(*rest, strict=True), strict=True)}
    return raw_table(Shape.RECORDS, columns, "the first row is read as the names of the columns")


def _ragged_rows(rows: list[list[object]]) -> RawTable:
    if not all(map(is_numbers, rows)):
        sizes = ", ".join(f"row {place} has {len(row)}" for place, row in enumerate(rows[:4], start=1))
        refuse(f"has rows of different lengths that hold texts: {sizes}")
    return read_groups({f"list {place}": row for place, row in enumerate(rows, start=1)})


def read_groups(groups: dict[str, list[object]]) -> RawTable:
    """Lists of numbers of unequal length: columns ``group`` and ``value``, and ``index`` where order matters.

    Raises:
        InvalidRequest: a list holds texts, or one is named as the axis of the others.
    """
    sizes = ", ".join(f"{shown(name)} has {len(values)}" for name, values in list(groups.items())[:LISTED])
    if not all(map(is_numbers, groups.values())):
        refuse(f"has lists of unequal length, and lists that hold texts must be equally long: {sizes}")
    if axis := [name for name in groups if name.lower() in SHARED_AXES]:
        refuse(f"has lists of unequal length, and {shown(axis[0])} belongs to the others: {sizes}")
    return flatten(Shape.RAGGED, {"group": list(groups), "value": list(groups.values())}, keys=("group",))
