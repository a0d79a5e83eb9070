"""How templates write times, amounts and sizes."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from pb_core.domain.billing import MICROS

_KIBI = 1024
_LINE = re.compile(r"\bline (\d{1,6})\b")


def moment(time: datetime | None) -> str:
    """A time to the second in UTC, as people read it; nothing for none."""
    return "" if time is None else time.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def iso(time: datetime) -> str:
    """A time as programs read it."""
    return time.isoformat()


def span(length: timedelta | float | None) -> str:
    """A length of time in its two largest units."""
    if length is None:
        return ""
    seconds = length.total_seconds() if isinstance(length, timedelta) else float(length)
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:  # noqa: PLR2004 - a minute
        return f"{seconds:.1f} s"
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    units = [(days, "d"), (hours, "h"), (minutes, "min"), (seconds, "s")]
    shown = [f"{number} {unit}" for number, unit in units if number]
    return " ".join(shown[:2])


def dollars(micros: int | None) -> str:
    """Millionths of a US dollar as dollars, small amounts with four digits."""
    if micros is None:
        return ""
    amount = micros / MICROS
    return f"${amount:,.2f}" if amount >= 1 or not micros else f"${amount:.4f}"


def size(count: int | None) -> str:
    """A number of bytes in the unit that suits it."""
    if count is None:
        return ""
    amount, unit = float(count), "B"
    for unit in ("B", "KiB", "MiB", "GiB", "TiB"):  # noqa: B007 - the last one that was reached is used
        if amount < _KIBI:
            break
        amount /= _KIBI
    return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"


def grouped(number: int) -> str:
    """A whole number with commas."""
    return f"{number:,}"


def words(name: str) -> str:
    """A name of the interface as words: ``statistical_plot`` is statistical plot."""
    return name.replace("_", " ")


def line_of(sentence: str) -> int:
    """The first line of a text that a sentence names, 0 for none."""
    found = _LINE.search(sentence)
    return int(found[1]) if found else 0


FILTERS: Mapping[str, Callable[..., str | int]] = {
    "moment": moment,
    "iso": iso,
    "span": span,
    "dollars": dollars,
    "size": size,
    "grouped": grouped,
    "words": words,
    "line_of": line_of,
}
