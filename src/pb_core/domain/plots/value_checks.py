"""Value checks: whether a field, a statistic, an uncertainty, a fit or labels are shown as a wish says."""

import math
from collections.abc import Collection, Iterator
from statistics import NormalDist

from pb_core.domain.plots import transforms as grammar
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.chart_checks import is_chart, is_time
from pb_core.domain.plots.lineage import AXES, DrawnView, LayerView, Origin, PlotView, Shown, step_of
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.resolved_layers import axis_of, series_channel
from pb_core.domain.plots.spec import FieldType, PointNote, ReferenceLine, Stack
from pb_core.domain.plots.transforms import Op
from pb_core.domain.plots.wishes import Chart, Interval, Place
from pb_core.domain.tables.column_names import TALLIES, word_set, words_of
from pb_core.domain.tables.table import ColumnType

_INTERVALS = {
    Interval.STDEV: (Op.STDEV,), Interval.STDERR: (Op.STDERR,), Interval.RANGE: (Op.MIN, Op.MAX),
    Interval.CONFIDENCE: (Op.CI0, Op.CI1, Op.BOOT0, Op.BOOT1), Interval.QUARTILES: (Op.Q1, Op.Q3),
}  # fmt: skip
_KINDS = {op.value: kind for kind, ops in _INTERVALS.items() for op in ops}
_NAMED = {
    Interval.STDEV: word_set("std sd stdev stddev sigma deviation"), Interval.STDERR: word_set("se sem stderr"),
    Interval.CONFIDENCE: word_set("ci confidence lcl ucl lci uci"), Interval.RANGE: word_set("min max range"),
    Interval.QUARTILES: word_set("iqr q1 q3 p25 p75"),
}  # fmt: skip
"""Words in the names of columns that say which uncertainty they hold."""

_SHARES = word_set("share shares rate rates percent percentage pct perc proportion fraction ratio")
"""Words in the names of columns that hold shares as they were given."""

_LOWER = word_set(
    "loss losses error errors rmse mae mse perplexity ppl latency runtime wer cer fid regret deviance cost nll bpb"
)
"""Words in the names of columns of which less is better."""

_VALIDATION = word_set("val valid validation dev")
_QUOTIENTS = frozenset({"ratio", "change", "relative"})
_BOXES = frozenset({Op.MEDIAN, Op.Q1, Op.Q3})
_CLASSES = 2
"""So many different numbers are the two classes of a yes and a no."""

_TOTAL = word_set("total totals all overall altogether")
_OF_MANY = word_set("rate rates ratio")
"""Words among them that are the name of many a measure."""

_OF_ONE = frozenset({Op.SUM, Op.MEAN, Op.MEDIAN, Op.MIN, Op.MAX})
"""Statistics of a single value that are the value."""

_PLACES = {Place.Y: {Place.Y, Place.RIGHT}, Place.PANEL: {Place.PANEL, Place.ROW}, Place.ROW: {Place.PANEL, Place.ROW}}
_TURNED = {Place.X: Place.Y, Place.Y: Place.X}


def shows_field(view: PlotView, wish: w.FieldWish) -> bool:
    """Whether the field is shown at the place, as values and not as counts, and of the type asked for."""
    shown = ((layer, one) for layer in view.layers for one in layer.shown)
    found = [(layer, one) for layer, one in shown if wish.field in one.origin.columns and one.origin.measured]
    found = [(layer, one) for layer, one in found if _is_visible(view, layer, one, wish.field)]
    place = Place.DETAIL if is_of_lines(wish) else wish.place
    if any(_stands(view, layer, one, place) and wish.type in {None, one.type} for layer, one in found):
        return True
    return wish.place is Place.ANY and any(wish.field in origin.columns for origin in _spreads(view))


def is_of_lines(wish: w.FieldWish) -> bool:
    """Whether the words ask for a line of each, which then runs across no other."""
    return wish.place is Place.SPLIT and wish.words.casefold().startswith(("line", "curve"))


def _is_visible(view: PlotView, layer: LayerView, one: Shown, field: str) -> bool:
    """Whether some value of a column lies between the ends that its axis is given."""
    column = view.profile.column(field)
    if one.place not in AXES or {*one.origin.steps} - {"fold"} or column is None:
        return True
    scale = axis_of(view.spec, layer.layer, "x" if one.place is Place.X else "y").scale
    low, high = column.low, column.high
    over = low is not None and scale.domain_max is not None and low > scale.domain_max
    return not over and not (high is not None and scale.domain_min is not None and high < scale.domain_min)


def _stands(view: PlotView, layer: LayerView, one: Shown, place: Place) -> bool:
    if place is Place.ANY:  # numbers that are meant for themselves tell nothing apart, unless each has its own line
        numbers = any(c.type is ColumnType.NUMBER and c.distinct > _CLASSES for c in view.columns(one.origin))
        return one.base or not numbers or one.place is Place.DETAIL or one.type is None or not one.type.discrete
    if place is Place.DETAIL:
        apart = one.base and not layer.mark.traits.joined  # a line runs across the values of its base
        alone = one.place not in {Place.PANEL, Place.ROW} or series_channel(layer.layer) is None
        return apart or (alone and one.place not in {*AXES, Place.SIZE, Place.TEXT})
    if place is Place.SPLIT:
        return one.base or one.place not in AXES
    if place is Place.SIZE and layer.layer.encoding.shape is not None:
        return False  # areas of different shapes do not compare
    if place is Place.X and one.base and one.place is Place.COLOR:
        return True  # the slices of a pie stand where the categories of bars do
    place = _TURNED.get(place, place) if view.turned else place
    return one.place in _PLACES.get(place, {place})


def shows_statistic(view: DrawnView, wish: w.StatisticWish) -> bool:
    """Whether the statistic of the field is shown, by a transform, a mark that computes it, or an annotation.

    Shares add up within each value of the field that the wish names for it.
    """
    if wish.op is Op.PROPORTION and wish.within is not None and not _adds_up(view, wish.within):
        return False
    if wish.op is Op.SUM and wish.negated and _names_total(view):
        return True
    origins = (*(one.origin for one in view.shown()), *_spreads(view))
    computed = any(
        wish.op.value in one.steps and (wish.field is None or wish.field in one.columns or wish.op is Op.COUNT)
        for one in origins
    )
    lined = any(
        (isinstance(one, ReferenceLine) and one.op is wish.op and wish.field in {None, one.field})
        or (isinstance(one, PointNote) and one.pick == wish.op.value)
        for one in view.spec.annotations
    )
    return computed or lined or any(_does_otherwise(view, one, wish) for one in view.layers)


def _names_total(view: DrawnView) -> bool:
    """Whether a category that is drawn is the total of the others by its name: "All causes"."""
    return any(_TOTAL & {*words_of(name)[:1]} for names in view.orders.values() for name in names)


def is_of_numbers(wish: w.StatisticWish) -> bool:
    """Whether a plot without the statistic shows other numbers: not so for a "rate", or for a mean added to a cloud."""
    if wish.op in {Op.COUNT, Op.PROPORTION}:
        said = (_SHARES - _OF_MANY) & {*words_of(wish.words)}
        return wish.op is Op.PROPORTION and (bool(said) or "%" in wish.words)
    return True


def _adds_up(view: PlotView, field: str) -> bool:
    """Whether shares add up to one within each value of the field."""
    steps = (step for one in view.layers for step in one.transforms if isinstance(step, grammar.Aggregate))
    if any(_is_whole(view, field, step.within) for step in steps):
        return True
    stacked = (s.base for one in view.layers if one.layer.encoding.stack is Stack.NORMALIZE for s in _of(one, field))
    panels = {Place.PANEL, Place.ROW}
    sliced = (s.place in panels for one in view.layers if one.mark is MarkType.ARC for s in _of(one, field))
    return any(stacked) or any(sliced)


def _is_whole(view: PlotView, field: str, within: Collection[str]) -> bool:
    """Whether what adds up to one are the values of the field, of each panel at most: finer wholes are others."""
    facet = view.spec.facet
    return field in within and {*within} <= {field, *((facet.field, facet.row) if facet else ())}


def _picks(view: PlotView, field: str | None) -> bool:
    """Whether notes, which the first layer has, pick among values of this measure, or of one that alone is meant."""
    first, every = (
        {name for s in shown if not s.base and s.place in AXES for name in s.origin.columns}
        for shown in (view.layers[0].shown, view.shown())
    )
    if field is not None:
        return first == {field}
    told = any({*words_of(name)} & _VALIDATION for name in first)
    return len(first) == 1 and (first == every or told)


def _best(view: PlotView) -> str:
    """Which end of what the first layer measures is the best: the least of a loss, an error or a time."""
    measured = (name for s in _of(view.layers[0], None) if not s.base and s.place in AXES for name in s.origin.columns)
    return "min" if _LOWER & {word for name in measured for word in words_of(name)} else "max"


def _of(one: LayerView, field: str | None) -> list[Shown]:
    return [s for s in one.shown if field is None or field in s.origin.columns]


def _does_otherwise(view: PlotView, one: LayerView, wish: w.StatisticWish) -> bool:
    """Whether boxes, shares of a whole, or rows that are alone in their place show it without a transform."""
    values = [s for s in _of(one, wish.field) if not s.base and s.place in AXES]
    bare = [s for s in values if {*s.origin.steps} <= {"fold"}]
    if wish.op is Op.PROPORTION:
        column = view.profile.column(wish.field) if wish.field else None
        parted = column is None or column.mean is None or bool(values)  # what is measured is what is shared out
        whole = one.mark is MarkType.ARC or one.layer.encoding.stack is Stack.NORMALIZE
        divided = any(step in _QUOTIENTS for s in values for step in s.origin.steps)
        return (parted and whole) or divided or any(_is_given_as_share(view, s.origin) for s in bare)
    if wish.op is Op.COUNT:
        summed = (s.origin.columns for s in values if Op.SUM.value in s.origin.steps)
        return any(name.casefold() in TALLIES for names in summed for name in names)
    if one.mark is MarkType.BOXPLOT:
        return wish.op in _BOXES and bool(values)
    return wish.op in _OF_ONE and bool(bare) and wish.field is not None and _is_row_each(view, one)


def _is_given_as_share(view: PlotView, origin: Origin) -> bool:
    columns = [column for column in view.columns(origin) if column.mean is not None]
    return any(column.unit == "%" or _SHARES & {*words_of(column.name)} for column in columns)


def _is_row_each(view: PlotView, one: LayerView) -> bool:
    """Whether each item is one row; periods and bins do not tell rows apart, and a cloud of points has no groups."""
    placed = [s for s in one.shown if s.base or s.place not in AXES]
    grouped = any(s.base and (one.mark.traits.joined or s.type is not FieldType.QUANTITATIVE) for s in placed)
    told = {name for s in placed if not s.origin.steps for name in s.origin.columns}
    return grouped and any(keys and told.issuperset(keys) for keys in (view.profile.keys, *view.profile.apart))


_COMPUTED = {"share": grammar.Whole.SUM, "normalized": grammar.Whole.MAX, "index": grammar.Whole.FIRST}


def shows_computed(view: PlotView, wish: w.ComputeWish) -> bool:
    """Whether what is computed from the field so is among what is shown."""
    columns = {name for name in (wish.field, wish.other) if name}
    return any(
        {step_of(step), Op.PROPORTION.value} & {*s.origin.steps} and columns <= s.origin.columns
        for one in view.layers
        for step in one.transforms
        if _computes(view, step, wish)
        for s in one.shown
    )


def _computes(view: PlotView, step: grammar.Transform, wish: w.ComputeWish) -> bool:
    match step:
        case grammar.Cumulate() if wish.compute == "cumulative":
            return True
        case grammar.Ecdf() if wish.compute == "cumulative":
            return wish.field in {None, step.field}
        case grammar.Calculate() if wish.compute == step.op.value and step.factor == 1:
            return {wish.field, wish.other} <= {None, step.first, step.second} and wish.field != step.second
        case grammar.Relative() if _COMPUTED.get(wish.compute) is step.whole:
            return wish.within is None or _is_whole(view, wish.within, step.groupby)
        case grammar.Aggregate() if wish.compute in {"share", "normalized"}:
            proportions = any(one.op is Op.PROPORTION for one in step.measures)
            return proportions and (wish.within is None or _is_whole(view, wish.within, step.within))
    return False


def shows_interval(view: PlotView, wish: w.IntervalWish) -> bool:
    """Whether the uncertainty is shown, from the columns and at the level that the wish names.

    Two columns are the ends of a range, which one layer shows together.
    """
    shown = list(intervals_of(view))
    if len(wish.fields) > 1:
        return any(_spanned(one).issuperset(wish.fields) for one in view.layers)
    if wish.interval is Interval.CONFIDENCE and any(_is_of_errors(one, wish) for one in view.layers):
        return True
    if wish.fields:
        return wish.interval is not Interval.CONFIDENCE and {*wish.fields} <= {
            name for _, origin in shown for name in origin.columns
        }
    boxes = wish.interval in {Interval.QUARTILES, Interval.ANY} and is_chart(view, Chart.BOX)
    return boxes or any(_is_interval(kind, origin, wish) for kind, origin in shown)


def _is_of_errors(one: LayerView, wish: w.IntervalWish) -> bool:
    """Whether error bars reach so many standard errors down and up from an estimate as their level needs."""
    reach = NormalDist().inv_cdf((1 + (wish.level or 0.95)) / 2)
    ends = {
        step.as_: step.op
        for step in one.transforms
        if isinstance(step, grammar.Calculate) and math.isclose(step.factor, reach, abs_tol=0.005)
        if step.second in wish.fields or (not wish.fields and _NAMED[Interval.STDERR] & {*words_of(step.second)})
    }
    spreads = (spread for spread in (one.layer.encoding.x_error, one.layer.encoding.y_error) if spread is not None)
    ops = ((ends.get(spread.low or ""), ends.get(spread.high or "")) for spread in spreads)
    return (grammar.Combination.DIFFERENCE, grammar.Combination.PLUS) in ops


def _spanned(one: LayerView) -> frozenset[str]:
    """The columns of both ends of what a layer draws from one value to another."""
    axes = [s.origin for s in one.shown if s.place in AXES] if one.ends else []
    return frozenset().union(*(origin.columns for origin in (*one.errors, *one.ends, *axes)))


def _is_interval(kind: Interval, origin: Origin, wish: w.IntervalWish) -> bool:
    if kind is Interval.GIVEN and wish.interval in _NAMED:
        return bool(_NAMED[wish.interval] & {word for name in origin.columns for word in words_of(name)})
    level = wish.level is None or origin.level is None or math.isclose(wish.level, origin.level)
    return level and wish.interval in {Interval.ANY, kind}


def intervals_of(view: PlotView) -> Iterator[tuple[Interval, Origin]]:
    """The uncertainties that the plot shows; a range of two columns counts where they belong to a third one."""
    for one in view.layers:
        yield from ((_interval_of(origin) or Interval.GIVEN, origin) for origin in one.errors)
        for origin in one.ends:
            owners = [column for name in origin.columns if (column := view.profile.column(name)) and column.error_of]
            kind = _interval_of(origin) or (Interval.GIVEN if owners and not origin.steps else None)
            if kind is not None:
                yield kind, origin


def _interval_of(origin: Origin) -> Interval | None:
    last = origin.steps[-1] if origin.steps else ""
    if last in {op.value for op in Op}:
        return _KINDS.get(last)
    return Interval.CONFIDENCE if origin.level is not None else None


def _spreads(view: PlotView) -> Iterator[Origin]:
    for one in view.layers:
        yield from (*one.errors, *one.ends)


def shows_fit(view: PlotView, wish: w.FitWish) -> bool:
    """Whether a least-squares line, or a moving average over that window, is drawn, of the field if it is named."""
    tag = "regression" if wish.fit == "linear" else "smooth"
    layers = [
        one
        for one in view.layers
        for s in _of(one, wish.field)
        if one.mark.traits.line and s.place in AXES and not s.base and tag in s.origin.steps
    ]
    if wish.fit == "linear":
        return bool(layers)
    steps = [step for one in layers for step in one.transforms if isinstance(step, grammar.Smooth)]
    return any(wish.window in {None, step.window, step.window - 1} and _runs(view, step.order) for step in steps)


def _runs(view: PlotView, order: str) -> bool:
    """Whether values that follow each other along a field can be averaged: it is a time, or rows come in its order."""
    column = view.profile.column(order)
    return column is None or column.increasing or is_time(column)


def _names_few(one: LayerView, wish: w.LabelWish) -> bool:
    """Whether a layer prints texts at so many of the largest or smallest items, by the field and of the one named."""
    pick = "smallest" if wish.pick == "min" else "largest"
    steps = [step for step in one.layer.transform if isinstance(step, grammar.Limit)]
    kept = any(s.count == wish.count and s.pick == pick and wish.by in {None, s.field} for s in steps)
    return kept and any(s.place is Place.TEXT for s in _of(one, wish.field))


def shows_labels(view: PlotView, wish: w.LabelWish) -> bool:
    """Whether each item, or the one that is meant, carries its value or the field, at its axis too."""
    notes = [one for one in view.spec.annotations if isinstance(one, PointNote)]
    if wish.count is not None:
        return any(_names_few(one, wish) for one in view.layers)
    if wish.pick is not None:
        is_best = "best" not in wish.words.casefold() or wish.pick == _best(view)
        return is_best and _picks(view, wish.field) and any(one.pick == wish.pick for one in notes)
    if wish.value:
        return any(one.pick == "value" and one.value.casefold() == wish.value.casefold() for one in notes)
    if wish.field is None:
        return any(one.layer.mark.labels or one.layer.encoding.text for one in view.layers)
    printed = (s for one in view.layers if one.layer.mark.labels for s in one.shown if not s.base)
    texts = (s for s in view.shown() if s.place is Place.TEXT or (s.base and s.type is not None and s.type.discrete))
    return any(wish.field in s.origin.columns for s in (*printed, *texts))
