"""Means with their uncertainty in one value: ``76.1 ± 0.3``, ``76.1 (0.3)``, ``{"mean": 76.1, "std": 0.3}``."""

import re
from collections.abc import Iterable

from msgspec import Struct

from pb_core.tables.names import Part, part_of
from pb_core.tables.numerals import MAX_LENGTH, NUMERAL, number_of
from pb_core.tables.units import is_unit

_PLUS_MINUS = re.compile(
    rf"({NUMERAL})\s*(\S{{0,8}}?)\s*(?:±|\+\s?/?\s?[-−]|\\pm|\$\\pm\$)\s*({NUMERAL})\s*(\S{{0,8}})", re.ASCII
)
_BRACKETED = re.compile(rf"({NUMERAL})\s*(%?)\s*\(\s*(?:±\s*)?({NUMERAL})\s*(%?)\s*\)", re.ASCII)
_INTERVAL = re.compile(
    rf"({NUMERAL})\s*(%?)\s*[\[(]\s*({NUMERAL})\s*%?(?:\s*[,;]\s+|\s*;\s*|\s*–\s*|\s*—\s*|\s+to\s+|\s+-\s+|-|,)\s*"
    rf"({NUMERAL})\s*(%?)\s*[\])]",
    re.ASCII,
)


class Spread(Struct, frozen=True):
    """A centre with a half-width or with both ends, and the unit behind them."""

    centre: int | float
    delta: int | float | None = None
    low: int | float | None = None
    high: int | float | None = None
    unit: str = ""


def spread_of(text: str) -> Spread | None:
    """The mean and the uncertainty that the text writes, or ``None``."""
    if len(text) > MAX_LENGTH:
        return None
    if match := _BRACKETED.fullmatch(text) or _PLUS_MINUS.fullmatch(text):
        centre, delta, unit = number_of(match[1]), number_of(match[3]), match[4] or match[2]
        if centre is None or delta is None or delta < 0 or (unit and not is_unit(unit)):
            return None
        return Spread(centre, delta=delta, unit=unit)
    if match := _INTERVAL.fullmatch(text):
        centre, low, high = (number_of(match[group]) for group in (1, 3, 4))
        if centre is None or low is None or high is None or not low <= centre <= high:
            return None
        return Spread(centre, low=low, high=high, unit=match[2] or match[5])
    return None


def is_bracketed(text: str) -> bool:
    """Whether the uncertainty is only told by brackets: ``76.1 (0.3)``."""
    return _BRACKETED.fullmatch(text) is not None


def centre_key(objects: Iterable[dict[str, object]]) -> str | None:
    """The key of the mean in objects that each tell a mean and its uncertainty; ``None`` for other objects."""
    keys: dict[str, None] = {}
    for item in objects:
        keys.update(dict.fromkeys(item))
    parts = {key: part_of(key) for key in keys}
    centres = [key for key, (stem, part) in parts.items() if part is Part.CENTRE and not stem]
    spread = any(part not in (None, Part.CENTRE) and not stem for stem, part in parts.values())
    return centres[0] if centres and spread else None
