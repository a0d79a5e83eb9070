from pb_adapters.drawing.diagrams.composition.evening import evened
from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.leaf_sizes import leaf_of, typography
from pb_adapters.drawing.diagrams.composition.tree import Bands, Leaf
from pb_adapters.drawing.diagrams.placement import Area
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.spec import Element, ElementKind

LOW, HIGH = Area(0, 12, 20, 18), Area(30, 0, 50, 30)


def leaf(name: str, kind: ElementKind = ElementKind.PROCESS, label: str = "Step") -> Leaf:
    with settings():
        return leaf_of(Element(id=name, label=label, kind=kind), typography(10.0), strong=False, arrows=1)


def row(*members: Leaf) -> Bands:
    return Bands(down=False, bands=tuple((member,) for member in members))


def test_a_block_much_higher_than_those_of_its_kind_is_lowered_about_its_middle() -> None:
    tree = row(leaf("a"), leaf("b"), leaf("c"))
    found = evened(tree, {"a": LOW, "b": LOW, "c": HIGH})
    assert found == {"a": LOW, "b": LOW, "c": Area(30, 11, 50, 19)}


def test_other_kinds_and_blocks_with_pictograms_or_panels_of_their_own_stay() -> None:
    alone = Bands(down=True, bands=((leaf("e"),),), frame="g")
    tree = Bands(
        down=False,
        bands=(
            (leaf("a"),),
            (leaf("b"),),
            (leaf("c", ElementKind.MODEL),),
            (leaf("d", ElementKind.PROCESS, "Image encoder"),),
            (alone,),
        ),
    )
    areas = {"a": LOW, "b": LOW, "c": HIGH, "d": HIGH, "e": HIGH}
    assert evened(tree, areas) == areas


def test_without_panels_no_kind_is_much_larger_but_a_bar_that_several_arrows_meet() -> None:
    tree = row(leaf("a"), leaf("b"), leaf("c"), leaf("d", ElementKind.MODEL), leaf("e"))
    wide = Area(60, 0, 120, 6)
    areas = {"a": LOW, "b": LOW, "c": LOW, "d": Area(60, 0, 120, 30), "e": wide}
    found = evened(tree, areas, tuple(Link("e", name) for name in "abc"))
    assert found["e"] == wide
    assert found["d"].right - found["d"].x < 40
    assert found["d"].bottom - found["d"].y < 20
    assert (found["d"].x + found["d"].right, found["d"].y + found["d"].bottom) == (180, 30)


def test_what_stands_beside_panels_is_no_larger_than_blocks_in_them() -> None:
    panel = Bands(down=True, bands=((leaf("a"),), (leaf("b"),)), frame="g")
    tree = Bands(down=False, bands=((panel,), (leaf("c"),), (leaf("d"),)))
    areas = {"a": LOW, "b": LOW, "c": Area(60, 0, 120, 30), "d": Area(130, 0, 150, 6)}
    found = evened(tree, areas)
    assert (found["a"], found["b"], found["d"]) == (LOW, LOW, areas["d"])
    assert found["c"].right - found["c"].x < 40
    assert found["c"].bottom - found["c"].y < 20


def test_without_panels_a_bar_stays_high_where_several_arrows_leave_its_side() -> None:
    tree = row(leaf("a"), leaf("b"), leaf("c"), leaf("e"))
    bar = Area(0, 0, 20, 60)
    beside = {name: Area(40, y, 60, y + 10) for name, y in zip("abc", (0, 25, 50), strict=True)}
    below = {name: Area(y, 80, y + 20, 90) for name, y in zip("abc", (-25, 0, 25), strict=True)}
    links = tuple(Link("e", name) for name in "abc")
    assert evened(tree, {**beside, "e": bar}, links)["e"] == bar
    assert evened(tree, {**below, "e": bar}, links)["e"].bottom < 40


def test_without_panels_no_block_is_much_higher_than_the_words_of_its_row() -> None:
    tree = row(leaf("a"), leaf("b"), leaf("c"))
    least = tree.inside[0].high.least
    high = {name: Area(30 * i, 0, 30 * i + 20, 60) for i, name in enumerate("abc")}
    assert all(area.bottom - area.y <= 2 * least for area in evened(tree, high).values())
