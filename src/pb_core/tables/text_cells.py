"""Columns of texts that write numbers, years, uncertain numbers, times or booleans."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from msgspec import Struct

from pb_core.tables.numerals import comma_number_of, is_decimal_comma
from pb_core.tables.raw import RawColumn, shown
from pb_core.tables.table import Cell, Column, ColumnType, TimeUnit
from pb_core.tables.times import names_a_year, times_of, year_of, year_text
from pb_core.tables.uncertainty import Spread, is_bracketed, spread_of
from pb_core.tables.units import quantity_of, unit_in_name

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


def _cells(raw: RawColumn, found: Mapping[str, Cell]) -> tuple[Cell, ...]:
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
    cells = _cells(RawColumn(raw.name, list(values)), seconds)
    return TypedColumn(Column(name=raw.name, type=ColumnType.TIME, values=cells, time_unit=TimeUnit.YEAR))


def _quantities(raw: RawColumn, texts: Mapping[str, str]) -> TypedColumn | None:
    found = _read_all(texts, quantity_of)
    if found is None:
        return None
    units = {unit for _, unit in found.values()}
    if len(units - {""}) > 1:
        return None
    values = _cells(raw, {text: value for text, (value, _) in found.items()})
    unit = next(iter(units - {""}), "") or unit_in_name(raw.name)
    notes = (f"{shown(raw.name)} is in {unit}, numbers without it too",) if len(units) > 1 else ()
    return TypedColumn(Column(name=raw.name, type=ColumnType.NUMBER, values=values, unit=unit), notes=notes)


def _decimal_commas(raw: RawColumn, texts: Mapping[str, str]) -> TypedColumn | None:
    found = _read_all(texts, comma_number_of)
    if found is None or not any(is_decimal_comma(plain) for plain in texts.values()):
        return None
    column = Column(name=raw.name, type=ColumnType.NUMBER, values=_cells(raw, found), unit=unit_in_name(raw.name))
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
    values = _cells(raw, {text: times.moments[plain] for text, plain in texts.items()})
    notes = (f"{shown(raw.name)}: {times.note}",) if times.note else ()
    column = Column(name=raw.name, type=ColumnType.TIME, values=values, time_unit=times.unit)
    return TypedColumn(column, notes=notes)


def _booleans(raw: RawColumn, texts: Mapping[str, str]) -> TypedColumn | None:
    found = _read_all(texts, lambda text: _BOOLEANS.get(text.lower()))
    return (
        None
        if found is None
        else TypedColumn(Column(name=raw.name, type=ColumnType.BOOLEAN, values=_cells(raw, found)))
    )
