"""read_table: a parsed document, whatever shape it has, becomes a table of typed columns; and so does CSV."""

import csv
import io
from collections.abc import Sequence

import msgspec
from msgspec import structs
from msgspec.structs import replace

from pb_core.domain.tables.arrays import PAIR, read_frame, read_list, read_matrix, read_series
from pb_core.domain.tables.column_names import may_be_pair, word_set
from pb_core.domain.tables.column_roles import with_siblings
from pb_core.domain.tables.nested import read_nested
from pb_core.domain.tables.objects import read_keyed, read_lists, read_scalars
from pb_core.domain.tables.quantities import comma_number_of, is_decimal_comma, number_of
from pb_core.domain.tables.raw_values import (
    MISSING_MARKS,
    RawColumn,
    RawTable,
    fresh_name,
    is_grid,
    is_numbers,
    is_object,
    is_objects,
    is_points,
    is_scalar,
    is_scalars,
    listed,
    parse_document,
    refuse,
    refuse_csv,
    refuse_shape,
    shown,
)
from pb_core.domain.tables.table import Column, Table, TableLimits
from pb_core.domain.tables.typed_columns import typed

WRAPPERS = word_set(
    "data results result records rows items table values dataset entries measurements observations experiments "
    "metrics points output response payload plot chart figure matrix runs samples"
)
"""Names that say nothing of what they hold."""

ASIDES = word_set("meta metadata config info options settings layout schema units notes")
"""Names of objects beside the data."""


def recognise(document: object) -> RawTable:
    """The raw table that a parsed document is.

    Raises:
        InvalidRequest: it has no shape that is known; the sentence says what it is and what would be read.
    """
    if isinstance(document, list) and document:
        return read_list(document)
    if not is_object(document):
        refuse("must be an object or an array that is not empty")
    if all(map(is_scalar, document.values())) or _is_one_row(document):
        return read_scalars(document)
    tables = {name: member for name, member in document.items() if not is_scalar(member)}
    if len(tables) > 1 and not ASIDES.issuperset(map(str.lower, tables)):
        tables = {name: member for name, member in tables.items() if name.lower() not in ASIDES}
    beside = [name for name in document if name not in tables]
    if any(isinstance(document[name], int | float) for name in beside) and not _may_have_asides(tables):
        refuse_shape(document)
    found = read_frame(tables) or read_matrix(tables) or read_series(tables) or _members(tables)
    return replace(found, notes=(f"left out: {listed(beside)}", *found.notes)) if beside else found


def _is_one_row(document: dict[str, object]) -> bool:
    """Whether the lists among the members are all intervals of one measurement: ``{"mean": 1, "ci": [0, 2]}``."""
    lists = {name: member for name, member in document.items() if not is_scalar(member)}
    pairs = all(is_numbers(member) and len(member) == PAIR and may_be_pair(name) for name, member in lists.items())
    return pairs and len(lists) < len(document)


def _may_have_asides(tables: dict[str, object]) -> bool:
    """Whether a number beside these tables describes them, rather than being data of another depth."""
    return all(isinstance(member, list) for member in tables.values()) or (
        len(tables) == 1 and next(iter(tables)).lower() in WRAPPERS
    )


def _under(name: str, table: RawTable) -> RawTable:
    """The table of an only member, its values called by the member's name where they have none of their own."""
    if any(column.name == "value" for column in table.columns):
        columns = tuple(replace(column, name=name) if column.name == "value" else column for column in table.columns)
        taken = {column.name for column in table.columns}
        return table if name in taken else replace(table, columns=columns)
    return replace(table, notes=(f"what stands under {shown(name)} is read", *table.notes))


def _members(tables: dict[str, object]) -> RawTable:
    lists = {name: member for name, member in tables.items() if isinstance(member, list)}
    objects = {name: member for name, member in tables.items() if isinstance(member, dict)}
    if len(tables) == 1:
        name, member = next(iter(tables.items()))
        wrapped = name.lower() in WRAPPERS and not is_scalars(member)
        if wrapped or is_objects(member) or (is_grid(member) and not is_points(member)):
            return recognise(member)
        if is_object(member):
            return _under(name, recognise(member))
    if len(lists) == len(tables):
        return read_lists(lists)
    if len(objects) == len(tables):
        return read_keyed(objects) or read_nested(tables)
    return refuse_shape(tables)


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


DELIMITERS = ",;\t|"
_SPOKEN = {";": "semicolons", "\t": "tabs", "|": "bars"}
SNIFFED_ROWS = 50
_FIRST_YEAR, _LAST_YEAR = 1900, 2100

Record = dict[str, str | int | float | None]


def table_from_csv(text: str, limits: TableLimits) -> Table:
    """The table of a CSV text, the same that ``json_of_csv`` leads to.

    The delimiter is the comma, semicolon, tab or bar that parts the first rows most evenly. Comments (``#``) and titles
    of one value before the names of the columns are no rows. The first row names the columns unless it holds numbers,
    then they are ``column 1``, ``column 2``, ...; a decimal comma is read as one.

    Raises:
        InvalidRequest: the text holds no rows, a row has more values than there are names, a name repeats, or a
            limit is passed.
    """
    return read_table(_records(text), limits)


def json_of_csv(text: str) -> str:
    """The rows of a CSV text as a JSON array of records, numbers as numbers and empty cells as null.

    Raises:
        InvalidRequest: as ``table_from_csv``.
    """
    return msgspec.json.encode(_records(text)).decode()


def _records(text: str) -> list[Record]:
    text, delimiter = _without_comments(text.removeprefix("\ufeff"))
    rows = _rows(text, delimiter)
    if not rows:
        refuse_csv("holds no rows")
    names, body = _header(rows)
    if not body:
        refuse_csv("holds names of columns but no rows")
    width = len(names)
    if long := next((number for number, row in body if len(row) > width), None):
        how = f"is parted by {_SPOKEN[delimiter]} and " if delimiter in _SPOKEN else ""
        refuse_csv(f"{how}has more values than the {width} names of its columns on line {long}")
    columns = [_values([row[place] if place < len(row) else "" for _, row in body]) for place in range(width)]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


Rows = list[tuple[int, list[str]]]


def _without_comments(text: str) -> tuple[str, str]:
    """The text with blank lines for the comments before its rows, and its delimiter.

    The last comment names the columns where it holds as many values as the rows, and numbers follow it at once.
    """
    lines = text.splitlines(keepends=True)
    count = next((number for number, line in enumerate(lines) if line.strip() and line[0] != "#"), 0)
    rest = "".join(lines[count:])
    delimiter = max(DELIMITERS, key=lambda mark: _evenness(rest, mark))
    if count:
        head, first = (line.strip().split(delimiter) for line in lines[count - 1 : count + 1])
        count -= len(head) == len(first) and (lines[count - 1][1:2] != " " or any(_number(cell) for cell in first))
    return "\n" * count + "".join(lines[count:]), delimiter


def _rows(text: str, delimiter: str) -> Rows:
    """The rows that are not blank, with the numbers of their last lines; no titles before the names of columns."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        refuse_csv(f"cannot be read at line {reader.line_num}: {error}")
    titles = next((place for place, (_, row) in enumerate(rows) if len(row) > 1), 0)
    named = titles and len(rows[titles][1]) == _evenness(text, delimiter)[1] and not any(map(_number, rows[titles][1]))
    return rows[titles:] if named else rows


def _evenness(text: str, delimiter: str) -> tuple[int, int]:
    """How many of the first rows are parted into as many values as most, and into how many."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    try:
        widths = [len(row) for row, _ in zip(reader, range(SNIFFED_ROWS), strict=False) if row]
    except csv.Error:
        return 0, 0
    common = max(set(widths), key=widths.count, default=1)
    return (widths.count(common), common) if common > 1 else (0, 0)


def _header(rows: Rows) -> tuple[list[str], Rows]:
    first, rest = [cell.strip() for cell in rows[0][1]], rows[1:]
    numbers = [cell for cell in first if cell and _number(cell) is not None]
    if numbers and not (_are_years(numbers) and not all(_are_years(row[1:]) for _, row in rest)):
        width = max(len(row) for _, row in rows)
        return [f"column {place}" for place in range(1, width + 1)], rows
    while first and not first[-1] and all(len(row) < len(first) or not row[len(first) - 1].strip() for _, row in rest):
        first.pop()
    names = [name or f"column {place}" for place, name in enumerate(first, start=1)]
    if repeated := [name for name in dict.fromkeys(names) if names.count(name) > 1]:
        refuse_csv(f"names several columns {listed(repeated)}")
    return names, [(number, row[: len(names)] if not any(row[len(names) :]) else row) for number, row in rest]


def _are_years(cells: Sequence[str]) -> bool:
    return bool(cells) and all(cell.isdecimal() and _FIRST_YEAR <= int(cell) <= _LAST_YEAR for cell in cells)


def _number(cell: str) -> int | float | None:
    value = number_of(cell)
    return comma_number_of(cell) if value is None else value


def _values(cells: Sequence[str]) -> list[str | int | float | None]:
    """Numbers where every cell that is not a missing mark is one; texts as they are otherwise."""
    present = {cell: cell.strip() for cell in dict.fromkeys(cells) if cell.strip().lower() not in MISSING_MARKS}
    comma = any(is_decimal_comma(plain) for plain in present.values())
    numbers = {cell: (comma_number_of if comma else number_of)(plain) for cell, plain in present.items()}
    if present and all(value is not None for value in numbers.values()):
        return [numbers.get(cell) for cell in cells]
    return [cell if cell.strip() else None for cell in cells]
