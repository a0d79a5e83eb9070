from msgspec.structs import replace

from pb_adapters.drawing.diagrams.composition.tree import Bands, Extent, Leaf, is_panel, leaves, rows_of
from support.compositions import plan, sized

LANE = Leaf(name="lane", wide=Extent(1, 1, 1), high=Extent(1, 1, 1))


def test_leaves_come_in_the_order_of_the_bands_and_lanes_are_none() -> None:
    found = sized(plan("a>b", "b>c"))
    tree = Bands(down=True, bands=((found["c"], LANE), (Bands(down=False, bands=((found["a"],), (found["b"],))),)))
    assert [leaf.name for leaf in leaves(tree)] == ["c", "a", "b"]


def test_what_is_framed_or_holds_frames_only_is_a_panel() -> None:
    leaf = sized(plan("a>b"))["a"]
    bare = Bands(down=True, bands=((leaf,),))
    framed = replace(bare, frame="g")
    assert not is_panel(leaf)
    assert not is_panel(bare)
    assert is_panel(framed)
    assert is_panel(Bands(down=False, bands=((framed,),)))
    assert not is_panel(Bands(down=False, bands=((framed, leaf),)))


def test_rows_are_bands_of_bands_across_a_node_that_are_no_panels() -> None:
    found = sized(plan("a>b", "b>c"))
    row = Bands(down=False, bands=((found["a"],), (found["b"],)))
    panel, column = replace(row, frame="g"), replace(row, down=True)
    assert rows_of(Bands(down=True, bands=((row,), (panel,), (column,), (found["c"],)))) == [row]
