"""Small charts in a page: bars whose places a template writes into an SVG, without a script and without a style."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct

WIDTH, HEIGHT = 600, 120
"""Of the drawing in its own units; a page stretches it to the width that it has."""
GAP = 0.2
"""Of the place of a bar, what is left free."""


class Bar(Struct, frozen=True):
    """One bar: what it stands for, how many that is, and its rectangle in units of the drawing."""

    label: str
    count: int
    x: float
    y: float
    width: float
    height: float


class BarChart(Struct, frozen=True):
    """Bars side by side under a ceiling of ``most``."""

    bars: tuple[Bar, ...]
    most: int
    width: int = WIDTH
    height: int = HEIGHT


def bars(counts: Sequence[tuple[str, int]]) -> BarChart:
    """A chart of labelled counts in their order; the highest bar reaches the top."""
    most = max((count for _, count in counts), default=0)
    place = WIDTH / max(len(counts), 1)
    drawn = []
    for number, (label, count) in enumerate(counts):
        height = HEIGHT * count / most if most else 0.0
        x = (number + GAP / 2) * place
        drawn.append(
            Bar(label, count, round(x, 2), round(HEIGHT - height, 2), round(place * (1 - GAP), 2), round(height, 2))
        )
    return BarChart(tuple(drawn), most)


def by_day(times: Iterable[datetime], today: date, days: int = 30) -> tuple[tuple[str, int], ...]:
    """How many of some times lie on each of the last days of UTC up to ``today``; others are not counted."""
    counts = Counter(time.astimezone(UTC).date() for time in times)
    shown = (today - timedelta(days=before) for before in range(days - 1, -1, -1))
    return tuple((day.isoformat(), counts[day]) for day in shown)
