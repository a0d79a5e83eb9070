from pb_adapters.drawing.diagrams.end_swaps import FIRST, LAST, EndSwap, end_swaps
from pb_adapters.drawing.diagrams.wires import Wire

NOWHERE: frozenset[str] = frozenset()
LEVEL, UPRIGHT = [(0, 4), (20, 4)], [(6, 0), (6, 9)]


def wire(source: str, target: str) -> Wire:
    return Wire(source, target, 0, NOWHERE)


def test_arrows_that_cross_may_swap_the_ends_that_they_have_at_one_box() -> None:
    assert list(end_swaps([wire("a", "b"), wire("a", "c")], [LEVEL, UPRIGHT])) == [EndSwap((0, 1), (FIRST, FIRST))]
    assert list(end_swaps([wire("a", "b"), wire("b", "c")], [LEVEL, UPRIGHT])) == [EndSwap((0, 1), (LAST, FIRST))]


def test_others_do_not() -> None:
    beside = [(26, 0), (26, 9)]
    assert not list(end_swaps([wire("a", "b"), wire("c", "d")], [LEVEL, UPRIGHT]))
    assert not list(end_swaps([wire("a", "b"), wire("a", "c")], [LEVEL, beside]))


def test_each_wants_the_place_of_the_other() -> None:
    swap = EndSwap((0, 1), (LAST, FIRST))
    assert list(swap.wanted([LEVEL, UPRIGHT])) == [(0, LAST, (6, 0)), (1, FIRST, (20, 4))]
