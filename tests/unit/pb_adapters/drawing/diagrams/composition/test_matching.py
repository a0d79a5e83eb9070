from msgspec.structs import replace

from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.growing import expected
from pb_adapters.drawing.diagrams.composition.matching import matched
from pb_adapters.drawing.diagrams.composition.tree import Bands, Extent, Leaf
from pb_adapters.drawing.diagrams.placement import Area
from support.compositions import plan, sized

LEAVES = {
    name: replace(leaf, wide=Extent(8, 20, 40), high=Extent(4, 6, 20))
    for name, leaf in sized(plan("a>b", "b>c")).items()
}
COLUMN = {"a": Area(10, 0, 30, 8), "b": Area(6, 12, 34, 20), "c": Area(12, 24, 28, 32)}


def column(*names: str, frame: str = "") -> Bands:
    return Bands(down=True, bands=tuple((LEAVES[name],) for name in names), frame=frame, title=(4, 5))


def sizes(areas: dict[str, Area]) -> list[tuple[int, int]]:
    return [(area.right - area.x, area.bottom - area.y) for _, area in sorted(areas.items())]


def found(areas: dict[str, Area], *links: Link, frames: dict[str, Area] | None = None) -> dict[str, Area]:
    fit = Fitted(areas, frames or {}, 110, 40)
    return matched(column(*areas, frame=next(iter(frames or {}), "")), fit, expected(fit, links)).leaves


def test_blocks_one_above_the_other_become_as_wide_as_the_widest_about_their_middles() -> None:
    after = found({"a": COLUMN["a"], "b": COLUMN["b"]})
    assert after == {"a": Area(6, 0, 34, 8), "b": COLUMN["b"]}


def test_blocks_beside_each_other_become_equally_high() -> None:
    after = found({"a": Area(0, 4, 20, 10), "b": Area(30, 2, 50, 12)})
    assert sizes(after) == [(20, 10), (20, 10)]


def test_no_block_grows_far_beyond_its_size_and_others_of_its_column_are_alike_without_it() -> None:
    wide = Area(0, 24, 40, 32)
    after = found({"a": COLUMN["a"], "b": Area(10, 12, 32, 20), "c": wide})
    assert after["c"] == wide
    assert sizes(found({"a": COLUMN["a"], "b": Area(9, 12, 31, 20), "c": wide})) == [(22, 8), (22, 8), (40, 8)]


def test_where_one_has_no_room_to_grow_the_wider_ones_become_narrower_but_never_too_narrow_for_their_words() -> None:
    frame = {"g": Area(7, -5, 33, 40)}
    areas = {"a": COLUMN["a"], "b": Area(9, 12, 31, 20)}
    beside = areas | {"c": Area(33, 0, 53, 8)}
    assert sizes(found(beside))[:2] == [(20, 8), (20, 8)]
    assert sizes(found(areas, frames=frame)) == [(22, 8), (22, 8)]
    narrow = {**areas, "a": Area(12, 0, 28, 8)}
    assert min(size[0] for size in sizes(found(narrow))) >= LEAVES["a"].wide.least


def test_no_block_grows_over_the_way_of_an_arrow_of_others() -> None:
    areas = {"a": Area(10, 14, 30, 20), "b": Area(4, 24, 36, 32), "c": Area(30, 0, 36, 6)}
    tree = column("a", "b", "c")
    fit = Fitted(areas, {}, 110, 40)
    link = Link("c", "b")
    assert sizes(matched(tree, fit, ()).leaves)[0][0] == 32
    assert matched(tree, fit, expected(fit, (link,))).leaves["a"].right <= 32


def test_circles_and_pictures_keep_their_sizes() -> None:
    shape = LEAVES["b"].plan
    assert shape is not None
    circle: Leaf = replace(LEAVES["b"], plan=replace(shape, shape="circle"))
    tree = Bands(down=True, bands=((LEAVES["a"],), (circle,)))
    fit = Fitted({"a": COLUMN["a"], "b": COLUMN["b"]}, {}, 110, 40)
    assert matched(tree, fit, ()) == fit


def test_an_arrow_below_the_lower_of_two_blocks_beside_each_other_makes_way_for_it() -> None:
    areas = {"a": Area(0, 4, 20, 10), "b": Area(30, 2, 50, 12), "c": Area(60, 20, 70, 26)}
    fit = Fitted(areas, {}, 110, 40)
    ways = [(Link("b", "c"), ((40.0, 12.0), (10.0, 12.0), (10.0, 23.0), (60.0, 23.0)))]
    after = matched(Bands(down=False, bands=tuple((LEAVES[name],) for name in "abc")), fit, ways).leaves
    assert after["a"] == Area(0, 2, 20, 12)


FAN = {"a": Area(0, 11, 20, 23), "b": Area(30, 4, 50, 10), "c": Area(30, 14, 50, 20), "d": Area(30, 24, 50, 30)}


def test_an_upright_bar_keeps_its_height_beside_one_of_those_that_it_leads_to() -> None:
    leaves = {
        name: replace(leaf, wide=Extent(8, 20, 40), high=Extent(4, 6, 20))
        for name, leaf in sized(plan("a>b", "a>c", "a>d")).items()
    }
    tree = Bands(down=False, bands=((leaves["a"],), tuple(leaves[name] for name in "bcd")))
    links = [Link("a", name) for name in "bcd"]
    for count, high in ((3, 12), (2, 6)):
        fit = Fitted(FAN, {}, 110, 40)
        assert matched(tree, fit, expected(fit, links[:count])).leaves["a"].height == high
