"""Blocks alone in their panels: neither these nor their panels are bare."""

from msgspec import structs

from pb_adapters.drawing.diagrams.composition.emptiness import marked_rows, void_share
from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.leaf_sizes import alone
from pb_adapters.drawing.diagrams.composition.lone_blocks import balanced, lone_blocks
from pb_adapters.drawing.diagrams.composition.tree import Bands
from pb_adapters.drawing.diagrams.placement import Area
from support.compositions import plan, sized

LEAVES = sized(plan("a>b", "b>c"))
BLOCK = alone(LEAVES["a"])
LONE = Bands(down=True, bands=((BLOCK,),), frame="g", title=(10, 5))


def _area(area: Area) -> int:
    return (area.right - area.x) * (area.bottom - area.y)


def _void(area: Area, frame: Area) -> float:
    return void_share(
        marked_rows(Fitted({"a": area}, {"g": frame}, frame.right, frame.bottom), (), {"a": BLOCK}), frame
    )


def test_a_bar_across_a_panel_shrinks_about_its_middle_until_panel_and_block_are_equally_full() -> None:
    for frame in (Area(0, 0, 110, 18), Area(0, 0, 40, 30), Area(0, 0, 30, 20)):
        before = Area(2, 5, frame.right - 2, frame.bottom - 2)
        after = balanced(LONE, {"a": before}, {"g": frame})["a"]
        assert _void(after, frame) < 0.75 * _void(before, frame)
        assert (after.x + after.right, after.y + after.bottom) == (before.x + before.right, before.y + before.bottom)
        assert after.right - after.x >= BLOCK.wide.least
        assert after.bottom - after.y >= BLOCK.high.least


def test_what_arrows_divide_is_less_empty_and_a_block_grows_where_there_is_room() -> None:
    frame, small = Area(0, 0, 40, 30), Area(14, 14, 26, 18)
    above, below = (((20.0, 0.0), (20.0, 14.0)), ((20.0, 18.0), (20.0, 30.0)))
    ways = [(Link("b", "a"), above), (Link("a", "c"), below)]
    grown = balanced(LONE, {"a": small}, {"g": frame}, ways)["a"]
    assert _area(grown) > _area(small)
    large = balanced(LONE, {"a": Area(2, 6, 38, 28)}, {"g": frame}, ways)["a"]
    undivided = balanced(LONE, {"a": Area(2, 6, 38, 28)}, {"g": frame})["a"]
    assert large.bottom - large.y < undivided.bottom - undivided.y
    at_the_panel = [(structs.replace(link, source_frame="g", target_frame="g"), way) for link, way in ways]
    assert balanced(LONE, {"a": Area(2, 6, 38, 28)}, {"g": frame}, at_the_panel)["a"] == undivided


def test_a_block_that_its_words_fill_and_blocks_beside_others_stay() -> None:
    wide, high = BLOCK.wide.least, BLOCK.high.least
    snug = {"a": Area(2, 5, 2 + wide, 5 + high)}
    assert balanced(LONE, snug, {"g": Area(0, 0, wide + 4, high + 7)}) == snug
    pair = Bands(down=True, bands=((LEAVES["a"], LEAVES["b"]),), frame="g", title=(10, 5))
    large = {"a": Area(2, 5, 52, 25), "b": Area(58, 5, 108, 25)}
    assert balanced(pair, large, {"g": Area(0, 0, 110, 27)}) == large


def test_lone_blocks_are_found_in_panels_of_panels_and_not_in_the_page() -> None:
    pair = Bands(down=True, bands=((LEAVES["b"],), (LEAVES["c"],)), frame="h", title=(10, 5))
    outer = Bands(down=False, bands=((LONE,), (pair,)), frame="o", title=(10, 5))
    assert [(panel.frame, leaf.name) for panel, leaf in lone_blocks(outer)] == [("g", "a")]
    assert not list(lone_blocks(Bands(down=True, bands=((BLOCK,),))))
