import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.diagrams.box_outlines import nearest_border, notch, outline, stacked_outline
from pb_core.domain.plane import Rect, border_distance, within

SHAPES = (
    "rounded",
    "slant",
    "pill",
    "sheet",
    "cylinder",
    "diamond",
    "hexagon",
    "circle",
    "chamfer",
    "ellipse",
    "rings",
    "trapezoid",
    "funnel",
    "slant-left",
    "flag",
)
rects = st.builds(Rect, st.floats(0, 100), st.floats(0, 100), st.floats(20, 200), st.floats(20, 90))


@pytest.mark.parametrize("shape", SHAPES)
@given(rect=rects)
def test_an_outline_touches_all_four_sides_and_never_leaves_its_rectangle(shape: str, rect: Rect) -> None:
    corners = outline(shape, rect)
    assert all(within(Rect(x, y, 0, 0), rect, 1e-6) for x, y in corners)
    assert min(x for x, _ in corners) == pytest.approx(rect.x)
    assert max(x for x, _ in corners) == pytest.approx(rect.right)
    assert min(y for _, y in corners) == pytest.approx(rect.y)
    assert max(y for _, y in corners) == pytest.approx(rect.bottom)
    assert 0 <= notch(shape, rect) <= min(rect.width, rect.height) / 2


@pytest.mark.parametrize("shape", SHAPES)
@given(rect=rects, share=st.floats(0.02, 0.98))
def test_a_border_point_is_on_the_border(shape: str, rect: Rect, share: float) -> None:
    side = (rect.right, rect.y + share * rect.height)
    assert border_distance(outline(shape, rect), nearest_border(outline(shape, rect), side, vertical=False)) < 1e-6
    top = (rect.x + share * rect.width, rect.y)
    assert border_distance(outline(shape, rect), nearest_border(outline(shape, rect), top, vertical=True)) < 1e-6


def test_a_line_that_misses_the_outline_keeps_its_end() -> None:
    assert nearest_border(outline("diamond", Rect(0, 0, 10, 10)), (5, 40), vertical=False) == (5, 40)


def test_rectangles_on_top_of_each_other_have_one_outline() -> None:
    outline = stacked_outline((Rect(4, 0, 2, 3), Rect(0, 3, 10, 5)))
    assert outline == ((6, 0), (6, 3), (10, 3), (10, 8), (0, 8), (0, 3), (4, 3), (4, 0))
