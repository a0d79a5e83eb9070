import pytest

from pb_adapters.drawing.diagrams.composition.snapping import Placed, snapped


def test_what_stands_nearly_where_others_do_is_moved_there() -> None:
    members = [Placed(12, 10), Placed(27, 10), Placed(50, 10)]
    assert snapped(members, [2, 2], 60, {10, 30}) == [10, 30, 50]  # 50 is nobody's, and far from all


def test_a_move_never_takes_a_gap_nor_leaves_the_page() -> None:
    assert snapped([Placed(10, 10), Placed(22, 10)], [2], 40, {18}) == [10, 22]  # either would overlap the other
    assert snapped([Placed(5, 10)], [], 40, {3}) == [5]


@pytest.mark.parametrize(("stays", "found"), [(True, 12), (False, 10)])
def test_what_stays_is_not_moved(stays: bool, found: int) -> None:  # noqa: FBT001 - a parameter of the test
    assert snapped([Placed(12, 10, stays)], [], 40, {10}) == [found]


def test_a_lane_makes_way_for_a_block() -> None:
    members = [Placed(9, 10), Placed(17, 2, lane=True)]
    assert snapped(members, [2], 40, {11}) == [11, 19]
