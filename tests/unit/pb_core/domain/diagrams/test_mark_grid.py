import itertools
import random

import pytest

from pb_core.domain.diagrams.mark_grid import COLUMNS, MarkGrid, largest_empty, marked
from pb_core.domain.diagrams.scene import DrawnBox, DrawnGlyph, DrawnLine, DrawnScene
from pb_core.domain.plane import Rect


def by_trying(rows: list[int], columns: int) -> int:
    """The largest empty rectangle by trying all rectangles."""
    best = 0
    for top, bottom in itertools.combinations(range(len(rows) + 1), 2):
        for left, right in itertools.combinations(range(columns + 1), 2):
            mask = (1 << right) - (1 << left)
            if not any(row & mask for row in rows[top:bottom]):
                best = max(best, (bottom - top) * (right - left))
    return best


@pytest.mark.parametrize("seed", range(40))
def test_the_largest_empty_rectangle_is_found(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - a test's dice
    columns, share = draw.randint(1, 11), draw.choice((0.03, 0.1, 0.4))
    rows = [sum((draw.random() < share) << bit for bit in range(columns)) for _ in range(draw.randint(1, 9))]
    assert largest_empty(rows, columns) == by_trying(rows, columns)


def test_a_full_grid_has_nothing_empty() -> None:
    assert largest_empty([0b111, 0b111], 3) == 0


def test_a_rectangle_leaves_the_strip_beside_it() -> None:
    grid = MarkGrid(240, 120)
    grid.mark(Rect(0, 0, 179.5, 120))
    assert grid.quiet_share() == pytest.approx(60 / 240)


def test_reach_widens_marks_on_all_sides() -> None:
    thin, wide = MarkGrid(240, 120), MarkGrid(240, 120, reach=1)
    for grid in (thin, wide):
        grid.trace(((120.5, 0), (120.5, 120)))
    assert [row.bit_count() for row in thin.rows] == [1] * 120
    assert [row.bit_count() for row in wide.rows] == [3] * 120


def test_a_slanted_line_marks_no_more_than_it_passes() -> None:
    grid = MarkGrid(240, 240)
    grid.trace(((0.5, 0.5), (239.5, 239.5)))
    assert all(row >> column & 1 for column, row in enumerate(grid.rows))
    assert sum(row.bit_count() for row in grid.rows) < 4 * COLUMNS


def test_marks_outside_the_canvas_are_left_out() -> None:
    grid = MarkGrid(240, 120)
    grid.mark(Rect(-50, -50, 20, 20))
    grid.mark(Rect(250, 10, 20, 20))
    assert not any(grid.rows)


def test_emptiness_inside_a_rectangle_is_a_share_of_it() -> None:
    grid = MarkGrid(240, 120)
    grid.mark(Rect(10, 10, 24.5, 49.5))
    assert grid.quiet_share(Rect(10, 10, 50, 50)) == pytest.approx(0.5)
    assert grid.quiet_share(Rect(10, 10, 0.5, 50)) == 0


def test_squares_with_marks_are_counted_whole_and_in_the_middle() -> None:
    grid = MarkGrid(240, 240)
    for y in range(0, 240, 10):
        grid.trace(((0, y + 5), (239, y + 5)))
    assert grid.marked_share() == 1
    half = MarkGrid(240, 240)
    half.mark(Rect(0, 0, 119, 240))
    assert half.marked_share() == 0.5
    middle = MarkGrid(240, 240)
    middle.mark(Rect(80, 80, 80, 80))
    assert middle.marked_share(middle=True) == 1
    assert middle.marked_share() < 0.2


def test_the_inside_of_a_box_is_empty_and_a_pictogram_is_not() -> None:
    box = DrawnBox(id="a", rect=Rect(0, 0, 480, 240), shape="rounded")
    scene = DrawnScene(width=480, height=240, boxes=(box,), frames=(), lines=(), texts=())
    assert marked(scene).quiet_share() > 0.95
    free = DrawnBox(id="a", rect=box.rect, shape="glyph", parts=(Rect(0, 0, 480, 240),))
    glyph = DrawnGlyph(owner="a", name="image", rect=Rect(0, 0, 240, 240))
    scene = DrawnScene(width=480, height=240, boxes=(free,), frames=(), lines=(), texts=(), glyphs=(glyph,))
    assert marked(scene).quiet_share() == pytest.approx(0.5, abs=0.01)


def test_lines_are_marks() -> None:
    line = DrawnLine(source="a", target="b", kind="flow", points=((0, 60), (240, 60), (240, 120)))
    scene = DrawnScene(width=480, height=120, boxes=(), frames=(), lines=(line,), texts=())
    assert marked(scene).quiet_share() == pytest.approx(0.5, abs=0.02)
