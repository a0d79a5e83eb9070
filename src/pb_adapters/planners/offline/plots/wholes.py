"""Wholes and profiles: pies, waterfalls, radars, parallel coordinates."""

import re

from pb_adapters.planners.offline.plots.charts import Chart
from pb_adapters.planners.offline.plots.data import channel, nominal, quantity
from pb_adapters.planners.offline.plots.placing import MOST_COLOURS, Placed, place
from pb_adapters.planners.offline.plots.roles import Role
from pb_adapters.planners.offline.plots.shaping import shape
from pb_adapters.planners.offline.plots.subject import Subject, Unfit, fold
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import Axes, Axis, Encoding, Layer, Legend, PlotSpec, Projection
from pb_core.domain.plots.transforms import Cumulate, Filter
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.table import ColumnType

_RING = 0.55
_TOTAL = re.compile(r"^(?:total|final|net|sum|result|overall|full(?: model)?|end)\b", re.IGNORECASE)
_LEAST_CORNERS = 3


def pie(subject: Subject, chart: Chart) -> PlotSpec:
    """A slice per category."""
    if len(subject.values) > 1 and subject.data.profile.rows == 1:
        subject = fold(subject, subject.values)
    placed = place(subject)
    category = placed.position
    if category is None:
        message = "a pie needs categories"
        raise Unfit(message)
    value = subject.values[0] if subject.values else None
    if value is not None and value.low is not None and value.low < 0:
        message = "shares of a whole cannot be negative"
        raise Unfit(message)
    facet = placed.facet or placed.color
    shaped = shape(subject, value, (category, facet), strict=True, plain=True)
    mark = Mark(type=MarkType.ARC, labels=True, inner_radius=_RING if chart is Chart.DONUT else 0.0)
    encoding = Encoding(theta=shaped.channel, color=channel(category, discrete=True))
    return PlotSpec(
        layer=(Layer(mark=mark, encoding=encoding),),
        transform=(*subject.transform, *shaped.transform),
        legend=Legend(title=subject.title(category)),
        facet=Placed(subject=subject, facet=facet).facets,
    )


def waterfall(subject: Subject) -> PlotSpec:
    """How steps add up to a total."""
    if len(subject.values) > 1 and subject.data.profile.rows == 1:
        subject = fold(subject, subject.values)
    placed = place(subject)
    category = placed.position
    named = category is not None and category.type is ColumnType.TEXT
    if category is None or not named or not subject.values or not subject.data.unique((category.name,)):
        message = "a waterfall needs one row of categories and one value each"
        raise Unfit(message)
    value = subject.values[0]
    texts = [text for text in category.examples if isinstance(text, str)]
    total = next((text for text in texts[1:] if _TOTAL.match(text)), "")
    transform = subject.transform
    if total and category.distinct == len(texts):
        transform = (*transform, Filter(field=category.name, one_of=tuple(text for text in texts if text != total)))
    cumulate = Cumulate(field=value.name, label=category.name, total=total or "Total", as_=("from", "to"))
    encoding = Encoding(x=channel(category, discrete=True), y=quantity("to"), y2="from")
    return PlotSpec(
        layer=(Layer(mark=Mark(type=MarkType.BAR, labels=True), encoding=encoding),),
        transform=(*transform, cumulate),
        axes=Axes(x=Axis(title=subject.title(category)), y=Axis(title=subject.title(value))),
    )


def radar(subject: Subject) -> PlotSpec:
    """One closed line per item over the measures or categories around the circle."""
    if len(subject.values) > 1:
        subject = fold(subject, subject.values)
        corners = subject.data.column(subject.folded[0])
    else:
        corners = place(subject, grouped_on_axis=True).position
    if corners is None or not subject.values or corners.distinct < _LEAST_CORNERS:
        message = "a radar chart needs at least three axes"
        raise Unfit(message)
    placed = place(subject, along=corners)
    shaped = shape(subject, subject.values[0], placed.columns, strict=True, plain=True)
    encoding = Encoding(x=channel(corners, discrete=True), y=shaped.channel, color=placed.color_channel)
    return PlotSpec(
        layer=(Layer(mark=Mark(type=MarkType.LINE, point=True), encoding=encoding),),
        transform=(*subject.transform, *shaped.transform),
        projection=Projection.RADAR,
        legend=placed.legend,
        facet=placed.facets,
    )


def parallel(subject: Subject) -> PlotSpec:
    """One line per row over scales of their own."""
    values = tuple(c for c in subject.mentioned if c.type is ColumnType.NUMBER and c is not subject.role(Role.COLOR))
    if len(values) < _LEAST_CORNERS:
        values = subject.values
    if len(values) < _LEAST_CORNERS:
        values = tuple(dict.fromkeys((*subject.data.measures, *subject.data.steps)))
    values = tuple(c for c in values if c.type is ColumnType.NUMBER and c is not subject.role(Role.COLOR))
    row = _row_name(subject, values)
    if len(values) < 2 or row is None:  # noqa: PLR2004 - two scales at least
        message = "parallel coordinates need several measures and a column that names each row"
        raise Unfit(message)
    folded = fold(subject, values)
    color = _colour(subject, row)
    encoding = Encoding(
        x=nominal(folded.folded[0]),
        y=quantity(folded.folded[1]),
        color=channel(color, discrete=True) if color else None,
        detail=None if color is row else row.name,
    )
    return PlotSpec(
        layer=(Layer(mark=Mark(type=MarkType.LINE), encoding=encoding),),
        transform=folded.transform,
        projection=Projection.PARALLEL,
        legend=Legend(title=subject.title(color)) if color else Legend(),
    )


def _row_name(subject: Subject, values: tuple[ColumnProfile, ...]) -> ColumnProfile | None:
    rows = subject.original.profile.rows
    names = {c.name for c in values}
    return next(
        (c for c in subject.data.profile.columns if c.name not in names and c.distinct == rows and not c.missing), None
    )


def _colour(subject: Subject, row: ColumnProfile) -> ColumnProfile | None:
    placed = place(subject, along=row)
    if placed.color is not None:
        return placed.color
    return row if row.distinct <= MOST_COLOURS else None
