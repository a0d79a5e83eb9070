"""Legends alone: how they look is what their keys say, and is read back from the artists."""

import io

import pytest
from PIL import Image

from pb_adapters.drawing.plots.shared_legend import draw_alone
from pb_core.domain.pictures import PrintSize
from pb_core.domain.plots.drawn import DrawnKey
from pb_core.errors import CannotDraw
from pb_core.ports.plots import LegendRequest

SIZE = PrintSize(width=400.0, resolution=144)
PATCHES = (DrawnKey(series="Ours", color="#2d558e"), DrawnKey(series="BERT", color="#e49238", hatch="////"))
LINES = (
    DrawnKey(series="Ours", color="#2d558e", marker="o", dash="solid"),
    DrawnKey(series="BERT", color="#e49238", dash="dashed"),
    DrawnKey(series="GPT", color="#248e86", marker="^"),
)


@pytest.mark.parametrize("keys", [PATCHES, LINES], ids=["patches", "lines and points"])
def test_what_is_drawn_is_what_the_keys_say(keys: tuple[DrawnKey, ...]) -> None:
    assert draw_alone(LegendRequest(title="Method", keys=keys, size=SIZE)).keys == keys


def test_its_picture_is_as_large_as_it_says_and_shows_the_colours() -> None:
    reply = draw_alone(LegendRequest(title="Method", keys=PATCHES, size=SIZE))

    image = Image.open(io.BytesIO(reply.pictures[0].data)).convert("RGB")
    assert image.size == (round(reply.width * 2), round(reply.height * 2))
    assert {(0x2D, 0x55, 0x8E), (0xE4, 0x92, 0x38)} <= {color for _, color in image.getcolors(1 << 20) or ()}
    ink = [x for x in range(image.width) for y in range(image.height) if image.getpixel((x, y)) != (255, 255, 255)]
    assert min(ink) == pytest.approx(image.width - 1 - max(ink), abs=12)


def test_many_entries_take_several_rows() -> None:
    keys = tuple(DrawnKey(series=f"A method with a name, the {n}th", color="#2d558e") for n in range(12))

    one, many = (draw_alone(LegendRequest(title="", keys=some, size=SIZE)) for some in (keys[:1], keys))

    assert many.width <= SIZE.width
    assert many.height > 2 * one.height


def test_letters_that_no_face_has_are_refused() -> None:
    with pytest.raises(CannotDraw, match="no installed typeface"):
        draw_alone(LegendRequest(title="\U00012345", keys=PATCHES, size=SIZE))
