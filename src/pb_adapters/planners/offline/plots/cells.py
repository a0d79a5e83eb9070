"""Cells: heat maps, confusion matrices and correlation matrices."""

import itertools

from msgspec.structs import replace

from pb_adapters.planners.offline.plots.charts import Chart
from pb_adapters.planners.offline.plots.composing import StackRequest
from pb_adapters.planners.offline.plots.data import channel, nominal, quantity
from pb_adapters.planners.offline.plots.naming import pieces
from pb_adapters.planners.offline.plots.roles import Role
from pb_adapters.planners.offline.plots.shaping import Shaped, shape
from pb_adapters.planners.offline.plots.subject import Subject, Unfit, fold
from pb_adapters.planners.offline.wordlists import words
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import (
    Axes,
    Axis,
    Config,
    Encoding,
    Facet,
    Format,
    Layer,
    Legend,
    PlotSpec,
    Ramp,
    Stack,
    Style,
)
from pb_core.domain.plots.transforms import Aggregate, Correlation, Measure, Op
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.table import ColumnType, Shape

_LABELLED_CELLS = 100
_MOST_CORRELATED = 60
_MOST_STEPS = 30
_ACTUAL = words("true actual gold target truth reference observed label")
_PREDICTED = words("pred predicted prediction output guess")


def cells(subject: Subject, chart: Chart) -> PlotSpec:
    """A cell for every pair of categories."""
    if chart is Chart.CORRELATION and subject.data.profile.shape is not Shape.MATRIX:
        return _correlation(subject)
    if chart is Chart.CONFUSION and (pair := _labels(subject)):
        return _confusion(subject, *pair)
    values = subject.values
    if len(values) > 1 and len(_sides(subject)) < 2 and not _grid(subject):  # noqa: PLR2004 - a matrix has two sides
        subject = fold(subject, values)
    sides = _sides(subject)
    if len(sides) < 2:  # noqa: PLR2004 - a matrix has two sides
        message = "a heat map needs two sets of categories"
        raise Unfit(message)
    down, across = sides[:2]
    if subject.role(Role.X) is down or subject.role(Role.Y) is across:
        down, across = across, down
    value = next((c for c in subject.values if c not in {down, across}), None)
    facet = subject.role(Role.FACET)
    shaped = shape(subject, value, (down, across, facet), strict=True, plain=True)
    if chart is Chart.CONFUSION and value is not None and value.whole and value.name == "value":
        shaped = replace(shaped, title="Count")
    return _spec(subject, down, across, shaped, value, is_correlation=chart is Chart.CORRELATION)


def _sides(subject: Subject) -> list[ColumnProfile]:
    stated = [
        c
        for c in (*subject.roles(Role.Y), *subject.roles(Role.X))
        if c.type is not ColumnType.NUMBER or c in subject.data.steps or c.name in subject.data.profile.keys
    ]
    groups = [c for c in subject.groups if c is not subject.role(Role.FACET)]
    steps = [c for c in subject.data.steps if c.distinct > 1]
    named = [c for c in subject.mentioned if c in groups or c in steps]
    if subject.folded and (key := subject.data.column(subject.folded[0])):
        named = [c for c in named if c.name != key.name]
        others = (c for c in (*stated, *named, *groups, *steps) if c.name != key.name)
        return [*itertools.islice(others, 1), key]
    keys = [
        c
        for c in subject.data.profile.columns
        if c.name in subject.data.profile.keys and c.type is ColumnType.NUMBER and len(subject.data.profile.keys) > 1
    ]
    return list({c.name: c for c in (*stated, *named, *groups, *keys, *steps, *_grid(subject))}.values())


def _grid(subject: Subject) -> tuple[ColumnProfile, ...]:
    """Two columns of numbers whose few values are combined with each other, those mentioned first."""
    rows = subject.data.profile.rows
    numbers = [c for c in subject.data.measures if 2 <= c.distinct <= _MOST_STEPS and c.distinct * 2 <= rows]  # noqa: PLR2004 - two values at least
    numbers.sort(key=lambda c: c not in subject.mentioned)
    pairs = ((a, b) for i, a in enumerate(numbers) for b in numbers[i + 1 :] if a.distinct * b.distinct == rows)
    return next(pairs, ())


def _spec(
    subject: Subject,
    down: ColumnProfile,
    across: ColumnProfile,
    shaped: Shaped,
    value: ColumnProfile | None,
    *,
    is_correlation: bool,
) -> PlotSpec:
    few = down.distinct * across.distinct <= _LABELLED_CELLS
    encoding = Encoding(x=channel(across, discrete=True), y=channel(down, discrete=True), color=quantity(shaped.field))
    signed = value is not None and value.low is not None and value.high is not None and value.low < 0 < value.high
    facet = subject.role(Role.FACET)
    form = Format(style=Style.PERCENT, decimals=0) if shaped.op is Op.PROPORTION else Format()
    return PlotSpec(
        layer=(Layer(mark=Mark(type=MarkType.RECT, labels=few), encoding=encoding),),
        transform=(*subject.transform, *shaped.transform),
        axes=Axes(x=Axis(title=subject.title(across)), y=Axis(title=subject.title(down))),
        legend=Legend(title=shaped.title, format=form),
        facet=Facet(field=facet.name) if facet else None,
        config=Config(ramp=Ramp.DIVERGING if signed or is_correlation else Ramp.AUTO),
    )


def _labels(subject: Subject) -> tuple[ColumnProfile, ColumnProfile] | None:
    """The columns of true and predicted labels."""
    columns = [
        c
        for c in subject.data.profile.columns
        if c.type in {ColumnType.TEXT, ColumnType.BOOLEAN} or (c.whole and not c.error_of)
    ]
    predicted = next((c for c in columns if _PREDICTED & set(pieces(c.name))), None)
    actual = next((c for c in columns if c is not predicted and _ACTUAL & set(pieces(c.name))), None)
    if (
        predicted is None
        or actual is None
        or any(c.type is ColumnType.NUMBER and c not in {predicted, actual} for c in subject.data.measures)
    ):
        return None
    return actual, predicted


def _confusion(subject: Subject, actual: ColumnProfile, predicted: ColumnProfile) -> PlotSpec:
    normal = any(r.stack is Stack.NORMALIZE for r in subject.heard.all(StackRequest))
    op, field = (Op.PROPORTION, "share of row") if normal else (Op.COUNT, "count")
    counts = Aggregate(
        groupby=(actual.name, predicted.name),
        measures=(Measure(op=op, as_=field),),
        within=(actual.name,) if normal else (),
        complete=True,
    )
    shaped = Shaped(field=field, title=field.capitalize(), transform=(counts,), op=op)
    spec = _spec(subject, actual, predicted, shaped, None, is_correlation=False)
    return replace(spec, axes=_same_order(spec.axes, actual, predicted))


def _same_order(axes: Axes, actual: ColumnProfile, predicted: ColumnProfile) -> Axes:
    """Both axes in the order of the true classes, so that what is right stands on the diagonal."""
    classes = tuple(value for value in actual.examples if isinstance(value, str))
    guessed = tuple(value for value in classes if value in predicted.examples)
    return replace(axes, y=replace(axes.y, values=classes), x=replace(axes.x, values=guessed))


def _correlation(subject: Subject) -> PlotSpec:
    fields = tuple(c.name for c in subject.values if c.distinct > 1)
    if len(fields) < 2:  # noqa: PLR2004 - a correlation is between two
        message = "correlations need two columns of numbers"
        raise Unfit(message)
    if len(fields) > _MOST_CORRELATED:
        message = f"at most {_MOST_CORRELATED} columns are correlated at once, and these are {len(fields)}"
        raise Unfit(message)
    correlation = Correlation(fields=fields)
    encoding = Encoding(x=nominal("column"), y=nominal("row"), color=quantity("r"))
    labels = len(fields) ** 2 <= _LABELLED_CELLS
    return PlotSpec(
        layer=(Layer(mark=Mark(type=MarkType.RECT, labels=labels), encoding=encoding),),
        transform=(*subject.transform, correlation),
        axes=Axes(x=Axis(title=""), y=Axis(title="")),
        legend=Legend(title="Pearson's r", format=Format(decimals=2)),
        config=Config(ramp=Ramp.DIVERGING),
    )
