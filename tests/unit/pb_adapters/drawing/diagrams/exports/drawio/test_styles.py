import pytest

from pb_adapters.drawing.diagrams.exports.drawio.styles import (
    edge_style,
    is_native,
    label_style,
    length,
    look,
    shape_style,
    text_of,
)
from pb_adapters.drawing.diagrams.exports.text_blocks import line_block
from pb_adapters.drawing.diagrams.figure_parts import Line, Shape, Stroke
from pb_adapters.drawing.diagrams.text_runs import Run
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.spec import Heads, Tip
from pb_core.domain.plane import Rect

INK = Stroke(colour="#0b62a8", width=0.9, dashes=(4.0, 2.2))
RECT = Rect(0, 0, 72, 36)


def test_a_style_is_names_and_values() -> None:
    assert text_of({"group": "", "rounded": 1, "fillColor": "#ffffff", "strokeWidth": 1.25}) == (
        "group;rounded=1;fillColor=#ffffff;strokeWidth=1.25;"
    )


def test_lengths_print_as_large_as_in_the_figure() -> None:
    assert length(72) == 100


@pytest.mark.parametrize("shape", ["rounded", "block", "pill", "ellipse", "diamond", "cylinder", "hexagon", "slant"])
def test_shapes_of_draw_io_are_native(shape: str) -> None:
    drawn = Shape(shape=shape, rect=RECT)
    assert is_native(drawn)
    assert shape_style(drawn)


def test_other_shapes_are_not() -> None:
    assert not is_native(Shape(shape="flag", rect=RECT))


def test_rounded_corners_have_the_radius_of_the_figure() -> None:
    style = shape_style(Shape(shape="rounded", rect=RECT, radius=7.2))
    assert (style["absoluteArcSize"], style["arcSize"]) == (1, 20)


def test_dashes_and_widths_are_absolute() -> None:
    style = look(None, INK)
    assert (style["fillColor"], style["strokeColor"]) == ("none", "#0b62a8")
    assert (style["strokeWidth"], style["dashPattern"]) == (1.25, "5 2.75")


def test_heads_are_those_of_the_plan() -> None:
    way = ((0.0, 0.0), (9.0, 0.0))
    plain = edge_style(Line(points=way, stroke=INK))
    assert (plain["startArrow"], plain["endArrow"], plain["endFill"]) == ("none", "block", 1)
    assert plain["labelBackgroundColor"] == "none"
    ring = edge_style(Line(points=way, stroke=INK, heads=Heads.BOTH, tip=Tip.CIRCLE))
    assert (ring["startArrow"], ring["endArrow"], ring["endFill"]) == ("circle", "circle", 0)
    assert edge_style(Line(points=way, stroke=INK, heads=Heads.NONE))["endArrow"] == "none"


def test_a_label_beside_the_middle_is_moved_by_twice_its_distance() -> None:
    with settings():
        block = line_block(Run(owner="a", text="Words", x=43.2, y=21.3, size=10, colour="#112233", ground="#ffffff"))
    style = label_style(block, RECT)
    assert (style["align"], style["verticalAlign"]) == ("center", "middle")
    assert (style["spacingLeft"], style["spacingTop"]) == (20, 0)
    assert style["fontColor"] == "#112233"


def test_a_label_that_begins_at_a_place_stands_there() -> None:
    run = Run(owner="a", text="Title", x=7.2, y=16.5, size=10, colour="#112233", ground="#ffffff", start=True)
    with settings():
        style = label_style(line_block(run), RECT)
    assert (style["align"], style["verticalAlign"]) == ("left", "top")
    assert (style["spacingLeft"], style["spacingTop"]) == (10, 10 - 5)  # which draw.io keeps by itself
