"""CSV as the command line takes it: read as a table, or passed on as a JSON array of records."""

import csv
import io
from collections.abc import Sequence

import msgspec

from pb_core.tables.kinds import MISSING_MARKS
from pb_core.tables.numerals import comma_number_of, is_decimal_comma, number_of
from pb_core.tables.raw import listed, refuse_csv
from pb_core.tables.reading import read_table
from pb_core.tables.table import Table, TableLimits

DELIMITERS = ",;\t|"
SNIFFED_ROWS = 50
_FIRST_YEAR, _LAST_YEAR = 1900, 2100

Record = dict[str, str | int | float | None]


def table_from_csv(text: str, limits: TableLimits) -> Table:
    """The table of a CSV text, the same that ``json_of_csv`` leads to.

    The delimiter is the comma, semicolon, tab or bar that parts the first rows most evenly; the first row names the
    columns unless it holds numbers, then they are ``column 1``, ``column 2``, ...; a decimal comma is read as one.

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
    rows = _rows(text.removeprefix("\ufeff"))
    if not rows:
        refuse_csv("holds no rows")
    names, body = _header(rows)
    if not body:
        refuse_csv("holds names of columns but no rows")
    width = len(names)
    if long := next((number for number, row in body if len(row) > width), None):
        refuse_csv(f"has more values than the {width} names of its columns on line {long}")
    columns = [_values([row[place] if place < len(row) else "" for _, row in body]) for place in range(width)]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


Rows = list[tuple[int, list[str]]]


def _rows(text: str) -> Rows:
    """The rows that are not blank, with the numbers of their last lines."""
    delimiter = max(DELIMITERS, key=lambda mark: _evenness(text, mark))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    try:
        return [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        refuse_csv(f"cannot be read at line {reader.line_num}: {error}")


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
