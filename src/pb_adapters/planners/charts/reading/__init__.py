"""Reading: from an intent and the profile of its table to typed wishes, the subject, and what was not understood."""

from collections.abc import Sequence

from msgspec.structs import replace

from pb_adapters.planners.charts.reading import chart_phrases as chart
from pb_adapters.planners.charts.reading import event_phrases as event
from pb_adapters.planners.charts.reading import look_phrases as look
from pb_adapters.planners.charts.reading import row_phrases as row
from pb_adapters.planners.charts.reading import value_phrases as value
from pb_adapters.planners.charts.reading.remains import remains
from pb_adapters.planners.charts.reading.scene import Scene
from pb_adapters.planners.charts.reading.script import Script
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.intent_words import account
from pb_core.domain.plots.transforms import Op
from pb_core.domain.tables.column_names import words_of
from pb_core.domain.tables.column_roles import SPLITS, is_axis
from pb_core.domain.tables.profile import TableProfile
from pb_core.domain.tables.table import ColumnType

_TABLES = (
    look.TITLES, event.EVENTS, look.CERTAIN, value.DERIVED, chart.FOREIGN, chart.DECORATED, chart.SPECIAL, value.SMOOTH,
    value.INTERVALS, look.LINES, look.LABELS, look.LEGENDS, look.COLORS, row.BINS, look.SCALES, look.RANGES,
    row.LIMITS, row.ORDERS, row.FILTERS, look.NUMBERS, value.STATISTICS, value.FIELDS, value.UNITS,
    chart.ARRANGED, chart.PURPOSES, chart.PLAIN, look.DETAILS, look.ELSE, row.CATEGORIES, value.MENTIONS,
)  # fmt: skip
"""The order of reading: what is certain by its words alone comes before what could belong to it."""

MOST_WISHES = 60
_CELLS = {w.Chart.HEATMAP, w.Chart.CONFUSION}
_LINED_UP = {w.Chart.FOREST, w.Chart.GANTT, w.Chart.DOT}
"""Charts whose categories stand in rows."""

_JOINED = {w.Chart.LINE, w.Chart.STEP, w.Chart.AREA}


def read_intent(intent: str, profile: TableProfile) -> w.HeardIntent:
    """Read an intent: typed wishes in the order of its words, its subject, and the words that were not understood.

    A chart that is no plot of ours makes ``refusal`` say so, unless the intent names another chart too. What stands
    behind the first ``LONGEST_READ`` characters is not understood.
    """
    script = Script(intent, profile)
    scene = Scene(script)
    for table in _TABLES:
        scene.hear(table)
    in_order = sorted(scene.heard, key=lambda one: (one.start, one.end))
    left = remains(scene)
    wishes = (*_settled([one.wish for one in in_order], profile)[: MOST_WISHES - len(left.found)], *left.found)
    return account(intent, w.HeardIntent(wishes=wishes, subject=left.subject), profile).heard


def _settled(heard: Sequence[w.Wish], profile: TableProfile) -> tuple[w.Wish, ...]:
    """The wishes, each once, with what only all of them together tell."""
    charts = {wish.chart for wish in heard if isinstance(wish, w.ChartWish) and not wish.negated}
    heard = [_shared(_ranked(_best(wish, heard), heard, profile), heard, profile) for wish in heard]
    ranked = {wish.field for wish in heard if isinstance(wish, w.LimitWish)}
    series = _series(heard)
    return tuple(dict.fromkeys(_in_company(wish, charts, ranked, series) for wish in heard))


def _best(wish: w.Wish, heard: Sequence[w.Wish]) -> w.Wish:
    """The best of losses, times and costs is the smallest."""
    if not isinstance(wish, w.LabelWish) or wish.pick != "max" or "best" not in wish.words.casefold():
        return wish
    fields = [one.field for one in heard if isinstance(one, w.FieldWish) and one.place is not w.Place.X]
    return replace(wish, pick="min") if any(row.LOW_IS_GOOD.search(name.lower()) for name in fields) else wish


def _ranked(wish: w.Wish, heard: Sequence[w.Wish], profile: TableProfile) -> w.Wish:
    """A limit that names no column ranks the only measure that the intent names."""
    if not isinstance(wish, w.LimitWish) or wish.field is not None:
        return wish
    places = {w.Place.ANY, w.Place.Y, w.Place.SPLIT}
    fields = dict.fromkeys(one.field for one in heard if isinstance(one, w.FieldWish) and one.place in places)
    measures = [name for name in fields if (column := profile.column(name)) and column.mean is not None]
    return replace(wish, field=measures[0]) if len(measures) == 1 else wish


def _shared(wish: w.Wish, heard: Sequence[w.Wish], profile: TableProfile) -> w.Wish:
    """A share of what one column measures, where each row holds a value of its own: of the sum at each place."""
    measures = [c for c in profile.columns if c.mean is not None and c.error_of is None and not is_axis(c.name)]
    rows = isinstance(wish, w.StatisticWish) and wish.op is Op.PROPORTION and wish.field is None
    if not rows or len(measures) != 1 or not profile.keys:
        return wish
    along = [one.field for one in heard if isinstance(one, w.FieldWish) and one.place in {w.Place.SPLIT, w.Place.X}]
    within = next((name for name in along if name in profile.keys and _runs_along(profile, name)), None)
    return w.ComputeWish(words=wish.words, compute="share", field=measures[0].name, within=within)


def _runs_along(profile: TableProfile, name: str) -> bool:
    """Whether others run along a column: a time, or a number by whose name they do."""
    column = profile.column(name)
    return column is not None and (column.type is ColumnType.TIME or is_axis(name))


def _series(heard: Sequence[w.Wish]) -> set[str]:
    """Measures of training, validation and test that are set against each other: series, and not the two axes."""
    at = {
        place: [one.field for one in heard if isinstance(one, w.FieldWish) and one.place is place] for place in w.Place
    }
    pairs = [(y, x) for y in at[w.Place.Y] for x in at[w.Place.X] if y != x]
    return {name for y, x in pairs if {*words_of(y)} - SPLITS == {*words_of(x)} - SPLITS for name in (y, x)}


def _in_company(wish: w.Wish, charts: set[w.Chart], ranked: set[str | None], series: set[str]) -> w.Wish:
    """Points on lines are markers, points with bars or boxes are the rows; an unmet chart beside another is no end."""
    if isinstance(wish, w.UnmetWish) and wish.refuses and charts and "no chart of this grammar" in wish.why:
        return replace(wish, refuses=False)
    if isinstance(wish, w.FieldWish):
        return replace(wish, place=_place(wish, charts, ranked, series))
    if isinstance(wish, w.ComputeWish) and wish.compute == "normalized" and w.Chart.CONFUSION in charts:
        return w.StatisticWish(words=wish.words, negated=wish.negated, op=Op.PROPORTION, within=wish.within)
    if isinstance(wish, w.ChartWish) and wish.chart is w.Chart.SCATTER and "scatter" not in wish.words.lower():
        if charts & _JOINED:
            return w.SettingWish(words=wish.words, negated=wish.negated, setting="markers")
        if charts - {w.Chart.SCATTER}:
            return replace(wish, chart=w.Chart.STRIP)
    return wish


def _place(wish: w.FieldWish, charts: set[w.Chart], ranked: set[str | None], series: set[str]) -> w.Place:
    """Where a field is shown beside the others: what is ranked is measured, rows and columns of cells are axes."""
    if wish.field in series or (wish.field in ranked and wish.place is w.Place.SPLIT):
        return w.Place.ANY
    if charts & _LINED_UP and wish.place is w.Place.ROW and "panel" not in wish.words:
        return w.Place.SPLIT
    cells = charts & _CELLS and "panel" not in wish.words
    return {w.Place.ROW: w.Place.Y, w.Place.PANEL: w.Place.X}.get(wish.place, wish.place) if cells else wish.place
