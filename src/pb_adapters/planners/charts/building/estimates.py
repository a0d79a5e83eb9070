"""Charts that stand on an estimator: Kaplan-Meier, Bland-Altman, QQ; and Gantt, whose bars run between two moments."""

from msgspec.structs import replace

from pb_adapters.planners.charts.building.lines import lines
from pb_adapters.planners.charts.building.naming import lowered, pieces, title_of
from pb_adapters.planners.charts.building.parts import Columns, once
from pb_adapters.planners.charts.building.sheet import category, channel, is_number, quantity
from pb_adapters.planners.charts.building.valued import Case
from pb_core.domain.plots import estimators as e
from pb_core.domain.plots.marks import Interpolate, Mark, MarkType, PointShape, TickOrient
from pb_core.domain.plots.spec import (
    Axis,
    Encoding,
    Layer,
    PlotSpec,
    ReferenceLine,
    RiskTable,
    Scale,
    Sort,
    ValueNote,
)
from pb_core.domain.plots.transforms import Filter
from pb_core.domain.plots.wishes import Chart
from pb_core.domain.tables.column_names import word_set
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.table import ColumnType
from pb_core.errors import NotPlottable

_EVENTS = word_set("event status death dead died deceased failure failed relapse censored censor observed outcome")
_TIMES = word_set("time duration month day week year survival followup futime tenure t age")
_STARTS, _ENDS = word_set("start begin beginning from since"), word_set("end finish stop until till to due")
_STEPS = Interpolate.STEP_AFTER


def survival(case: Case) -> PlotSpec:
    """Kaplan-Meier curves with marks where times are censored; intervals, numbers at risk and the test as asked."""
    named = (*case.parts.values, *case.parts.groups, *case.sheet.columns)
    event = next((c for c in named if _EVENTS & set(pieces(c.name)) and _is_event(c)), None)
    value = next(iter(case.parts.values), None)
    if event is None and value is not None and 0 <= (value.low or 0) <= (value.high or 0) <= 1:
        case.notes.append(f"'{value.name}' is taken as the estimate that it is, since no column says which times ended")
        return lines(replace(case, chart=Chart.STEP))
    times = [c for c in named if is_number(c) and c is not event and c.error_of is None]
    time = next((c for c in times if _TIMES & set(pieces(c.name))), None) or next(iter(case.parts.values), None)
    if event is None or time is None or time is event:
        raise NotPlottable(
            "A Kaplan-Meier plot needs a column of times and one that says by true and false, 1 and 0, or event and "
            "censored whether each time ended with the event"
        )
    groups = [c for c in case.parts.groups if c not in (time, event)]
    color = category(groups[0]) if groups else None
    interval = case.asked.interval
    made = e.Survival(
        time=time.name, event=event.name, observed=_observed(event), groupby=tuple(c.name for c in groups[:1]),
        level=(interval.level or 0.95) if interval else None, log_rank=case.asked.detail("log-rank test"),
    )  # fmt: skip
    curve = Encoding(x=quantity("time"), y=quantity("survival"), color=color)
    axes = (title_of(time), Axis(title="Survival probability", scale=Scale(domain_min=0.0, domain_max=1.0)))
    spec = case.plot(Mark(type=MarkType.LINE, interpolate=_STEPS), curve, *axes, made=(made,))
    tick = Mark(type=MarkType.TICK, orient=TickOrient.VERTICAL)
    layers = [*spec.layer, Layer(mark=tick, encoding=curve, transform=(_CENSORED,))]
    if interval is not None:
        band = replace(curve, y=quantity("interval low"), y2="interval high")
        layers.append(Layer(mark=Mark(type=MarkType.ERRORBAND, interpolate=_STEPS), encoding=band))
    at_risk = RiskTable() if case.asked.detail("numbers at risk") else None
    notes = (ValueNote(field="log-rank p", label="Log-rank p"),) if made.log_rank and groups else ()
    return replace(spec, layer=tuple(layers), risk_table=at_risk, annotations=notes)


_CENSORED = Filter(field="censored times")


def _is_event(column: ColumnProfile) -> bool:
    texts = {str(value).casefold() for value in column.examples}
    return column.type is ColumnType.BOOLEAN or texts <= e.EVENT_WORDS | e.CENSORED_WORDS


def _observed(event: ColumnProfile) -> str:
    """The value that means that the event came, where the column says by its name that it tells the opposite."""
    if not {"censored", "censor"} & set(pieces(event.name)):
        return ""
    texts = [str(value).casefold() for value in event.examples]
    return next((text for text in texts if text in {"0", "false", "no"}), "")


def agreement(case: Case) -> PlotSpec:
    """The differences of two measurements over their mean, with the mean difference and the limits of agreement."""
    pair = [c for c in once((*case.parts.values, case.parts.base)) if is_number(c)]
    if len(pair) != 2:  # noqa: PLR2004 - two measurements
        raise NotPlottable("A Bland-Altman plot compares two columns of measurements of the same things: name both")
    first, second = pair
    color = category(case.parts.color) if case.parts.color else None
    made = e.Agreement(first=first.name, second=second.name)
    encoding = Encoding(x=quantity("mean"), y=quantity("difference"), color=color)
    names = (lowered(title_of(first)), lowered(title_of(second)))
    titles = (f"Mean of {' and '.join(names)}", f"{title_of(first)} − {names[1]}")
    spec = case.plot(Mark(type=MarkType.POINT), encoding, *titles, made=(made,))
    labels = {"upper limit": "Upper limit:", "mean difference": "Mean:", "lower limit": "Lower limit:"}
    lined = tuple(ReferenceLine(axis="y", field=name, label=label, number=True) for name, label in labels.items())
    return replace(spec, annotations=lined)


def quantiles(case: Case) -> PlotSpec:
    """Quantiles of a sample against the normal distribution's, or against those of a second sample."""
    values = [c for c in once((*case.parts.values, case.parts.base)) if is_number(c)]
    if not values:
        raise NotPlottable("A QQ plot compares the quantiles of a column of numbers: name it")
    field, against = values[0], values[1] if len(values) > 1 else None
    groups = tuple(c.name for c in case.parts.groups if c not in values)
    made = e.Quantiles(field=field.name, against=against.name if against else None, groupby=groups)
    color = category(case.parts.color) if case.parts.color else None
    encoding = Encoding(x=quantity(made.as_[0]), y=quantity(made.as_[1]), color=color)
    across = title_of(against) if against else "Normal quantile"
    spec = case.plot(Mark(type=MarkType.POINT), encoding, across, title_of(field), (made,))
    line = Layer(mark=Mark(type=MarkType.LINE, fit=True), encoding=replace(encoding, y=quantity(made.as_[2])))
    return replace(spec, layer=(*spec.layer, line))


def gantt(case: Case) -> PlotSpec:
    """A bar for each task from its start to its end."""
    starts, ends = (_moments(case, words) for words in (_STARTS, _ENDS))
    tasks = [c for c in (case.parts.base, *case.sheet.categories) if c is not None and c.type is ColumnType.TEXT]
    if len(starts) != 1 or len(ends) != 1 or not tasks:
        raise NotPlottable("A Gantt chart needs the task, its start and its end: name one column of times for each")
    (start,), (end,), task = starts, ends, max(tasks, key=lambda c: (c is case.parts.base, c.distinct))
    color = next((c for c in (case.parts.color, case.parts.panel) if c not in (None, task, start, end)), None)
    made = e.Schedule(start=start.name, end=end.name)
    place = channel(start)
    encoding = Encoding(
        x=replace(place, field=made.as_[0]), x2=made.as_[1], y=category(task), color=category(color) if color else None
    )
    title = title_of(start) if title_of(start) == title_of(end) else ""
    spec = case.plot(Mark(type=MarkType.BAR), encoding, title, Axis(title=title_of(task), sort=Sort.DATA), (made,))
    if not start.missing and not end.missing:
        return spec
    diamond = replace(encoding, x=replace(place, field=made.as_[2]), x2=None)
    milestones = Layer(mark=Mark(type=MarkType.POINT, shape=PointShape.DIAMOND), encoding=diamond)
    return replace(spec, layer=(*spec.layer, milestones))


def _moments(case: Case, words: frozenset[str]) -> Columns:
    """The columns of times, or of numbers where there are no times, whose names begin or end with one of the words."""
    times = [c for c in case.sheet.columns if c.type is ColumnType.TIME]
    columns = times or [c for c in case.sheet.columns if is_number(c)]
    fitting = [c for c in columns if words & set(pieces(c.name))]
    named = [c for c in fitting if c.name in case.asked.named]
    return named or fitting
