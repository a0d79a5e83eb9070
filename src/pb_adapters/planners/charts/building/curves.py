"""Curves of classifiers: ROC, precision over recall, calibration; computed from scores, or drawn from their points."""

from msgspec.structs import replace

from pb_adapters.planners.charts.building.naming import pieces, title_of
from pb_adapters.planners.charts.building.sheet import category, channel, is_binary, is_number, quantity
from pb_adapters.planners.charts.building.valued import Case
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import Axis, Encoding, IdentityLine, PlotSpec, Scale
from pb_core.domain.plots.transforms import POSITIVE_WORDS, Calibration, PrecisionRecall, Roc
from pb_core.domain.plots.wishes import BinWish, Chart
from pb_core.domain.tables.column_names import word_set
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.table import ColumnType
from pb_core.errors import NotPlottable

_LABELS = word_set("label target true truth class actual y outcome positive correct gold")
_READY = {
    Chart.ROC: ({"fpr", "falsepositiverate"}, {"tpr", "truepositiverate", "sensitivity"}),
    Chart.PRECISION_RECALL: ({"recall"}, {"precision"}),
    Chart.CALIBRATION: (
        {"predicted", "confidence", "meanpredicted", "predictedprobability", "forecast"},
        {"observed", "accuracy", "observedfrequency", "fractionofpositive", "empirical"},
    ),
}
_UNIT = Scale(domain_min=0.0, domain_max=1.0)


def curves(case: Case) -> PlotSpec:
    """The curve of every classifier."""
    mark = Mark(type=MarkType.LINE, point=case.chart is Chart.CALIBRATION)
    x, y = (_called(case, names) for names in _READY[case.chart])
    if x is not None and y is not None:
        encoding = Encoding(x=channel(x), y=channel(y))
        return _told(case, case.plot(mark, encoding, title_of(x), title_of(y)), (x, y))
    label = _label(case)
    score = next((c for c in (*case.parts.values, *case.sheet.measures) if c is not label), None)
    if label is None or score is None:
        raise NotPlottable(f"A {case.chart.value} curve needs a column of scores and one of labels with two classes")
    made = _computed(case, score, label)
    across, up = made.as_[:2]
    ready = isinstance(made, Calibration)
    titles = ("Predicted probability", "Observed share") if ready else (across.capitalize(), up.capitalize())
    left, right = (Axis(title=title, scale=_UNIT) for title in titles)
    spec = case.plot(mark, Encoding(x=quantity(across), y=quantity(up)), left, right, (made,))
    return _told(case, spec, (score, label))


def _told(case: Case, spec: PlotSpec, used: tuple[ColumnProfile, ...]) -> PlotSpec:
    """The curves by the colour of their classifiers, with the line of chance where there is one."""
    groups = [c for c in case.parts.groups if c not in (*used, case.parts.panel, case.parts.row)]
    if groups:
        layer = replace(spec.layer[0], encoding=replace(spec.layer[0].encoding, color=category(groups[0])))
        spec = replace(spec, layer=(layer,), legend=replace(spec.legend, title=title_of(groups[0])))
    return spec if case.chart is Chart.PRECISION_RECALL else replace(spec, annotations=(IdentityLine(),))


def _computed(case: Case, score: ColumnProfile, label: ColumnProfile) -> Roc | PrecisionRecall | Calibration:
    groups = tuple(column.name for column in case.parts.groups if column not in (score, label))
    positive = _positive(label)
    if case.chart is Chart.CALIBRATION:
        wish = case.asked.first(BinWish)
        count = wish.count if wish is not None and wish.count and wish.count > 1 else 10
        return Calibration(probability=score.name, label=label.name, positive=positive, groupby=groups, bins=count)
    kind = Roc if case.chart is Chart.ROC else PrecisionRecall
    return kind(score=score.name, label=label.name, positive=positive, groupby=groups)


def _called(case: Case, names: set[str]) -> ColumnProfile | None:
    return next((c for c in case.sheet.columns if is_number(c) and "".join(pieces(c.name)) in names), None)


def _label(case: Case) -> ColumnProfile | None:
    two = [c for c in case.sheet.columns if c.distinct == 2 and c.error_of is None]  # noqa: PLR2004 - two classes
    likely = [c for c in two if _LABELS & set(pieces(c.name)) or c.type is ColumnType.BOOLEAN]
    return next(iter((*likely, *filter(is_binary, two))), None)


def _positive(label: ColumnProfile) -> str:
    """The class that counts as positive, ``""`` where the usual words tell; else no one says which it is."""
    texts = [str(value) for value in label.examples]
    if label.type is not ColumnType.TEXT or any(text.casefold() in POSITIVE_WORDS for text in texts):
        return ""
    raise NotPlottable(
        f"Which class of '{label.name}' is the positive one is not said: write true and false, or 1 and 0"
    )
