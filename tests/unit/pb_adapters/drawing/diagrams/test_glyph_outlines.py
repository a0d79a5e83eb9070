import math

import pytest
from matplotlib.bezier import BezierSegment

from pb_adapters.drawing.diagrams.glyph_outlines import body, box, circle, curve, line, polygon, rounded, solid, strokes


def bounds(path: object) -> tuple[float, ...]:
    return tuple(float(v) for v in path.get_extents().extents)  # type: ignore[attr-defined]


def test_a_box_keeps_its_edges_when_its_corners_are_rounded() -> None:
    assert bounds(box(2, 4, 22, 20)) == pytest.approx((2, 4, 22, 20))
    assert bounds(box(2, 4, 22, 20, 3)) == pytest.approx((2, 4, 22, 20))
    assert not box(2, 4, 22, 20, 3).contains_point((2.3, 4.3))


def test_a_circle_is_round() -> None:
    quarter = BezierSegment(circle((5, 5), 4).vertices[:4])
    assert all(math.dist(quarter(step / 10), (5, 5)) == pytest.approx(4, abs=0.002) for step in range(11))


def test_each_corner_may_have_its_own_radius() -> None:
    path = rounded(((0, 0), (10, 0), (10, 10), (0, 10)), 4, 0.1, 0.1, 0.1)
    assert not path.contains_point((0.5, 0.5))
    assert path.contains_point((9.5, 0.5))


def test_lines_are_open_and_polygons_closed() -> None:
    assert len(line((0, 0), (1, 0), (1, 1)).vertices) == 3
    assert polygon((0, 0), (2, 0), (2, 2)).contains_point((1.5, 1))


def test_a_curve_ends_where_its_last_point_is() -> None:
    assert tuple(curve((0, 0), (1, 0), (2, 1), (2, 2)).vertices[-1]) == (2, 2)


def test_parts_are_filled_stroked_or_both() -> None:
    path = box(0, 0, 1, 1)
    assert (body(path, 0.2).shade, body(path).weight) == (0.2, 1)
    assert (strokes(path).shade, strokes(path, weight=2).weight) == (None, 2)
    assert (solid(path).shade, solid(path).weight) == (1, 0)
