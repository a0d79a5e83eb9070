"""Choosing: the chart that the intent names, else the one that fits its goal, else the one that fits the data."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from pb_adapters.planners.offline.plots.aggregates import AggregateRequest, BinRequest
from pb_adapters.planners.offline.plots.bars import bars
from pb_adapters.planners.offline.plots.cells import cells
from pb_adapters.planners.offline.plots.charts import Chart
from pb_adapters.planners.offline.plots.composing import StackRequest, TwinRequest
from pb_adapters.planners.offline.plots.curves import curves
from pb_adapters.planners.offline.plots.fits import FitRequest, SmoothRequest
from pb_adapters.planners.offline.plots.goals import Goal, GoalRequest
from pb_adapters.planners.offline.plots.lines import base_of, lines, slopes, twins
from pb_adapters.planners.offline.plots.marking import InsetRequest
from pb_adapters.planners.offline.plots.placing import asked_charts
from pb_adapters.planners.offline.plots.points import points
from pb_adapters.planners.offline.plots.roles import PointLabelsRequest, Role
from pb_adapters.planners.offline.plots.sizes import check_size
from pb_adapters.planners.offline.plots.spreads import distributions
from pb_adapters.planners.offline.plots.statistics import Interval, IntervalRequest
from pb_adapters.planners.offline.plots.subject import Subject, Unfit
from pb_adapters.planners.offline.plots.wholes import parallel, pie, radar, waterfall
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.table import ColumnType, Shape
from pb_core.errors import NothingToDraw

_MANY_BARS = 60
_MANY_REPEATS, _RUNS = 40, 5
_FEW_ROWS = 60


class Choice(Struct, frozen=True, kw_only=True):
    """The chart that was drawn up, why it, and why others that were wanted could not be."""

    chart: Chart
    spec: PlotSpec
    why: str
    failed: tuple[tuple[Chart, str], ...] = ()


def choose(subject: Subject) -> Choice:
    """The first candidate that the data can be shown in; raises ``NothingToDraw`` when there is none."""
    failed: list[tuple[Chart, str]] = []
    for chart, why in _candidates(subject):
        if any(chart is other for other, _ in failed):
            continue
        try:
            spec = _build(chart, subject, why)
            check_size(spec, subject)
        except Unfit as misfit:
            failed.append((chart, str(misfit)))
        else:
            return Choice(chart=chart, spec=spec, why=why, failed=tuple(failed))
    reasons = "; ".join(dict.fromkeys(reason for _, reason in failed))
    message = f"the data leave nothing to plot: {reasons}"
    raise NothingToDraw(message)


TWIN_REASON = "two measures are wanted on axes of their own"


def _build(chart: Chart, subject: Subject, why: str) -> PlotSpec:
    return twins(subject) if why == TWIN_REASON else _BUILDERS[chart](subject, chart)


_BUILDERS: dict[Chart, Callable[[Subject, Chart], PlotSpec]] = {
    **dict.fromkeys(
        (Chart.BAR, Chart.GROUPED_BAR, Chart.STACKED_BAR, Chart.LOLLIPOP, Chart.DOT, Chart.FOREST, Chart.ERROR), bars
    ),
    **dict.fromkeys((Chart.LINE, Chart.STEP, Chart.AREA, Chart.STACKED_AREA), lines),
    **dict.fromkeys((Chart.SCATTER, Chart.BUBBLE, Chart.PARETO), points),
    **dict.fromkeys(
        (Chart.HISTOGRAM, Chart.DENSITY, Chart.ECDF, Chart.BOX, Chart.VIOLIN, Chart.STRIP, Chart.SWARM), distributions
    ),
    **dict.fromkeys((Chart.HEATMAP, Chart.CONFUSION, Chart.CORRELATION), cells),
    **dict.fromkeys((Chart.ROC, Chart.PR, Chart.CALIBRATION), curves),
    **dict.fromkeys((Chart.PIE, Chart.DONUT), pie),
    Chart.SLOPE: lambda subject, _: slopes(subject),
    Chart.WATERFALL: lambda subject, _: waterfall(subject),
    Chart.RADAR: lambda subject, _: radar(subject),
    Chart.PARALLEL: lambda subject, _: parallel(subject),
}


def _candidates(subject: Subject) -> Iterator[tuple[Chart, str]]:
    asked = asked_charts(subject)
    if subject.role(Role.RIGHT) is not None or subject.heard.one(TwinRequest) or {Chart.BAR, Chart.LINE} <= set(asked):
        yield Chart.LINE, TWIN_REASON
    if asked and set(asked) <= {Chart.STRIP, Chart.SWARM} and _is_summary(subject):
        yield Chart.BAR, "a summary of each group is asked for beside its values"
    if asked and not (asked[0] is Chart.LINE and subject.heard.one(FitRequest)):
        yield _main(asked), "the intent names it"
    if set(asked) & {Chart.VIOLIN, Chart.DENSITY}:
        yield Chart.STRIP, "the values of each group are asked for"
    yield from _implied(subject)
    for request in subject.heard.all(GoalRequest):
        for chart in _for_goal(request.goal, subject):
            yield chart, f"the intent is about {request.goal.value}"
    yield from _by_data(subject)


def _main(asked: tuple[Chart, ...]) -> Chart:
    """Of several named charts the one that the others can be laid over."""
    for base in (Chart.VIOLIN, Chart.BOX, Chart.BAR, Chart.GROUPED_BAR):
        if base in asked and set(asked) & {Chart.STRIP, Chart.SWARM, Chart.BOX}:
            return base
    return asked[0]


def _implied(subject: Subject) -> Iterator[tuple[Chart, str]]:
    """Charts that other wishes only make sense in."""
    heard = subject.heard
    x, y = subject.role(Role.X), subject.role(Role.Y)
    if subject.role(Role.SIZE):
        yield Chart.BUBBLE, "a size is asked for"
    if heard.one(BinRequest):
        yield Chart.HISTOGRAM, "bins are asked for"
    if heard.one(SmoothRequest) or (heard.one(InsetRequest) and not _is_cloud(subject, x, y)):
        yield Chart.LINE, "the wishes are about lines"
    if any(request.stack for request in heard.all(StackRequest)):
        yield (
            Chart.STACKED_AREA if subject.along is not None and not subject.groups else Chart.STACKED_BAR,
            "stacking is asked for",
        )
    if heard.one(FitRequest) or heard.one(PointLabelsRequest) or (subject.role(Role.LABEL) and x):
        yield Chart.SCATTER, "the wishes are about points"
    if x is not None and y is not None and ColumnType.NUMBER is x.type is y.type:
        yield (Chart.SCATTER if _is_cloud(subject, x, y) else Chart.LINE), "one quantity is asked for over another"


def _is_cloud(subject: Subject, x: ColumnProfile | None, y: ColumnProfile | None) -> bool:
    """Whether rows are single observations rather than vertices along x."""
    if x is None or y is None or x.type is not ColumnType.NUMBER:
        return False
    names = [c for c in subject.data.groups if c.distinct >= subject.data.profile.rows]
    return x not in subject.data.steps and not x.increasing and (bool(names) or not _runs_along(subject, x))


def _runs_along(subject: Subject, x: ColumnProfile) -> bool:
    """Whether x takes few values that the series share."""
    return bool(subject.groups) and x.distinct <= _FEW_ROWS and x.distinct * 2 <= subject.data.profile.rows


def _for_goal(goal: Goal, subject: Subject) -> tuple[Chart, ...]:
    charts = _GOALS[goal]
    return charts(subject) if callable(charts) else charts


def _trend(subject: Subject) -> tuple[Chart, ...]:
    return (Chart.LINE,) if base_of(subject) is not None else ()


def _relationship(subject: Subject) -> tuple[Chart, ...]:
    """A pair is scattered; many columns are correlated."""
    stated = [c for c in subject.mentioned if c.type is ColumnType.NUMBER]
    if len(stated) in {1, 2} or len(subject.values) <= 2:  # noqa: PLR2004 - a pair
        return (Chart.SCATTER,)
    return (Chart.CORRELATION, Chart.SCATTER)


def _composition(subject: Subject) -> tuple[Chart, ...]:
    return (Chart.STACKED_AREA, Chart.STACKED_BAR) if subject.along is not None else (Chart.STACKED_BAR,)


def _comparison(subject: Subject) -> tuple[Chart, ...]:
    """Bars compare categories; what runs along an axis, or has no categories, is left to the data."""
    if not subject.groups or any(chart in {Chart.SCATTER, Chart.LINE} for chart, _ in _by_data(subject)):
        return ()
    return (Chart.BAR,) if _per_group(subject) < _MANY_REPEATS or _is_summary(subject) else (Chart.BOX,)


def _spread_chart(subject: Subject) -> Chart:
    groups = [c for c in subject.groups if c.distinct < subject.data.profile.rows]
    if not groups and len(subject.values) < 2:  # noqa: PLR2004 - one measure
        return Chart.HISTOGRAM
    return Chart.STRIP if _per_group(subject) < _RUNS and groups else Chart.BOX


def _per_group(subject: Subject) -> float:
    """Rows per combination of the categories shown."""
    cells = 1
    for column in subject.groups:
        cells *= max(1, column.distinct)
    return subject.data.profile.rows / cells


def _by_data(subject: Subject) -> Iterator[tuple[Chart, str]]:
    data, values, groups = subject.data, subject.values, subject.groups
    measures = len(values)
    if not values:
        yield Chart.BAR, "the data hold categories, which are counted"
    if data.profile.shape is Shape.MATRIX:
        yield Chart.HEATMAP, "the data are a matrix"
    if _has_series(subject):
        yield Chart.LINE, "the values run along an axis"
    if any(data.is_scale(c) for c in groups) and measures:
        yield Chart.LINE, "the categories have an order of their own"
    if measures and not groups:
        yield from _numbers_alone(subject)
    if groups and measures > 1 and _is_table_of_points(subject):
        yield Chart.SCATTER, "each row is one item with two different quantities"
    if (
        groups
        and measures == 1
        and subject.repeats(tuple(c.name for c in groups))
        and _per_group(subject) >= _RUNS
        and not _is_summary(subject)
    ):
        yield Chart.BOX, "there are many values for each group"
    if _bar_count(subject) > _MANY_BARS and (len(groups) > 1 or measures > 1):
        yield Chart.HEATMAP, "there are more values than bars can show"
    yield Chart.BAR, "bars compare categories"
    yield Chart.HISTOGRAM, "there are only numbers"


def _is_summary(subject: Subject) -> bool:
    """Whether the intent asks for one value per group rather than for all."""
    wanted = subject.heard.one(IntervalRequest)
    return subject.heard.one(AggregateRequest) is not None or (
        wanted is not None and wanted.interval is not Interval.NONE
    )


def _has_series(subject: Subject) -> bool:
    along = subject.along
    if along is None or along.distinct < 2 or not subject.values:  # noqa: PLR2004 - a line needs two points
        return subject.data.profile.shape is Shape.POINTS and any(c.name == "series" for c in subject.data.groups)
    return not subject.groups or along in subject.mentioned or along.distinct > 2 or along.type is ColumnType.TIME  # noqa: PLR2004 - two states are compared


def _numbers_alone(subject: Subject) -> Iterator[tuple[Chart, str]]:
    values = subject.values
    if len(values) == 1:
        yield Chart.HISTOGRAM, "there is one column of numbers"
    elif len(values) == 2:  # noqa: PLR2004 - a pair
        yield Chart.SCATTER, "there are two columns of numbers"
    elif subject.data.comparable(values):
        boxes = subject.data.profile.rows >= _RUNS and not _is_summary(subject)
        yield (Chart.BOX if boxes else Chart.BAR), "the columns share a scale"
    else:
        yield Chart.CORRELATION, "there are many columns of numbers on different scales"


def _is_table_of_points(subject: Subject) -> bool:
    values = subject.values
    named = any(c.distinct >= subject.data.profile.rows for c in subject.groups)
    return len(values) == 2 and not subject.data.comparable(values) and named and subject.data.profile.rows > 2  # noqa: PLR2004 - two quantities, three points


def _bar_count(subject: Subject) -> int:
    count = len(subject.values) or 1
    for column in subject.groups:
        count *= max(1, column.distinct)
    return count


_GOALS: dict[Goal, tuple[Chart, ...] | Callable[[Subject], tuple[Chart, ...]]] = {
    Goal.TREND: _trend,
    Goal.DISTRIBUTION: lambda subject: (_spread_chart(subject),),
    Goal.TRADE_OFF: (Chart.PARETO, Chart.SCATTER),
    Goal.RELATIONSHIP: _relationship,
    Goal.COMPOSITION: _composition,
    Goal.SENSITIVITY: (Chart.HEATMAP, Chart.LINE),
    Goal.SURVIVAL: (Chart.STEP,),
    Goal.CHANGE: (Chart.SLOPE,),
    Goal.RANKING: (Chart.BAR,),
    Goal.COMPARISON: _comparison,
}
