"""Advice: what is doubtful about a kind of chart, said without changing what was asked for."""

from collections.abc import Iterator

from pb_adapters.planners.offline.plots.data import Data
from pb_adapters.planners.offline.plots.scales import marks_need_zero
from pb_adapters.planners.offline.plots.sight import axis_of, marks, on_right, series_field, value_axis
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import PlotSpec, Projection, Stack

_MOST_SLICES, _MOST_SERIES, _MOST_STACKED = 6, 8, 6


def advice(spec: PlotSpec, data: Data) -> Iterator[str]:
    """Yield a sentence per doubt."""
    color = spec.layer[0].encoding.color
    column = data.column(color.field) if color else None
    if MarkType.ARC in marks(spec) and column is not None and column.distinct > _MOST_SLICES:
        yield f"A pie of {column.distinct} slices is hard to read: bars sorted by value would compare them better."
    elif MarkType.ARC in marks(spec):
        yield "Angles are compared less well than lengths: consider bars."
    if any(map(on_right, spec.layer)):
        yield "Two value axes suggest a relation that depends on how they are scaled: consider two panels."
    name = value_axis(spec)
    if name is not None and marks_need_zero(spec) and (axis_of(spec, name).scale.domain_min or 0) > 0:
        yield "The bars do not begin at zero, as asked: their lengths must not be compared; points would be safer."
    if spec.projection is Projection.RADAR:
        yield "The area of a radar chart depends on the order of its axes: consider grouped bars."
    detail = spec.layer[0].encoding.detail if spec.projection is not Projection.PARALLEL else None
    series = data.column(series_field(spec) or detail or "")
    if series is not None and series.distinct > _MOST_SERIES and spec.facet is None:
        yield f"{series.distinct:,} series are more than colours tell apart: consider panels or fewer series."
    if spec.layer[0].encoding.stack is Stack.ZERO and series is not None and series.distinct > _MOST_STACKED:
        yield "Only the lowest part of a stack has a common baseline: consider grouped bars or panels."
