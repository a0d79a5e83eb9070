"""PNG files with metadata: read by Pillow, with every pixel and every other chunk as before."""

import io
import struct
import zlib
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from pb_core.domain.picture_metadata.png import stamped
from pb_core.domain.pictures import GREY, RGB, png_of
from pb_core.errors import UnreadablePicture
from support.picture_metadata import CLEAN, MADE, metadata

SMALL = png_of((b"\x01\x02\x03" * 5,) * 4, RGB)
WORDS = {"Title", "Description", "AltText", "Software", "Source", "XML:com.adobe.xmp"}


def opened(data: bytes) -> Image.Image:
    """The picture as Pillow reads it, after it has checked every checksum."""
    Image.open(io.BytesIO(data)).verify()
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def saved(image: Image.Image, **how: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "png", **how)
    return buffer.getvalue()


def test_a_reader_finds_every_text_as_it_was_given() -> None:
    texts = opened(stamped(SMALL, metadata())).text  # type: ignore[attr-defined]  # of PNG files
    assert set(texts) == WORDS
    assert (texts["Title"], texts["Description"], texts["AltText"]) == (CLEAN, CLEAN, CLEAN)
    assert texts["Software"] == "PaperBanana 1.2.3"
    assert texts["Source"] == f"task {MADE.task}, request {MADE.request_digest}"
    fromstring(texts["XML:com.adobe.xmp"].encode())  # noqa: S314 - written here


def test_without_provenance_there_are_title_and_alternative_text_alone() -> None:
    texts = opened(stamped(SMALL, metadata(full=False))).text  # type: ignore[attr-defined]  # of PNG files
    assert texts == {"Title": CLEAN, "AltText": CLEAN}


@given(st.text(), st.integers(1, 40), st.binary(min_size=120, max_size=120))
def test_pixels_stay_and_checksums_hold_and_the_last_metadata_count(text: str, height: int, row: bytes) -> None:
    drawn = png_of((row,) * height, GREY)
    once = stamped(drawn, metadata(text))
    assert opened(once).tobytes() == opened(drawn).tobytes()
    assert stamped(stamped(drawn, metadata("before")), metadata(text)) == once
    assert stamped(once, metadata(text)) == once


@pytest.mark.parametrize("mode", ["1", "L", "LA", "RGB", "RGBA", "P"])
def test_every_kind_of_pixels_stays(mode: str) -> None:
    drawn = saved(Image.linear_gradient("L").convert(mode).resize((40, 30)), dpi=(300, 300))
    image = opened(stamped(drawn, metadata()))
    assert (image.mode, image.tobytes()) == (opened(drawn).mode, opened(drawn).tobytes())
    assert image.info["dpi"] == opened(drawn).info["dpi"]


def test_what_another_program_wrote_stays() -> None:
    info = PngInfo()
    info.add_text("Software", "a painter")
    info.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta xmlns:x='adobe:ns:meta/' x:xmptk='a painter'/>")
    info.add(b"caBX", b"a signed manifest")
    data = stamped(saved(Image.new("RGB", (3, 3)), pnginfo=info), metadata("A title"))
    assert data.count(b"XML:com.adobe.xmp") == 1
    assert b"x:xmptk='a painter'" in data
    assert b"caBXa signed manifest" in data
    assert b"Software\0a painter" in data


def test_what_follows_the_last_chunk_stays() -> None:
    assert stamped(SMALL + b"more", metadata()).endswith(b"more")


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF89a", SMALL[:20], SMALL[:-1], SMALL[:8], SMALL[:8] + chunk(b"IDAT", b"") + SMALL[8:],
     SMALL[:33] + b"\xff\xff\xff\xff" + SMALL[37:]],
)  # fmt: skip
def test_what_is_no_sound_png_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadablePicture):
        stamped(data, metadata())
