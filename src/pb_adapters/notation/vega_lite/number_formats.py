"""Formats of numbers in d3's notation, and those of our grammar that say the same."""

import re

from msgspec import UNSET

from pb_adapters.notation.vega_lite.parts import Notes
from pb_core.domain.plots.spec import Format, Style

_D3 = re.compile(r"(?P<grouped>,)?(?:\.(?P<decimals>\d{1,2}))?(?P<trimmed>~)?(?P<type>[defgrs%p]?)")
_STYLES = {"%": Style.PERCENT, "p": Style.PERCENT, "s": Style.SI, "e": Style.SCIENTIFIC}
_COUNTS_DECIMALS = ("f", "e", "%")
_MOST_DECIMALS = 6


def format_of(written: object, path: str, notes: Notes) -> Format | None:
    """The format that a text states; what has no counterpart (times, currencies, signs) is noted."""
    if written is UNSET or written is None:
        return None
    match = _D3.fullmatch(written) if isinstance(written, str) else None
    if match is None:
        notes.look(path)
        return None
    kind, decimals = match["type"], match["decimals"]
    places = int(decimals) if decimals and kind in _COUNTS_DECIMALS and not match["trimmed"] else None
    if kind == "d" or (kind == "%" and not decimals and not match["trimmed"]):
        places = 0
    return Format(
        style=_STYLES.get(kind, Style.PLAIN), decimals=None if places is None else min(places, _MOST_DECIMALS)
    )
