from msgspec import structs

from pb_adapters.drawing.diagrams.composition.evening import HIGHER
from pb_adapters.drawing.diagrams.composition.extents import Link, Sizes
from pb_adapters.drawing.diagrams.composition.filling import GROWN
from pb_adapters.drawing.diagrams.composition.finishing import finished
from pb_adapters.drawing.diagrams.composition.fitting import Fitted, fitted
from pb_adapters.drawing.diagrams.composition.leaf_sizes import leaf_of, typography
from pb_adapters.drawing.diagrams.composition.tightening import slim, tightened
from pb_adapters.drawing.diagrams.composition.tree import Bands, Extent, Leaf
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.spec import Element, ElementKind

LINKS = (Link("a", "b"),)


def leaf(name: str, kind: ElementKind = ElementKind.PROCESS, *, strong: bool = False) -> Leaf:
    with settings():
        sized = leaf_of(Element(id=name, label="Step", kind=kind), typography(10.0), strong=strong, arrows=1)
    return sized if strong else structs.replace(sized, high=Extent(sized.high.least, 20, 30))


def panel(*members: Leaf) -> Bands:
    return Bands(down=True, bands=tuple((member,) for member in members), frame="g", title=(10, 5))


TREE = panel(leaf("a"), leaf("b"))


def fit(height: int = 90) -> Fitted:
    found = fitted(TREE, Sizes(LINKS), LINKS, 40, height)
    assert found is not None
    return found


def heights(found: Fitted) -> list[int]:
    return [area.bottom - area.y for area in found.leaves.values()]


def test_blocks_grow_little_beyond_what_their_words_need_but_for_one_alone_in_its_panel() -> None:
    assert [one.high.most for one in slim(panel(leaf("a"), leaf("b")), 1.5).inside] == [8, 8]
    assert slim(panel(leaf("a")), 1.5).inside[0].high.most == leaf("a").high.most
    strong = leaf("c", strong=True)
    assert slim(panel(strong, leaf("a")), 1.5).inside[0] == strong


def test_a_free_page_becomes_as_low_as_slim_blocks_like_it() -> None:
    tree, found, higher = tightened(TREE, fit(), LINKS, lambda one: float(one.height))
    assert found.height < fit().height
    assert max(heights(found)) <= 8 < min(heights(fit()))
    assert higher == 1.0
    assert [one.high.most for one in tree.inside] == [8, 8]


def test_blocks_stay_large_where_slim_ones_look_much_worse() -> None:
    before = fit()
    assert tightened(TREE, before, LINKS, lambda one: 0.0 if one == before else 99.0) == (
        TREE,
        finished(TREE, before, LINKS),
        HIGHER,
    )


def test_a_page_of_a_given_height_keeps_it() -> None:
    tree, found, _ = tightened(TREE, fit(), LINKS, None)
    assert found.height == fit().height
    assert [one.high.most for one in tree.inside] == [8, 8]
    assert max(heights(found)) <= GROWN[1] * 8 < min(heights(fit()))
