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
