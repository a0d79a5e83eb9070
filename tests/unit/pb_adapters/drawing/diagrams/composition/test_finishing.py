from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.finishing import finished
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.tree import Bands
from pb_adapters.drawing.diagrams.placement import Area
from support.compositions import plan, sized

LEAVES = sized(plan("a>b", "b>c"), strong=("b",))


def test_a_finished_tree_has_rows_of_one_height_that_fill_their_panel_and_the_contribution_stays_the_largest() -> None:
    tree = Bands(down=False, bands=tuple((LEAVES[name],) for name in "abc"), frame="g", title=(10, 5))
    areas = {"a": Area(4, 30, 20, 36), "b": Area(26, 26, 46, 40), "c": Area(52, 28, 68, 38)}
    fit = Fitted(areas, {"g": Area(0, 0, 72, 64)}, 72, 64)
    after = finished(tree, fit, ()).leaves
    sides = {name: (area.right - area.x, area.bottom - area.y) for name, area in after.items()}
    assert sides["a"] == sides["c"]
    assert sides["b"][0] * sides["b"][1] >= 1.3 * sides["a"][0] * sides["a"][1]
    assert sides["b"][1] > 14


def test_blocks_without_panels_are_moved_to_common_middles_and_then_made_of_one_size() -> None:
    tree = Bands(down=True, bands=tuple((LEAVES[name],) for name in "abc"))
    areas = {"a": Area(0, 0, 20, 8), "b": Area(12, 20, 36, 28), "c": Area(14, 40, 34, 48)}
    after = finished(tree, Fitted(areas, {}, 60, 48), ()).leaves
    assert len({area.x + area.right for area in after.values()}) == 1
    assert (after["a"].x, after["a"].right) == (after["c"].x, after["c"].right)


def test_blocks_of_a_panel_are_moved_into_line_within_it() -> None:
    panel = Bands(down=True, bands=tuple((LEAVES[name],) for name in "ab"), frame="g", title=(10, 5))
    tree = Bands(down=True, bands=((panel,), (LEAVES["c"],)))
    areas = {"a": Area(4, 8, 24, 16), "b": Area(10, 24, 30, 32), "c": Area(0, 48, 20, 56)}
    fit = Fitted(areas, {"g": Area(0, 0, 40, 36)}, 40, 56)
    after = finished(tree, fit, (Link("a", "b"),)).leaves
    assert after["a"].x + after["a"].right == after["b"].x + after["b"].right
