"""Blocks that follow each other stand in common rows and columns, or not."""

import pytest

from pb_core.domain.diagrams.common_lines import offset_steps
from pb_core.domain.plane import Rect

PAIRS = [("a", "b"), ("b", "c")]


def placed(**left: float) -> dict[str, Rect]:
    """Blocks of 40 by 20 below each other, the left edge of each; those of one letter stand side by side."""
    rows = "abcdef"
    return {name: Rect(x, 50 * rows.index(name[0]), 40, 20) for name, x in left.items()}


def turned(places: dict[str, Rect]) -> dict[str, Rect]:
    return {name: Rect(r.y, r.x, r.height, r.width) for name, r in places.items()}


@pytest.mark.parametrize(("middle", "count"), [(0, 0), (2, 0), (10, 2), (100, 2)])
def test_what_follows_is_in_line_below_or_on_the_right(middle: float, count: int) -> None:
    places = placed(a=0, b=middle, c=0)
    assert offset_steps(PAIRS, places) == offset_steps(PAIRS, turned(places)) == count


@pytest.mark.parametrize("low", [0, 30, 15])
def test_a_common_edge_is_a_line_as_a_common_middle_is(low: float) -> None:
    assert offset_steps([("a", "b")], {"a": Rect(0, 0, 70, 20), "b": Rect(low, 50, 40, 20)}) == 0


def test_what_one_block_leads_to_or_gets_from_is_in_line_as_a_whole() -> None:
    fan = [("a", "b1"), ("a", "b2"), ("b1", "c"), ("b2", "c")]
    assert offset_steps(fan, placed(a=50, b1=20, b2=80, c=50)) == 0
    assert offset_steps(fan, placed(a=50, b1=20, b2=80, c=65)) == 2


def test_arrows_that_lead_another_way_and_what_is_not_drawn_do_not_count() -> None:
    assert offset_steps([*PAIRS, ("c", "a"), ("c", "gone")], placed(a=0, b=0, c=0)) == 0
    assert offset_steps([], {}) == 0
