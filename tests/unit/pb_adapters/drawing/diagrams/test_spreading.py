import itertools

import pytest

from pb_adapters.drawing.diagrams.placement import Area
from pb_adapters.drawing.diagrams.spreading import Ends, Path, spread

PAGE = Area(0, 0, 100, 60)
LEFT, RIGHT = Area(0, 0, 20, 50), Area(40, 0, 60, 50)
FREE = {(path, first): (1.0, 49.0) for path in range(4) for first in (True, False)}


def moved(
    *paths: Path, boxes: tuple[Area, ...] = (LEFT, RIGHT), frames: tuple[Area, ...] = (), ends: Ends = FREE
) -> list[Path]:
    return spread(paths, boxes, frames, ends, PAGE)


def through(x: float, top: float, bottom: float) -> Path:
    """An arrow from the left box to the right one that turns down at an x."""
    return (20, top), (x, top), (x, bottom), (40, bottom)


def test_an_upright_piece_beside_a_box_moves_away_from_it() -> None:
    (path,) = moved(through(21, 10, 30))
    assert path[1][0] == path[2][0] == pytest.approx(23.5)
    assert (path[0], path[-1]) == ((20, 10), (40, 30))


def test_many_in_a_narrow_channel_share_its_width_and_keep_their_order() -> None:
    found = moved(through(21, 10, 44), through(22, 7, 40), through(23, 4, 36), boxes=(LEFT, Area(28, 0, 60, 50)))
    xs = [path[1][0] for path in found]
    gaps = [b - a for a, b in itertools.pairwise([20, *xs, 28])]
    assert min(gaps) > 1.9


def test_ends_move_along_their_boxes_only_as_far_as_they_may() -> None:
    crowded = ((20, 10), (40, 10)), ((20, 11), (40, 11)), ((20, 12), (40, 12))
    apart = [path[0][1] for path in moved(*crowded)]
    assert apart[2] - apart[1] == pytest.approx(apart[1] - apart[0], abs=0.2)
    assert apart[2] - apart[0] > 3.5
    assert moved(*crowded, ends={}) == list(crowded)
    tight = dict.fromkeys(FREE, (9.5, 12.5))
    assert all(9.5 <= path[0][1] <= 12.5 for path in moved(*crowded, ends=tight))


def test_what_paths_share_moves_with_all_of_them() -> None:
    one, other = through(21, 10, 30), ((20, 10), (21, 10), (21, 40), (40, 40))
    (a, b) = moved(one, other)
    assert a[1] == b[1]
    assert a[1][0] == pytest.approx(23.5)


def test_a_piece_moves_away_from_the_border_of_a_frame_on_its_own_side() -> None:
    frame = Area(30, -5, 70, 55)
    (path,) = moved(through(31, 10, 30), frames=(frame,))
    assert 33 < path[1][0] < 37


def test_where_there_is_room_nothing_moves() -> None:
    path = through(30, 10, 30)
    assert moved(path) == [path]


def test_pieces_that_would_read_as_one_line_part_to_the_sides_to_which_they_turn() -> None:
    upper = (20, 4), (30, 4), (30, 20), (40, 20)
    lower = (40, 22), (30, 22), (30, 44), (20, 44)
    one, other = moved(upper, lower, ends={})
    assert abs(one[1][0] - other[1][0]) > 3
    far = (40, 26), (30, 26), (30, 44), (20, 44)
    assert moved(upper, far, ends={}) == [upper, far]


def test_in_a_narrow_channel_a_piece_leaves_room_for_the_head_after_it() -> None:
    (path,) = moved(((20, 10), (22, 10), (22, 30), (25, 30)), boxes=(LEFT, Area(25, 0, 60, 50)))
    assert path[-1][0] - path[-2][0] == pytest.approx(5 * 2 / 3)
    narrow = Area(26, 0, 60, 50)
    back = (26, 12), (23, 12), (23, 28), (20, 28)
    one, other = moved(((20, 10), (22, 10), (22, 30), (26, 30)), back, boxes=(LEFT, narrow), ends={})
    assert other[-2][0] - other[-1][0] > 1  # the head of the other has its share
    assert one[-1][0] - one[-2][0] > 1
