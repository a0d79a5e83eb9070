from pb_adapters.drawing.diagrams.composition.expected_ways import crossed, expected_way
from pb_adapters.drawing.diagrams.placement import Area

LEFT, RIGHT = Area(0, 0, 10, 10), Area(30, 0, 40, 10)


def test_blocks_that_face_each_other_are_joined_straight() -> None:
    assert expected_way(LEFT, RIGHT, ()) == (20, ((10, 5), (30, 5)))
    assert expected_way(LEFT, Area(2, 20, 12, 30), ()) == (10, ((6, 10), (6, 20)))


def test_a_straight_way_passes_a_small_block_by() -> None:
    length, corners = expected_way(LEFT, RIGHT, [Area(15, 4, 20, 12)])
    assert (length, corners) == (20, ((10, 1), (30, 1)))


def test_a_way_goes_round_a_block_between() -> None:
    between = Area(15, 1, 20, 12)
    length, corners = expected_way(LEFT, RIGHT, [between])
    assert length > 30
    assert len(corners) == 4
    assert all(not (between.y <= y <= between.bottom) for _, y in corners[1:3])


def test_no_way_leaves_the_page_at_a_side() -> None:
    high, low, between = Area(10, 0, 30, 10), Area(10, 40, 30, 50), Area(5, 20, 30, 30)
    assert max(x for x, _ in expected_way(high, low, [between])[1]) > 30
    assert max(x for x, _ in expected_way(high, low, [between], 31)[1]) <= 31


def test_blocks_askew_are_joined_with_one_bend() -> None:
    length, corners = expected_way(LEFT, Area(30, 20, 40, 30), ())
    assert len(corners) == 3
    assert 35 <= length <= 45


def test_a_way_with_two_bends_is_found_where_one_bend_is_barred() -> None:
    corners = expected_way(LEFT, Area(30, 20, 40, 30), [Area(33, 3, 37, 7), Area(3, 22, 7, 28)])[1]
    assert len(corners) == 4


def test_a_way_is_the_same_either_way_round() -> None:
    low = Area(20, 40, 34, 50)
    assert expected_way(LEFT, low, [RIGHT])[0] == expected_way(low, LEFT, [RIGHT])[0]


def test_a_block_that_is_shut_in_is_dear_to_reach() -> None:
    walls = [Area(-5, -9, 15, -1), Area(-5, 11, 15, 19), Area(-9, -9, -1, 19), Area(11, -9, 19, 19)]
    assert expected_way(LEFT, RIGHT, walls)[0] > 40


def test_ways_cross_where_a_piece_across_meets_an_upright_one_of_another() -> None:
    across, upright, bent = ((0.0, 5.0), (20.0, 5.0)), ((10.0, 0.0), (10.0, 9.0)), ((5.0, 5.0), (5.0, 9.0), (9.0, 9.0))
    assert crossed([across, upright]) == 1
    assert crossed([across, bent]) == crossed([(*across, (20.0, 0.0), (10.0, 0.0), (10.0, 9.0))]) == 0
