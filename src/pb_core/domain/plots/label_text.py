"""The text of labels: how categories, times and numbers are written on a plot, and read back from what it shows.

Numbers are rounded as decimals, never as binary fractions: 0.145 as a percentage is 14.5 and not 14.499999999999998.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Context, Decimal

from msgspec import Struct
from msgspec.structs import replace

from pb_core.domain.plots.spec import Format, Style
from pb_core.domain.tables.quantities import unit_in_name
from pb_core.domain.tables.table import Cell, Column, ColumnType, TimeUnit

MISSING = "(missing)"
MINUS = "\N{MINUS SIGN}"
SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"
SI_PREFIXES = {12: "T", 9: "G", 6: "M", 3: "k", 0: "", -3: "m", -6: "µ", -9: "n", -12: "p"}
TIME_PATTERNS = (
    "%Y", "%Y-%m", "%b %Y", "%b", "%Y-%m-%d", "%d %b %Y", "%d %b", "%b %d", "%m-%d", "%d", "%H:%M", "%H:%M:%S",
    "%d %b %H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S",
)  # fmt: skip
"""How the ticks of a temporal axis may write a time (UTC, English months)."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PATTERNS = {
    TimeUnit.YEAR: "%Y",
    TimeUnit.MONTH: "%Y-%m",
    TimeUnit.DAY: "%Y-%m-%d",
    TimeUnit.SECOND: "%Y-%m-%d %H:%M:%S",
}
_GROUP_FROM = 10_000
_SCIENTIFIC_FROM, _SCIENTIFIC_BELOW = 1e15, 1e-4
_TWELVE, _FIFTEEN = Context(prec=12), Context(prec=15)
_COARSE = 0.02
_SMALLEST_SI = 1e-12
_PAST_SI = 15  # the power of ten from which no prefix is left
_KEPT_DECIMALS, _SIGNIFICANT, _MOST_DECIMALS = 4, 3, 6


def category_text(cell: Cell, column: Column) -> str:
    """A cell as a category: text as it is, ``true``/``false``, the shortest number, a time as far as it was given."""
    if cell is None:
        return MISSING
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if column.type is ColumnType.TIME:
        return moment_text(cell, column.time_unit)
    return shortest(cell)


def time_text(seconds: float, pattern: str) -> str:
    """A time as one of ``TIME_PATTERNS`` writes it."""
    return (_EPOCH + timedelta(seconds=seconds)).strftime(pattern)


def moment_text(seconds: float, unit: TimeUnit | None) -> str:
    """A time as far as it was given, to the second where nothing says how far."""
    return time_text(seconds, _PATTERNS[unit or TimeUnit.SECOND])


def title_of(column: Column) -> str:
    """The title of an axis or legend: the column's name, and its unit in brackets where the name does not say it."""
    name, unit = column.name, column.unit
    says = unit_in_name(name) or any(f"{left}{unit}{right}" in name for left, right in ("()", "[]"))
    return f"{name} ({unit})" if unit and not says else name


def shortest(number: float) -> str:
    """The shortest text that reads back as the same number; whole numbers without a point."""
    return str(int(number)) if abs(number) < _SCIENTIFIC_FROM and number == int(number) else repr(float(number))


def decimals_of(numbers: Iterable[float]) -> int:
    """How many decimals keep all numbers as the data has them (up to 4), else three digits of the largest."""
    exact = [_TWELVE.create_decimal(repr(float(number))).normalize() for number in numbers]
    most = max((-_exponent(number) for number in exact), default=0)
    if most <= _KEPT_DECIMALS:
        return max(most, 0)
    largest = max(exact, key=abs)
    return min(max(_SIGNIFICANT - 1 - largest.adjusted(), 0), _MOST_DECIMALS)


def number_text(number: float, form: Format) -> str:
    """A number as an axis or a label writes it: a real minus sign, commas between thousands from 10,000."""
    value = Decimal(repr(float(number)))
    match form.style:
        case Style.PERCENT:
            text = _plain(value.scaleb(2), form.decimals)
        case Style.SCIENTIFIC:
            text = _scientific(value, form.decimals)
        case Style.SI:
            text = _si(value, form.decimals)
        case Style.PLAIN:
            text = _plain(value, form.decimals)
    ending = "%" if form.style is Style.PERCENT else form.suffix
    gap = "" if ending in {"", "%", "°", "×"} else "\N{NO-BREAK SPACE}"
    return f"{text}{gap}{ending}".replace("-", MINUS)


def number_texts(numbers: Iterable[float], form: Format) -> tuple[str, ...]:
    """Numbers that stand together, with the decimals that all of them need.

    A number that these decimals would show as 0, or (where the format states no decimals) with fewer than two
    digits although it has more, is written by itself to three significant digits.
    """
    together = list(numbers)
    shared = form
    if form.decimals is None:
        scale = 100 if form.style is Style.PERCENT else 1
        shared = replace(form, decimals=decimals_of(number * scale for number in together))
    if form.style in {Style.SI, Style.SCIENTIFIC}:
        shared = form
    return tuple(_own_text(number, shared, form) for number in together)


def _own_text(number: float, shared: Format, form: Format) -> str:
    """The number in the shared format unless that hides it."""
    brief = float(f"{number:.{_SIGNIFICANT}g}")
    if form.style is Style.SI and 0 < abs(number) < _SMALLEST_SI:
        return number_text(brief, replace(form, style=Style.SCIENTIFIC, decimals=None))
    if form.style in {Style.SI, Style.SCIENTIFIC}:
        return number_text(brief if form.decimals is None else number, form)
    percent = form.style is Style.PERCENT
    rounded = round(number, (shared.decimals or 0) + (2 if percent else 0))
    coarse = abs(rounded - number) > _COARSE * abs(number)
    if number and (rounded == 0 or (coarse and form.decimals is None)):
        return number_text(brief, replace(form, decimals=None))
    return number_text(number, shared)


def _plain(value: Decimal, decimals: int | None) -> str:
    if abs(value) >= _SCIENTIFIC_FROM or (decimals is None and value and abs(value) < _SCIENTIFIC_BELOW):
        return _scientific(value, decimals)
    rounded = _kept(value) if decimals is None else Decimal(f"{value:.{decimals}f}")
    grouped = "," if abs(rounded) >= _GROUP_FROM else ""
    return f"{rounded:{grouped}f}".removeprefix("" if rounded else "-")


def _scientific(value: Decimal, decimals: int | None) -> str:
    if not value:
        return f"{0:.{decimals or 0}f}"
    written = f"{_kept(value):e}" if decimals is None else f"{value:.{decimals}e}"
    mantissa, _, power = written.partition("e")
    if not int(power or 0):
        return mantissa
    return f"{mantissa}×10{str(int(power)).translate(str.maketrans('0123456789-', SUPERSCRIPTS))}"


def _si(value: Decimal, decimals: int | None) -> str:
    if value and value.adjusted() >= _PAST_SI:
        return _scientific(value, decimals)
    power = min(max(3 * (value.adjusted() // 3), -12), 12) if value else 0
    scaled = value.scaleb(-power)
    if decimals is not None and power in range(-12, 12) and abs(round(scaled, decimals)) >= 1000:  # noqa: PLR2004 - the next prefix
        power, scaled = power + 3, scaled.scaleb(-3)
    return f"{_plain(scaled, decimals)}{SI_PREFIXES[power]}"


def _kept(value: Decimal) -> Decimal:
    """The value to 12 significant digits, 15 where that is whole, without zeros at the end."""
    fifteen = _FIFTEEN.plus(value)
    kept = fifteen if fifteen == fifteen.to_integral_value() else _TWELVE.plus(value)
    return kept.normalize()


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


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


def shows(text: str, number: float, form: Format, play: float = 0.0) -> bool:
    """Whether the text shows the number, rounded to the digits that it has; only 0 may be shown as 0.

    ``play`` is how far a number may be off in any case, since it was computed from much larger ones.
    """
    shown = read_number(text, form)
    if shown is not None and abs(shown.value - number) <= play:
        return True
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
