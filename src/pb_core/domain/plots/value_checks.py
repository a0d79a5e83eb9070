"""Value checks: whether a field, a statistic, an uncertainty, a fit or labels are shown as a wish says.

Each check answers ``""`` when the specification does it, else why not.
"""

import math
from collections.abc import Iterator

from pb_core.domain.plots import transforms as grammar
from pb_core.domain.plots.chart_checks import is_chart
from pb_core.domain.plots.lineage import LayerView, Origin, PlotView, Shown
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import PointNote, ReferenceLine, Stack
from pb_core.domain.plots.transforms import Op
from pb_core.domain.plots.wishes import (
    Chart,
    FieldWish,
    FitWish,
    Interval,
    IntervalWish,
    LabelWish,
    Place,
    StatisticWish,
)
from pb_core.domain.tables.column_names import words_of

_INTERVALS = {
    Op.STDEV: Interval.STDEV,
    Op.STDERR: Interval.STDERR,
    Op.CI0: Interval.CONFIDENCE,
    Op.CI1: Interval.CONFIDENCE,
    Op.BOOT0: Interval.CONFIDENCE,
    Op.BOOT1: Interval.CONFIDENCE,
    Op.Q1: Interval.QUARTILES,
    Op.Q3: Interval.QUARTILES,
    Op.MIN: Interval.RANGE,
    Op.MAX: Interval.RANGE,
}
_NAMED = {
    Interval.STDEV: frozenset({"std", "sd", "stdev", "stddev", "sigma", "deviation"}),
    Interval.STDERR: frozenset({"se", "sem", "stderr"}),
    Interval.CONFIDENCE: frozenset({"ci", "confidence", "lcl", "ucl", "lci", "uci"}),
    Interval.QUARTILES: frozenset({"iqr", "q1", "q3", "p25", "p75"}),
    Interval.RANGE: frozenset({"min", "max", "range"}),
}
"""Words in the names of columns that say which uncertainty they hold."""

_BOXES = frozenset({Op.MEDIAN, Op.Q1, Op.Q3})
_OF_ONE = frozenset({Op.SUM, Op.MEAN, Op.MEDIAN, Op.MIN, Op.MAX})
"""Statistics of a single value that are the value."""


def field_missing(view: PlotView, wish: FieldWish) -> str:
    """Whether the field is shown at the place, as values and not as counts, and of the type asked for."""
    if view.profile.column(wish.field) is None:
        return f"the data has no column {wish.field!r}"
    found = [one for one in view.shown() if wish.field in one.origin.columns and one.origin.measured]
    if any(_stands(view, one, wish.place) and wish.type in {None, one.type} for one in found):
        return ""
    if wish.place is Place.ANY and any(wish.field in origin.columns for origin in _spreads(view)):
        return ""
    where = ", ".join(dict.fromkeys(_NAMES.get(one.place, one.place.value) for one in found))
    return f"{wish.field} is shown by {where}" if where else f"the plot does not show {wish.field}"


_NAMES = {Place.X: "the x axis", Place.Y: "the y axis", Place.RIGHT: "the right axis", Place.SPLIT: "position"}
_PLACES = {
    Place.X: {Place.X},
    Place.Y: {Place.Y, Place.RIGHT},
    Place.PANEL: {Place.PANEL, Place.ROW},
    Place.ROW: {Place.PANEL, Place.ROW},
}
_TURNED = {Place.X: Place.Y, Place.Y: Place.X}


def _stands(view: PlotView, one: Shown, place: Place) -> bool:
    if place is Place.ANY:
        return True
    if place in {Place.SPLIT, Place.DETAIL}:
        return one.base or one.place not in {Place.X, Place.Y, Place.RIGHT}
    if place is Place.X and one.base and one.place is Place.COLOR:
        return True  # the slices of a pie stand where the categories of bars do
    place = _TURNED.get(place, place) if view.turned else place
    return one.place in _PLACES.get(place, {place})


def statistic_missing(view: PlotView, wish: StatisticWish) -> str:
    """Whether the statistic of the field is shown."""
    if any(_is_statistic(origin, wish) for origin in _origins(view)):
        return ""
    if any(_does_otherwise(view, one, wish) for one in view.layers) or _is_annotated(view, wish):
        return ""
    of = f" of {wish.field}" if wish.field else ""
    return f"the plot shows no {wish.op.value}{of}"


def _is_statistic(origin: Origin, wish: StatisticWish) -> bool:
    counts = wish.op is Op.COUNT and "count" in origin.steps
    return wish.op.value in origin.steps and (wish.field is None or wish.field in origin.columns or counts)


def _does_otherwise(view: PlotView, one: LayerView, wish: StatisticWish) -> bool:
    """Whether boxes, shares of a whole, or rows that are alone in their place show it without a transform."""
    fits = [s for s in one.shown if not s.base and (wish.field is None or wish.field in s.origin.columns)]
    values = [s for s in fits if s.place in {Place.X, Place.Y, Place.RIGHT}]
    mark, encoding = one.layer.mark.type, one.layer.encoding
    if wish.op is Op.PROPORTION:
        return mark is MarkType.ARC or (encoding.stack is Stack.NORMALIZE and bool(values))
    if mark is MarkType.BOXPLOT:
        return wish.op in _BOXES and bool(values)
    bare = [s for s in values if not s.origin.steps]
    return wish.op in _OF_ONE and bool(bare) and wish.field is not None and _tells_rows_apart(view, one)


def _tells_rows_apart(view: PlotView, one: LayerView) -> bool:
    """Whether each item is one row, so that its value is the mean and sum of its group."""
    told = {
        name for s in one.shown if s.base or s.place not in {Place.X, Place.Y, Place.RIGHT} for name in s.origin.columns
    }
    return bool(view.profile.keys) and told.issuperset(view.profile.keys)


def _is_annotated(view: PlotView, wish: StatisticWish) -> bool:
    for one in view.spec.annotations:
        if isinstance(one, ReferenceLine) and one.op is wish.op and wish.field in {None, one.field}:
            return True
        if isinstance(one, PointNote) and one.pick == wish.op.value:
            return True
    return False


def interval_missing(view: PlotView, wish: IntervalWish) -> str:
    """Whether the uncertainty is shown, from the columns and at the level that the wish names."""
    shown = list(intervals_of(view))
    columns = {name for _, origin in shown for name in origin.columns}
    if wish.fields:
        lacking = [name for name in wish.fields if name not in columns]
        return f"{', '.join(lacking)} is not shown as an uncertainty" if lacking else ""
    if any(_is_interval(kind, origin, wish) for kind, origin in shown):
        return ""
    if wish.interval in {Interval.QUARTILES, Interval.ANY} and is_chart(view, Chart.BOX):
        return ""
    kinds = ", ".join(dict.fromkeys(kind.value for kind, _ in shown if kind is not Interval.GIVEN))
    return f"the plot shows another uncertainty ({kinds})" if kinds else "the plot shows no such uncertainty"


def _is_interval(kind: Interval, origin: Origin, wish: IntervalWish) -> bool:
    level = wish.level is None or origin.level is None or math.isclose(wish.level, origin.level)
    if kind is Interval.GIVEN and wish.interval in _NAMED:
        words = {word for name in origin.columns for word in words_of(name)}
        return bool(words & _NAMED[wish.interval])
    return level and wish.interval in {Interval.ANY, kind}


def intervals_of(view: PlotView) -> Iterator[tuple[Interval, Origin]]:
    """The uncertainties that the plot shows; a range of two columns counts where they belong to a third one."""
    for one in view.layers:
        for origin in one.errors:
            yield _interval_of(origin) or Interval.GIVEN, origin
        for origin in one.ends:
            owners = [column for name in origin.columns if (column := view.profile.column(name)) and column.error_of]
            kind = _interval_of(origin) or (Interval.GIVEN if owners and not origin.steps else None)
            if kind is not None:
                yield kind, origin


def _interval_of(origin: Origin) -> Interval | None:
    last = origin.steps[-1] if origin.steps else ""
    if last in {op.value for op in Op}:
        return _INTERVALS.get(Op(last))
    return Interval.CONFIDENCE if origin.level is not None else None


def fit_missing(view: PlotView, wish: FitWish) -> str:
    """Whether a least-squares line or a moving average over that window is drawn."""
    kind = grammar.Regression if wish.fit == "linear" else grammar.Smooth
    found = [
        step
        for one in view.layers
        if one.layer.mark.type.traits.line
        for step in one.transforms
        if isinstance(step, kind)
    ]
    if not found:
        return "no trend line is drawn" if wish.fit == "linear" else "no moving average is drawn"
    windows = [step.window for step in found if isinstance(step, grammar.Smooth)]
    fits = wish.window is None or any(abs(window - wish.window) <= 1 for window in windows)
    return "" if fits else f"the average runs over {windows[0] if windows else 0} values"


def label_missing(view: PlotView, wish: LabelWish) -> str:
    """Whether each item, or the largest or smallest one, carries its value or the field."""
    if wish.pick is not None:
        noted = any(isinstance(one, PointNote) and one.pick == wish.pick for one in view.spec.annotations)
        return "" if noted else f"the {wish.pick}imum has no note"
    if wish.value:
        return "" if _is_named(view, wish.value) else f"{wish.value} has no note"
    if wish.field is None:
        written = any(one.layer.mark.labels or one.layer.encoding.text for one in view.layers)
        return "" if written else "the items carry no values"
    shown = any(one.place is Place.TEXT and wish.field in one.origin.columns for one in view.shown())
    return "" if shown or _prints_value(view, wish.field) else f"the items do not carry {wish.field}"


def _is_named(view: PlotView, value: str) -> bool:
    notes = (one for one in view.spec.annotations if isinstance(one, PointNote))
    return any(one.pick == "value" and one.value.casefold() == value.casefold() for one in notes)


def _prints_value(view: PlotView, field: str) -> bool:
    """Whether labels print the field, which is what the value axis, colour or angle shows."""
    labelled = (one for one in view.layers if one.layer.mark.labels)
    return any(field in s.origin.columns and not s.base for one in labelled for s in one.shown)


def _spreads(view: PlotView) -> Iterator[Origin]:
    for one in view.layers:
        yield from one.errors
        yield from one.ends


def _origins(view: PlotView) -> Iterator[Origin]:
    yield from (one.origin for one in view.shown())
    yield from _spreads(view)
