import pytest

from pb_core.domain.panel_alignment import Place, agree, aligned, has_axes, margins_of
from pb_core.domain.plane import Margins, Rect
from pb_core.domain.plots.drawn import DrawnAxis, DrawnPanel, DrawnPlot
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import Channel, Encoding, FieldType, Layer, PlotSpec, Projection

AXIS = DrawnAxis(title="", low=0, high=1, ticks=())


def margins(*sides: float) -> Margins:
    return Margins(left=sides[0], top=sides[1], right=sides[2], bottom=sides[3])


def test_the_margins_of_a_plot_are_around_all_its_panels() -> None:
    panels = tuple(
        DrawnPanel(rect=rect, x=AXIS, y=AXIS, items=()) for rect in (Rect(10, 5, 30, 20), Rect(50, 4, 30, 20))
    )

    assert margins_of(DrawnPlot(width=100, height=40, panels=panels, texts=())) == margins(10, 4, 20, 15)


def test_rows_share_top_and_bottom_and_columns_their_sides() -> None:
    needs = {0: margins(10, 1, 4, 8), 1: margins(20, 2, 3, 6), 2: margins(12, 9, 30, 5)}

    found = aligned(needs, {0: Place(0, 0), 1: Place(0, 1), 2: Place(1, 0)})

    assert found == {0: margins(12, 2, 30, 8), 1: margins(20, 2, 3, 8), 2: margins(12, 9, 30, 5)}


def test_a_plot_that_stands_in_no_line_keeps_its_margins() -> None:
    needs = {0: margins(10, 1, 4, 8), 1: margins(20, 2, 3, 6)}

    assert aligned(needs, {0: Place(None, None), 1: Place(0, 0)}) == needs


@pytest.mark.parametrize(("by", "expected"), [(0.2, True), (0.3, False)])
def test_margins_agree_within_what_the_eye_sees(by: float, expected: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert agree(margins(1, 2, 3, 4), margins(1, 2, 3, 4 + by)) is expected


@pytest.mark.parametrize(
    ("mark", "projection", "expected"),
    [
        (MarkType.BAR, Projection.CARTESIAN, True),
        (MarkType.ARC, Projection.CARTESIAN, False),
        (MarkType.LINE, Projection.RADAR, False),
    ],
)
def test_pies_and_radars_have_no_axes_to_line_up(mark: MarkType, projection: Projection, expected: bool) -> None:  # noqa: FBT001 - as above
    x = Channel(field="a", type=FieldType.NOMINAL)
    spec = PlotSpec(layer=(Layer(mark=Mark(type=mark), encoding=Encoding(x=x)),), projection=projection)

    assert has_axes(spec) is expected
