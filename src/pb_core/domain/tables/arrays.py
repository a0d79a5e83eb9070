"""Arrays: matrices whose rows and columns may be named, lists, and series along an axis; a row per cell or point."""

from collections import Counter
from collections.abc import Mapping

from msgspec import Struct

from pb_core.domain.tables.column_names import may_be_pair, word_set
from pb_core.domain.tables.nested import POINT_NAMES, flatten
from pb_core.domain.tables.quantities import centre_key
from pb_core.domain.tables.raw_values import (
    LISTED,
    RawTable,
    check_cells,
    counted,
    fresh_name,
    is_grid,
    is_lists,
    is_numbers,
    is_numeric,
    is_object,
    is_objects,
    is_points,
    is_scalar,
    is_scalars,
    raw_table,
    refuse,
    refuse_shape,
    shown,
)
from pb_core.domain.tables.table import Shape

_ROWS = word_set("rows row row_labels row_names rownames index y y_labels ylabels row_headers")
_COLUMNS = word_set(
    "columns cols column column_labels col_labels column_names col_names colnames x x_labels xlabels headers header "
    "fields"
)
_BOTH = word_set("labels names classes class_names variables features categories")
_CELLS = word_set(
    "values value matrix data z cells confusion_matrix correlation_matrix correlations counts heatmap grid rows"
)


class _Side(Struct, frozen=True):
    """The name of the table's column for the rows or the columns of a matrix, and what they are called."""

    name: str
    labels: list[object]


def read_grid(grid: list[list[object]]) -> RawTable:
    """A bare two-dimensional array: rows and columns are numbered from 1."""
    return _long(_numbered("row", len(grid)), _numbered("column", len(grid[0])), "value", grid)


def read_cross_table(rows: list[list[object]]) -> RawTable | None:
    """A grid whose first row and first column are names, its corner blank; ``None`` for other rows."""
    (corner, *columns), *body = rows
    names, grid = [row[0] for row in body], [row[1:] for row in body]
    texts = columns and all(isinstance(name, str) and name.strip() for name in (*columns, *names))
    if corner not in (None, "") or not texts or not is_grid(grid):
        return None
    return _long(_Side("row", names), _Side("column", columns), "value", grid)


def read_matrix(document: dict[str, object]) -> RawTable | None:
    """A grid with lists of names beside it, or ``None`` when the object is no such thing.

    Columns are called ``row``, ``column`` and ``value``, or as the caller calls them when that says more.

    Raises:
        InvalidRequest: a list of names does not fit the grid.
    """
    grids = [name for name, member in document.items() if is_lists(member) and _may_be_cells(name)]
    labels = {name: member for name, member in document.items() if is_scalars(member)}
    if len(grids) != 1 or not all(
        map(is_scalar, (document[name] for name in document if name not in (*grids, *labels)))
    ):
        return None
    grid = document[grids[0]]
    if not is_grid(grid) or not _belongs(labels, grid):
        return None
    rows, columns = _sides(grids[0], labels, grid)
    value = "value" if grids[0].lower() in _CELLS else grids[0]
    return _long(rows, columns, fresh_name(value, (rows.name, columns.name)), grid)


def _may_be_cells(name: str) -> bool:
    return not may_be_pair(name) and name.lower() not in POINT_NAMES | {"x", "y"}


def _belongs(labels: dict[str, list[object]], grid: list[list[object]]) -> bool:
    """Whether the lists name the grid's sides: known names, or two unknown ones of fitting lengths."""
    known = _ROWS | _COLUMNS | _BOTH
    strange = [member for name, member in labels.items() if name.lower() not in known]
    if not strange:
        return bool(labels)
    return [len(member) for member in labels.values()] in ([len(grid), len(grid[0])], [len(grid[0]), len(grid)])


def _sides(cells: str, labels: dict[str, list[object]], grid: list[list[object]]) -> tuple[_Side, _Side]:
    rows, columns = _numbered("row", len(grid)), _numbered("column", len(grid[0]))
    for name, members in labels.items():
        key = name.lower()
        fits_rows, fits_columns = len(members) == len(grid), len(members) == len(grid[0])
        if key in _BOTH and fits_rows and fits_columns:
            rows, columns = _Side("row", members), _Side("column", members)
        elif key in _ROWS or (key in _BOTH and fits_rows):
            rows = _Side("row", _fitting(name, members, len(grid), f"rows of {shown(cells)}"))
        elif key in _COLUMNS or (key in _BOTH and fits_columns):
            columns = _Side("column", _fitting(name, members, len(grid[0]), f"columns of {shown(cells)}"))
        elif fits_rows and rows.name == "row":
            rows = _Side(name, members)
        else:
            columns = _Side(name, _fitting(name, members, len(grid[0]), f"columns of {shown(cells)}"))
    return rows, columns


def _fitting(name: str, members: list[object], count: int, what: str) -> list[object]:
    if len(members) != count:
        refuse(f"has {counted(len(members), 'name')} under {shown(name)} for {count} {what}")
    return members


def _numbered(name: str, count: int) -> _Side:
    return _Side(name, list(range(1, count + 1)))


def _long(rows: _Side, columns: _Side, value: str, grid: list[list[object]]) -> RawTable:
    cells = {
        rows.name: [label for label in rows.labels for _ in columns.labels],
        columns.name: columns.labels * len(rows.labels),
        value: [cell for row in grid for cell in row],
    }
    return raw_table(Shape.MATRIX, cells)


def read_frame(document: dict[str, object]) -> RawTable | None:
    """Rows of values under a list of column names, as data frames are split; ``None`` for another object.

    An index that only counts is dropped. Numbers are a matrix instead when an index names their rows, and under
    ``values``.
    """
    head = next((name for name in document if name.lower() in _COLUMNS - {"x"}), None)
    body = next((name for name in ("data", "rows", "values") if name != head and is_lists(document.get(name))), None)
    if head is None or body is None or not set(document) <= {head, body, "index"}:
        return None
    names, grid, index = document[head], document[body], document.get("index")
    if not is_scalars(names) or not is_lists(grid) or not all(isinstance(name, str) for name in names):
        return None
    counts = index is None or index in (list(range(len(grid))), list(range(1, len(grid) + 1)))
    if is_grid(grid) and (not counts or body == "values"):
        return None
    if any(len(row) != len(names) for row in grid):
        refuse(f"has rows under {shown(body)} that do not match the {len(names)} names under {shown(head)}")
    columns = {str(name): [row[place] for row in grid] for place, name in enumerate(names)}
    if len(columns) != len(names):
        refuse(f"repeats a name under {shown(head)}")
    if is_scalars(index) and not counts:
        columns = {fresh_name("index", columns): index, **columns}
    return raw_table(Shape.RECORDS, columns)


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
    names = [name for name in first if isinstance(name, str) and not is_numeric(name)]
    return (
        bool(rest)
        and len(set(names)) == len(first)
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


_LISTS = ("series", "datasets", "lines", "curves", "traces")
_NAMES = ("series", "name", "label", "id", "title")
_GENERIC = word_set(
    "y ys series data values value lines curves datasets traces metrics results models methods groups runs"
)

Columns = dict[str, list[object]]


def read_series(document: dict[str, object]) -> RawTable | None:
    """Series under names such as ``series``, or an axis beside an object of lists; ``None`` for another object.

    Columns are ``series``, the axis as the caller calls it, and ``y`` or the caller's name of the values.

    Raises:
        InvalidRequest: a series and its axis differ in length, or two series share a name.
    """
    axes = {name: member for name, member in document.items() if is_scalars(member)}
    others = {name: member for name, member in document.items() if isinstance(member, dict | list) and name not in axes}
    lists = _lists_of(others)
    if axes and lists and (len(others) > 1 or centre_key(lists.values()) is not None):
        return _beside(axes, lists)
    if len(others) != 1 or len(axes) > 1:
        return None
    (name, member), axis = next(iter(others.items())), next(iter(axes.items()), None)
    if is_objects(member) and name.lower() in _LISTS:
        return _listed(member, axis)
    if axis is not None and is_object(member) and all(map(is_scalars, member.values())):
        return _shared(axis, name, member)
    return None


def _lists_of(others: Mapping[str, object]) -> dict[str, dict[str, object]]:
    """The members when each is an object of lists of scalars, else none."""
    objects = {name: member for name, member in others.items() if is_object(member)}
    are_lists = all(is_scalars(values) for member in objects.values() for values in member.values())
    return objects if are_lists and len(objects) == len(others) else {}


def _beside(axes: dict[str, list[object]], objects: dict[str, dict[str, object]]) -> RawTable | None:
    """``{"step": [...], "A": {"mean": [...], "std": [...]}, ...}``: columns, where all lists are equally long."""
    size = len(next(iter(axes.values())))
    lists = [*axes.values(), *(values for member in objects.values() for values in member.values())]
    if any(not isinstance(values, list) or len(values) != size for values in lists):
        return None
    rows: Columns = {
        name: [dict(zip(member, row, strict=True)) for row in zip(*member.values(), strict=True)]
        for name, member in objects.items()
    }
    return flatten(Shape.COLUMNS, {**axes, **rows})


def _shared(axis: tuple[str, list[object]], name: str, member: dict[str, object]) -> RawTable:
    """``{"x": [...], "y": {"A": [...], "B": [...]}}``."""
    label, places = axis
    value = _value_name(label) if name.lower() in _GENERIC else name
    named = fresh_name("series", (label,))
    names: list[object] = []
    axes: list[object] = []
    cells: list[object] = []
    for series, values in member.items():
        points = values if isinstance(values, list) else []
        _check_length(series, len(points), label, len(places))
        names += [series] * len(points)
        axes += places
        cells += points
    columns: Columns = {named: names, label: axes, fresh_name(value, (named, label)): cells}
    return flatten(Shape.POINTS, columns, keys=(named,))


def _value_name(axis: str) -> str:
    return "y" if axis.lower() == "x" else "value"


def _listed(members: list[dict[str, object]], axis: tuple[str, list[object]] | None) -> RawTable | None:
    """``{"series": [{"name": "A", "data": [...]}, ...]}`` with or without a shared axis."""
    if not all(any(isinstance(value, list) for value in member.values()) for member in members):
        return None
    records = [_renamed(member, place) for place, member in enumerate(members, start=1)]
    uses = Counter(str(record["series"]) for record in records)
    if repeated := [name for name, times in uses.items() if times > 1]:
        refuse(f"has two series called {shown(repeated[0])}")
    if axis is not None:
        label, places = axis
        for record in records:
            values = next(value for value in record.values() if isinstance(value, list))
            _check_length(str(record["series"]), len(values), label, len(places))
            record.setdefault(label, places)
    fields = dict.fromkeys(field for record in records for field in record)
    if axis is not None and axis[0] in fields:
        fields = dict.fromkeys(["series", axis[0], *fields])
    check_cells(len(records), len(fields))
    columns: Columns = {field: [record.get(field) for record in records] for field in fields}
    if axis is not None and (values_name := _value_name(axis[0])) not in columns:
        data = next((field for field in ("data", "values") if field in columns), None)
        columns = {values_name if field == data else field: cells for field, cells in columns.items()}
    return flatten(Shape.POINTS, columns, keys=("series",))


def _renamed(member: dict[str, object], place: int) -> dict[str, object]:
    name = next((key for key in _NAMES if key in member), None)
    rest = {key: value for key, value in member.items() if key != name}
    return {"series": f"series {place}" if name is None else member[name], **rest}


def _check_length(series: str, found: int, axis: str, expected: int) -> None:
    if found != expected:
        refuse(f"has {counted(found, 'value')} in series {shown(series)} for {expected} under {shown(axis)}")
