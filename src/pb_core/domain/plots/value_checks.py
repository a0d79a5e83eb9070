"""Value checks: whether a field, a statistic, an uncertainty, a fit or labels are shown as a wish says.

Each check answers ``""`` when the specification does it, else why not.
"""

import math
from collections.abc import Iterator, Sequence

from pb_core.domain.plots import transforms as grammar
from pb_core.domain.plots.chart_checks import is_chart
from pb_core.domain.plots.lineage import LayerView, Origin, PlotView, Shown
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import FieldType, PointNote, ReferenceLine, Stack
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
from pb_core.domain.tables.column_names import word_set, words_of

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

_SHARES = word_set("share shares rate rates percent percentage pct proportion fraction ratio perc")
"""Words in the names of columns that hold shares as they were given."""

_BOXES = frozenset({Op.MEDIAN, Op.Q1, Op.Q3})
_OF_ONE = frozenset({Op.SUM, Op.MEAN, Op.MEDIAN, Op.MIN, Op.MAX})
"""Statistics of a single value that are the value."""


def field_missing(view: PlotView, wish: FieldWish) -> str:
    """Whether the field is shown at the place, as values and not as counts, and of the type asked for."""
    if view.profile.column(wish.field) is None:
        return f"the data has no column {wish.field!r}"
    shown = ((layer, one) for layer in view.layers for one in layer.shown)
    found = [(layer, one) for layer, one in shown if wish.field in one.origin.columns and one.origin.measured]
    if any(_stands(view, layer, one, wish.place) and wish.type in {None, one.type} for layer, one in found):
        return ""
    if wish.place is Place.ANY and any(wish.field in origin.columns for origin in _spreads(view)):
        return ""
    where = ", ".join(dict.fromkeys(_NAMES.get(one.place, one.place.value) for _, one in found))
    return f"{wish.field} is shown by {where}" if where else f"the plot does not show {wish.field}"


_AXES = {Place.X, Place.Y, Place.RIGHT}
_NAMES = {Place.X: "the x axis", Place.Y: "the y axis", Place.RIGHT: "the right axis", Place.SPLIT: "position"}
_PLACES = {
    Place.X: {Place.X},
    Place.Y: {Place.Y, Place.RIGHT},
    Place.PANEL: {Place.PANEL, Place.ROW},
    Place.ROW: {Place.PANEL, Place.ROW},
}
_TURNED = {Place.X: Place.Y, Place.Y: Place.X}


def _stands(view: PlotView, layer: LayerView, one: Shown, place: Place) -> bool:
    if place is Place.ANY:
        return True
    if place is Place.DETAIL:
        apart = one.base and not layer.layer.mark.type.traits.joined  # a line runs across the values of its base
        return apart or one.place not in {*_AXES, Place.SIZE, Place.TEXT}
    if place is Place.SPLIT:
        return one.base or one.place not in _AXES
    if place is Place.SIZE and layer.layer.encoding.shape is not None:
        return False  # areas of different shapes do not compare
    if place is Place.X and one.base and one.place is Place.COLOR:
        return True  # the slices of a pie stand where the categories of bars do
    place = _TURNED.get(place, place) if view.turned else place
    return one.place in _PLACES.get(place, {place})


def statistic_missing(view: PlotView, wish: StatisticWish) -> str:
    """Whether the statistic of the field is shown, and shares within the groups that the wish names."""
    if wish.op is Op.PROPORTION and wish.within is not None and not _shares_within(view, wish.within):
        return f"the shares do not add up within each {wish.within}"
    if any(_is_statistic(origin, wish) for origin in _origins(view)):
        return ""
    if any(_does_otherwise(view, one, wish) for one in view.layers) or _is_annotated(view, wish):
        return ""
    of = f" of {wish.field}" if wish.field else ""
    return f"the plot shows no {wish.op.value}{of}"


def _is_statistic(origin: Origin, wish: StatisticWish) -> bool:
    counts = wish.op is Op.COUNT and "count" in origin.steps
    return wish.op.value in origin.steps and (wish.field is None or wish.field in origin.columns or counts)


def _shares_within(view: PlotView, field: str) -> bool:
    """Whether shares add up to one in each group of the field."""
    steps = (step for one in view.layers for step in one.transforms if isinstance(step, grammar.Aggregate))
    whole = any(field in step.within for step in steps)
    stacked = (one for one in view.layers if one.layer.encoding.stack is Stack.NORMALIZE)
    sliced = (one for one in view.layers if one.layer.mark.type is MarkType.ARC)
    per_bar = any(s.base and field in s.origin.columns for one in stacked for s in one.shown)
    per_pie = any(s.place in {Place.PANEL, Place.ROW} and field in s.origin.columns for o in sliced for s in o.shown)
    return whole or per_bar or per_pie


def _does_otherwise(view: PlotView, one: LayerView, wish: StatisticWish) -> bool:
    """Whether boxes, shares of a whole, or rows that are alone in their place show it without a transform."""
    fits = [s for s in one.shown if not s.base and (wish.field is None or wish.field in s.origin.columns)]
    values = [s for s in fits if s.place in _AXES]
    bare = [s for s in values if not s.origin.steps]
    mark = one.layer.mark.type
    if wish.op is Op.PROPORTION:
        return _is_shared(view, one, wish.field, values) or any(_in_shares(view, s.origin) for s in bare)
    if mark is MarkType.BOXPLOT:
        return wish.op in _BOXES and bool(values)
    return wish.op in _OF_ONE and bool(bare) and wish.field is not None and _tells_rows_apart(view, one)


def _is_shared(view: PlotView, one: LayerView, field: str | None, values: Sequence[Shown]) -> bool:
    """Whether slices, or items stacked to one, part the field, where it is measured, else its categories."""
    column = view.profile.column(field) if field else None
    parted = column is None or column.mean is None or bool(values)
    return parted and (one.layer.mark.type is MarkType.ARC or one.layer.encoding.stack is Stack.NORMALIZE)


def _in_shares(view: PlotView, origin: Origin) -> bool:
    """Whether the values are shares as they were given, by their unit or the words of their name."""
    columns = [column for name in origin.columns if (column := view.profile.column(name)) and column.mean is not None]
    return any(column.unit == "%" or _SHARES & {*words_of(column.name)} for column in columns)


def _tells_rows_apart(view: PlotView, one: LayerView) -> bool:
    """Whether each item is one row, so that its value is the mean and sum of its group.

    Periods and bins do not tell rows apart, and a cloud of points has no groups.
    """
    placed = [s for s in one.shown if s.base or s.place not in _AXES]
    if not any(s.base and (one.layer.mark.type.traits.joined or s.type is not FieldType.QUANTITATIVE) for s in placed):
        return False
    told = {name for s in placed if not s.origin.steps for name in s.origin.columns}
    return any(keys and told.issuperset(keys) for keys in (view.profile.keys, *view.profile.apart))


def _is_annotated(view: PlotView, wish: StatisticWish) -> bool:
    for one in view.spec.annotations:
        if isinstance(one, ReferenceLine) and one.op is wish.op and wish.field in {None, one.field}:
            return True
        if isinstance(one, PointNote) and one.pick == wish.op.value:
            return True
    return False


def interval_missing(view: PlotView, wish: IntervalWish) -> str:
    """Whether the uncertainty is shown, from the columns and at the level that the wish names.

    Two columns are the ends of a range, which one layer shows together.
    """
    shown = list(intervals_of(view))
    if any(_spans(one).issuperset(wish.fields) for one in view.layers) and len(wish.fields) > 1:
        return ""
    columns = {name for _, origin in shown for name in origin.columns}
    if len(wish.fields) > 1:
        return f"nothing runs from {wish.fields[0]} to {wish.fields[1]}"
    if wish.fields:
        lacking = [name for name in wish.fields if name not in columns]
        return f"{', '.join(lacking)} is not shown as an uncertainty" if lacking else ""
    if any(_is_interval(kind, origin, wish) for kind, origin in shown):
        return ""
    if wish.interval in {Interval.QUARTILES, Interval.ANY} and is_chart(view, Chart.BOX):
        return ""
    kinds = ", ".join(dict.fromkeys(kind.value for kind, _ in shown if kind is not Interval.GIVEN))
    return f"the plot shows another uncertainty ({kinds})" if kinds else "the plot shows no such uncertainty"


def _spans(one: LayerView) -> set[str]:
    """The columns of both ends of what a layer draws from one value to another."""
    axes = [s.origin for s in one.shown if s.place in _AXES] if one.ends else []
    return {name for origin in (*one.errors, *one.ends, *axes) for name in origin.columns}


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
    """Whether a least-squares line or a moving average is drawn, of that field and over that window."""
    tag = "regression" if wish.fit == "linear" else "smooth"
    name = "trend line" if wish.fit == "linear" else "moving average"
    fitted = [(one, s.origin) for one in view.layers if one.layer.mark.type.traits.line for s in one.shown
              if s.place in _AXES and not s.base and tag in s.origin.steps]  # fmt: skip
    if not fitted:
        return f"no {name} is drawn"
    layers = [one for one, origin in fitted if wish.field is None or wish.field in origin.columns]
    if not layers:
        return f"the {name} is not of {wish.field}"
    windows = [step.window for one in layers for step in one.transforms if isinstance(step, grammar.Smooth)]
    fits = wish.window is None or any(window in {wish.window, wish.window // 2 * 2 + 1} for window in windows)
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
