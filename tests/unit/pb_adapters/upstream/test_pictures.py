"""Pictures decoded, padded and shrunk for real."""

import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pb_adapters.upstream.guard import Limits
from pb_adapters.upstream.pictures import (
    INLINE_BYTES,
    ImageHeader,
    as_png,
    base64_of,
    bytes_of,
    data_url_of,
    fit,
    fits_ratio,
    pad_to_ratio,
    read_header,
    shown,
)
from pb_core.errors import UnreadablePicture
from pb_core.ports.vlm import ImagePart
from support.pictures import opened

RED, WHITE = (200, 30, 60), (255, 255, 255)


def encoded(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def plain(size: tuple[int, int], mode: str = "RGB", colour: object = RED) -> Image.Image:
    return Image.new(mode, size, colour)


def noise(size: tuple[int, int]) -> Image.Image:
    return Image.effect_noise(size, 120).convert("RGB")


async def test_a_whole_png_keeps_its_bytes() -> None:
    data = encoded(noise((40, 30)))
    assert await as_png(data) is data


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "GIF"])
async def test_other_formats_become_png(kind: str) -> None:
    made = await as_png(encoded(plain((40, 30)), kind))
    assert read_header(made) == ImageHeader("image/png", 40, 30)
    assert all(abs(a - b) < 8 for a, b in zip(opened(made).convert("RGB").getpixel((20, 15)), RED, strict=True))


async def test_transparency_survives() -> None:
    made = opened(await as_png(encoded(plain((4, 4), "RGBA", (*RED, 0)), "WEBP", lossless=True)))
    assert made.getpixel((0, 0))[3] == 0


async def test_a_picture_lying_on_its_side_is_set_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    made = await as_png(encoded(plain((40, 30)), "JPEG", exif=exif))
    assert read_header(made) == ImageHeader("image/png", 30, 40)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
async def test_a_damaged_picture_is_found_out_although_its_header_is_good(kind: str) -> None:
    data = encoded(noise((90, 90)), kind)
    with pytest.raises(UnreadablePicture, match="damaged"):
        await as_png(data[: len(data) // 2])


async def test_a_png_with_a_changed_byte_is_damaged() -> None:
    data = bytearray(encoded(noise((90, 90))))
    data[len(data) // 2] ^= 0xFF
    with pytest.raises(UnreadablePicture, match="damaged"):
        await as_png(bytes(data))


@pytest.mark.parametrize(
    ("size", "ratio", "fits"),
    [
        ((1600, 900), "16:9", True), ((1376, 768), "16:9", True), ((1344, 768), "16:9", True),
        ((1024, 1024), "16:9", False), ((1584, 672), "21:9", True), ((900, 1600), "16:9", False),
    ],
)  # fmt: skip
def test_a_ratio_is_met_within_the_blocks_of_a_model(size: tuple[int, int], ratio: str, *, fits: bool) -> None:
    assert fits_ratio(ImageHeader("image/png", *size), ratio) is fits


@pytest.mark.parametrize("ratio", ["16:9", "9:16", "1:1", "21:9", "1:8"])
@pytest.mark.parametrize("size", [(100, 100), (160, 90), (33, 77)])
async def test_padding_reaches_the_ratio_and_moves_no_pixel(size: tuple[int, int], ratio: str) -> None:
    source = noise(size)
    made = opened(await pad_to_ratio(encoded(source), ratio))
    wanted = float(ratio.split(":", maxsplit=1)[0]) / float(ratio.split(":")[1])
    assert abs(made.width - made.height * wanted) <= max(1, wanted)
    assert made.width >= size[0]
    assert made.height >= size[1]
    assert made.width == size[0] or made.height == size[1]
    left, top = (made.width - size[0]) // 2, (made.height - size[1]) // 2
    assert made.crop((left, top, left + size[0], top + size[1])).tobytes() == source.tobytes()


async def test_margins_take_the_colour_of_the_corners_or_white() -> None:
    made = opened(await pad_to_ratio(encoded(plain((50, 50))), "2:1"))
    assert made.getpixel((0, 0)) == RED
    spotted = plain((50, 50))
    spotted.putpixel((0, 0), (0, 0, 0))
    assert opened(await pad_to_ratio(encoded(spotted), "2:1")).getpixel((0, 0)) == WHITE


async def test_margins_of_a_transparent_picture_are_transparent_or_white() -> None:
    made = opened(await pad_to_ratio(encoded(plain((50, 50), "RGBA", (*RED, 0))), "2:1"))
    assert made.getpixel((0, 0))[3] == 0
    spotted = plain((50, 50), "RGBA", (*RED, 255))
    spotted.putpixel((0, 0), (0, 0, 0, 0))
    assert opened(await pad_to_ratio(encoded(spotted), "2:1")).getpixel((0, 0)) == (*WHITE, 255)


async def test_padding_past_the_limit_is_refused() -> None:
    with pytest.raises(UnreadablePicture, match="cannot be padded"):
        await pad_to_ratio(encoded(plain((1000, 10))), "1:8", Limits(pixels=100_000))


@pytest.mark.parametrize("ratio", ["0:1", "-1:1", "1:nan", "x", "1"])
async def test_what_is_no_ratio_is_an_error_of_the_caller(ratio: str) -> None:
    with pytest.raises((ValueError, ZeroDivisionError)):
        await pad_to_ratio(encoded(plain((10, 10))), ratio)


def part(data: bytes, media_type: str = "image/png") -> ImagePart:
    return ImagePart(media_type=media_type, data=data)


async def test_a_picture_that_fits_is_shown_as_it_is_under_its_true_type() -> None:
    data = encoded(plain((40, 30)), "JPEG")
    assert await shown((part(data),)) == (part(data, "image/jpeg"),)


async def test_a_large_picture_is_shrunk_in_proportion() -> None:
    (small,) = await shown((part(encoded(plain((4000, 1000)))),))
    assert read_header(small.data) == ImageHeader("image/png", 1568, 392)


async def test_a_type_that_the_model_does_not_take_is_changed() -> None:
    (made,) = await shown((part(encoded(plain((40, 30)), "GIF")),), media=("image/jpeg",))
    assert (made.media_type, read_header(made.data).media_type) == ("image/jpeg", "image/jpeg")


async def test_transparency_is_shown_on_white_where_there_is_only_jpeg() -> None:
    (made,) = await shown((part(encoded(plain((40, 30), "RGBA", (0, 0, 0, 0)))),), media=("image/jpeg",))
    assert opened(made.data).getpixel((5, 5)) == WHITE


@pytest.mark.parametrize("limit", [60_000, 5_000, 800])
async def test_a_heavy_picture_is_made_light(limit: int) -> None:
    (made,) = await shown((part(encoded(noise((600, 400)))),), max_bytes=limit)
    measured = read_header(made.data)
    assert len(made.data) <= limit
    assert abs(measured.width / measured.height - 1.5) < 0.2


async def test_the_same_bytes_are_encoded_once() -> None:
    data = encoded(plain((4000, 1000)))
    other = encoded(plain((2000, 1000)))
    first, second, third = await shown((part(data), part(other), part(bytes(bytearray(data)))))
    assert first is third
    assert first != second


async def test_a_picture_that_is_none_is_not_shown() -> None:
    with pytest.raises(UnreadablePicture):
        await shown((part(b"<svg/>"),))


@given(st.binary(max_size=100))
def test_bytes_come_back_from_both_spellings(data: bytes) -> None:
    assert bytes_of(base64_of(data)) == data
    assert bytes_of(data_url_of(ImagePart(media_type="image/png", data=data))) == data


def test_line_breaks_and_capitals_are_let_pass() -> None:
    assert bytes_of("DATA:image/png;charset=x;BASE64,aGVs\r\nbG8=\n") == b"hello"


@pytest.mark.parametrize("text", ["aGVsbG8", "aGVsbG8=x", "é", "data:image/png,raw", "data:image/png;base64", "a-_b"])
def test_anything_else_is_unreadable(text: str) -> None:
    with pytest.raises(UnreadablePicture):
        bytes_of(text)


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


@pytest.mark.parametrize("count", [0, 1, 60])
async def test_many_pictures_of_one_request_share_the_room(count: int) -> None:
    picture = ImagePart(media_type="image/png", data=encoded(Image.effect_noise((1100, 1100), 100)))
    assert len(picture.data) > INLINE_BYTES / 60
    pictures = await fit((picture,) * count, Limits(), max_bytes=2**21)
    assert len(pictures) == count
    assert sum(len(one.data) for one in pictures) <= INLINE_BYTES
    assert all(len(one.data) <= 2**21 for one in pictures)
