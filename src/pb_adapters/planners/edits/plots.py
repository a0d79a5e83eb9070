"""The quick edits of plots: one table of forms, as for diagrams."""

from collections.abc import Mapping, Sequence
from typing import Any

from pb_adapters.planners.edits.diagrams import RATIOS
from pb_adapters.planners.edits.forms import Form, Reader, named, one_of, text_of
from pb_adapters.planners.edits.reading import Clause, EditReader
from pb_core.domain.plots import patch as ops
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.patch import AnyPlotOperation, PlannedPlot, PlotPatch, apply
from pb_core.domain.plots.spec import Orient, PaletteName, ScaleType, Sort
from pb_core.domain.questions import PlotEditBrief

_SORTS = {
    "value": Sort.VALUE, "increasing value": Sort.VALUE, "ascending value": Sort.VALUE, "height": Sort.VALUE_DOWN,
    "descending value": Sort.VALUE_DOWN, "decreasing value": Sort.VALUE_DOWN, "falling value": Sort.VALUE_DOWN,
    "name": Sort.ASCENDING, "alphabet": Sort.ASCENDING, "alphabetically": Sort.ASCENDING, "data": Sort.DATA,
}  # fmt: skip
_PLACES = named(Orient) | {"below": Orient.BOTTOM, "above": Orient.TOP, "the right": Orient.RIGHT}
_READERS: Mapping[str, Reader] = {
    "text": text_of,
    "axis": one_of({"x": "x", "y": "y", "right": "right"}),
    "scale": one_of(named(ScaleType) | {"logarithmic": ScaleType.LOG}),
    "sort": one_of(_SORTS),
    "place": one_of(_PLACES),
    "palette": one_of(named(PaletteName) | {"gray": PaletteName.GREY}),
    "mark": one_of(named(MarkType) | {f"{mark.value}s": mark for mark in MarkType}),
    "ratio": one_of(RATIOS),
}


def edit_plot(brief: PlotEditBrief) -> PlotPatch:
    """The patch that an instruction orders; raises ``NotUnderstood`` with the edits that are known."""
    plot = PlannedPlot(spec=brief.spec, aspect_ratio=brief.aspect_ratio)
    reader: EditReader[PlannedPlot, AnyPlotOperation] = EditReader(_FORMS, _read, _carry)
    return PlotPatch(operations=reader.operations(brief.instruction, plot, ()))


def _carry(operations: Sequence[AnyPlotOperation], plot: PlannedPlot) -> PlannedPlot:
    return apply(PlotPatch(operations=tuple(operations)), plot)


def _read(form: Form, plot: PlannedPlot, clause: Clause) -> tuple[AnyPlotOperation, ...] | None:
    del plot
    values = form.values(clause.words, _READERS)
    return None if values is None else (form.make(order=clause.order, **values),)


def _sorted(order: str, sort: Sort, axis: str = "x") -> AnyPlotOperation:
    return ops.SetOrder(order=order, axis=axis, sort=sort)


def _scaled(order: str, scale: ScaleType, axis: str = "y") -> AnyPlotOperation:
    return ops.SetScale(order=order, axis=axis, type=scale)


def _form(example: str, make: Any, *patterns: str) -> Form:  # noqa: ANN401 - of an operation
    return Form(example=example, patterns=patterns, make=make)


_FORMS = (
    _form(
        "call the y axis 'A'",
        ops.SetAxisTitle,
        "rename|label|call|title {axis} axis [to|as|with] {text}",
        "set|change title|label of {axis} axis to {text}",
        "set|change {axis} axis title|label to {text}",
    ),
    _form("set the title to 'A'", ops.SetTitle, "set|change title to {text}", "title [plot|it] [as] {text}"),
    _form("remove the title", lambda order: ops.SetTitle(order=order, text=""), "remove|drop|delete title"),
    _form(
        "use a log scale on the y axis",
        _scaled,
        "use|make|set|draw|put {scale} scale [on|for] {axis} axis",
        "make|set|draw {axis} axis [to] {scale} [scale]",
        "use|make|set {scale} scale",
    ),
    _form(
        "sort the x axis by value",
        _sorted,
        "sort|order {axis} axis [by] {sort}",
        "sort|order [bars|categories|it|them] [by] {sort}",
    ),
    _form(
        "show the grid of the y axis",
        lambda order, axis: ops.SetGrid(order=order, axis=axis, on=True),
        "show|draw|add grid [lines] of|on|for {axis} axis",
    ),
    _form(
        "remove the grid of the y axis",
        lambda order, axis: ops.SetGrid(order=order, axis=axis, on=False),
        "remove|hide|drop|delete grid [lines] of|on|for {axis} axis",
    ),
    _form(
        "move the legend to the bottom",
        lambda order, place: ops.SetLegend(order=order, orient=place),
        "move|put|place|set legend [to|at|on] {place}",
    ),
    _form(
        "remove the legend",
        lambda order: ops.SetLegend(order=order, orient=Orient.NONE),
        "remove|hide|drop|delete legend",
    ),
    _form("draw it as lines", ops.SetMark, "draw|show|make [it|plot|data] as|into|with {mark}", "use {mark}"),
    _form(
        "use the soft palette",
        ops.SetLook,
        "use|take|set|change|switch [palette] [to] {palette} [palette|colours|colors]",
    ),
    _form(
        "make it 4:3",
        lambda order, ratio: ops.SetLook(order=order, aspect_ratio=ratio),
        "make|use|set|change|draw [plot|it] [aspect] [ratio] [to|in] {ratio} [ratio|format]",
    ),
)
