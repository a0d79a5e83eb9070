import pytest

from pb_adapters.drawing.diagrams.box_paths import ornaments, shape_path, swatch_path
from pb_core.domain.plane import Rect

RECT = Rect(10, 20, 80, 40)
SHAPES = (
    "rounded",
    "block",
    "slant",
    "hexagon",
    "chamfer",
    "diamond",
    "sheet",
    "pill",
    "cylinder",
    "circle",
    "actor",
    "round",
    "bars",
    "framed",
    "ellipse",
    "rings",
    "trapezoid",
    "funnel",
    "slant-left",
    "flag",
    "stack",
    "lined",
    "tagged",
)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape_fills_its_rectangle(shape: str) -> None:
    bounds = shape_path(shape, RECT).get_extents()
    assert (bounds.x0, bounds.y0) == pytest.approx((10, 20), abs=1.2)
    assert (bounds.x1, bounds.y1) == pytest.approx((90, 60), abs=1.2)


def test_a_radius_rounds_the_corners() -> None:
    assert shape_path("rounded", RECT, 0).contains_point((10.2, 20.2))
    assert not shape_path("rounded", RECT, 8).contains_point((10.5, 20.5))


@pytest.mark.parametrize(
    ("shape", "count"),
    [
        ("block", 1),
        ("sheet", 1),
        ("cylinder", 1),
        ("actor", 2),
        ("rounded", 0),
        ("bars", 2),
        ("rings", 1),
        ("framed", 1),
        ("lined", 1),
        ("tagged", 1),
    ],
)
def test_some_shapes_have_marks_inside(shape: str, count: int) -> None:
    marks = list(ornaments(shape, RECT, 40))
    assert len(marks) == count
    for path, _ in marks:
        bounds = path.get_extents()
        assert bounds.x0 >= RECT.x
        assert bounds.x1 <= RECT.right


@pytest.mark.parametrize("shape", ["rounded", "chamfer", "block"])
def test_a_sign_of_a_shape_fills_its_rectangle(shape: str) -> None:
    bounds = swatch_path(shape, Rect(10, 20, 14, 7)).get_extents()
    assert (bounds.x0, bounds.y0, bounds.x1, bounds.y1) == pytest.approx((10, 20, 24, 27))
    assert swatch_path(shape, Rect(10, 20, 14, 7)).contains_point((11.2, 21.2)) is (shape != "chamfer")


def test_the_sign_of_a_sheet_has_a_folded_corner() -> None:
    path = swatch_path("sheet", Rect(10, 20, 14, 7))
    assert path.contains_point((11.0, 21.0))
    assert not path.contains_point((23.8, 20.2))
