import itertools

import pytest

from pb_adapters.drawing.diagrams.composition.slots import Member, shared, spans
from pb_adapters.drawing.diagrams.composition.tree import Extent

BLOCK, GAP = Extent(6, 8, 20), Extent(2, 3, 6)


@pytest.mark.parametrize(
    ("total", "sizes", "gaps"),
    [(14, [6, 6], [2]), (18, [8, 8], [2]), (19, [8, 8], [3]), (43, [20, 20], [3]), (60, [20, 20], [6])],
)
def test_room_goes_to_parts_first_and_to_gaps_last(total: int, sizes: list[int], gaps: list[int]) -> None:
    assert shared(total, [BLOCK, BLOCK], [GAP]) == (sizes, gaps)


def test_spans_fill_the_band_and_keep_their_gaps() -> None:
    found = spans(60, [Member(BLOCK), Member(BLOCK), Member(BLOCK)], [GAP, GAP], set())
    assert found[0][0] == 0
    assert found[-1][1] == 60
    assert all(after[0] - before[1] >= GAP.least for before, after in itertools.pairwise(found))


def test_a_member_faces_what_it_is_linked_with() -> None:
    wide = Extent(6, 8, 60)
    members = [Member(wide, ((0, 10),)), Member(wide, ((16, 26), (32, 42), (48, 60)))]
    first, second = spans(60, members, [GAP], {10, 26, 42, 60})
    assert first[1] <= 16
    assert all(min(second[1], high) - max(second[0], low) >= 3 for low, high in members[1].partners)


def test_no_span_is_shorter_than_its_member() -> None:
    members = [Member(Extent(20, 20, 40), ((30, 60),)), Member(Extent(20, 20, 40), ((0, 30),))]
    found = spans(60, members, [GAP], {30})
    assert all(end - start >= 20 for start, end in found)
