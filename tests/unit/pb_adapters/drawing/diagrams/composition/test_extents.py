from msgspec.structs import replace

from pb_adapters.drawing.diagrams.composition.extents import PAD, Link, Sizes, label_room
from pb_adapters.drawing.diagrams.composition.tree import Bands
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


def test_a_corridor_is_room_across_the_bands() -> None:
    assert Sizes(()).of(replace(ROW, corridor=3))[1].least == Sizes(()).of(ROW)[1].least + 3
