"""Matrices: a grid of numbers whose rows and columns other members may name; one row of the table per cell."""

from msgspec import Struct

from pb_core.tables.kinds import is_grid, is_lists, is_scalar, is_scalars
from pb_core.tables.names import may_be_pair, word_set
from pb_core.tables.pairs import POINT_NAMES
from pb_core.tables.raw import RawTable, counted, fresh_name, raw_table, refuse, shown
from pb_core.tables.table import Shape

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
