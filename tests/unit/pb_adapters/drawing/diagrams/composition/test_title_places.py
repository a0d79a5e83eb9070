import pytest

from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.title_places import SIDES, title_sides
from pb_adapters.drawing.diagrams.placement import Area
from support.compositions import plan, sized

LEAVES = sized(plan("a>b", "a>c"))
FRAME = Area(0, 20, 100, 60)
ROOMS = {0.0: Area(2, 21, 40, 25), 0.5: Area(31, 21, 69, 25), 1.0: Area(60, 21, 98, 25)}
LEFT_BOX, RIGHT_BOX = Area(4, 28, 34, 40), Area(66, 28, 96, 40)


def side_of(ends: list[tuple[str, str]], **boxes: Area) -> float:
    fit = Fitted(boxes, {"g": FRAME}, 110, 60)
    return title_sides(fit, LEAVES, ends, {"g": [ROOMS[side] for side in SIDES]})["g"]


def test_a_title_stands_on_the_left_where_it_bars_nothing() -> None:
    assert side_of([("a", "c")], a=Area(0, 0, 100, 10), b=LEFT_BOX, c=RIGHT_BOX) == 0.0
    assert side_of([], a=Area(0, 0, 100, 10), b=LEFT_BOX, c=RIGHT_BOX) == 0.0


@pytest.mark.parametrize("pair", [("a", "b"), ("b", "a")])
def test_a_title_goes_to_the_right_of_an_arrow_that_it_would_bar(pair: tuple[str, str]) -> None:
    assert side_of([pair], a=Area(0, 0, 100, 10), b=LEFT_BOX, c=RIGHT_BOX) == 1.0


def test_a_title_stands_in_the_middle_between_arrows_on_both_sides() -> None:
    assert side_of([("a", "b"), ("a", "c")], a=Area(0, 0, 100, 10), b=LEFT_BOX, c=RIGHT_BOX) == 0.5


def test_what_is_far_below_or_reached_from_aside_moves_no_title() -> None:
    assert side_of([("a", "b")], a=Area(0, 0, 100, 10), b=Area(4, 45, 34, 55), c=RIGHT_BOX) == 0.0
    assert side_of([("c", "b")], a=Area(0, 0, 100, 10), b=LEFT_BOX, c=RIGHT_BOX) == 0.0


def test_an_arrow_that_comes_round_a_corner_needs_the_top_of_its_box_as_well() -> None:
    assert side_of([("a", "b")], a=Area(70, 0, 100, 10), b=LEFT_BOX, c=RIGHT_BOX) == 1.0
