"""Unasked: columns, statistics, uncertainties and fits of a specification that no wish of its intent asks for."""

from collections.abc import Iterator, Sequence

from pb_core.domain.findings import Check, Finding
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.chart_checks import is_chart
from pb_core.domain.plots.lineage import AXES, LayerView, PlotView, view_of
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.transforms import Filter, Op
from pb_core.domain.plots.value_checks import intervals_of
from pb_core.domain.plots.wishes import Chart, Place, Wish
from pb_core.domain.tables.profile import TableProfile

_MEASURED = {Place.Y, Place.RIGHT}
_OPS = {op.value for op in Op}
_COUNTS = {Op.COUNT.value, Op.PROPORTION.value}
_BOTH = 2
"""Columns that a plot needs as a rule: with fewer in the intent the planner has to find the other one."""

_FOUND = frozenset({"schedule"})
"""What is made of columns that a chart finds by itself, as a Gantt chart does starts and ends."""

_WITH_INTERVAL = {Chart.FOREST, Chart.KAPLAN_MEIER, Chart.BLAND_ALTMAN, Chart.QQ, Chart.BOX}
_OF_WHOLES = {Chart.PIE, Chart.DONUT, Chart.WATERFALL}


def unasked(asked: Sequence[Wish], spec: PlotSpec, profile: TableProfile) -> tuple[Finding, ...]:
    """A finding for all that nobody asked for; none while the intent names no column."""
    wanted = [wish for wish in asked if not wish.negated]
    named = named_columns(wanted)
    if not named:
        return ()
    view = view_of(spec, profile)
    found = {**dict(_columns(view, wanted, named)), **dict(_statistics(view, wanted)), **dict(_additions(view, wanted))}
    found |= dict(_filters(view, wanted))
    return tuple(Finding(check=Check.UNASKED, subject=what, detail=detail) for what, detail in found.items())


def named_columns(asked: Sequence[Wish]) -> frozenset[str]:
    """The columns that wishes speak of."""
    fields = (getattr(wish, name, None) for wish in asked for name in ("field", "within"))
    listed = (name for wish in asked if isinstance(wish, w.IntervalWish) for name in wish.fields)
    return frozenset(filter(None, (*fields, *listed)))


def _columns(view: PlotView, wanted: Sequence[Wish], named: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Columns that are shown; what tells repeated rows apart may be, unless a statistic is to merge them."""
    merges = any(isinstance(wish, w.StatisticWish) and wish.op.value not in _COUNTS for wish in wanted)
    allowed = named | (frozenset() if merges else frozenset(view.profile.keys))
    numbers = frozenset(column.name for column in view.profile.columns if column.mean is not None)
    if not named & numbers:  # what is measured has to be found, since the intent names categories alone
        allowed |= numbers
    for one in view.shown():
        completes = one.place in AXES and (len(named) < _BOTH or not _FOUND.isdisjoint(one.origin.steps))
        if one.origin.columns.isdisjoint(allowed) and not completes:
            for name in sorted(one.origin.columns):
                yield name, f"The plot shows {name} (by {one.place.value}), which the intent does not ask for"


def _statistics(view: PlotView, wanted: Sequence[Wish]) -> Iterator[tuple[str, str]]:
    """Statistics that are shown; a mean may be where the axis says so, counts may be where nothing measures."""
    ops = {wish.op.value for wish in wanted if isinstance(wish, w.StatisticWish)}
    for one in view.layers:
        for step in (done for shown in one.shown for done in shown.origin.steps if done in _OPS - ops):
            if not _is_implied(view, one, step, wanted):
                yield step, f"The plot shows a {step}, which the intent does not ask for"


def _is_implied(view: PlotView, one: LayerView, step: str, wanted: Sequence[Wish]) -> bool:
    if step in _COUNTS:
        return not any(_measures(view, wish) for wish in wanted) or is_chart(view, Chart.HISTOGRAM)
    if step == Op.SUM.value:
        shared = any(isinstance(wish, w.ComputeWish) and wish.compute == "share" for wish in wanted)
        whole = shared or one.mark.traits.angular or one.layer.encoding.stack is not None
        return whole or any(isinstance(wish, w.ChartWish) and wish.chart in _OF_WHOLES for wish in wanted)
    if step == Op.MEAN.value:
        said = _titles(view, one)
        return "mean" in said or "average" in said
    return any(isinstance(wish, w.IntervalWish | w.LimitWish | w.OrderWish) for wish in wanted)


def _measures(view: PlotView, wish: Wish) -> bool:
    """Whether the wish shows numbers of the data along an axis."""
    column = view.profile.column(wish.field) if isinstance(wish, w.FieldWish) and wish.place in _MEASURED else None
    return column is not None and column.mean is not None


def _titles(view: PlotView, one: LayerView) -> str:
    """The titles of axes and legend, those that are the names of fields included, in lower case."""
    axes, encoding = view.spec.axes, one.layer.encoding
    pairs = (
        (axes.x.title, encoding.x), (axes.y.title, encoding.y), (axes.right.title, encoding.y),
        (view.spec.legend.title, encoding.color), (None, encoding.theta),
    )  # fmt: skip
    said = [title if title is not None else channel.field if channel else "" for title, channel in pairs]
    return " ".join((view.spec.title, *said)).casefold()


def _filters(view: PlotView, wanted: Sequence[Wish]) -> Iterator[tuple[str, str]]:
    """Rows that are left out although what is kept is only to stand out."""
    lit = {wish.field for wish in wanted if isinstance(wish, w.SettingWish | w.LabelWish)}
    kept = {wish.field for wish in wanted if isinstance(wish, w.FilterWish)}
    for step in (one for layer in view.layers for one in layer.transforms if isinstance(one, Filter)):
        if step.field in lit - kept and step != Filter(field=step.field):
            yield step.field, f"The plot keeps only some rows by {step.field}, which the intent does not ask for"


def _additions(view: PlotView, wanted: Sequence[Wish]) -> Iterator[tuple[str, str]]:
    """Uncertainties and fits."""
    fits = any(isinstance(wish, w.FitWish) for wish in wanted)
    charts = {wish.chart for wish in wanted if isinstance(wish, w.ChartWish)}
    bounded = fits or bool(charts & _WITH_INTERVAL) or any(isinstance(wish, w.IntervalWish) for wish in wanted)
    if not bounded and any(intervals_of(view)):
        yield "interval", "The plot shows an uncertainty, which the intent does not ask for"
    if not fits and any({"regression", "smooth"} & {*one.origin.steps} for one in view.shown()):
        yield "fit", "The plot shows a fitted line, which the intent does not ask for"
