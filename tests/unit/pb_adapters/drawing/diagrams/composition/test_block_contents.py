from msgspec import structs

from pb_adapters.drawing.diagrams.composition.block_contents import bare_contents, content_extent, has_no_outline
from pb_adapters.drawing.diagrams.composition.tree import Picture
from pb_adapters.drawing.diagrams.placement import Area
from support.compositions import plan, sized

WORDS = sized(plan("a>b"))["a"]
PICTURED = structs.replace(WORDS, picture=Picture(name="database", wide=1.0, high=1.0, free=False))
WIDE, HIGH = Area(0, 0, 60, 10), Area(0, 0, 14, 30)


def test_words_alone_take_the_same_room_in_every_block() -> None:
    assert content_extent(WORDS, WIDE) == content_extent(WORDS, HIGH) != (0, 0)


def test_a_pictogram_stands_beside_the_words_and_in_a_high_block_above_them() -> None:
    words, beside, above = content_extent(WORDS, WIDE), content_extent(PICTURED, WIDE), content_extent(PICTURED, HIGH)
    assert beside[0] > words[0]
    assert above[1] > max(beside[1], words[1])


def test_a_free_pictogram_has_its_words_below_it_and_a_loss_is_words_alone() -> None:
    assert WORDS.plan is not None
    free = structs.replace(WORDS, picture=Picture(name="database", wide=1.0, high=1.0, free=True))
    loss = structs.replace(WORDS, plan=structs.replace(WORDS.plan, shape="loss"))
    assert [has_no_outline(leaf) for leaf in (WORDS, PICTURED, free, loss)] == [False, False, True, True]
    area = Area(10, 0, 70, 20)
    glyph, words = bare_contents(free, area)
    assert words.y >= glyph.bottom - 1
    assert (glyph.height, words.bottom) <= (20, 20)
    alone = list(bare_contents(loss, area))
    for found in (glyph, words, *alone):
        assert 10 < found.x < found.right < 70
        assert abs(found.x + found.right - 80) <= 1
    assert len(alone) == 1
    assert abs(alone[0].y + alone[0].bottom - 20) <= 1
