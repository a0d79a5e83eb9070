"""Reading numbers and times back from the words that a plot shows; the reverse of ``pb_core.plot.wording``."""

import re
from decimal import Decimal

from msgspec import Struct

from pb_core.plot.grammar import Format, Style
from pb_core.plot.wording import MINUS, SI_PREFIXES, SUPERSCRIPTS, TIME_PATTERNS, time_text

_NUMBER = re.compile(
    r"(?P<sign>-?)(?P<digits>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)"
    rf"(?:(?:[×x]10(?P<power>[{SUPERSCRIPTS}]+))|(?:[eE](?P<exponent>[+-]?\d+)))?(?P<prefix>[TGMkmµnp]?)"
)
_BARE_POWER = re.compile(rf"(?P<sign>-?)10(?P<power>[{SUPERSCRIPTS}]+)")
_PLAIN = str.maketrans(SUPERSCRIPTS, "0123456789-")
_PREFIXES = {prefix: power for power, prefix in SI_PREFIXES.items()}
_BARE_PLAY = Decimal("1e-9")


class Shown(Struct, frozen=True):
    """A number as read from words, and how far the number behind it may lie: half a unit of the last digit."""

    value: float
    half: float


def read_number(text: str, form: Format) -> Shown | None:
    """The number that the text shows in this format, or ``None`` when it shows none or something else besides."""
    words = "".join(text.split()).replace(MINUS, "-").replace("\N{SUPERSCRIPT MINUS}", "⁻")
    percent = form.style is Style.PERCENT
    ending = "%" if percent else "".join(form.suffix.split())
    if ending and not words.endswith(ending):
        return None
    words = words.removesuffix(ending) if ending else words
    bare = _BARE_POWER.fullmatch(words)
    if bare is not None:
        value = Decimal(f"{bare['sign']}1e{bare['power'].translate(_PLAIN)}")
        return _shown(value, abs(value) * _BARE_PLAY, percent=percent)
    match = _NUMBER.fullmatch(words)
    if match is None or (match["prefix"] and form.style is not Style.SI):
        return None
    digits = match["digits"].replace(",", "")
    power = int(match["power"].translate(_PLAIN)) if match["power"] else int(match["exponent"] or 0)
    power += _PREFIXES[match["prefix"]]
    decimals = len(digits.partition(".")[2])
    return _shown(
        Decimal(f"{match['sign']}{digits}").scaleb(power), Decimal("0.5").scaleb(power - decimals), percent=percent
    )


def shows(text: str, number: float, form: Format) -> bool:
    """Whether the text shows the number, rounded to the digits that it has; only 0 may be shown as 0."""
    shown = read_number(text, form)
    if shown is None or (shown.value == 0) != (number == 0):
        return False
    return deviates(shown, number) <= shown.half


def deviates(shown: Shown, number: float) -> float:
    """How far the number lies from the one shown, less the rounding of binary fractions."""
    return max(abs(shown.value - number) - 1e-12 * abs(number), 0.0)


def mentions(text: str, number: float, form: Format) -> bool:
    """Whether some word of the text shows the number."""
    return any(shows(word.strip("(),;:="), number, form) or shows(word, number, form) for word in text.split())


def shows_time(text: str, seconds: float) -> bool:
    """Whether the text shows the time in one of ``TIME_PATTERNS``, with or without zeros in front."""
    return any(_bare(text) == _bare(time_text(seconds, pattern)) for pattern in TIME_PATTERNS)


def squeezed(text: str) -> str:
    """The text without white space, which wrapping may change."""
    return "".join(text.split())


def _bare(text: str) -> list[str]:
    return [word.lstrip("0") for word in text.split()]


def _shown(value: Decimal, half: Decimal, *, percent: bool) -> Shown:
    scale = -2 if percent else 0
    return Shown(float(value.scaleb(scale)), float(half.scaleb(scale)))
