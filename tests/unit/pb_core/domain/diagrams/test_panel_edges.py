from pb_core.domain.diagrams.panel_edges import lone_sides, ragged_pairs
from pb_core.domain.plane import Rect

WIDE, LEFT, RIGHT = Rect(0, 0, 100, 20), Rect(0, 30, 45, 40), Rect(55, 30, 45, 40)


def test_panels_that_tile_their_place_line_up() -> None:
    assert ragged_pairs([WIDE, LEFT, RIGHT]) == 0
    assert lone_sides([WIDE, LEFT, RIGHT]) == 0
    assert lone_sides([WIDE]) == lone_sides([]) == 0


def test_a_panel_narrower_than_those_below_has_a_lone_side() -> None:
    assert lone_sides([Rect(0, 0, 60, 20), LEFT, RIGHT]) == 1
    assert lone_sides([Rect(20, 0, 60, 20), LEFT, RIGHT]) == 2


def test_a_panel_lower_than_its_neighbour_has_a_lone_side_and_one_that_nearly_shares_both_ends_is_ragged() -> None:
    lower, between = Rect(55, 30, 45, 30), Rect(55, 32, 45, 36)
    assert (lone_sides([LEFT, lower]), ragged_pairs([LEFT, lower])) == (1, 0)
    assert (lone_sides([LEFT, between]), ragged_pairs([LEFT, between])) == (2, 1)


def test_a_side_that_faces_a_panel_across_other_things_is_not_alone() -> None:
    assert lone_sides([LEFT, Rect(85, 30, 15, 40)]) == 0


def test_the_middle_one_of_three_lies_in_line_below_a_wide_panel_unless_its_edges_are_nearly_those_of_another() -> None:
    middle = Rect(35, 30, 30, 20)
    assert ragged_pairs([WIDE, Rect(0, 30, 30, 20), middle, Rect(70, 30, 30, 20)]) == 0
    assert ragged_pairs([Rect(30, 0, 70, 20), middle]) == 1
    assert ragged_pairs([middle, Rect(30, 0, 70, 20)]) == 1
    assert ragged_pairs([Rect(0, 0, 50, 20), middle]) == 1
