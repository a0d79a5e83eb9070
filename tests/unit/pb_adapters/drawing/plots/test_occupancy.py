import warnings

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.lines import Line2D

from pb_adapters.drawing.plots.occupancy import CELL, Grid, take
from pb_adapters.drawing.shared.encoding import Page
from pb_core.domain.plane import Rect

PAGE = Rect(0, 0, 200, 150)
NUMBERS = st.floats(0, 140)
RECTS = st.lists(st.builds(Rect, NUMBERS, NUMBERS, st.floats(1, 60), st.floats(1, 60)), max_size=6)


@given(RECTS, st.floats(10, 80), st.floats(10, 60))
def test_a_free_spot_is_free(rects: list[Rect], wide: float, high: float) -> None:
    grid = Grid(PAGE.width, PAGE.height)
    for rect in rects:
        grid.add_rect(rect)
    spot = grid.free_spot(PAGE, wide, high)
    if spot is None:
        return
    found = Rect(*spot, wide, high)
    assert grid.taken(found) == 0
    for rect in rects:
        across = min(rect.right, found.right) - max(rect.x, found.x)
        down = min(rect.bottom, found.bottom) - max(rect.y, found.y)
        assert across <= 1e-9 or down <= 1e-9


def test_an_empty_sheet_offers_its_upper_right_corner() -> None:
    x, y = Grid(PAGE.width, PAGE.height).free_spot(PAGE, 40, 20) or (0, 0)
    assert y == 0
    assert abs(x + 40 - PAGE.right) <= 2 * CELL


def test_a_full_sheet_offers_nothing() -> None:
    grid = Grid(PAGE.width, PAGE.height)
    grid.add_rect(PAGE)
    assert grid.free_spot(PAGE, 10, 10) is None
    assert Grid(20, 20).free_spot(Rect(0, 0, 20, 20), 30, 5) is None
    grid.clear()
    assert grid.taken(PAGE) == 0


def test_points_take_their_surroundings_and_polygons_their_inside() -> None:
    grid = Grid(PAGE.width, PAGE.height)
    grid.add_points(np.array([[50.0, 50.0], [np.nan, 3.0], [1e6, 1e6]]), 6)
    assert grid.taken(Rect(45, 45, 10, 10)) > 0
    assert grid.taken(Rect(70, 70, 20, 20)) == 0
    grid.add_polygon(np.array([[100.0, 100.0], [140.0, 100.0], [120.0, 140.0]]))
    assert grid.taken(Rect(116, 106, 8, 8)) == 16
    assert grid.taken(Rect(100, 130, 6, 6)) == 0
    grid.add_polygon(np.array([[-50.0, -50.0], [10.0, -50.0], [10.0, 10.0], [-50.0, 10.0]]))
    assert grid.taken(Rect(0, 0, 8, 8)) > 0


def test_a_line_that_runs_off_to_the_largest_numbers_takes_room() -> None:
    page = Page(width=200.0, height=150.0, pixels=(200, 150))
    figure, grid = page.new_figure("#ffffff"), Grid(200.0, 150.0)
    axes = figure.add_axes((0, 0, 1, 1))
    line = axes.add_line(Line2D([0.5, 0.5], [0.5, 1e300]))
    axes.set(xlim=(0, 1), ylim=(0, 1))
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        take(grid, [line], figure)
    assert grid.taken(PAGE) > 0
