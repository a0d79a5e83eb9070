from msgspec.structs import replace

from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.sketches import Panels, closing_links, sketch_badness
from pb_adapters.drawing.diagrams.placement import Area
from support.compositions import plan, sized

LEAVES = sized(plan("a>b", "b>c"))
LINKS = (Link("a", "b"), Link("b", "c"))


def badness(areas: dict[str, Area], *, free: bool = False, height: int = 30) -> float:
    return sketch_badness(Fitted(areas, {}, 110, height), LEAVES, LINKS, free=free)


ROW = {"a": Area(0, 5, 30, 25), "b": Area(40, 5, 70, 25), "c": Area(80, 5, 110, 25)}


def test_neighbours_in_a_row_are_better_than_a_detour_and_than_running_back() -> None:
    exchanged = {"a": ROW["b"], "b": ROW["a"], "c": ROW["c"]}
    backwards = {"a": ROW["c"], "b": ROW["b"], "c": ROW["a"]}
    assert badness(ROW) < badness(backwards)
    assert badness(ROW) < badness(exchanged)


def test_running_back_is_worse_within_a_panel_than_from_one_to_another() -> None:
    backwards = {"a": ROW["c"], "b": ROW["b"], "c": ROW["a"]}
    whole, parts = {"g": Area(0, 0, 110, 30)}, {name: replace(area, y=0, bottom=30) for name, area in ROW.items()}

    def more(frames: dict[str, Area]) -> float:
        back, on = (
            sketch_badness(Fitted(areas, frames, 110, 30), LEAVES, LINKS, free=False) for areas in (backwards, ROW)
        )
        return back - on

    assert more(whole) > more(parts) > 0


def test_an_empty_page_is_bad() -> None:
    small = {name: Area(a.x, 13, a.right, 17) for name, a in ROW.items()}
    assert badness(ROW) < badness(small)


def test_each_point_beyond_a_page_of_print_costs_more_than_one_on_it() -> None:
    for width in (55, 110):
        low, page, over = (
            sketch_badness(Fitted({}, {}, width, height), {}, (), free=True) for height in (125, 142, 159)
        )
        assert 0 <= page - low < over - page


def test_a_hollow_panel_is_bad() -> None:
    full = Fitted(ROW, {"g": Area(0, 0, 110, 30)}, 110, 60)
    hollow = replace(full, frames={"g": Area(0, 0, 110, 60)})
    assert sketch_badness(full, LEAVES, LINKS, free=False) < sketch_badness(hollow, LEAVES, LINKS, free=False)


def test_a_block_alone_in_its_panel_that_is_blown_up_is_bad() -> None:
    low = {"a": Area(0, 20, 110, 28), "b": Area(0, 35, 50, 60), "c": Area(60, 35, 110, 60)}
    high = low | {"a": Area(0, 5, 110, 28)}
    alone, among = {"g": Area(0, 0, 110, 30)}, {"g": Area(0, 0, 110, 62)}
    costs = [
        sketch_badness(Fitted(high, panels, 110, 64), LEAVES, LINKS, free=False)
        - sketch_badness(Fitted(low, panels, 110, 64), LEAVES, LINKS, free=False)
        for panels in (among, alone)
    ]
    assert costs[0] < costs[1]


def test_a_large_empty_place_in_one_panel_is_bad() -> None:
    panels = {"g": Area(0, 0, 110, 60)}
    apart = {name: Area(a.x, a.y, a.right, a.bottom + 30) for name, a in ROW.items()}
    spread, pushed = Fitted(apart, panels, 110, 60), Fitted(ROW, panels, 110, 60)
    costs = [
        sketch_badness(fit, LEAVES, LINKS, free=False, panels=Panels(("g",)))
        - sketch_badness(fit, LEAVES, LINKS, free=False)
        for fit in (spread, pushed)
    ]
    assert 0 <= costs[0] < costs[1]


def test_a_portrait_is_bad_only_where_the_ratio_is_free() -> None:
    upright = {name: Area(30, 70 * i, 80, 70 * i + 60) for i, name in enumerate("abc")}
    assert badness(upright, height=200, free=True) > badness(upright, height=200, free=False)


def test_more_than_one_long_arrow_is_bad_beyond_its_length() -> None:
    leaves = sized(plan("a>b", "c>d"))
    links = (Link("a", "b"), Link("c", "d"))
    rows = {"a": Area(0, 0, 30, 10), "b": Area(68, 0, 98, 10), "c": Area(0, 15, 30, 25), "d": Area(68, 15, 98, 25)}
    nearer = rows | {"d": Area(64, 15, 94, 25)}
    both, one = (sketch_badness(Fitted(areas, {}, 110, 30), leaves, links, free=False) for areas in (rows, nearer))
    assert both > one + 3


def test_the_one_long_arrow_is_worse_the_longer_it_is_unless_it_feeds_back() -> None:
    leaves = sized(plan("a>b"))

    def more(*, forward: bool) -> float:
        links = (Link("a", "b", forward=forward),)
        near, far = (
            sketch_badness(
                Fitted({"a": Area(0, 5, 20, 25), "b": Area(x, 5, x + 20, 25)}, {}, 110, 30), leaves, links, free=False
            )
            for x in (60, 90)
        )
        return far - near

    assert more(forward=True) > more(forward=False) + 1


def test_a_way_round_a_block_is_worse_than_a_straight_one() -> None:
    leaves = sized(plan("a>b", "c>d"))
    links = (Link("a", "b"),)
    free = {"a": Area(0, 10, 10, 20), "b": Area(40, 10, 50, 20), "c": Area(20, 0, 30, 8), "d": Area(60, 0, 70, 10)}
    barred = free | {"c": Area(20, 11, 30, 19)}
    clear, round_it = (
        sketch_badness(Fitted(areas, {}, 110, 30), leaves, links, free=False) for areas in (free, barred)
    )
    assert round_it > clear


def test_a_page_higher_than_print_is_wide_is_bad() -> None:
    low = {name: Area(0, 40 * i, 110, 40 * i + 30) for i, name in enumerate("abc")}
    assert badness(low, height=150, free=True) > badness(low, height=110, free=True) + 5


def test_a_column_of_print_may_be_as_high_as_a_page() -> None:
    areas = {name: Area(5, 40 * i, 45, 40 * i + 36) for i, name in enumerate("abc")}

    def shape(width: int, height: int) -> float:
        fit = Fitted(areas, {}, width, height)
        free, given = (sketch_badness(fit, LEAVES, LINKS, free=free) for free in (True, False))
        return free - given

    assert shape(54, 140) < shape(54, 200)
    assert shape(54, 140) < shape(110, 285) / 4


def test_blocks_much_higher_than_they_like_are_bad() -> None:
    high = {name: Area(a.x, 0, a.right, 60) for name, a in ROW.items()}
    assert badness(high, height=60) > badness(ROW) + 2


def test_links_that_cross_and_ways_through_panels_of_others_are_bad() -> None:
    boxes = {"a": Area(0, 0, 27, 12), "b": Area(33, 0, 60, 12), "c": Area(0, 18, 27, 30), "d": Area(33, 18, 60, 30)}
    leaves = sized(plan("a>c", "b>d"))
    across = Fitted(boxes, {}, 60, 30)
    uncrossed, crossed = ((Link("a", "c"), Link("b", "d")), (Link("a", "d"), Link("b", "c")))
    swapped = replace(across, leaves=boxes | {"c": boxes["d"], "d": boxes["c"]})
    assert sketch_badness(swapped, leaves, uncrossed, free=False) > sketch_badness(
        across, leaves, uncrossed, free=False
    )
    assert sketch_badness(swapped, leaves, crossed, free=False) == sketch_badness(across, leaves, uncrossed, free=False)
    between = replace(across, frames={"g": Area(0, 12, 60, 18)})
    beside = replace(across, frames={"g": Area(22, 12, 38, 18)})
    assert sketch_badness(between, leaves, uncrossed, free=False) > sketch_badness(
        beside, leaves, uncrossed, free=False
    )


def test_panels_against_their_order_are_bad() -> None:
    fit = Fitted(ROW, {"g": Area(0, 4, 32, 26), "h": Area(38, 4, 72, 26), "i": Area(0, 28, 110, 30)}, 110, 30)

    def told(*order: str, within: tuple[str, ...] = ()) -> float:
        return sketch_badness(fit, LEAVES, LINKS, free=False, panels=Panels(order, inner=(within,)))

    assert told("g", "h", "i") < told("h", "g", "i") < told("i", "h", "g")
    assert told("i", within=("g", "h")) < told("i", within=("h", "g"))


def test_one_direction_is_better_than_two() -> None:
    down = {"a": Area(0, 0, 30, 20), "b": Area(0, 30, 30, 50), "c": Area(0, 60, 30, 80)}
    mixed = down | {"c": Area(40, 30, 70, 50)}
    panel = {"g": Area(0, 0, 110, 80)}
    plain, panelled = (
        [sketch_badness(Fitted(areas, frames, 110, 80), LEAVES, LINKS, free=False) for areas in (down, mixed)]
        for frames in ({}, panel)
    )
    assert plain[1] - plain[0] > panelled[1] - panelled[0]  # what panels divide may turn


def test_a_chain_that_is_not_straight_is_bad_where_no_panel_divides_the_page() -> None:
    lower = ROW | {"c": Area(80, 9, 110, 25)}
    costs = [badness(areas) for areas in (ROW, lower)]
    framed = [
        sketch_badness(Fitted(areas, {"g": Area(0, 0, 110, 30)}, 110, 30), LEAVES, LINKS, free=False)
        for areas in (ROW, lower)
    ]
    assert costs[1] - costs[0] > abs(framed[1] - framed[0])


def test_one_link_of_each_cycle_leads_back() -> None:
    cycle = (*LINKS, Link("c", "a"))
    assert closing_links(LINKS) == frozenset()
    assert closing_links(cycle) == {Link("c", "a")}
    assert closing_links((*cycle, Link("c", "d"))) == {Link("c", "a")}


def test_a_panel_that_is_read_in_several_directions_is_bad() -> None:
    fit = Fitted(ROW | {"c": Area(40, 28, 70, 30)}, {}, 110, 30)
    arrows = (("a", "b", True), ("b", "c", True))
    turned = sketch_badness(fit, LEAVES, LINKS, free=False, panels=Panels((), (arrows,)))
    assert turned > sketch_badness(fit, LEAVES, LINKS, free=False, panels=Panels((), (arrows[:1],)))
    assert sketch_badness(fit, LEAVES, LINKS, free=False, panels=Panels((), (arrows[:1],))) == sketch_badness(
        fit, LEAVES, LINKS, free=False
    )


def test_the_order_of_panels_counts_for_less_in_a_column_of_print() -> None:
    def turned(width: int) -> float:
        areas = {"a": Area(0, 0, 10, 10), "b": Area(20, 0, 30, 10), "c": Area(20, 20, 30, 30)}
        panels = Panels((), ((("a", "b", True), ("b", "c", True)),))
        fit = Fitted(areas, {}, width, 40)
        return sketch_badness(fit, LEAVES, LINKS, free=False, panels=panels) - sketch_badness(
            fit, LEAVES, LINKS, free=False
        )

    assert 0 < turned(54) < turned(110)
