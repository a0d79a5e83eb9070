"""Every form of the table, as people say it."""

import pytest

from pb_adapters.planners.edits.plots import edit_plot
from pb_core.domain.plots import patch as ops
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import Orient, PaletteName, ScaleType, Sort
from pb_core.domain.questions import PlotEditBrief
from pb_core.errors import NotUnderstood
from pb_core.testing.memory.vlm import plain_plot, sample_profile

PLOT = plain_plot(sample_profile())

CASES = {
    "set the title to 'Scores'": ops.SetTitle(text="Scores"),
    "call the y axis 'Accuracy (%)'": ops.SetAxisTitle(axis="y", text="Accuracy (%)"),
    "change the label of the x axis to Model": ops.SetAxisTitle(axis="x", text="Model"),
    "use a log scale on the y axis": ops.SetScale(axis="y", type=ScaleType.LOG),
    "make the y axis logarithmic": ops.SetScale(axis="y", type=ScaleType.LOG),
    "use a log scale": ops.SetScale(axis="y", type=ScaleType.LOG),
    "sort the bars by height": ops.SetOrder(axis="x", sort=Sort.VALUE_DOWN),
    "sort the y axis alphabetically": ops.SetOrder(axis="y", sort=Sort.ASCENDING),
    "show the grid lines of the x axis": ops.SetGrid(axis="x", on=True),
    "remove the grid of the y axis": ops.SetGrid(axis="y", on=False),
    "move the legend to the bottom": ops.SetLegend(orient=Orient.BOTTOM),
    "remove the legend": ops.SetLegend(orient=Orient.NONE),
    "draw it as bars": ops.SetMark(mark=MarkType.BAR),
    "use the soft palette": ops.SetLook(palette=PaletteName.SOFT),
    "make it 4:3": ops.SetLook(aspect_ratio="4:3"),
}


def read(instruction: str) -> tuple[ops.AnyPlotOperation, ...]:
    return edit_plot(PlotEditBrief(instruction=instruction, spec=PLOT)).operations


@pytest.mark.parametrize("instruction", CASES)
def test_an_edit_is_read(instruction: str) -> None:
    (operation,) = read(instruction)
    assert operation.order == instruction
    wanted = CASES[instruction]
    names = [name for name in wanted.__struct_fields__ if name != "order"]
    assert type(operation) is type(wanted)
    assert [getattr(operation, name) for name in names] == [getattr(wanted, name) for name in names]


def test_several_edits_are_joined() -> None:
    assert len(read("draw it as bars, sort the bars by height and remove the legend")) == 3


@pytest.mark.parametrize("instruction", ["rename A to B", "make it pop", "use the loud palette"])
def test_what_is_not_known_is_answered_with_what_is(instruction: str) -> None:
    with pytest.raises(NotUnderstood, match="They know: call the y axis 'A'; set the title to 'A'"):
        read(instruction)
