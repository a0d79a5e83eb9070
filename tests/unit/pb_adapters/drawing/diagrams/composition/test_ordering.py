from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.ordering import Orderer
from pb_adapters.drawing.diagrams.composition.tree import Bands, Node, leaves
from support.compositions import plan, sized


def names(tree: Node) -> list[list[str]]:
    assert isinstance(tree, Bands)
    return [[leaf.name for member in band for leaf in leaves(member)] for band in tree.bands]


def test_crossing_links_are_uncrossed() -> None:
    found = sized(plan("a>d", "b>c"))
    tree = Bands(down=True, bands=((found["a"], found["b"]), (found["c"], found["d"])))
    top, bottom = names(Orderer((Link("a", "d"), Link("b", "c"))).tree(tree, {}))
    assert [top.index("a"), top.index("b")] == [bottom.index("d"), bottom.index("c")]


def test_linked_members_of_one_band_stand_side_by_side() -> None:
    found = sized(plan("a>c", "b>b"))
    tree = Bands(down=True, bands=((found["a"], found["b"], found["c"]),))
    (band,) = names(Orderer((Link("a", "c"),)).tree(tree, {}))
    assert abs(band.index("a") - band.index("c")) == 1


def test_what_is_linked_to_the_next_panel_stands_on_its_side() -> None:
    found = sized(plan("a>c", "b>b"))
    left = Bands(down=True, bands=((found["a"], found["b"]),), frame="g")
    right = Bands(down=True, bands=((found["c"],),), frame="h")
    tree = Orderer((Link("a", "c"),)).tree(Bands(down=False, bands=((left,), (right,))), {})
    assert names(tree)[0] == ["b", "a"]


def test_what_is_ordered_alike_is_one_tree_and_one_part_of_trees() -> None:
    found = sized(plan("a>c", "b>d"))
    part = Bands(down=True, bands=((found["c"], found["d"]),), frame="g")
    one = Bands(down=True, bands=((found["a"], found["b"]), (part,)))
    other = Bands(down=True, bands=((found["b"], found["a"]), (part,)))
    orderer = Orderer((Link("a", "c"), Link("b", "d")), ("a", "b", "c", "d"))
    tree = orderer.tree(one, {})
    assert orderer.tree(other, {}) is tree
    longer = orderer.tree(Bands(down=True, bands=((found["a"],), (found["b"],), (part,))), {})
    assert longer is not tree
    assert longer.bands[-1][0] is tree.bands[-1][0]
