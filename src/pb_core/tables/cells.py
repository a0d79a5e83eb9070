"""A raw column becomes typed: numbers, times, booleans or texts, with the unit and the order they tell."""

import math
from collections.abc import Iterable

from pb_core.tables.kinds import MISSING_MARKS
from pb_core.tables.natural import natural_order
from pb_core.tables.raw import RawColumn, refuse, shown
from pb_core.tables.table import Cell, Column, ColumnType, TimeUnit
from pb_core.tables.text_cells import TypedColumn, read_texts
from pb_core.tables.times import MAX_YEAR, MIN_YEAR, is_ambiguous, names_a_year, times_of, year_of
from pb_core.tables.units import quantity_of, unit_in_name

EXACT = 2**53
"""Up to here 64-bit floating point holds every whole number."""

GLANCE = 100
"""Distinct texts that are looked at to say why a column is text."""


def typed(raw: RawColumn, max_text: int) -> TypedColumn:
    """Tell what the values of a column are.

    Texts become numbers, times or booleans only when every one of them, missing marks aside, reads as such.

    Raises:
        InvalidRequest: a text is longer than ``max_text``, or a number is NaN or infinite.
    """
    kinds = set(map(type, raw.values))
    if kinds <= {int, float, type(None)}:
        return TypedColumn(_numbers(raw.name, raw.values), notes=_rounding(raw))
    if kinds <= {bool, type(None)}:
        return TypedColumn(Column(name=raw.name, type=ColumnType.BOOLEAN, values=_cells(raw.values)))
    texts = {value: value.strip() for value in dict.fromkeys(raw.values) if isinstance(value, str)}
    if longest := next((text for text in texts if len(text) > max_text), None):
        refuse(f"holds a text of {len(longest):,} characters under {shown(raw.name)}; at most {max_text:,} are read")
    if bool in kinds:
        return _texts(raw, f"{shown(raw.name)} mixes booleans with other values and is read as text")
    return _told(raw, texts, mixed=bool(kinds & {int, float}))


def _cells(values: Iterable[object]) -> tuple[Cell, ...]:
    return tuple(values)  # type: ignore[arg-type] # the caller has just checked the types


def _numbers(name: str, values: list[object]) -> Column:
    if any(isinstance(value, float) and not math.isfinite(value) for value in values):
        refuse(f"holds NaN or Infinity under {shown(name)}: write null for a missing value")
    if names_a_year(name) and all(_is_year(value) for value in values):
        years = tuple(year_of(value) if isinstance(value, int) else None for value in values)
        return Column(name=name, type=ColumnType.TIME, values=years, time_unit=TimeUnit.YEAR)
    return Column(name=name, type=ColumnType.NUMBER, values=_cells(map(_cell, values)), unit=unit_in_name(name))


def _cell(value: object) -> object:
    """The number that 64-bit floating point has for it: what is drawn and what is compared must be the same."""
    return float(value) if isinstance(value, int) and abs(value) > EXACT else value


def _rounding(raw: RawColumn) -> tuple[str, ...]:
    if not any(isinstance(value, int) and abs(value) > EXACT and float(value) != value for value in raw.values):
        return ()
    return (f"{shown(raw.name)} has whole numbers past 2^53, which are rounded: write identifiers as text",)


def _is_year(value: object) -> bool:
    return value is None or (isinstance(value, int) and MIN_YEAR <= value <= MAX_YEAR)


def _told(raw: RawColumn, texts: dict[str, str], *, mixed: bool) -> TypedColumn:
    marks = {} if raw.is_key else {text: plain for text, plain in texts.items() if plain.lower() in MISSING_MARKS}
    present = {text: plain for text, plain in texts.items() if text not in marks}
    seen = [plain for plain in marks.values() if plain]
    notes = (f"{shown(raw.name)} has {', '.join(map(shown, seen))} where a value is missing",) if seen else ()
    if not present and (mixed or not seen):
        return TypedColumn(_numbers(raw.name, [None if isinstance(v, str) else v for v in raw.values]), notes=notes)
    found = read_texts(raw, present, mixed=mixed) if present else None
    if found is not None:
        return TypedColumn(found.column, found.errors, (*notes, *found.notes))
    if is_ambiguous(present.values()):
        note = f"{shown(raw.name)} has dates whose day and month nothing tells apart: write them as 2024-12-31"
        return _texts(raw, note, is_ordered=False)
    return _texts(raw, _why(raw, list(present.values()), mixed=mixed))


def _why(raw: RawColumn, present: list[str], *, mixed: bool) -> str:
    """Why the column is text although most of its values are not; empty when they are."""
    glance = present[:GLANCE]
    for noun, read in (("numbers", quantity_of), ("dates", lambda text: times_of([text]))):
        strays = [text for text in glance if read(text) is None]
        if strays and (mixed or len(strays) * 2 < len(glance)):
            return f"{shown(raw.name)} mixes {noun} with texts such as {shown(strays[0])} and is read as text"
    return ""


def _texts(raw: RawColumn, note: str, *, is_ordered: bool = True) -> TypedColumn:
    written = [_written(value, is_key=raw.is_key) for value in raw.values]
    distinct = dict.fromkeys(text for text in written if text is not None)
    column = Column(
        name=raw.name, type=ColumnType.TEXT, values=tuple(written), order=natural_order(distinct) if is_ordered else ()
    )
    return TypedColumn(column, notes=(note,) if note else ())


def _written(value: object, *, is_key: bool) -> str | None:
    if isinstance(value, str):
        return value if is_key or value.strip() else None
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)
