"""A raw column becomes typed: numbers, times, booleans or texts, with the unit and the order that they show."""

import math
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from pb_core.domain.tables.integer_dates import with_dates
from pb_core.domain.tables.natural_order import natural_order
from pb_core.domain.tables.quantities import (
    Spread,
    comma_number_of,
    is_bracketed,
    is_decimal_comma,
    quantity_of,
    spread_of,
    unit_in_name,
)
from pb_core.domain.tables.raw_values import MISSING_MARKS, RawColumn, refuse, shown
from pb_core.domain.tables.table import Cell, Column, ColumnType, TimeUnit
from pb_core.domain.tables.times import MAX_YEAR, MIN_YEAR, is_ambiguous, names_a_year, times_of, year_of, year_text
from pb_core.domain.tables.unread_cells import mixed_fractions, unread_cells

Read = TypeVar("Read")

_BOOLEANS = {"true": True, "false": False}


class TypedColumn(Struct, frozen=True):
    """The column, the uncertainty columns that its values held, and what was assumed."""

    column: Column
    errors: tuple[Column, ...] = ()
    notes: tuple[str, ...] = ()


def read_texts(raw: RawColumn, texts: Mapping[str, str], *, mixed: bool) -> TypedColumn | None:
    """The column that the texts write, or ``None`` when they are just texts.

    ``texts`` maps the distinct texts that are not missing to the same without outer blanks; ``mixed`` tells that
    the column holds numbers besides.
    """
    found = _years(raw, texts) or _quantities(raw, texts) or _decimal_commas(raw, texts) or _spreads(raw, texts)
    return found if found or mixed else _times(raw, texts) or _booleans(raw, texts)


def _read_all(texts: Mapping[str, str], read: Callable[[str], Read | None]) -> dict[str, Read] | None:
    """What every text reads as, or ``None`` as soon as one does not."""
    found: dict[str, Read] = {}
    for text, plain in texts.items():
        value = read(plain)
        if value is None:
            return None
        found[text] = value
    return found


def _text_cells(raw: RawColumn, found: Mapping[str, Cell]) -> tuple[Cell, ...]:
    """The raw values with every text replaced by what it reads as; missing marks become ``None``."""
    return tuple(
        found.get(value) if isinstance(value, str) else value  # type: ignore[misc] # scalars, as the caller checked
        for value in raw.values
    )


def _years(raw: RawColumn, texts: Mapping[str, str]) -> TypedColumn | None:
    years = _read_all(texts, year_text) if names_a_year(raw.name) else None
    if years is None:
        return None
    seconds = {text: year_of(year) for text, year in years.items()}
    values = tuple(year_of(value) if isinstance(value, int) else value for value in raw.values)
    cells = _text_cells(RawColumn(raw.name, list(values)), seconds)
    return TypedColumn(Column(name=raw.name, type=ColumnType.TIME, values=cells, time_unit=TimeUnit.YEAR))


def _quantities(raw: RawColumn, texts: Mapping[str, str]) -> TypedColumn | None:
    found = _read_all(texts, quantity_of)
    if found is None:
        return None
    units = {unit for _, unit in found.values()}
    if len(units - {""}) > 1:
        return None
    values = _text_cells(raw, {text: value for text, (value, _) in found.items()})
    written = next(iter(units - {""}), "")
    unit = written or unit_in_name(raw.name)
    bare = "" in units or any(isinstance(value, int | float) for value in raw.values)
    notes = (f"{shown(raw.name)} is in {unit}, numbers without it too",) if written and bare else ()
    return TypedColumn(Column(name=raw.name, type=ColumnType.NUMBER, values=values, unit=unit), notes=notes)


def _decimal_commas(raw: RawColumn, texts: Mapping[str, str]) -> TypedColumn | None:
    found = _read_all(texts, comma_number_of)
    if found is None or not any(is_decimal_comma(plain) for plain in texts.values()):
        return None
    column = Column(name=raw.name, type=ColumnType.NUMBER, values=_text_cells(raw, found), unit=unit_in_name(raw.name))
    return TypedColumn(column, notes=(f"the comma in {shown(raw.name)} is read as a decimal one",))


def _spreads(raw: RawColumn, texts: Mapping[str, str]) -> TypedColumn | None:
    found = _read_all(texts, _spread_or_number)
    if found is None:
        return None
    unit = next((spread.unit for spread in found.values() if spread.unit), "") or unit_in_name(raw.name)
    if len({spread.unit for spread in found.values()} - {""}) > 1:
        return None
    spreads = [found.get(value) if isinstance(value, str) else _plain(value) for value in raw.values]
    centres = tuple(None if spread is None else spread.centre for spread in spreads)
    errors = []
    for role, word in (("delta", "error"), ("low", "low"), ("high", "high")):
        values = tuple(None if spread is None else getattr(spread, role) for spread in spreads)
        if any(value is not None for value in values):
            errors.append(_error(raw.name, f"{raw.name} {word}", role, values, unit))
    bracketed = any(map(is_bracketed, texts.values()))
    notes = (f"the number in brackets in {shown(raw.name)} is read as its uncertainty",) if bracketed else ()
    return TypedColumn(Column(name=raw.name, type=ColumnType.NUMBER, values=centres, unit=unit), tuple(errors), notes)


def _error(of: str, name: str, role: str, values: tuple[Cell, ...], unit: str) -> Column:
    return Column(name=name, type=ColumnType.NUMBER, values=values, unit=unit, error_of=of, role=role)


def _spread_or_number(text: str) -> Spread | None:
    spread = spread_of(text)
    if spread is None and (quantity := quantity_of(text)) is not None:
        return Spread(quantity[0], unit=quantity[1])
    return spread


def _plain(value: object) -> Spread | None:
    return Spread(value) if isinstance(value, int | float) else None


def _times(raw: RawColumn, texts: Mapping[str, str]) -> TypedColumn | None:
    times = times_of(texts.values())
    if times is None:
        return None
    values = _text_cells(raw, {text: times.moments[plain] for text, plain in texts.items()})
    notes = (f"{shown(raw.name)}: {times.note}",) if times.note else ()
    column = Column(name=raw.name, type=ColumnType.TIME, values=values, time_unit=times.unit)
    return TypedColumn(column, notes=notes)


def _booleans(raw: RawColumn, texts: Mapping[str, str]) -> TypedColumn | None:
    found = _read_all(texts, lambda text: _BOOLEANS.get(text.lower()))
    return (
        None
        if found is None
        else TypedColumn(Column(name=raw.name, type=ColumnType.BOOLEAN, values=_text_cells(raw, found)))
    )


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
        return _dated(TypedColumn(_numbers(raw.name, raw.values), notes=_rounding(raw)))
    if kinds <= {bool, type(None)}:
        return TypedColumn(Column(name=raw.name, type=ColumnType.BOOLEAN, values=_cells(raw.values)))
    texts = {value: value.strip() for value in dict.fromkeys(raw.values) if isinstance(value, str)}
    if longest := next((text for text in texts if len(text) > max_text), None):
        refuse(f"holds a text of {len(longest):,} characters under {shown(raw.name)}; at most {max_text:,} are read")
    if bool in kinds:
        return _texts(raw, f"{shown(raw.name)} mixes booleans with other values and is read as text")
    return _typed_texts(raw, texts, mixed=bool(kinds & {int, float}))


def _dated(found: TypedColumn) -> TypedColumn:
    column, note = with_dates(found.column)
    return TypedColumn(column, found.errors, (*found.notes, note) if note else found.notes)


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


def _typed_texts(raw: RawColumn, texts: dict[str, str], *, mixed: bool) -> TypedColumn:
    marks = {} if raw.is_key else {text: plain for text, plain in texts.items() if plain.lower() in MISSING_MARKS}
    present = {text: plain for text, plain in texts.items() if text not in marks}
    seen = [plain for plain in marks.values() if plain]
    notes = (f"{shown(raw.name)} has {', '.join(map(shown, seen))} where a value is missing",) if seen else ()
    if mixture := mixed_fractions(raw, present):
        column = _texts(raw, "").column
        return TypedColumn(replace(column, unread=mixture), notes=notes)
    if not present and (mixed or not seen):
        return TypedColumn(_numbers(raw.name, [None if isinstance(v, str) else v for v in raw.values]), notes=notes)
    found = read_texts(raw, present, mixed=mixed) if present else None
    if found is not None:
        return _dated(TypedColumn(found.column, found.errors, (*notes, *found.notes)))
    if is_ambiguous(present.values()):
        note = f"{shown(raw.name)} has dates whose day and month nothing tells apart: write them as 2024-12-31"
        return _texts(raw, note, is_ordered=False)
    text = _texts(raw, _why(raw, list(present.values()), mixed=mixed))
    kept = (f"{shown(raw.name)} has {', '.join(map(shown, seen))} as a name like any other",) if seen else ()
    return TypedColumn(replace(text.column, unread=unread_cells(raw, present)), notes=(*kept, *text.notes))


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
