"""Cells that are no numbers in a column that otherwise holds quantities: which they are, and how to write them."""

from collections.abc import Mapping

from pb_core.domain.tables.quantities import quantity_of, spread_of
from pb_core.domain.tables.raw_values import RawColumn, shown

NAMED = 4
"""Cells that a sentence names."""

_WRITE = "write plain numbers in one unit, and null where a value is missing"


def unread_cells(raw: RawColumn, texts: Mapping[str, str]) -> str:
    """A sentence about the cells that keep a column of quantities from being read; empty for columns of words.

    ``texts`` maps the texts that are not missing to the same without outer blanks. At least half of the cells must
    be numbers, with or without a unit.
    """
    units = {text: _unit(plain) for text, plain in texts.items()}
    readable = strays = 0
    for value in raw.values:
        if isinstance(value, str):
            readable += units.get(value) is not None
            strays += value in units and units[value] is None
        elif value is not None:
            readable += 1
    if not readable or readable < strays:
        return ""
    known = {unit for unit in units.values() if unit}
    faulty = {text for text, unit in units.items() if unit is None or (len(known) > 1 and unit)}
    if not faulty:
        return ""
    why = "cells that are no numbers" if strays else "different units"
    return f"{shown(raw.name)} holds {why}: {_rows(raw, faulty)}; {_WRITE}"


def _unit(text: str) -> str | None:
    quantity = quantity_of(text)
    if quantity is not None:
        return quantity[1]
    spread = spread_of(text)
    return None if spread is None else spread.unit


def _rows(raw: RawColumn, texts: set[str]) -> str:
    found = [(row, value) for row, value in enumerate(raw.values, start=1) if value in texts]
    named = ", ".join(f"{shown(str(value))} in row {row}" for row, value in found[:NAMED])
    return named if len(found) <= NAMED else f"{named} and {len(found) - NAMED} more"


def mixed_fractions(raw: RawColumn, texts: Mapping[str, str]) -> str:
    """A sentence about a column in which fractions such as 0.45 stand beside per cent such as ``55%``; else empty."""
    values = {text: _number(plain) for text, plain in texts.items()}
    if not any(unit == "%" for _, unit in values.values()):
        return ""
    percent = fraction = ""
    for row, cell in enumerate(raw.values, start=1):
        number, unit = values.get(cell, (None, "")) if isinstance(cell, str) else (_plain(cell), "")
        if unit == "%":
            percent = percent or f"{shown(str(cell))} in row {row}"
        elif number is not None and 0 < abs(number) <= 1:
            fraction = fraction or f"{cell} in row {row}"
    if not fraction:
        return ""
    return (
        f"{shown(raw.name)} mixes fractions with per cent: {fraction} and {percent}; "
        "write all of them as fractions, or all in per cent"
    )


def _number(text: str) -> tuple[float | None, str]:
    quantity = quantity_of(text)
    if quantity is not None:
        return quantity
    spread = spread_of(text)
    return (None, "") if spread is None else (spread.centre, spread.unit)


def _plain(cell: object) -> float | None:
    return cell if isinstance(cell, int | float) and not isinstance(cell, bool) else None
