"""Numbers written as text: ``1,234.5``, ``−3e-4``; not identifiers such as ``007``."""

import math
import re

NUMERAL = r"[+\-−]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?:[eE][+\-−]?\d{1,4})?"
"""The pattern of one number, thousands in commas allowed."""

COMMA_NUMERAL = r"[+\-−]?\d{1,15},\d+"
"""The pattern of a number with a decimal comma."""

MAX_LENGTH = 64
"""A longer text is no number, with whatever unit and uncertainty."""

MAX_DIGITS = 15
"""A longer whole number in quotes is an identifier: 64-bit floating point cannot hold it exactly."""

_NUMERAL = re.compile(NUMERAL, re.ASCII)
_COMMA_NUMERAL = re.compile(COMMA_NUMERAL, re.ASCII)
_LEADING_ZERO = re.compile(r"[+\-−]?0\d")


def number_of(text: str) -> int | float | None:
    """The number that the text writes, or ``None``; an integer where it is written as one."""
    if len(text) > MAX_LENGTH or _NUMERAL.fullmatch(text) is None or _LEADING_ZERO.match(text):
        return None
    plain = text.replace(",", "").replace("−", "-")
    if plain.lstrip("+-").isdigit():
        return int(plain) if len(plain.lstrip("+-")) <= MAX_DIGITS else None
    value = float(plain)
    return None if math.isinf(value) else value


def comma_number_of(text: str) -> int | float | None:
    """The number that the text writes with a decimal comma or no comma at all, or ``None``."""
    if _COMMA_NUMERAL.fullmatch(text):
        return number_of(text.replace(",", "."))
    return number_of(text) if text.replace("−", "-").lstrip("+-").isdigit() else None


def is_decimal_comma(text: str) -> bool:
    """Whether the comma of the text can only be a decimal one: ``76,1`` but not ``1,234``."""
    return _COMMA_NUMERAL.fullmatch(text) is not None and _NUMERAL.fullmatch(text) is None
