import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.plane import (
    Point,
    Rect,
    Segment,
    border_distance,
    contains,
    corners,
    cuts,
    deep_inside,
    holds,
    inset,
    line_distance,
    meet,
    nearest_on,
    overlap,
    path_length,
    segments,
    shared_length,
    spanned,
    within,
)

numbers = st.integers(-100, 100).map(float)
sizes = st.integers(1, 100).map(float)
rects = st.builds(Rect, numbers, numbers, sizes, sizes)
points = st.tuples(numbers, numbers)


@given(rects, rects)
def test_overlap_is_symmetric_and_needs_shared_area(a: Rect, b: Rect) -> None:
    shared = max(0.0, min(a.right, b.right) - max(a.x, b.x)) * max(0.0, min(a.bottom, b.bottom) - max(a.y, b.y))
    assert overlap(a, b) == overlap(b, a) == (shared > 0)


@given(rects, st.floats(0.1, 20))
def test_a_smaller_rectangle_lies_within_and_a_larger_does_not(rect: Rect, by: float) -> None:
    assert within(rect, inset(rect, -by))
    assert not within(inset(rect, -by), rect)


@given(rects, points)
def test_a_polygon_of_four_corners_holds_what_its_rectangle_holds(rect: Rect, point: tuple[float, float]) -> None:
    inside = rect.x < point[0] < rect.right and rect.y < point[1] < rect.bottom
    assert deep_inside(corners(rect), point, 1e-9) == inside
    assert contains(corners(rect), point, 1e-9) == (
        rect.x <= point[0] <= rect.right and rect.y <= point[1] <= rect.bottom
    )


@given(rects, points, points)
def test_a_segment_cuts_a_rectangle_if_one_of_its_points_is_inside(
    rect: Rect, a: tuple[float, float], b: tuple[float, float]
) -> None:
    sampled = [(a[0] + (b[0] - a[0]) * i / 50, a[1] + (b[1] - a[1]) * i / 50) for i in range(51)]
    if a != b and any(deep_inside(corners(rect), point, 1e-6) for point in sampled):
        assert cuts((a, b), rect)
    assert cuts((a, b), rect) == cuts((b, a), rect)


def test_a_segment_on_the_border_cuts_nothing() -> None:
    assert not cuts(((0, 0), (10, 0)), Rect(0, 0, 10, 10))
    assert cuts(((5, -5), (5, 15)), Rect(0, 0, 10, 10))


@given(points, points)
def test_a_segment_runs_along_itself_for_its_length(a: tuple[float, float], b: tuple[float, float]) -> None:
    assert math.isclose(shared_length((a, b), (a, b), 1.0), math.dist(a, b), abs_tol=1e-9)


def test_crossing_segments_and_neighbours_share_nothing() -> None:
    assert shared_length(((0, 0), (10, 0)), ((5, -5), (5, 5)), 1.0) == 0
    assert shared_length(((0, 0), (10, 0)), ((0, 2), (10, 2)), 1.0) == 0
    assert shared_length(((0, 0), (10, 0)), ((10, 0), (20, 0)), 1.0) == 0
    assert shared_length(((0, 0), (10, 0)), ((4, 0.5), (20, 0.5)), 1.0) == 6
    assert shared_length(((3, 3), (3, 3)), ((0, 0), (9, 9)), 1.0) == 0


def test_the_distance_to_a_border_counts_from_either_side() -> None:
    square = corners(Rect(0, 0, 10, 10))
    assert border_distance(square, (5, 3)) == 3
    assert border_distance(square, (13, 14)) == 5


def test_a_polyline_has_a_segment_less_than_points() -> None:
    assert list(segments([(0, 0), (1, 0), (1, 1)])) == [((0, 0), (1, 0)), ((1, 0), (1, 1))]


@pytest.mark.parametrize(
    ("piece", "distance"),
    [(((0, 0), (0, 15)), 10), (((30, -5), (30, 50)), 0), (((25, 25), (60, 25)), 5), (((53, 24), (60, 24)), 5)],
)
def test_how_far_a_line_is_from_a_rectangle(piece: Segment, distance: float) -> None:
    assert line_distance(Rect(10, 10, 40, 10), piece) == pytest.approx(distance)


def test_a_polyline_is_as_long_as_its_pieces_and_a_point_has_no_length() -> None:
    assert path_length([(0, 0), (3, 4), (3, 10)]) == 11
    assert path_length([(7, 7)]) == 0


def test_the_rectangle_around_points_touches_them_on_all_sides() -> None:
    assert spanned([(5, 1), (2, 9), (4, 4)]) == Rect(2, 1, 3, 8)
    assert spanned([(5, 1)]) == Rect(5, 1, 0, 0)


def test_a_rectangle_holds_its_middle_and_its_border() -> None:
    rect = Rect(2, 1, 4, 8)
    assert rect.middle == (4, 5)
    assert all(holds(rect, point) for point in (rect.middle, *corners(rect)))
    assert not holds(rect, (6.1, 5))
    assert not holds(rect, (4, 0.9))


@given(rects, points)
def test_the_nearest_point_of_a_border_lies_on_it_and_as_far_away_as_the_border(
    rect: Rect, point: tuple[float, float]
) -> None:
    found = nearest_on(corners(rect), point)
    assert border_distance(corners(rect), found) < 1e-6
    assert math.dist(found, point) == pytest.approx(border_distance(corners(rect), point))


@given(points, points, points, points)
def test_segments_meet_where_ends_touch_or_both_cross_and_not_apart(a: Point, b: Point, c: Point, d: Point) -> None:
    assert meet((a, b), (b, c))
    assert meet((a, b), (c, d)) == meet((c, d), (b, a))
    middle = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
    beyond = (2 * middle[0] - c[0], 2 * middle[1] - c[1])
    assert meet((a, b), (c, beyond))
    far = (d[0] + 300, d[1])
    assert not meet((a, b), (far, (far[0], c[1])))
