from msgspec.structs import replace

from pb_adapters.drawing.diagrams.composition.extents import PAD, Link, Sizes, label_room
from pb_adapters.drawing.diagrams.composition.leaf_sizes import alone
from pb_adapters.drawing.diagrams.composition.tree import Bands, Extent
from support.compositions import plan, sized

LEAVES = sized(plan("a>b", "b>c"))
ROW = Bands(down=False, bands=((LEAVES["a"],), (LEAVES["b"],)))
LINK = Link("a", "b")


def test_bands_are_as_long_as_their_parts_and_gaps_and_as_wide_as_the_widest() -> None:
    sizes = Sizes((LINK,))
    wide, high = sizes.of(ROW)
    gap = sizes.gaps(ROW)[0]
    assert wide.least == LEAVES["a"].wide.least + gap.least + LEAVES["b"].wide.least
    assert high == LEAVES["a"].high


def test_arrows_and_their_labels_need_wider_gaps() -> None:
    plain, linked = Sizes(()).gaps(ROW)[0], Sizes((LINK,)).gaps(ROW)[0]
    labelled = Sizes((replace(LINK, label="query vectors"),)).gaps(ROW)[0]
    roomy = Sizes((replace(LINK, label="query vectors", roomy=True),)).gaps(ROW)[0]
    assert plain.least < linked.least < labelled.least < roomy.least


def test_gaps_may_be_closer_where_there_is_little_room() -> None:
    usual, close = Sizes((LINK,)), Sizes((LINK,), close=True)
    panels = Bands(down=True, bands=((replace(ROW, frame="g"),), (replace(ROW, frame="h"),)))
    assert close.gaps(ROW)[0].least < usual.gaps(ROW)[0].least
    assert close.gaps(panels)[0].least < usual.gaps(panels)[0].least


def test_a_label_needs_its_width_beside_an_arrow_to_the_right_and_its_height_beside_one_downwards() -> None:
    assert label_room("query vectors", down=True) < label_room("query vectors", down=False)


def test_a_frame_adds_its_padding_and_its_title() -> None:
    framed = replace(ROW, frame="g", title=(60, 5))
    (wide, high), (bare_wide, bare_high) = Sizes((LINK,)).of(framed), Sizes((LINK,)).of(ROW)
    assert wide.least == max(60, bare_wide.least + 2 * PAD)
    assert high.least == bare_high.least + PAD + 5


def test_a_panel_of_one_block_leaves_width_to_those_beside_it() -> None:
    block = alone(LEAVES["a"])
    panel = Bands(down=True, bands=((block,),), frame="g", title=(10, 5))
    wide = Sizes(()).of(panel)[0]
    assert wide.most < block.wide.most + 2 * PAD
    assert wide.preferred <= wide.most


def test_a_corridor_is_room_across_the_bands() -> None:
    assert Sizes(()).of(replace(ROW, corridor=3))[1].least == Sizes(()).of(ROW)[1].least + 3


def test_rows_with_panels_after_elements_are_long_enough_for_these_to_begin_alike() -> None:
    sizes = Sizes(())

    def row(lead: int, panel: int) -> Bands:
        sized_to = {"a": lead, "b": panel}
        one, other = (replace(LEAVES[n], high=Extent(size, size, 60)) for n, size in sized_to.items())
        return Bands(down=True, bands=((one,), (Bands(down=True, bands=((other,),), frame="g", title=(4, 5)),)))

    def high(*rows: Bands) -> int:
        return sizes.of(Bands(down=False, bands=tuple((one,) for one in rows)))[1].least

    deep, low = row(20, 6), row(6, 20)
    assert high(deep, low) == high(deep) + 14 == high(low) + 14
    assert high(row(40, 6), low) == high(row(40, 6))
