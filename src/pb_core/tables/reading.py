"""read_table: a parsed document becomes a table of typed columns."""

from msgspec import structs

from pb_core.tables.cells import typed
from pb_core.tables.document import parse_document
from pb_core.tables.raw import RawColumn, RawTable, fresh_name, refuse, shown
from pb_core.tables.shapes import recognise
from pb_core.tables.siblings import with_siblings
from pb_core.tables.table import Column, Table, TableLimits


def read_table(document: object, limits: TableLimits = TableLimits()) -> Table:  # noqa: B008 - frozen
    """The table that a document is, whatever its shape.

    Raises:
        InvalidRequest: the shape is unknown, nothing but missing values is there, or a limit is passed; the sentence
            says what was found and what would be read.
    """
    if isinstance(document, list) and len(document) > limits.max_rows:
        refuse(f"has {len(document):,} rows but at most {limits.max_rows:,} are read")
    raw = recognise(document)
    _check_size(raw, limits)
    columns: list[Column] = []
    notes = list(raw.notes)
    taken = {column.name for column in raw.columns}
    for column in _with_names(raw.columns):
        found = typed(column, limits.max_text)
        columns.append(found.column)
        for error in found.errors:
            name = fresh_name(error.name, taken)
            taken.add(name)
            columns.append(structs.replace(error, name=name))
        notes.extend(found.notes)
    if not any(_measures(column, raw) for column in columns):
        refuse("holds nothing but missing values")
    return Table(columns=with_siblings(columns), shape=raw.shape, notes=tuple(dict.fromkeys(notes)))


def read_json(text: str, limits: TableLimits) -> Table:
    """The table that a caller's ``data_json`` holds; raises what ``parse_document`` and ``read_table`` raise."""
    return read_table(parse_document(text, limits), limits)


def _measures(column: Column, raw: RawTable) -> bool:
    """Whether a column has a value that was not a key or a count of ours."""
    keys = {raw_column.name for raw_column in raw.columns if raw_column.is_key}
    return column.name not in keys | {"index"} and any(value is not None for value in column.values)


def _with_names(columns: tuple[RawColumn, ...]) -> list[RawColumn]:
    """The columns, those with a blank name called by their place."""
    taken = {column.name for column in columns}
    return [
        column if column.name.strip() else structs.replace(column, name=fresh_name(f"column {place}", taken))
        for place, column in enumerate(columns, start=1)
    ]


def _check_size(raw: RawTable, limits: TableLimits) -> None:
    if not raw.columns or not raw.columns[0].values:
        refuse("holds nothing but empty lists or objects")
    rows, width = len(raw.columns[0].values), len(raw.columns)
    if rows > limits.max_rows:
        refuse(f"has {rows:,} rows but at most {limits.max_rows:,} are read")
    if width > limits.max_columns:
        refuse(f"has {width:,} columns but at most {limits.max_columns:,} are read")
    if rows * width > limits.max_points:
        refuse(f"has {rows:,} rows of {width:,} columns but at most {limits.max_points:,} values are read")
    if long := next((column.name for column in raw.columns if len(column.name) > limits.max_name), None):
        refuse(f"has the name {shown(long)} of {len(long):,} characters but at most {limits.max_name:,} are read")
