"""RawTable: columns whose values are still the caller's JSON, between recognising a shape and typing its values."""

from collections.abc import Collection, Iterator
from typing import NoReturn

from msgspec import Struct

from pb_core.errors import InvalidRequest
from pb_core.tables.table import Shape

SHOWN = 40
"""Characters of a caller's text that a sentence quotes."""

MAX_FIELDS = 2_000
"""Columns that are built at all, whatever the limits."""

MAX_CELLS = 4_000_000
"""Values that are built at all, whatever the limits: keys that differ in every record multiply."""

LISTED = 8
"""Names that a sentence lists."""


class RawColumn(Struct, frozen=True):
    """A named list of JSON values; ``is_key`` when they were keys of an object, none of which is missing."""

    name: str
    values: list[object]
    is_key: bool = False


class RawTable(Struct, frozen=True):
    """Raw columns of equal length and what was assumed to get them."""

    shape: Shape
    columns: tuple[RawColumn, ...]
    notes: tuple[str, ...] = ()


def raw_table(shape: Shape, columns: dict[str, list[object]], *notes: str, keys: Collection[str] = ()) -> RawTable:
    """The table of these columns, in their order; ``keys`` names those whose values were keys of objects."""
    raw = tuple(RawColumn(name, values, name in keys) for name, values in columns.items())
    return RawTable(shape, raw, notes)


def check_cells(rows: int, columns: int) -> None:
    """Refuse to build more than could ever be drawn, before memory is spent on it."""
    if columns > MAX_FIELDS:
        refuse(f"has {columns:,} columns but at most {MAX_FIELDS:,} are ever read")
    if rows * columns > MAX_CELLS:
        refuse(f"has {rows:,} rows of {columns:,} columns but at most {MAX_CELLS:,} values are ever read")


def refuse(sentence: str) -> NoReturn:
    """Refuse the caller's data with a sentence whose subject is ``data_json``."""
    message = f"data_json {sentence}"
    raise InvalidRequest(message)


def refuse_csv(sentence: str) -> NoReturn:
    """Refuse a CSV text with a sentence whose subject is that text."""
    message = f"the CSV text {sentence}"
    raise InvalidRequest(message)


def shown(text: str, *, quoted: bool = True) -> str:
    """A caller's text for a sentence: shortened, and quoted unless told otherwise."""
    short = text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
    return repr(short) if quoted else short


def counted(count: int, noun: str) -> str:
    """``1 name``, ``2 names``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def listed(names: Collection[str]) -> str:
    """The first names, quoted, for a sentence."""
    first = ", ".join(shown(name) for name in list(names)[:LISTED])
    return first if len(names) <= LISTED else f"{first} and {len(names) - LISTED} more"


def fresh_name(name: str, taken: Collection[str]) -> str:
    """The name, numbered from 2 when it is taken."""
    return name if name not in taken else next(free for free in _numbered(name) if free not in taken)


def _numbered(name: str) -> Iterator[str]:
    number = 2
    while True:
        yield f"{name} {number}"
        number += 1
