"""Blocks that stand nearly in line are moved into line."""

from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.straightening import lined_up, onward_pairs, steps_of
from pb_adapters.drawing.diagrams.placement import Area

CHAIN = (Link("a", "b"), Link("b", "c"))


def column(*places: int) -> dict[str, Area]:
    """Blocks of 20 by 6 cells below each other, the first cells of each."""
    return {name: Area(x, 10 * i, x + 20, 10 * i + 6) for i, (name, x) in enumerate(zip("abcd", places, strict=False))}


def moved(areas: dict[str, Area], links: tuple[Link, ...]) -> dict[str, Area]:
    return lined_up(areas, links, lambda _: 0)


def turned(areas: dict[str, Area]) -> dict[str, Area]:
    return {name: Area(a.y, a.x, a.bottom, a.right) for name, a in areas.items()}


def test_the_one_block_of_a_chain_that_is_off_its_line_is_moved() -> None:
    assert moved(column(0, 3, 0), CHAIN) == column(0, 0, 0)
    assert moved(turned(column(0, 3, 0)), CHAIN) == turned(column(0, 0, 0))


def test_what_is_in_line_moves_together() -> None:
    links = (*CHAIN, Link("c", "d"))
    found = moved(column(0, 0, 4, 4), links)
    assert len({area.x for area in found.values()}) == 1


def test_what_is_in_line_or_far_from_it_stays() -> None:
    far = {name: Area(40 * i, 40 * i, 40 * i + 20, 40 * i + 6) for i, name in enumerate("abc")}
    assert moved(column(0, 0, 0), CHAIN) == column(0, 0, 0)
    assert moved(far, CHAIN) == far


def test_a_block_keeps_the_room_beside_it_and_stays_within_the_page() -> None:
    areas = column(0, 3, 0) | {"left": Area(-30, 10, -3, 16), "right": Area(25, 0, 50, 30)}
    assert moved(areas, CHAIN) == areas
    assert moved(column(0, 3), CHAIN[:1]) in (column(0, 0), column(3, 3))


def test_blocks_about_a_corner_do_not_come_to_stand_before_each_other_without_room() -> None:
    near = {"a": Area(0, 0, 20, 6), "b": Area(22, 7, 42, 13)}
    apart = {"a": Area(0, 0, 20, 6), "b": Area(28, 7, 48, 13)}
    assert moved(near, (Link("a", "b"),)) == near
    assert moved(apart, (Link("a", "b"),)) in (
        {"a": Area(0, y, 20, y + 6), "b": Area(28, y, 48, y + 6)} for y in (0, 7)
    )


def test_nothing_moves_where_arrows_would_be_more_of_a_tangle() -> None:
    areas = column(0, 3, 0)
    assert lined_up(areas, CHAIN, lambda found: int(found != areas)) == areas


def test_what_is_linked_shares_an_edge_where_it_may_not_share_a_middle() -> None:
    areas = column(0, 8) | {"b": Area(8, 10, 18, 16), "wall": Area(20, 10, 30, 16)}
    links = (Link("a", "b"), Link("a", "wall"), Link("b", "wall"))
    found = lined_up(areas, links, lambda _: 0)
    assert found["b"].x == found["a"].x or found["b"].x + found["b"].right == found["a"].x + found["a"].right


def test_steps_are_those_of_plain_chains_and_do_not_feed_back() -> None:
    assert steps_of((*CHAIN, Link("c", "a", forward=False), Link("c", "d"), Link("c", "e"))) == (("a", "b"), ("b", "c"))


def test_blocks_are_lined_up_with_any_others_that_are_not_far() -> None:
    areas = column(0, 12, 60, 74)
    assert lined_up(areas, (), lambda _: 0) == turned(lined_up(turned(areas), (), lambda _: 0))
    assert len({area.x for area in lined_up(areas, (), lambda _: 0).values()}) == 2


def test_nothing_is_lined_up_where_an_arrow_would_bend_more_or_another_block_is_in_the_way() -> None:
    areas = column(0, 12)
    assert lined_up(areas, (), lambda found: int(found != areas)) == areas
    walls = {"left": Area(-20, 10, 8, 16), "right": Area(24, 0, 52, 6)}
    found = lined_up(areas | walls, (), lambda _: 0)
    assert found["a"].right <= found["right"].x
    assert found["left"].right <= found["b"].x


def test_onward_pairs_close_no_cycle_and_do_not_feed_back() -> None:
    links = (*CHAIN, Link("c", "a"), Link("b", "a", forward=False), Link("c", "c"))
    assert onward_pairs(links) == (("a", "b"), ("b", "c"))
