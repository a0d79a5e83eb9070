import pytest

from pb_adapters.drawing.plots.frames import frame
from pb_adapters.drawing.plots.frames.model import FrameBand, FrameIdentity, FrameLine, FrameNote
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import (
    Annotation,
    Axes,
    Axis,
    Channel,
    Color,
    Encoding,
    Facet,
    FieldType,
    Highlight,
    IdentityLine,
    Layer,
    PlotSpec,
    PointNote,
    ReferenceBand,
    ReferenceLine,
    Scale,
    ScaleType,
)
from pb_core.domain.plots.transforms import Op
from pb_core.domain.tables.table import Table
from support.tables import tabled

POINTS = Layer(
    mark=Mark(type=MarkType.POINT),
    encoding=Encoding(
        x=Channel(field="x", type=FieldType.QUANTITATIVE), y=Channel(field="y", type=FieldType.QUANTITATIVE)
    ),
)
BARS = Layer(
    mark=Mark(type=MarkType.BAR),
    encoding=Encoding(x=Channel(field="g", type=FieldType.NOMINAL), y=Channel(field="y", type=FieldType.QUANTITATIVE)),
)
DAYS = Layer(
    mark=Mark(type=MarkType.LINE),
    encoding=Encoding(
        x=Channel(field="day", type=FieldType.TEMPORAL), y=Channel(field="y", type=FieldType.QUANTITATIVE)
    ),
)


@pytest.fixture(scope="module")
def table() -> Table:
    return tabled(times=("day",), g=["a", "b", "c"], x=[1, 2, 3], y=[10, 40, 40.5], day=[0.0, 86_400.0, 172_800.0])


@pytest.mark.parametrize(
    ("layer", "annotation", "expected"),
    [
        (POINTS, ReferenceLine(value=50, label="goal"), FrameLine(axis="y", value=50, label="goal")),
        (POINTS, ReferenceLine(axis="x", op=Op.MEDIAN, field="x"), FrameLine(axis="x", value=2, label="")),
        (POINTS, ReferenceLine(op=Op.MAX, field="x"), FrameLine(axis="y", value=3, label="")),
        (BARS, ReferenceLine(axis="x", value="b"), FrameLine(axis="x", value=1, label="")),
        (DAYS, ReferenceLine(axis="x", value="1970-01-02"), FrameLine(axis="x", value=86_400, label="")),
        (POINTS, ReferenceBand(low=-5, high=5), FrameBand(axis="y", low=-5, high=5, label="")),
        (POINTS, IdentityLine(label="y = x"), FrameIdentity(label="y = x")),
        (BARS, PointNote(pick="max"), FrameNote(x=2, y=40.5, label="40.5")),
        (BARS, PointNote(pick="min", text="worst"), FrameNote(x=0, y=10, label="worst")),
        (BARS, PointNote(pick="value", field="g", value="b"), FrameNote(x=1, y=40, label="40.0")),
    ],
)
def test_references_are_resolved(table: Table, layer: Layer, annotation: Annotation, expected: object) -> None:
    found = frame(PlotSpec(layer=(layer,), annotations=(annotation,)), table).panels[0].references
    assert found == (expected,)


def test_axes_reach_to_stated_values(table: Table) -> None:
    annotations = (ReferenceLine(value=50), ReferenceBand(axis="x", low=-1, high=2))
    drawn = frame(PlotSpec(layer=(POINTS,), annotations=annotations), table)
    assert (drawn.y.high, drawn.x.low) == (50, -1)


def test_rules_stand_in_every_panel_and_notes_in_that_of_their_item(table: Table) -> None:
    spec = PlotSpec(
        layer=(POINTS,),
        facet=Facet(field="g"),
        annotations=(PointNote(pick="max"), ReferenceLine(op=Op.MIN, field="y")),
    )
    panels = frame(spec, table).panels
    assert [[type(each) for each in panel.references] for panel in panels] == [
        [FrameLine], [FrameLine], [FrameNote, FrameLine],
    ]  # fmt: skip
    assert {panel.references[-1].value for panel in panels} == {10}


def test_highlighted_items_stand_out_and_the_others_step_back(table: Table) -> None:
    highlights = (Highlight(field="g", value="b"), Highlight(field="x", value="3", color=Color.BLUE))
    bars = frame(PlotSpec(layer=(BARS,), highlight=highlights), table).panels[0].layers[0]
    assert bars.emphasis == (None, Color.RED, Color.BLUE)
    assert bars.muted.tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("scale", "ends"),
    [
        (Scale(), (0.0, 1.0)),
        (Scale(type=ScaleType.LOG), (1.0, 10.0)),
        (Scale(type=ScaleType.LOGIT), (0.1, 0.9)),
        (Scale(domain_min=5.0), (5.0, 5.0)),
        (Scale(domain_max=-5.0), (-5.0, -5.0)),
    ],
)
def test_an_axis_that_nothing_stands_on_has_ends_of_its_scale(scale: Scale, ends: tuple[float, float]) -> None:
    spec = PlotSpec(layer=(POINTS,), axes=Axes(y=Axis(scale=scale)), facet=Facet(field="g", independent_y=True))
    empty = frame(spec, tabled(x=[1, 2], y=[None, None], g=["a", "b"])).panels[0].y
    assert (empty.low, empty.high) == ends
