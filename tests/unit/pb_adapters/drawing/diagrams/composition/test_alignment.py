import itertools

import pytest

from pb_adapters.drawing.diagrams.composition.alignment import Item, aligned

BOX, HUB, LANE = Item(20), Item(20, grows=True), Item(2, lane=True)


def middle(span: tuple[int, int]) -> float:
    return sum(span) / 2


def both(*pairs: tuple[tuple[int, int], tuple[int, int]]) -> dict[tuple[int, int], list[tuple[int, int]]]:
    found: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for one, other in pairs:
        found.setdefault(one, []).append(other)
        found.setdefault(other, []).append(one)
    return found


def test_a_member_stands_centred_before_its_partners() -> None:
    links = both(((0, 0), (1, 0)), ((0, 0), (1, 1)))
    top, below = aligned([[BOX], [BOX, BOX]], [[], [4]], links, 60, {})
    assert middle(top[0]) == (middle(below[0]) + middle(below[1])) / 2
    assert (below[0][0], below[1][1]) == (0, 60)


def test_a_chain_is_straight() -> None:
    links = both(((0, 0), (1, 0)), ((1, 0), (2, 0)), ((1, 1), (2, 1)))
    found = aligned([[BOX], [BOX, BOX], [Item(10), Item(10)]], [[], [4], [4]], links, 80, {})
    assert middle(found[0][0]) == middle(found[1][0]) == middle(found[2][0])
    assert middle(found[1][1]) == middle(found[2][1])


@pytest.mark.parametrize("count", [2, 3, 5])
def test_what_grows_reaches_over_its_partners_but_not_over_two(count: int) -> None:
    links = both(*(((0, 0), (1, m)) for m in range(count)))
    top, below = aligned([[HUB], [BOX] * count], [[], [20] * (count - 1)], links, 220, {})
    reached = top[0][1] - top[0][0]
    assert reached == (20 if count == 2 else 44) < below[-1][1] - below[0][0]
    assert aligned([[BOX], [BOX] * count], [[], [4] * (count - 1)], links, 220, {})[0][0] == (100, 120)


def test_a_lane_beside_a_block_is_reached_from_both_ends() -> None:
    links = both(((0, 0), (1, 0)), ((1, 0), (2, 0)), ((0, 0), (1, 1)), ((2, 0), (1, 1)))
    found = aligned([[HUB], [BOX, LANE], [HUB]], [[], [4], []], links, 26, {})
    assert found == [[(0, 26)], [(0, 20), (24, 26)], [(0, 26)]]


def test_members_keep_their_order_and_their_gaps() -> None:
    links = both(((0, 0), (1, 2)), ((0, 1), (1, 1)), ((0, 2), (1, 0)))
    found = aligned([[BOX] * 3, [BOX] * 3], [[4, 4], [6, 6]], links, 100, {})
    for spans, gap in zip(found, (4, 6), strict=True):
        assert all(b[0] - a[1] >= gap for a, b in itertools.pairwise(spans))
        assert spans[0][0] >= 0
        assert spans[-1][1] <= 100


def test_fixed_bands_stay_and_others_follow_them() -> None:
    links = both(((0, 1), (1, 0)))
    found = aligned([[BOX, BOX], [BOX]], [[], []], links, 100, {0: [(0, 20), (70, 90)]})
    assert found == [[(0, 20), (70, 90)], [(70, 90)]]


def test_what_goes_on_is_straight_and_an_answer_that_ends_makes_way() -> None:
    links = both(((0, 0), (1, 0)), ((0, 0), (1, 1)), ((1, 1), (2, 0)))
    spur = Item(20, spur=True)
    found = aligned([[BOX], [spur, BOX], [BOX]], [[], [4], []], links, 60, {})
    assert middle(found[0][0]) == middle(found[1][1]) == middle(found[2][0])
