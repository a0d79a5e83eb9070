"""How cells become text: categories, and numbers as axes and labels write them."""

import math
from datetime import UTC, datetime, timedelta

from pb_core.plot.grammar import Format, Style
from pb_core.tables.table import Cell, Column, ColumnType, TimeUnit

MISSING = "(missing)"
MINUS = "\N{MINUS SIGN}"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PATTERNS = {
    TimeUnit.YEAR: "%Y",
    TimeUnit.MONTH: "%Y-%m",
    TimeUnit.DAY: "%Y-%m-%d",
    TimeUnit.SECOND: "%Y-%m-%d %H:%M:%S",
}
_SI = {12: "T", 9: "G", 6: "M", 3: "k", 0: "", -3: "m", -6: "µ", -9: "n", -12: "p"}
_GROUP_FROM = 10_000
_SCIENTIFIC_FROM, _SCIENTIFIC_BELOW = 1e15, 1e-4


def category_text(cell: Cell, column: Column) -> str:
    """A cell as a category: text as it is, ``true``/``false``, the shortest number, a time as far as it was given."""
    if cell is None:
        return MISSING
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if column.type is ColumnType.TIME:
        return (_EPOCH + timedelta(seconds=cell)).strftime(_PATTERNS[column.time_unit or TimeUnit.SECOND])
    return shortest(cell)


def shortest(number: float) -> str:
    """The shortest text that reads back as the same number; whole numbers without a point."""
    return str(int(number)) if number == int(number) and abs(number) < _SCIENTIFIC_FROM else repr(float(number))


def number_text(number: float, form: Format) -> str:
    """A number as an axis or a label writes it: a real minus sign, commas between thousands from 10,000."""
    value = number * 100 if form.style is Style.PERCENT else number
    match form.style:
        case Style.SCIENTIFIC:
            text = _scientific(value, form.decimals)
        case Style.SI:
            text = _si(value, form.decimals)
        case _:
            text = _plain(value, form.decimals)
    ending = "%" if form.style is Style.PERCENT else form.suffix
    gap = "" if ending in {"", "%", "°", "×"} else "\N{NO-BREAK SPACE}"
    return f"{text}{gap}{ending}".replace("-", MINUS)


def _plain(value: float, decimals: int | None) -> str:
    grouped = "," if abs(value) >= _GROUP_FROM else ""
    if decimals is not None:
        return _zero(f"{value:{grouped}.{decimals}f}")
    value = float(f"{value:.12g}")
    if value and not _SCIENTIFIC_BELOW <= abs(value) < _SCIENTIFIC_FROM:
        return _scientific(value, None)
    whole, _, fraction = f"{value:.12f}".rstrip("0").partition(".")
    whole = f"{int(whole):{grouped}}" if int(whole) else whole
    return _zero(f"{whole}.{fraction}" if fraction else whole)


def _scientific(value: float, decimals: int | None) -> str:
    mantissa, _, exponent = (repr(float(f"{value:.12g}")) if decimals is None else f"{value:.{decimals}e}").partition(
        "e"
    )
    if not exponent:
        power = math.floor(math.log10(abs(value))) if value else 0
        mantissa, exponent = shortest(float(f"{value / 10.0**power:.12g}")), str(power)
    mantissa = mantissa.removesuffix(".0")
    return f"{mantissa}×10{_superscript(int(exponent))}" if int(exponent) else mantissa


def _si(value: float, decimals: int | None) -> str:
    power = min(max(3 * math.floor(math.log10(abs(value)) / 3), -12), 12) if value else 0
    return f"{_plain(value / 10.0**power, decimals)}{_SI[power]}"


def _superscript(power: int) -> str:
    return str(power).translate(str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"))


def _zero(text: str) -> str:
    return text.lstrip("-") if not text.strip("-0.,") else text
