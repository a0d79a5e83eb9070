from msgspec import structs

from pb_adapters.drawing.diagrams.composition.filling import filled
from pb_adapters.drawing.diagrams.composition.tree import Bands, Leaf
from pb_adapters.drawing.diagrams.placement import Area
from support.compositions import plan, sized

LEAVES = sized(plan("a>b", "b>c"))


def panel(*names: str, down: bool = False) -> Bands:
    return Bands(down=down, bands=tuple((LEAVES[name],) for name in names), frame="g", title=(10, 5))


def middle(area: Area) -> tuple[int, int]:
    return area.x + area.right, area.y + area.bottom


ROW = {"a": Area(2, 24, 22, 32), "b": Area(32, 24, 52, 32)}


def test_the_blocks_of_a_row_in_a_panel_that_is_too_high_grow_about_their_middles() -> None:
    found = filled(panel("a", "b"), ROW, {"g": Area(0, 0, 54, 50)})
    for name, area in ROW.items():
        assert found[name].y < area.y
        assert middle(found[name]) == middle(area)
        assert found[name].bottom - found[name].y <= 1.6 * (area.bottom - area.y)


def test_blocks_stay_where_the_panel_fits_them_or_they_are_of_a_form_of_their_own() -> None:
    assert filled(panel("a", "b"), ROW, {"g": Area(0, 17, 54, 34)}) == ROW
    tree = Bands(down=False, bands=tuple((_pill(name),) for name in "ab"), frame="g", title=(10, 5))
    assert filled(tree, ROW, {"g": Area(0, 0, 54, 50)}) == ROW


def test_a_row_below_the_title_grows_downwards_and_never_over_it_or_the_edge_of_its_panel() -> None:
    row = {"a": Area(2, 5, 22, 13), "b": Area(32, 6, 52, 12)}
    for bottom in range(16, 60):
        found = filled(panel("a", "b"), row, {"g": Area(0, 0, 54, bottom)})
        assert min(area.y for area in found.values()) >= 5
        assert max(area.bottom for area in found.values()) <= max(13, bottom - 2)
        assert middle(found["a"])[1] == middle(found["b"])[1]
    assert found["a"].bottom - found["a"].y > 8


def test_the_blocks_of_a_column_in_a_panel_that_is_too_wide_grow_to_its_sides() -> None:
    column = {"a": Area(40, 8, 60, 16), "b": Area(40, 22, 60, 30)}
    found = filled(panel("a", "b", down=True), column, {"g": Area(0, 0, 100, 34)})
    assert found["a"].x < 40
    assert middle(found["a"]) == middle(column["a"])
    assert found["a"].bottom - found["a"].y == 8


def test_rows_above_each_other_and_what_stands_in_no_panel_stay() -> None:
    areas = {"a": Area(2, 10, 22, 18), "b": Area(32, 40, 52, 48), "c": Area(60, 10, 80, 18)}
    tree = Bands(down=False, bands=((panel("a", "b"),), (LEAVES["c"],)))
    assert filled(tree, areas, {"g": Area(0, 0, 54, 80)}) == areas


def _pill(name: str) -> Leaf:
    shape = LEAVES[name].plan
    assert shape is not None
    return structs.replace(LEAVES[name], plan=structs.replace(shape, shape="pill"))


def test_no_block_grows_out_of_its_panel_however_far_off_its_middle_the_row_stands() -> None:
    tree = Bands(down=True, bands=((sized(plan("a>b"))["a"],),), frame="g", title=(0, 4))
    frame = Area(0, 0, 60, 120)
    for y in range(6, 100, 4):
        grown = filled(tree, {"a": Area(10, y, 50, y + 8)}, {"g": frame})["a"]
        assert frame.y + 4 <= grown.y
        assert grown.bottom <= frame.bottom
