"""Blocks that stand nearly in line are moved into line."""

import pytest

from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.straightening import lined_up, steps_of, straightened
from pb_adapters.drawing.diagrams.placement import Area

CHAIN = (Link("a", "b"), Link("b", "c"))


def column(*places: int) -> dict[str, Area]:
    """Blocks of 20 by 6 cells below each other, the first cells of each."""
    return {name: Area(x, 10 * i, x + 20, 10 * i + 6) for i, (name, x) in enumerate(zip("abcd", places, strict=False))}


def moved(areas: dict[str, Area], links: tuple[Link, ...]) -> dict[str, Area]:
    return straightened(areas, links, lambda _: 0)


def turned(areas: dict[str, Area]) -> dict[str, Area]:
    return {name: Area(a.y, a.x, a.bottom, a.right) for name, a in areas.items()}


def test_the_one_block_of_a_chain_that_is_off_its_line_is_moved() -> None:
    assert moved(column(0, 3, 0), CHAIN) == column(0, 0, 0)
    assert moved(turned(column(0, 3, 0)), CHAIN) == turned(column(0, 0, 0))


def test_what_is_in_line_moves_together() -> None:
    links = (*CHAIN, Link("c", "d"))
    found = moved(column(0, 0, 4, 4), links)
    assert len({area.x for area in found.values()}) == 1


@pytest.mark.parametrize("places", [(0, 0, 0), (0, 12, 0), (0, 40, 0)])
def test_what_is_in_line_or_far_from_it_stays(places: tuple[int, int, int]) -> None:
    assert moved(column(*places), CHAIN) == column(*places)


def test_a_block_keeps_the_room_beside_it_and_stays_within_the_page() -> None:
    areas = column(0, 3, 0) | {"left": Area(-30, 10, -3, 16), "right": Area(25, 0, 50, 30)}
    assert moved(areas, CHAIN) == areas
    assert moved(column(0, 3), CHAIN[:1]) in (column(0, 0), column(3, 3))


def test_only_steps_of_chains_are_made_straight_and_only_where_no_arrow_bends_more() -> None:
    areas = column(0, 3, 0)
    assert moved(areas, (*CHAIN, Link("a", "c"))) == areas
    assert straightened(areas, CHAIN, lambda found: int(found != areas)) == areas


def test_steps_are_those_of_plain_chains_and_do_not_feed_back() -> None:
    assert steps_of((*CHAIN, Link("c", "a", forward=False), Link("c", "d"), Link("c", "e"))) == (("a", "b"), ("b", "c"))


def test_blocks_are_lined_up_with_any_others_that_are_not_far() -> None:
    areas = column(0, 12, 60, 74)
    assert lined_up(areas, (), lambda _: 0) == turned(lined_up(turned(areas), (), lambda _: 0))
    assert len({area.x for area in lined_up(areas, (), lambda _: 0).values()}) == 2
    assert moved(areas, ()) == areas


def test_nothing_is_lined_up_where_an_arrow_would_bend_more_or_another_block_is_in_the_way() -> None:
    areas = column(0, 12)
    assert lined_up(areas, (), lambda found: int(found != areas)) == areas
    walls = {"left": Area(-20, 10, 8, 16), "right": Area(24, 0, 52, 6)}
    found = lined_up(areas | walls, (), lambda _: 0)
    assert found["a"].right <= found["right"].x
    assert found["left"].right <= found["b"].x
