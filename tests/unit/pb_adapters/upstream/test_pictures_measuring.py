"""Headers of real pictures, and of pictures that lie."""

import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pb_adapters.upstream.guard import Limits
from pb_adapters.upstream.pictures import ImageHeader, read_header
from pb_core.errors import UnreadablePicture


def picture(kind: str, size: tuple[int, int], **options: object) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", size, (200, 30, 60)).save(buffer, kind, **options)
    return buffer.getvalue()


def png_header(width: int, height: int) -> bytes:
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))


@pytest.mark.parametrize(
    ("kind", "options", "media_type"),
    [
        ("PNG", {}, "image/png"),
        ("JPEG", {}, "image/jpeg"),
        ("JPEG", {"progressive": True, "icc_profile": b"x" * 300}, "image/jpeg"),
        ("WEBP", {}, "image/webp"),
        ("WEBP", {"lossless": True}, "image/webp"),
        ("WEBP", {"icc_profile": b"x" * 300}, "image/webp"),
        ("GIF", {}, "image/gif"),
    ],
)
@pytest.mark.parametrize("size", [(1, 1), (37, 11), (300, 1000)])
def test_a_real_picture_is_measured(
    kind: str, options: dict[str, object], media_type: str, size: tuple[int, int]
) -> None:
    assert read_header(picture(kind, size, **options)) == ImageHeader(media_type, *size)


def test_a_jpeg_is_measured_past_fill_bytes() -> None:
    data = picture("JPEG", (37, 11))
    assert read_header(data[:2] + b"\xff\xff" + data[2:]) == ImageHeader("image/jpeg", 37, 11)


@pytest.mark.parametrize(("width", "height"), [(100_000, 100_000), (2**31, 1), (10_001, 10_000)])
def test_a_header_past_the_limit_is_refused_before_anything_is_decoded(width: int, height: int) -> None:
    with pytest.raises(UnreadablePicture, match=f"{width} × {height}"):
        read_header(png_header(width, height))


def test_the_limits_are_those_given() -> None:
    data = picture("PNG", (10, 10))
    assert read_header(data, Limits(pixels=100)).width == 10
    with pytest.raises(UnreadablePicture, match="99 pixels"):
        read_header(data, Limits(pixels=99))
    with pytest.raises(UnreadablePicture, match=f"larger than {len(data) - 1} bytes"):
        read_header(data, Limits(picture_bytes=len(data) - 1))


@pytest.mark.parametrize(
    "data", [b"", b"<svg/>", b"<html>", b"BM" + bytes(60), b"RIFF1234WAVE" + bytes(60), b"%PDF-1.7", b"\x00" * 99]
)
def test_other_formats_are_refused(data: bytes) -> None:
    with pytest.raises(UnreadablePicture, match="no PNG, JPEG, WebP or GIF"):
        read_header(data)


@pytest.mark.parametrize("data", [png_header(0, 5), png_header(5, 0), b"GIF89a\x00\x00\x05\x00"])
def test_a_picture_without_size_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadablePicture, match="broken"):
        read_header(data)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_no_cut_header_is_anything_but_unreadable(kind: str) -> None:
    data = picture(kind, (37, 11))
    for length in range(min(len(data), 700)):
        try:
            measured = read_header(data[:length])
        except UnreadablePicture:
            continue
        assert (measured.width, measured.height) == (37, 11)


@given(
    st.sampled_from(
        [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\x00\x00\x00\x00WEBPVP8 ", b"RIFF0000WEBPVP8L", b"GIF89a"]
    ),
    st.binary(max_size=200),
)
def test_garbage_after_a_signature_is_measured_or_refused(signature: bytes, rest: bytes) -> None:
    try:
        measured = read_header(signature + rest)
    except UnreadablePicture:
        return
    assert 0 < measured.width * measured.height <= Limits().pixels
