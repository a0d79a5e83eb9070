"""Curves of classifiers: ROC, precision over recall, calibration."""

from pb_adapters.planners.offline.plots.aggregates import BinRequest
from pb_adapters.planners.offline.plots.charts import Chart
from pb_adapters.planners.offline.plots.data import channel, quantity
from pb_adapters.planners.offline.plots.naming import pieces
from pb_adapters.planners.offline.plots.placing import Placed, place
from pb_adapters.planners.offline.plots.subject import Subject, Unfit
from pb_adapters.planners.offline.wordlists import words
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import Annotation, Axes, Axis, Encoding, IdentityLine, Layer, PlotSpec, Scale
from pb_core.domain.plots.transforms import POSITIVE_WORDS, Calibration, PrecisionRecall, Roc, Transform
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.table import ColumnType

_LABELS = words("label target true truth class actual y outcome positive correct gold")
_FALSE_RATES = ("fpr", "false positive rate", "false_positive_rate", "1-specificity")
_TRUE_RATES = ("tpr", "true positive rate", "true_positive_rate", "sensitivity")
_UNIT = Scale(domain_min=0.0, domain_max=1.0)


def curves(subject: Subject, chart: Chart) -> PlotSpec:
    """The curve of every classifier, from scores and labels or from points that were computed elsewhere."""
    match chart:
        case Chart.ROC:
            ready = _named(subject, _FALSE_RATES), _named(subject, _TRUE_RATES)
        case Chart.PR:
            ready = _named(subject, ("recall",)), _named(subject, ("precision",))
        case _:
            ready = (
                _named(subject, ("predicted", "confidence", "mean predicted", "predicted probability", "forecast")),
                _named(subject, ("observed", "accuracy", "observed frequency", "fraction of positives", "empirical")),
            )
    if ready[0] is not None and ready[1] is not None:
        return _ready(subject, chart, ready[0], ready[1])
    label = _label(subject)
    score = next((c for c in subject.values if c is not label), None)
    if label is None or score is None:
        message = f"a {chart.value} needs a column of scores and one of labels with two classes"
        raise Unfit(message)
    return _computed(subject, chart, score, label)


def _ready(subject: Subject, chart: Chart, x: ColumnProfile, y: ColumnProfile) -> PlotSpec:
    placed = place(subject, along=x)
    encoding = Encoding(x=channel(x), y=channel(y), color=placed.color_channel)
    mark = Mark(type=MarkType.LINE, point=chart is Chart.CALIBRATION)
    return _spec(placed, chart, encoding, mark, (subject.title(x), subject.title(y)), ())


def _computed(subject: Subject, chart: Chart, score: ColumnProfile, label: ColumnProfile) -> PlotSpec:
    placed = place(subject, along=score)
    color = placed.color if placed.color is not label else None
    placed = Placed(
        subject=subject, position=score, color=color, facet=placed.facet if placed.facet is not label else None
    )
    groups = tuple(c.name for c in (placed.color, placed.facet) if c is not None)
    positive = _positive(label)
    transform: Transform
    match chart:
        case Chart.ROC:
            transform = Roc(score=score.name, label=label.name, positive=positive, groupby=groups)
        case Chart.PR:
            transform = PrecisionRecall(score=score.name, label=label.name, positive=positive, groupby=groups)
        case _:
            bins = subject.heard.one(BinRequest)
            count = int(bins.value) if bins and bins.value and bins.value == int(bins.value) and bins.value > 1 else 10
            transform = Calibration(
                probability=score.name, label=label.name, positive=positive, groupby=groups, bins=count
            )
    x, y = transform.as_[:2]
    titles = (
        ("Predicted probability", "Observed share") if chart is Chart.CALIBRATION else (x.capitalize(), y.capitalize())
    )
    encoding = Encoding(x=quantity(x), y=quantity(y), color=placed.color_channel)
    return _spec(
        placed, chart, encoding, Mark(type=MarkType.LINE, point=chart is Chart.CALIBRATION), titles, (transform,)
    )


def _spec(
    placed: Placed,
    chart: Chart,
    encoding: Encoding,
    mark: Mark,
    titles: tuple[str, str],
    computed: tuple[Transform, ...],
) -> PlotSpec:
    notes: tuple[Annotation, ...] = () if chart is Chart.PR else (IdentityLine(),)
    scale = _UNIT if computed else Scale()
    return PlotSpec(
        layer=(Layer(mark=mark, encoding=encoding),),
        transform=(*placed.subject.transform, *computed),
        facet=placed.facets,
        legend=placed.legend,
        axes=Axes(x=Axis(title=titles[0], scale=scale), y=Axis(title=titles[1], scale=scale)),
        annotations=notes,
    )


def _named(subject: Subject, names: tuple[str, ...]) -> ColumnProfile | None:
    wanted = {"".join(pieces(name)) for name in names}
    return next(
        (c for c in subject.data.profile.columns if c.type is ColumnType.NUMBER and "".join(pieces(c.name)) in wanted),
        None,
    )


def _label(subject: Subject) -> ColumnProfile | None:
    two = [c for c in subject.data.profile.columns if c.distinct == 2 and c.error_of is None]  # noqa: PLR2004 - two classes
    likely = [c for c in two if _LABELS & set(pieces(c.name)) or c.type is ColumnType.BOOLEAN]
    return next(iter(likely), None) or next((c for c in two if c.whole and c.low == 0 and c.high == 1), None)


def _positive(label: ColumnProfile) -> str:
    """The class that counts as positive; empty where the usual words tell."""
    texts = [str(value) for value in label.examples]
    if label.type is ColumnType.TEXT and not any(text.casefold() in POSITIVE_WORDS for text in texts):
        return texts[-1] if texts else ""
    return ""
