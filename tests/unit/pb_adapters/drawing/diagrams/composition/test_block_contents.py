from msgspec import structs

from pb_adapters.drawing.diagrams.composition.block_contents import content_extent
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
