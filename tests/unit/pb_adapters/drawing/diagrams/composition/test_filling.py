from msgspec import structs

from pb_adapters.drawing.diagrams.composition.emptiness import marked_rows, void_share
from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.filling import filled, filled_page
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.growing import expected
from pb_adapters.drawing.diagrams.composition.tree import Bands, Leaf
from pb_adapters.drawing.diagrams.placement import Area
from support.compositions import plan, sized

LEAVES = sized(plan("a>b", "b>c"))
ROW = {"a": Area(2, 24, 22, 32), "b": Area(32, 24, 52, 32)}


def panel(*names: str, down: bool = False) -> Bands:
    return Bands(down=down, bands=tuple((LEAVES[name],) for name in names), frame="g", title=(10, 5))


def found(tree: Bands, areas: dict[str, Area], frame: Area, *links: Link) -> dict[str, Area]:
    fit = Fitted(areas, {"g": frame}, frame.right, frame.bottom)
    return filled(tree, fit, expected(fit, links)).leaves


def void(areas: dict[str, Area], frame: Area) -> float:
    fit = Fitted(areas, {"g": frame}, frame.right, frame.bottom)
    return void_share(marked_rows(fit, (), LEAVES), frame)


def middle(area: Area) -> tuple[int, int]:
    return area.x + area.right, area.y + area.bottom


def test_the_blocks_of_a_hollow_panel_grow_about_their_middles_and_all_alike() -> None:
    frame = Area(0, 0, 54, 50)
    after = found(panel("a", "b"), ROW, frame)
    assert void(after, frame) < void(ROW, frame)
    for name, area in ROW.items():
        assert middle(after[name]) == middle(area)
        assert after[name].bottom - after[name].y <= 2.2 * (area.bottom - area.y)
    assert len({area.bottom - area.y for area in after.values()}) == 1


def test_a_column_in_a_high_panel_and_a_row_with_a_wide_gap_become_fuller() -> None:
    high, wide = Area(0, 0, 26, 80), Area(0, 0, 110, 20)
    column = {"a": Area(3, 20, 23, 28), "b": Area(3, 55, 23, 63)}
    apart = {"a": Area(20, 8, 40, 16), "b": Area(70, 8, 90, 16)}
    for tree, areas, frame in ((panel("a", "b", down=True), column, high), (panel("a", "b"), apart, wide)):
        after = found(tree, areas, frame)
        assert void(after, frame) < void(areas, frame)


def test_blocks_stay_where_the_panel_fits_them_where_an_arrow_divides_it_and_in_no_panel() -> None:
    assert found(panel("a", "b"), ROW, Area(0, 17, 54, 34)) == ROW
    row, narrow = {"a": Area(2, 5, 14, 15), "b": Area(22, 5, 34, 15)}, Area(0, 0, 36, 17)
    assert void(row, narrow) > 0.15
    assert found(panel("a", "b"), row, narrow, Link("a", "b")) == row
    fit = Fitted(ROW, {}, 54, 50)
    assert filled(Bands(down=False, bands=((LEAVES["a"],), (LEAVES["b"],))), fit, ()) == fit


def test_no_block_grows_over_the_title_or_the_edge_of_its_panel() -> None:
    tree = panel("a", down=True)
    for y in range(6, 100, 4):
        grown = found(tree, {"a": Area(10, y, 50, y + 8)}, Area(0, 0, 60, 120))["a"]
        assert grown.y >= 5
        assert grown.bottom <= 120
        assert (grown.x, grown.right) >= (2, 50)


def test_a_picture_stays_as_it_is() -> None:
    tree = Bands(down=False, bands=tuple((_circle(name),) for name in "ab"), frame="g", title=(10, 5))
    assert found(tree, ROW, Area(0, 0, 54, 50)) == ROW


def _circle(name: str) -> Leaf:
    shape = LEAVES[name].plan
    assert shape is not None
    return structs.replace(LEAVES[name], plan=structs.replace(shape, shape="circle"))


def test_blocks_with_room_on_one_side_only_grow_to_that_side() -> None:
    low = {"a": Area(2, 5, 22, 13), "b": Area(32, 5, 52, 13)}
    after = found(panel("a", "b"), low, Area(0, 0, 54, 50))
    assert {area.y for area in after.values()} == {5}
    assert {area.bottom for area in after.values()} == {21}


def test_a_block_in_line_with_no_other_grows_where_the_others_have_no_room() -> None:
    tree = Bands(down=False, bands=((LEAVES["a"],), (LEAVES["b"], LEAVES["c"])), frame="g", title=(10, 5))
    areas = {"a": Area(2, 17, 22, 27), "b": Area(25, 7, 50, 20), "c": Area(25, 23, 50, 36)}
    frame = Area(0, 0, 52, 38)
    after = found(tree, areas, frame)
    assert void(after, frame) < void(areas, frame)
    assert 10 < after["a"].bottom - after["a"].y <= 15
    assert (after["b"], after["c"]) == (areas["b"], areas["c"])


def test_beside_a_hole_of_the_page_a_bar_reaches_further_along_what_it_leads_to_than_other_blocks() -> None:
    leaves = sized(plan("a>b", "a>c", "a>d"))
    areas = {"a": Area(0, 36, 20, 44)} | {
        name: Area(30, y, 50, y + 8) for name, y in zip("bcd", (6, 36, 66), strict=True)
    }
    tree = Bands(down=False, bands=((leaves["a"],), tuple(leaves[name] for name in "bcd")))
    fit = Fitted(areas, {}, 50, 80)
    heights = []
    for targets in ("bcd", "bc"):
        ways = expected(fit, [Link("a", name) for name in targets])
        heights.append(filled_page(tree, fit, ways, (1.4, 1.6), None).leaves["a"].height)
    assert heights[1] <= 1.6 * 8 < heights[0] <= 3 * 8


def test_blocks_at_both_edges_of_a_panel_grow_towards_the_hole_between_them() -> None:
    areas = {"a": Area(2, 5, 22, 13), "b": Area(2, 39, 22, 47)}
    after = found(panel("a", "b", down=True), areas, Area(0, 0, 24, 49))
    assert (after["a"].y, after["b"].bottom) == (5, 47)
    assert after["a"].bottom > 13
    assert after["b"].y < 39
    assert after["b"].y - after["a"].bottom >= 3


def test_beside_a_hole_of_the_page_a_block_with_nothing_beside_it_grows_without_those_in_line() -> None:
    areas = {"a": Area(0, 0, 30, 10), "b": Area(40, 0, 70, 10), "c": Area(40, 30, 70, 40)}
    tree = Bands(down=True, bands=((LEAVES["a"], LEAVES["b"]), (LEAVES["c"],)))
    after = filled_page(tree, Fitted(areas, {}, 70, 40), (), (1.4, 1.6), None).leaves
    assert after["c"].width > 30
    assert after["c"].x < 40
