import math

import pytest

from pb_adapters.drawing.composites.svg_to_pdf.geometry import IDENTITY
from pb_adapters.drawing.composites.svg_to_pdf.shapes import bounds, traced, vertices, with_dots, written

WHOLE = (200.0, 100.0)


@pytest.mark.parametrize(
    ("tag", "attributes", "box"),
    [
        ("rect", {"x": "10%", "width": "30", "height": "10%"}, (20, 0, 30, 10)),
        ("rect", {"width": "30", "height": "20", "rx": "9"}, (0, 0, 30, 20)),
        ("circle", {"cx": "5", "cy": "6", "r": "5"}, (0, 1, 10, 10)),
        ("ellipse", {"rx": "4"}, (-4, -4, 8, 8)),
        ("line", {"x2": "3", "y2": "4"}, (0, 0, 3, 4)),
        ("polygon", {"points": "0,0 4,0 4,2 9"}, (0, 0, 4, 2)),
        ("path", {"d": "M1 1h4v2z M9 9"}, (1, 1, 8, 8)),
        ("path", {"d": "M0 0h4 x 9 9"}, (0, 0, 4, 0)),
    ],
)
def test_what_a_shape_covers(tag: str, attributes: dict[str, str], box: tuple[float, ...]) -> None:
    assert bounds(traced(tag, attributes, WHOLE), IDENTITY) == pytest.approx(box)


@pytest.mark.parametrize(
    ("tag", "attributes"),
    [("rect", {"width": "-1", "height": "2"}), ("circle", {"r": "0"}), ("path", {}), ("path", {"d": "M0 0L1e999 1"})],
)
def test_what_draws_nothing(tag: str, attributes: dict[str, str]) -> None:
    assert traced(tag, attributes, WHOLE) == []


def test_it_is_written_as_operators() -> None:
    assert written(traced("path", {"d": "M1 2L3 4z"}, WHOLE)) == "1 2 m 3 4 l h"


def test_a_subpath_without_length_gets_a_direction() -> None:
    dots = with_dots(traced("path", {"d": "M1 1h0 M5 5z M7 7h1"}, WHOLE))
    assert [op for op, _ in dots] == ["m", "l", "m", "l", "m", "l"]
    assert dots[1][1][0][0] > 1


def test_markers_stand_at_vertices_in_the_middle_direction() -> None:
    found = vertices(traced("path", {"d": "M0 0H10V10"}, WHOLE))
    assert [point for point, _ in found] == [(0, 0), (10, 0), (10, 10)]
    assert [angle for _, angle in found] == pytest.approx([0, math.pi / 4, math.pi / 2])


def test_closing_is_one_vertex() -> None:
    found = vertices(traced("path", {"d": "M0 0H10V10z"}, WHOLE))
    assert [point for point, _ in found] == [(0, 0), (10, 0), (10, 10), (0, 0)]
    assert found[-1][1] == pytest.approx(-3 * math.pi / 4)
