"""The quick edits of plots: one table of forms, as for diagrams."""

from collections.abc import Mapping, Sequence
from functools import partial

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
    "type": one_of(named(ScaleType) | {"logarithmic": ScaleType.LOG}),
    "sort": one_of(_SORTS),
    "orient": one_of(_PLACES),
    "palette": one_of(named(PaletteName) | {"gray": PaletteName.GREY}),
    "mark": one_of(named(MarkType) | {f"{mark.value}s": mark for mark in MarkType}),
    "aspect_ratio": one_of(RATIOS),
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


_FORMS = tuple(
    Form(example, make, tuple(patterns))
    for example, make, *patterns in (
        (
            "call the y axis 'A'",
            ops.SetAxisTitle,
            "rename|label|call|title {axis} axis [to|as|with] {text}",
            "set|change title|label of {axis} axis to {text}",
            "set|change {axis} axis title|label to {text}",
        ),
        ("set the title to 'A'", ops.SetTitle, "set|change title to {text}", "title [plot|it] [as] {text}"),
        ("remove the title", partial(ops.SetTitle, text=""), "remove|drop|delete title"),
        (
            "use a log scale on the y axis",
            ops.SetScale,
            "use|make|set|draw|put {type} scale [on|for] {axis} axis",
            "make|set|draw {axis} axis [to] {type} [scale]",
        ),
        ("use a log scale", partial(ops.SetScale, axis="y"), "use|make|set {type} scale"),
        ("sort the x axis by value", ops.SetOrder, "sort|order {axis} axis [by] {sort}"),
        (
            "sort the bars by value",
            partial(ops.SetOrder, axis="x"),
            "sort|order [bars|categories|it|them] [by] {sort}",
        ),
        (
            "show the grid of the y axis",
            partial(ops.SetGrid, on=True),
            "show|draw|add grid [lines] of|on|for {axis} axis",
        ),
        (
            "remove the grid of the y axis",
            partial(ops.SetGrid, on=False),
            "remove|hide|drop|delete grid [lines] of|on|for {axis} axis",
        ),
        ("move the legend to the bottom", ops.SetLegend, "move|put|place|set legend [to|at|on] {orient}"),
        ("remove the legend", partial(ops.SetLegend, orient=Orient.NONE), "remove|hide|drop|delete legend"),
        ("draw it as lines", ops.SetMark, "draw|show|make [it|plot|data] as|into|with {mark}", "use {mark}"),
        (
            "use the soft palette",
            ops.SetLook,
            "use|take|set|change|switch [palette] [to] {palette} [palette|colours|colors]",
        ),
        (
            "make it 4:3",
            ops.SetLook,
            "make|use|set|change|draw [plot|it] [aspect] [ratio] [to|in] {aspect_ratio} [ratio|format]",
        ),
    )
)
