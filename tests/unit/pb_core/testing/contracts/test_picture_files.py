"""What the suites see in picture files: every filter and colour type that painters use, cuts, and stretching."""

import io

import pytest
from PIL import Image

from pb_core.domain.pictures import Picture
from pb_core.errors import UnreadablePicture
from pb_core.testing.contracts.picture_files import SQUARE, card, dark_box, is_whole


def encoded(mode: str, size: tuple[int, int]) -> bytes:
    """The test card in another mode and size, as Pillow writes it, which chooses filters by itself."""
    buffer = io.BytesIO()
    Image.open(io.BytesIO(card())).convert("RGB").resize(size).convert(mode).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA", "P"])
def test_the_square_is_measured_in_every_mode(mode: str) -> None:
    assert dark_box(encoded(mode, (120, 120))) == (SQUARE, SQUARE)
    wide, high = dark_box(encoded(mode, (240, 120)))
    assert wide / high == pytest.approx(2, rel=0.05)


@pytest.mark.parametrize("data", [b"", card()[:-20], card()[:60] + b"?" + card()[61:], b"GIF89a"])
def test_what_is_cut_or_damaged_is_not_whole(data: bytes) -> None:
    assert not is_whole(Picture(format="png", media_type="image/png", data=data, width=1, height=1))
    with pytest.raises(UnreadablePicture):
        dark_box(data)


def test_sixteen_bits_are_not_read() -> None:
    buffer = io.BytesIO()
    Image.new("I;16", (4, 4)).save(buffer, "PNG")
    with pytest.raises(UnreadablePicture, match="8 bits"):
        dark_box(buffer.getvalue())


@pytest.mark.parametrize(
    ("kind", "data", "expected"),
    [
        ("png", card(), True),
        ("svg", b"<svg></svg>\n", True),
        ("svg", b"<svg><path", False),
        ("pdf", b"%PDF-1.7\n%%EOF\n", True),
        ("pdf", b"%PDF-1.7\n1 0 obj", False),
    ],
)
def test_files_are_whole_at_their_last_words(kind: str, data: bytes, *, expected: bool) -> None:
    assert is_whole(Picture(format=kind, media_type="", data=data, width=1, height=1)) is expected
