"""Reading: from an intent and the profile of its table to typed wishes, the subject, and what was not understood."""

from collections.abc import Sequence

from msgspec.structs import replace

from pb_adapters.planners.charts.reading.chart_phrases import ARRANGED, DECORATED, FOREIGN, PLAIN, PURPOSES, SPECIAL
from pb_adapters.planners.charts.reading.look_phrases import (
    CERTAIN,
    COLORS,
    DETAILS,
    ELSE,
    LABELS,
    LEGENDS,
    LINES,
    NUMBERS,
    RANGES,
    SCALES,
    TITLES,
)
from pb_adapters.planners.charts.reading.remains import remains
from pb_adapters.planners.charts.reading.row_phrases import BINS, CATEGORIES, FILTERS, LIMITS, ORDERS
from pb_adapters.planners.charts.reading.scene import Scene
from pb_adapters.planners.charts.reading.script import Script
from pb_adapters.planners.charts.reading.value_phrases import FIELDS, INTERVALS, MENTIONS, SMOOTH, STATISTICS, UNITS
from pb_core.domain.plots.intent_words import account
from pb_core.domain.plots.wishes import Chart, ChartWish, DetailWish, HeardIntent, UnmetWish, Wish
from pb_core.domain.tables.profile import TableProfile

_TABLES = (
    TITLES, CERTAIN, FOREIGN, DECORATED, SPECIAL, SMOOTH, INTERVALS, LINES, LABELS, LEGENDS, COLORS, BINS, SCALES,
    RANGES, LIMITS, ORDERS, FILTERS, NUMBERS, STATISTICS, FIELDS, UNITS, ARRANGED, PURPOSES, PLAIN, DETAILS, ELSE,
    CATEGORIES, MENTIONS,
)  # fmt: skip
"""The order of reading: what is certain by its words alone comes before what could belong to it."""

MOST_WISHES = 60
_JOINED = {Chart.LINE, Chart.STEP, Chart.AREA}


def read_intent(intent: str, profile: TableProfile) -> HeardIntent:
    """Read an intent: typed wishes in the order of its words, its subject, and the words that were not understood.

    A chart that is no plot of ours makes ``refusal`` say so, unless the intent names another chart too. What stands
    behind the first ``LONGEST_READ`` characters is not understood.
    """
    script = Script(intent, profile)
    scene = Scene(script)
    for table in _TABLES:
        scene.hear(table)
    in_order = sorted(scene.heard, key=lambda one: (one.start, one.end))
    wishes = _settled([one.wish for one in in_order])[:MOST_WISHES]
    return account(intent, HeardIntent(wishes=wishes, subject=remains(scene)), profile).heard


def _settled(heard: Sequence[Wish]) -> tuple[Wish, ...]:
    """The wishes, each once, with what only all of them together tell."""
    charts = {wish.chart for wish in heard if isinstance(wish, ChartWish) and not wish.negated}
    return tuple(dict.fromkeys(_in_company(wish, charts) for wish in heard))


def _in_company(wish: Wish, charts: set[Chart]) -> Wish:
    """Points on lines are markers, points with bars or boxes are the rows; an unmet chart beside another is no end."""
    if isinstance(wish, UnmetWish) and wish.refuses and charts:
        return replace(wish, refuses=False)
    if isinstance(wish, ChartWish) and wish.chart is Chart.SCATTER and "scatter" not in wish.words.lower():
        if charts & _JOINED:
            return DetailWish(words=wish.words, negated=wish.negated, detail="markers")
        if charts - {Chart.SCATTER}:
            return replace(wish, chart=Chart.STRIP)
    return wish
