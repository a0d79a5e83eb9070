import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.drawing.composites.pixels import chunks, pixels_per_inch
from pb_core.domain.pictures import GREY
from pb_core.testing.memory.images import write_png

PNG = write_png(3, 2, GREY, b"\0" * 3)


def stating(body: bytes) -> bytes:
    chunk = struct.pack(">I", len(body)) + b"pHYs" + body + struct.pack(">I", zlib.crc32(b"pHYs" + body))
    return PNG[:33] + chunk + PNG[33:]


def test_the_chunks_of_a_png_are_told_in_order() -> None:
    assert [kind for kind, _ in chunks(stating(bytes(9)))] == [b"IHDR", b"pHYs", b"IDAT", b"IEND"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (struct.pack(">IIB", 23622, 23622, 1), 599.9988),
        (struct.pack(">IIB", 23622, 23622, 0), None),
        (struct.pack(">IIB", 23622, 11811, 1), None),
        (b"\0\0", None),
    ],
)
def test_the_resolution_is_that_of_square_pixels_in_print(body: bytes, expected: float | None) -> None:
    assert pixels_per_inch(stating(body)) == (pytest.approx(expected) if expected else None)


def test_a_png_may_state_none() -> None:
    assert pixels_per_inch(PNG) is None


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading(tail: bytes) -> None:
    list(chunks(PNG[:8] + tail))
    pixels_per_inch(PNG[:33] + tail)
