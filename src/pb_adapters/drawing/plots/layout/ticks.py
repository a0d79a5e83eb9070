"""Where ticks stand on axes of numbers and times, and what they say."""

import itertools
import math
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import msgspec
from msgspec import Struct

from pb_core.domain.plots.label_text import MINUS, SUPERSCRIPTS, number_text, read_number, time_text
from pb_core.domain.plots.spec import Format, Scale, ScaleType, Style

_STEPS = (1, 2, 2.5, 5)
_PLAIN_DECADES = (-3, 4)
_PLAIN_BELOW, _PLAIN_FROM = 1e9, 1e-5
_ENOUGH = 4  # ticks
_MOST_DECIMALS, _MOST_DIGITS = 9, 15
_STANDS = 1e-4  # of the step between ticks: nobody sees that a tick stands beside what it says
_SHARES = (0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999)
_LEAST_SHARES = tuple(float(f"1e-{power}") for power in range(300, 3, -1))
_MOST_SHARES = tuple(1 - float(f"1e-{power}") for power in range(4, 16))


class Ticks(Struct, frozen=True, kw_only=True):
    """Labelled ticks of an axis in data units, their texts, and ticks without text between them."""

    at: tuple[float, ...]
    texts: tuple[str, ...]
    minor: tuple[float, ...] = ()


def number_ticks(scale: Scale, low: float, high: float, most: int, form: Format, *, whole: bool = False) -> Ticks:
    """Ticks of a numeric axis from ``low`` to ``high``, about ``most`` of them and at least two.

    ``whole`` says that the axis counts, so that ticks are whole numbers.
    """
    match scale.type:
        case ScaleType.LOG:
            return _log(low, high, most, form)
        case ScaleType.SYMLOG:
            at = _symlog(low, high, most, scale.constant)
            return Ticks(at=at, texts=_signed_decade_texts(at, form)) if len(at) > 1 else _even(low, high, most, form)
        case ScaleType.LOGIT:
            return _logit(low, high, most, form)
        case ScaleType.LINEAR:
            at = linear(low, high, most, whole=whole, percent=form.style is Style.PERCENT)
            return Ticks(at=at, texts=texts_of(at, form))


def linear(low: float, high: float, most: int, *, whole: bool = False, percent: bool = False) -> tuple[float, ...]:
    """Multiples of 1, 2, 2.5 or 5 times a power of ten between two ends: at least two, at most ``most`` plus one.

    Where these are fewer than four but multiples of 4 times a power of ten are not, those.
    """
    factor = 100.0 if percent else 1.0
    low, high = low * factor, high * factor
    for step in _steps((high - low) / (most + 2)):
        if whole and step != round(step):
            continue
        at = _multiples(low, high, step)
        if len(at) <= most + 1 and (not _quarter(step) or len(_multiples(low, high, 2 * step)) < _ENOUGH):
            break
    fours = _fours(low, high, whole=whole)
    if len(at) < _ENOUGH <= len(fours) <= most + 1:
        at = fours
    if len(at) < 2:  # noqa: PLR2004 - one tick tells no scale
        at = _multiples(low, high, next(_steps((high - low) / 4)))
    return tuple(float(f"{value / factor:.{_MOST_DIGITS}g}") for value in at)


def _fours(low: float, high: float, *, whole: bool) -> list[float]:
    """The multiples of 4 times a power of ten of which there are four or more, but not ten times as many."""
    step = 4.0 * 10.0 ** math.floor(math.log10((high - low) / 4.0 / (_ENOUGH - 1)))
    return [] if whole and step < 1 else _multiples(low, high, float(f"{step:.0e}"))


def _quarter(step: float) -> bool:
    """Whether a step is 2.5 times a power of ten, which needs a decimal more than 5 times it."""
    return f"{step:e}".startswith("2.5")


def _steps(least: float) -> Iterator[float]:
    """Round steps from about this size on."""
    power = math.floor(math.log10(least))
    for exponent in itertools.count(power):
        yield from (step for m in _STEPS if (step := float(f"{m}e{exponent}")) >= least * (1 - 1e-9))


def _multiples(low: float, high: float, step: float) -> list[float]:
    slack = 1e-9 * (high - low)
    first, last = math.ceil((low - slack) / step), math.floor((high + slack) / step)
    return [i * step for i in range(first, last + 1)]


def texts_of(at: tuple[float, ...], form: Format) -> tuple[str, ...]:
    """The texts of ticks: all with the same number of decimals, scientific only where plain numbers get unreadable."""
    shown = [value for value in at if value]
    largest, least = max(map(abs, shown), default=0.0), min(map(abs, shown), default=1.0)
    if form.style is Style.PLAIN and (largest >= _PLAIN_BELOW or least < _PLAIN_FROM):
        form = msgspec.structs.replace(form, style=Style.SCIENTIFIC)
    if form.style in {Style.SCIENTIFIC, Style.SI}:
        return _telling_texts(at, msgspec.structs.replace(form, decimals=None))
    factor = 100.0 if form.style is Style.PERCENT else 1.0
    needed = _decimals([value * factor for value in at])
    return _telling_texts(at, msgspec.structs.replace(form, decimals=max(needed, form.decimals or 0)))


def _telling_texts(at: tuple[float, ...], form: Format) -> tuple[str, ...]:
    """The texts in this format; where they do not tell each tick, with as few more digits as do."""
    step = min((b - a for a, b in itertools.pairwise(sorted(at))), default=max(map(abs, at), default=1.0))
    for decimals in (form.decimals, *range(form.decimals or 0, _MOST_DIGITS + 1), None):
        digits = msgspec.structs.replace(form, decimals=decimals)
        texts = tuple(number_text(value, digits) for value in at)
        if all(_tells(text, value, digits, step) for text, value in zip(texts, at, strict=True)):
            return texts
    return texts


def _tells(text: str, value: float, form: Format, step: float) -> bool:
    shown = read_number(text, form)
    return shown is not None and abs(shown.value - value) <= _STANDS * step + math.ulp(value)


def _decimals(values: list[float]) -> int:
    """The fewest decimals that tell ticks apart and leave each where it stands."""
    step = min((b - a for a, b in itertools.pairwise(sorted(values))), default=max(map(abs, values), default=1.0))
    exact = (d for d in range(_MOST_DECIMALS) if all(abs(round(v, d) - v) <= _STANDS * step for v in values))
    return next(exact, _MOST_DECIMALS)


def _log(low: float, high: float, most: int, form: Format) -> Ticks:
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    within: Callable[[float], bool] = lambda v: low * (1 - 1e-9) <= v <= high * (1 + 1e-9)  # noqa: E731 - used twice here
    decades = [float(f"1e{power}") for power in range(first, last + 1) if within(float(f"1e{power}"))]
    if len(decades) > 2 or (len(decades) == 2 and high / low > 30):  # noqa: PLR2004 - two decades tell a log scale
        at = _thin(tuple(decades), most)
        minor = _between(first, last, range(2, 10), within) if len(decades) <= 7 else ()  # noqa: PLR2004 - more is noise
        return Ticks(at=at, texts=_decade_texts(at, form), minor=minor)
    for mantissas in ((1, 3), (1, 2, 5), tuple(range(1, 10))):
        at = _between(first, last, mantissas, within)
        if len(at) > 2:  # noqa: PLR2004 - three ticks tell the scale
            return Ticks(
                at=_thin(at, most),
                texts=_own_texts(_thin(at, most), form),
                minor=_between(first, last, range(2, 10), within),
            )
    return _even(low, high, min(most, 5), form)


def _even(low: float, high: float, most: int, form: Format) -> Ticks:
    """Ticks at even steps, where a stretch is too short for those of its scale."""
    at = linear(low, high, most)
    return Ticks(at=at, texts=texts_of(at, form))


def _logit(low: float, high: float, most: int, form: Format) -> Ticks:
    at = tuple(share for share in (*_LEAST_SHARES, *_SHARES, *_MOST_SHARES) if low <= share <= high)
    if len(at) < 2:  # noqa: PLR2004 - one tick tells no scale
        return _even(low, high, most, form)
    at = _thin(at, most)
    return Ticks(at=at, texts=_own_texts(at, form))


def _between(
    first: int, last: int, mantissas: range | tuple[int, ...], within: Callable[[float], bool]
) -> tuple[float, ...]:
    all_of_them = (float(f"{m}e{power}") for power in range(first, last + 1) for m in mantissas)
    return tuple(value for value in all_of_them if within(value))


def _decade_texts(at: tuple[float, ...], form: Format) -> tuple[str, ...]:
    powers = [round(math.log10(value)) for value in at]
    plain = _PLAIN_DECADES[0] <= min(powers) and max(powers) <= _PLAIN_DECADES[1]
    if form.style is not Style.SCIENTIFIC and (plain or form.style is not Style.PLAIN or form.decimals is not None):
        return _own_texts(at, form)
    ending = f"\N{NO-BREAK SPACE}{form.suffix}" if form.suffix else ""
    digits = str.maketrans("0123456789-", SUPERSCRIPTS)
    return tuple(f"10{str(power).translate(digits)}{ending}" for power in powers)


def _signed_decade_texts(at: tuple[float, ...], form: Format) -> tuple[str, ...]:
    """Decades on both sides of zero."""
    sizes = tuple(sorted({abs(value) for value in at if value}))
    written = dict(zip(sizes, _decade_texts(sizes, form), strict=True)) if sizes else {}
    own = _own_texts(at, form)
    return tuple(
        text if not value else written[value] if value > 0 else f"{MINUS}{written[-value]}"
        for value, text in zip(at, own, strict=True)
    )


def _own_texts(at: tuple[float, ...], form: Format) -> tuple[str, ...]:
    """On a log axis each number keeps its own decimals."""
    return tuple(_telling_texts((value,), form)[0] for value in at)


def _symlog(low: float, high: float, most: int, constant: float) -> tuple[float, ...]:
    top = math.floor(math.log10(max(abs(low), abs(high), constant)))
    start = math.ceil(math.log10(constant))
    decades = (float(f"1e{power}") for power in range(top, start - 1, -1))
    reached = tuple(size for size in decades if low <= size <= high or low <= -size <= high)
    powers = _thin(reached, max(most // 2, 2))
    at = sorted({0.0, *powers, *(-power for power in powers)})
    return tuple(value for value in at if low <= value <= high)


def _thin(at: tuple[float, ...], most: int) -> tuple[float, ...]:
    step = max(math.ceil(len(at) / max(most, 2)), 1)
    return at[::step]


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_TIME = (datetime(1, 1, 1, tzinfo=UTC) - _EPOCH).total_seconds()
LAST_TIME = (datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC) - _EPOCH).total_seconds()
"""The ends of the calendar, in seconds since 1970 UTC."""
_DAY = 86_400.0
_SHORT = ("%Y", "%b")  # patterns of ticks that need little room
_MOST = 60  # ticks that any axis has room for
_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200)
_DAYS = (1, 2, 7, 14)
_MONTHS = (1, 2, 3, 4, 6)
_YEARS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500)


def time_ticks(low: float, high: float, most: int) -> Ticks:
    """At most about ``most`` ticks, or two more of short ones, between two times in seconds since 1970 UTC."""
    candidates = _candidates(max(low, FIRST_TIME), min(high, LAST_TIME))  # the room about times may pass the calendar
    spare = dict.fromkeys(_SHORT, 2)
    at, pattern = next((c for c in candidates if len(c[0]) <= max(most, 2) + spare.get(c[1], 0)), candidates[-1])
    return Ticks(at=at, texts=tuple(time_text(second, pattern) for second in at))


def _candidates(low: float, high: float) -> list[tuple[tuple[float, ...], str]]:
    """Tick positions and their pattern, from the finest that is sensible to the coarsest."""
    span = high - low
    sensible = span / _MOST
    found = [(_time_steps(low, high, float(step)), _clock(span, step)) for step in _SECONDS if step >= sensible]
    found += [(_time_steps(low, high, days * _DAY), "%d %b") for days in _DAYS if days * _DAY >= sensible]
    found += [_of_months(low, high, step) for step in _MONTHS]
    found += [(_months(low, high, 12 * years), "%Y") for years in _YEARS]
    enough = [(at, pattern) for at, pattern in found if len(at) > 1]
    return enough or [((low, high), "%Y-%m-%d" if span >= _DAY else "%Y-%m-%d %H:%M:%S")]


def _of_months(low: float, high: float, step: int) -> tuple[tuple[float, ...], str]:
    at = _months(low, high, step)
    return at, "%b" if len({_date(second).year for second in at}) == 1 else "%b %Y"


def _clock(span: float, step: int) -> str:
    if span > _DAY:
        return "%d %b %H:%M"
    return "%H:%M:%S" if step < 60 else "%H:%M"  # noqa: PLR2004 - seconds in a minute


def _time_steps(low: float, high: float, step: float) -> tuple[float, ...]:
    first = -(-low // step)
    return tuple(first * step + i * step for i in range(int((high - first * step) // step) + 1))


def _months(low: float, high: float, step: int) -> tuple[float, ...]:
    month = -(-(_date(low).year * 12 + _date(low).month - 1) // step) * step
    at: list[float] = []
    while (second := _second(month)) is not None and second <= high:
        if second >= low:
            at.append(second)
        month += step
    return tuple(at)


def _second(month: int) -> float | None:
    year, index = divmod(month, 12)
    if not 1 <= year <= 9_999:  # noqa: PLR2004 - the calendar's ends
        return None
    return (datetime(year, index + 1, 1, tzinfo=UTC) - _EPOCH).total_seconds()


def _date(second: float) -> datetime:
    return _EPOCH + timedelta(seconds=second)
