"""Charts that are computed: Kaplan-Meier, Bland-Altman, QQ, curves of classifiers; Gantt, whose bars run in time."""

from collections.abc import Callable

from msgspec.structs import replace

from pb_adapters.planners.charts.building.case import Case, Columns, once
from pb_adapters.planners.charts.building.naming import lowered, title_of
from pb_adapters.planners.charts.building.sheet import category, channel, hue, is_binary, is_number, is_words, quantity
from pb_adapters.planners.charts.words import stems
from pb_core.domain.plots import estimators as e
from pb_core.domain.plots import spec as g
from pb_core.domain.plots import transforms as t
from pb_core.domain.plots.marks import Interpolate, Mark, MarkType, PointShape, TickOrient
from pb_core.domain.plots.spec import Axis, Encoding, Layer, PlotSpec, Scale
from pb_core.domain.plots.wishes import BinWish, Chart, FilterWish, Place
from pb_core.domain.tables.column_names import word_set
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.table import ColumnType
from pb_core.errors import NotPlottable

_TIMES = (
    word_set("time duration survival followup futime survtime tenure t"), word_set("month day week year"),
    word_set("age"),
)  # fmt: skip
"""Words in the names of times to an event, the surest first."""
_STARTS, _ENDS = word_set("start begin beginning from since"), word_set("end finish stop until till to due")
_LABELS = word_set("label target true truth class actual y outcome positive correct gold")
_READY = {Chart.ROC: ("fpr", "tpr"), Chart.PRECISION_RECALL: ("recall", "precision")}
_MOST_CODES = 6
_STEPS = Interpolate.STEP_AFTER
_UNIT = Scale(domain_min=0.0, domain_max=1.0)


def survival(case: Case) -> PlotSpec:
    """Kaplan-Meier curves with marks where times are censored; intervals, numbers at risk and the test as asked."""
    event, value = _event(case), case.parts.value
    times = [c for c in (*case.parts.values, *case.parts.groups, *case.sheet.columns) if is_number(c)]
    times = [c for c in times if c is not event and c.error_of is None]
    measured = [c for c in case.parts.values if c in times]
    likely = (c for words in _TIMES for c in measured or times if words & stems(c.name))
    time = next(likely, None) or next(iter(measured), value)
    if event is None or time is None or time is event:
        raise NotPlottable(
            "A Kaplan-Meier plot needs a column of times and one that says by true and false, 1 and 0, or event and "
            "censored whether each time ended with the event"
        )
    groups = [c for c in case.parts.groups if c not in (time, event)]
    panels = (case.parts.panel, case.parts.row)
    interval = case.asked.interval
    made = e.Survival(
        time=time.name, event=event.name, observed=_observed(case, event), groupby=tuple(c.name for c in groups),
        level=case.asked.level if interval else None, log_rank=bool(case.asked.settings("log-rank test")),
    )  # fmt: skip
    when, share, low, high, risk, censored, test = made.as_
    curve = Encoding(x=quantity(when), y=quantity(share), color=hue(next((c for c in groups if c not in panels), None)))
    kept = f"Event-free probability (event: {made.observed})" if is_words(event) else "Survival probability"
    axes = (title_of(time), Axis(title=kept if made.observed else "Survival probability", scale=_UNIT))
    spec = case.plot(Mark(type=MarkType.LINE, interpolate=_STEPS), curve, *axes, made=(made,))
    tick = Mark(type=MarkType.TICK, orient=TickOrient.VERTICAL)
    layers = [*spec.layer, Layer(mark=tick, encoding=curve, transform=(t.Filter(field=censored),))]
    if interval is not None:
        band = replace(curve, y=quantity(low), y2=high)
        layers.append(Layer(mark=Mark(type=MarkType.ERRORBAND, interpolate=_STEPS), encoding=band))
    at_risk = g.RiskTable(field=risk) if case.asked.settings("numbers at risk") else None
    notes = (g.ValueNote(field=test, label="Log-rank p"),) if made.log_rank and groups else ()
    return replace(spec, layer=tuple(layers), risk_table=at_risk, annotations=notes)


def _event(case: Case) -> ColumnProfile | None:
    """The column that says which times ended: by its name, else the only one of two values that has no other part."""
    named = (*case.parts.values, *case.parts.groups, *case.sheet.columns)
    used = {*case.asked.fields(Place.SPLIT, Place.COLOR, Place.PANEL), *(f.field for f in case.asked.all(FilterWish))}
    told = case.asked.settings("event")
    meant = (*case.sheet.known(wish.field for wish in told), *(c for c in named if e.EVENT_NAMES & stems(c.name)))
    found = next((c for c in meant if told or _is_event(c)), None)
    if (
        found is None
        and meant
        and not any(_is_event(c) for c in case.sheet.known(case.asked.named) if c.name not in used)
    ):
        texts = ", ".join(f"'{value}'" for value in meant[0].examples[:_MOST_CODES])
        raise NotPlottable(
            f"'{meant[0].name}' holds {texts}, and which of them is the event is not said: write for example "
            f"“{meant[0].name} {meant[0].examples[0]} = event”"
        )
    left = [c for c in case.sheet.columns if is_binary(c) and c.name not in used]
    return found or (left[0] if len(left) == 1 else None)


def _is_event(column: ColumnProfile) -> bool:
    texts = {str(value).casefold() for value in column.examples}
    return column.type is ColumnType.BOOLEAN or texts <= e.EVENT_WORDS | e.CENSORED_WORDS


def _observed(case: Case, event: ColumnProfile) -> str:
    """The value that means that the event came, as it is said, or where the column's name tells the opposite."""
    told = next(iter(case.asked.settings("event")), None)
    if told is not None and not (_is_event(event) and told.value.casefold() in e.EVENT_WORDS):
        return told.value
    if not {"censored", "censor"} & stems(event.name):
        return ""
    texts = [str(value).casefold() for value in event.examples]
    return next((text for text in texts if text in {"0", "false", "no"}), "")


def agreement(case: Case) -> PlotSpec:
    """The differences of two measurements over their mean, with the mean difference and the limits of agreement."""
    pair = [c for c in once((*case.parts.values, case.parts.base)) if is_number(c)]
    if len(pair) != 2:  # noqa: PLR2004 - two measurements
        raise NotPlottable("A Bland-Altman plot compares two columns of measurements of the same things: name both")
    first, second = pair
    made = e.Agreement(first=first.name, second=second.name)
    mean, difference, centre, lower, upper = made.as_
    encoding = Encoding(x=quantity(mean), y=quantity(difference), color=hue(case.parts.color))
    names = (lowered(title_of(first)), lowered(title_of(second)))
    titles = (f"Mean of {' and '.join(names)}", f"{title_of(first)} − {names[1]}")
    spec = case.plot(Mark(type=MarkType.POINT), encoding, *titles, made=(made,))
    labels = {upper: "Upper limit:", centre: "Mean:", lower: "Lower limit:"}
    lined = (g.ReferenceLine(axis="y", field=name, label=label, number=True) for name, label in labels.items())
    return replace(spec, annotations=tuple(lined))


def quantiles(case: Case) -> PlotSpec:
    """Quantiles of a sample against the normal distribution's, or against those of a second sample."""
    values = [c for c in once((*case.parts.values, case.parts.base)) if is_number(c)]
    if not values:
        raise NotPlottable("A QQ plot compares the quantiles of a column of numbers: name it")
    field, against = values[0], values[1] if len(values) > 1 else None
    groups = tuple(c.name for c in case.parts.groups if c not in values)
    made = e.Quantiles(field=field.name, against=against.name if against else None, groupby=groups)
    encoding = Encoding(x=quantity(made.as_[0]), y=quantity(made.as_[1]), color=hue(case.parts.color))
    across = title_of(against) if against else "Normal quantile"
    spec = case.plot(Mark(type=MarkType.POINT), encoding, across, title_of(field), (made,))
    line = Layer(mark=Mark(type=MarkType.LINE, fit=True), encoding=replace(encoding, y=quantity(made.as_[2])))
    return replace(spec, layer=(*spec.layer, line))


def gantt(case: Case) -> PlotSpec:
    """A bar for each task from its start to its end; what has one of both alone is a milestone."""
    starts, ends = (_moments(case, words) for words in (_STARTS, _ENDS))
    tasks = [c for c in (case.parts.base, *case.sheet.categories) if c is not None and c.type is ColumnType.TEXT]
    if len(starts) != 1 or len(ends) != 1 or not tasks:
        raise NotPlottable("A Gantt chart needs the task, its start and its end: name one column of times for each")
    (start,), (end,), task = starts, ends, max(tasks, key=lambda c: (c is case.parts.base, c.distinct))
    color = next((c for c in (case.parts.color, case.parts.panel) if c not in (None, task, start, end)), None)
    made = e.Schedule(start=start.name, end=end.name)
    place = channel(start)
    encoding = Encoding(x=replace(place, field=made.as_[0]), x2=made.as_[1], y=category(task), color=hue(color))
    title = title_of(start) if title_of(start) == title_of(end) else ""
    down = Axis(title=title_of(task), sort=g.Sort.DATA)
    across = Axis(title=title, scale=Scale(zero=False if is_number(start) else None))
    spec = case.plot(Mark(type=MarkType.BAR), encoding, across, down, (made,))
    if not start.missing and not end.missing:
        return spec
    diamond = replace(encoding, x=replace(place, field=made.as_[2]), x2=None)
    milestones = Layer(mark=Mark(type=MarkType.POINT, shape=PointShape.DIAMOND), encoding=diamond)
    return replace(spec, layer=(*spec.layer, milestones))


def _moments(case: Case, words: frozenset[str]) -> Columns:
    """The columns of times, or of numbers where there are no times, whose names hold one of the words."""
    times = [c for c in case.sheet.columns if c.type is ColumnType.TIME]
    fitting = [c for c in times or filter(is_number, case.sheet.columns) if words & stems(c.name)]
    return [c for c in fitting if c.name in case.asked.named] or fitting


def curves(case: Case) -> PlotSpec:
    """The curve of every classifier, computed from scores and labels, or drawn from its points."""
    mark = Mark(type=MarkType.LINE, point=case.chart is Chart.CALIBRATION)
    x, y = (_called(case, name) for name in _READY.get(case.chart, ("", "")))
    if x is not None and y is not None:
        return _told(case, case.plot(mark, Encoding(x=channel(x), y=channel(y)), title_of(x), title_of(y)), (x, y))
    two = [c for c in case.sheet.columns if c.distinct == 2 and c.error_of is None]  # noqa: PLR2004 - two classes
    likely = [c for c in two if _LABELS & stems(c.name) or c.type is ColumnType.BOOLEAN]
    label = next(iter((*likely, *filter(is_binary, two))), None)
    scores = [c for c in once((*case.parts.values, *case.parts.groups, *case.sheet.measures)) if is_number(c)]
    scores = [c for c in scores if c is not label]
    classes = [str(value).casefold() for value in label.examples] if label is not None else []
    score = next((c for c in scores if c.name.casefold() in classes), next(iter(scores), None))
    if label is None or score is None:
        raise NotPlottable(f"A {case.chart.value} curve needs a column of scores and one of labels with two classes")
    made = _computed(case, score, label)
    across, up = made.as_[:2]
    ready = isinstance(made, t.Calibration)
    titles = ("Predicted probability", "Observed share") if ready else (across.capitalize(), up.capitalize())
    left, right = (Axis(title=title, scale=_UNIT) for title in titles)
    spec = case.plot(mark, Encoding(x=quantity(across), y=quantity(up)), left, right, (made,))
    return _told(case, spec, (score, label))


def _told(case: Case, spec: PlotSpec, used: Columns) -> PlotSpec:
    """The curves by the colour of their classifiers, with the line of chance where there is one."""
    groups = [c for c in case.parts.groups if c not in (*used, case.parts.panel, case.parts.row)]
    if groups:
        layer = replace(spec.layer[0], encoding=replace(spec.layer[0].encoding, color=category(groups[0])))
        spec = replace(spec, layer=(layer,), legend=replace(spec.legend, title=title_of(groups[0])))
    return spec if case.chart is Chart.PRECISION_RECALL else replace(spec, annotations=(g.IdentityLine(),))


def _computed(case: Case, score: ColumnProfile, label: ColumnProfile) -> t.Roc | t.PrecisionRecall | t.Calibration:
    groups = tuple(column.name for column in case.parts.groups if column not in (score, label))
    positive = _positive(case, score, label)
    if case.chart is Chart.CALIBRATION:
        wish = case.asked.first(BinWish)
        count = wish.count if wish is not None and wish.count and wish.count > 1 else 10
        return t.Calibration(probability=score.name, label=label.name, positive=positive, groupby=groups, bins=count)
    kind = t.Roc if case.chart is Chart.ROC else t.PrecisionRecall
    return kind(score=score.name, label=label.name, positive=positive, groupby=groups)


def _called(case: Case, name: str) -> ColumnProfile | None:
    return next((c for c in case.sheet.columns if is_number(c) and c.name.casefold() == name), None)


def _positive(case: Case, score: ColumnProfile, label: ColumnProfile) -> str:
    """The class that counts as positive: the one that the score is named after, ``""`` where the usual words tell."""
    texts = [str(value) for value in label.examples]
    found = [text for text in texts if stems(text) == stems(score.name)]
    found = found or [text for text in texts if stems(text) and stems(text) <= stems(score.name)]
    if label.type is not ColumnType.TEXT or any(text.casefold() in t.POSITIVE_WORDS for text in texts):
        return ""
    if len(found) != 1:
        raise NotPlottable(
            f"Which class of '{label.name}' is the positive one is not said: write true and false, or 1 and 0"
        )
    case.notes.append(f"“{found[0]}” counts as the positive class, since '{score.name}' is named after it")
    return found[0]


FAMILIES: dict[Chart, Callable[[Case], PlotSpec]] = {
    **dict.fromkeys((Chart.ROC, Chart.PRECISION_RECALL, Chart.CALIBRATION), curves),
    Chart.KAPLAN_MEIER: survival, Chart.BLAND_ALTMAN: agreement, Chart.QQ: quantiles, Chart.GANTT: gantt,
}  # fmt: skip
