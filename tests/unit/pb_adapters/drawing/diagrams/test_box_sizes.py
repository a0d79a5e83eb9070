import pytest

from pb_adapters.drawing.diagrams.box_sizes import (
    STACK,
    Line,
    Typography,
    diamond_extent,
    front,
    outer_extent,
    plan_box,
    shape_of,
)
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.spec import Element, ElementKind, Shape
from pb_core.domain.plane import Rect

KIND = Typography(8.5, 7.0, 10.0)


@pytest.mark.parametrize("shape", ["rounded", "ellipse", "cylinder", "hexagon", "slant", "pill"])
def test_a_shape_has_room_for_its_words(shape: str) -> None:
    wide, high = outer_extent(shape, (60.0, 12.0), KIND)
    assert wide > 60
    assert high > 12


@pytest.mark.parametrize("words", [["Ready?"], ["Is any", "processing", "left?"], ["attempt_count <", "max_attempts?"]])
def test_the_sides_of_a_diamond_leave_room_for_each_line_of_its_words(words: list[str]) -> None:
    with settings():
        lines = tuple(Line(text, 8.5) for text in words)
        wide, high = diamond_extent(lines, KIND)
        widths, heights = [line.width for line in lines], [line.pitch for line in lines]
        assert diamond_extent(lines, KIND, "×3")[0] > wide
    tops = [sum(heights[:index]) - sum(heights) / 2 for index in range(len(lines))]
    for width, height, top in zip(widths, heights, tops, strict=True):
        assert width / wide + 2 * max(abs(top), abs(top + height)) / high < 1
    assert high < wide


@pytest.mark.parametrize(
    ("kind", "shape", "label", "found"),
    [
        (ElementKind.STORE, None, "Index", "cylinder"),
        (ElementKind.ACTOR, None, "Environment", "framed"),
        (ElementKind.ACTOR, None, "Annotator", "actor"),
        (ElementKind.PROCESS, Shape.HEXAGON, "Index", "hexagon"),
        (ElementKind.OPERATION, None, "+", "circle"),
        (ElementKind.OPERATION, None, "C", "circle"),
        (ElementKind.OPERATION, None, "SVD", "chamfer"),
        (ElementKind.PROCESS, Shape.CIRCLE, "SVD", "circle"),
        (ElementKind.PROCESS, None, "+", "rounded"),
    ],
)
def test_a_shape_is_its_own_or_that_of_the_kind(kind: ElementKind, shape: Shape | None, label: str, found: str) -> None:
    assert shape_of(Element(id="a", label=label, kind=kind, shape=shape)) == found


def test_a_repeated_box_has_sheets_behind_it() -> None:
    with settings():
        plan = plan_box(Element(id="a", label="Layer", repeat=6), KIND)
    assert plan.badge == "×6"
    assert front(plan, Rect(0, 0, 50, 20)) == Rect(0, STACK, 50 - STACK, 20 - STACK)


def test_a_stack_has_sheets_behind_it_and_no_number() -> None:
    with settings():
        plan = plan_box(Element(id="a", label="Layer", shape=Shape.STACK), KIND)
        plain = plan_box(Element(id="b", label="Layer"), KIND)
    assert not plan.badge
    assert front(plan, Rect(0, 0, 50, 20)) == Rect(0, STACK, 50 - STACK, 20 - STACK)
    high = [outer_extent(one.shape, (60.0, 12.0), KIND)[1] for one in (plan, plain)]
    assert high[0] == pytest.approx(high[1] + STACK)
