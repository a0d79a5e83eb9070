"""Plot patch: what an author wants changed of a plot, as typed operations on its specification.

Only what changes no number that is shown: words, scales, orders, marks and the look.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from msgspec import Meta, Struct
from msgspec.structs import replace

from pb_core.domain.plots.fields import FieldName
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import (
    Axis,
    Color,
    Highlight,
    Medium,
    Orient,
    PaletteName,
    PlotSpec,
    ScaleType,
    Sort,
    Words,
)
from pb_core.domain.print_styling import AspectRatio
from pb_core.errors import InvalidPatch

MOST_OPERATIONS = 20

Order = Annotated[str, Meta(max_length=2000, description="The words of the instruction that order it, verbatim.")]
AxisName = Annotated[str, Meta(pattern="^(x|y|right)$")]


class PlotOperation(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="op"):
    """One change; ``order`` quotes the words of the author's instruction that ask for it."""

    order: Order = ""


class SetTitle(PlotOperation, frozen=True, kw_only=True, omit_defaults=True, tag="title"):
    """Give the plot another title; ``""`` for none."""

    text: Words


class SetAxisTitle(PlotOperation, frozen=True, kw_only=True, omit_defaults=True, tag="axis_title"):
    """Write other words at an axis; ``""`` for none."""

    axis: AxisName
    text: Words


class SetScale(PlotOperation, frozen=True, kw_only=True, omit_defaults=True, tag="scale"):
    """Measure an axis otherwise."""

    axis: AxisName
    type: ScaleType


class SetOrder(PlotOperation, frozen=True, kw_only=True, omit_defaults=True, tag="order"):
    """Put the categories of an axis in another order."""

    axis: AxisName
    sort: Sort


class SetGrid(PlotOperation, frozen=True, kw_only=True, omit_defaults=True, tag="grid"):
    """Draw the grid lines of an axis, or none."""

    axis: AxisName
    on: bool


class SetLegend(PlotOperation, frozen=True, kw_only=True, omit_defaults=True, tag="legend"):
    """Put the legend elsewhere, or give it another title."""

    orient: Orient | None = None
    text: Words | None = None


class SetMark(PlotOperation, frozen=True, kw_only=True, omit_defaults=True, tag="mark"):
    """Draw the items of a layer, counted from 0, by another mark."""

    mark: MarkType
    layer: Annotated[int, Meta(ge=0, le=7)] = 0


class SetHighlight(PlotOperation, frozen=True, kw_only=True, omit_defaults=True, tag="highlight"):
    """Let the items whose ``field`` is ``value`` stand out."""

    field: FieldName
    value: str
    color: Color = Color.RED


class SetLook(PlotOperation, frozen=True, kw_only=True, omit_defaults=True, tag="look"):
    """Change the look of the whole plot, as far as it is named."""

    palette: PaletteName | None = None
    medium: Medium | None = None
    aspect_ratio: AspectRatio | None = None


AnyPlotOperation = (
    SetTitle | SetAxisTitle | SetScale | SetOrder | SetGrid | SetLegend | SetMark | SetHighlight | SetLook
)


class PlotPatch(Struct, frozen=True, kw_only=True):
    """Operations in the order in which they are carried out."""

    operations: Annotated[tuple[AnyPlotOperation, ...], Meta(min_length=1, max_length=MOST_OPERATIONS)]


class PlannedPlot(Struct, frozen=True, kw_only=True):
    """What a patch changes: the specification and the ratio of the page."""

    spec: PlotSpec
    aspect_ratio: str | None = None


def apply(patch: PlotPatch, plot: PlannedPlot) -> PlannedPlot:
    """The plot after all operations; whether its table supports it is for ``validation.check_plot`` to say.

    Raises:
        InvalidPatch: an operation changes nothing, or names a layer that is not there.
    """
    for number, operation in enumerate(patch.operations, 1):
        changed = _DOES[type(operation)](plot, operation)
        if changed == plot:
            why = "there is no such layer" if _is_off(operation, plot) else "it changes nothing"
            name = str(type(operation).__struct_config__.tag)
            raise InvalidPatch(why, number=number, operation=name)
        plot = changed
    return plot


def _is_off(operation: AnyPlotOperation, plot: PlannedPlot) -> bool:
    return isinstance(operation, SetMark) and operation.layer >= len(plot.spec.layer)


def _with(plot: PlannedPlot, **fields: Any) -> PlannedPlot:  # noqa: ANN401 - fields of a PlotSpec
    return replace(plot, spec=replace(plot.spec, **fields))


def _on_axis(plot: PlannedPlot, name: str, change: Callable[[Axis], Axis]) -> PlannedPlot:
    axes = plot.spec.axes
    return _with(plot, axes=replace(axes, **{name: change(getattr(axes, name))}))


def _axis_title(plot: PlannedPlot, op: SetAxisTitle) -> PlannedPlot:
    return _on_axis(plot, op.axis, lambda axis: replace(axis, title=op.text))


def _scale(plot: PlannedPlot, op: SetScale) -> PlannedPlot:
    return _on_axis(plot, op.axis, lambda axis: replace(axis, scale=replace(axis.scale, type=op.type)))


def _order(plot: PlannedPlot, op: SetOrder) -> PlannedPlot:
    return _on_axis(plot, op.axis, lambda axis: replace(axis, sort=op.sort, values=()))


def _grid(plot: PlannedPlot, op: SetGrid) -> PlannedPlot:
    return _on_axis(plot, op.axis, lambda axis: replace(axis, grid=op.on))


def _legend(plot: PlannedPlot, op: SetLegend) -> PlannedPlot:
    legend = plot.spec.legend
    title = legend.title if op.text is None else op.text
    return _with(plot, legend=replace(legend, orient=op.orient or legend.orient, title=title))


def _mark(plot: PlannedPlot, op: SetMark) -> PlannedPlot:
    layers = enumerate(plot.spec.layer)
    marked = (replace(one, mark=replace(one.mark, type=op.mark)) if at == op.layer else one for at, one in layers)
    return _with(plot, layer=tuple(marked))


def _highlight(plot: PlannedPlot, op: SetHighlight) -> PlannedPlot:
    others = (one for one in plot.spec.highlight if (one.field, one.value) != (op.field, op.value))
    return _with(plot, highlight=(*others, Highlight(field=op.field, value=op.value, color=op.color)))


def _look(plot: PlannedPlot, op: SetLook) -> PlannedPlot:
    config = plot.spec.config
    config = replace(config, palette=op.palette or config.palette, medium=op.medium or config.medium)
    return replace(_with(plot, config=config), aspect_ratio=op.aspect_ratio or plot.aspect_ratio)


_DOES: Mapping[type[AnyPlotOperation], Callable[[PlannedPlot, Any], PlannedPlot]] = {
    SetTitle: lambda plot, op: _with(plot, title=op.text),
    SetAxisTitle: _axis_title,
    SetScale: _scale,
    SetOrder: _order,
    SetGrid: _grid,
    SetLegend: _legend,
    SetMark: _mark,
    SetHighlight: _highlight,
    SetLook: _look,
}
