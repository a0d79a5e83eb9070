"""Pictures from and to models: measured by their header, proved whole, made PNG, padded and shrunk."""

import math
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, TypeVar

import anyio
import pybase64
from msgspec import Struct

from pb_adapters.upstream.guard import Limits
from pb_core.errors import UnreadablePicture
from pb_core.ports.vlm import ImagePart

Size = tuple[int, int]


class ImageHeader(Struct, frozen=True):
    """What a picture says it is; width and height in pixels as stored, before any rotation."""

    media_type: str
    width: int
    height: int


def read_header(data: bytes, limits: Limits | None = None) -> ImageHeader:
    """Read the header of a PNG, JPEG, WebP or GIF; whatever else it is called, the bytes decide.

    Raises:
        UnreadablePicture: Another format, a broken header, or more bytes or pixels than the limits allow.
    """
    limits = limits or Limits()
    if len(data) > limits.picture_bytes:
        raise UnreadablePicture(f"A picture is larger than {limits.picture_bytes} bytes.")
    media_type, size_of = next(((kind, size) for kind, is_one, size in _FORMATS if is_one(data)), ("", None))
    if size_of is None:
        raise UnreadablePicture("A picture is no PNG, JPEG, WebP or GIF.")
    width, height = size_of(data) or (0, 0)
    if not (width and height):
        raise UnreadablePicture(f"A picture's {media_type} header is broken: it gives no size.")
    if width * height > limits.pixels:
        raise UnreadablePicture(f"A picture of {width} × {height} pixels is past the limit of {limits.pixels} pixels.")
    return ImageHeader(media_type, width, height)


def _png(data: bytes) -> Size | None:
    return _big(data[16:20], data[20:24]) if data[12:16] == b"IHDR" and len(data) >= 24 else None  # noqa: PLR2004 - layout


def _gif(data: bytes) -> Size | None:
    return _little(data[6:8], data[8:10]) if len(data) >= 10 else None  # noqa: PLR2004 - layout


def _webp(data: bytes) -> Size | None:
    if len(data) < 30:  # noqa: PLR2004 - the shortest header of the three kinds
        return None
    kind = data[12:16]
    if kind == b"VP8X":
        width, height = _little(data[24:27], data[27:30])
        return width + 1, height + 1
    if kind == b"VP8L" and data[20] == 0x2F:  # noqa: PLR2004 - its signature
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = _little(data[26:28], data[28:30])
        return width & 0x3FFF, height & 0x3FFF
    return None


def _jpeg(data: bytes) -> Size | None:
    """Walk the segments up to the frame header; entropy-coded data never comes before it."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:  # noqa: PLR2004 - every marker starts with it
        marker = data[at + 1]
        if marker == 0xFF:  # noqa: PLR2004 - a fill byte
            at += 1
        elif marker in _STANDALONE:
            at += 2
        elif marker in _FRAMES:
            height, width = _big(data[at + 5 : at + 7], data[at + 7 : at + 9])
            return width, height
        else:
            at += 2 + max(int.from_bytes(data[at + 2 : at + 4], "big"), 2)
    return None


_STANDALONE = {0x01, *range(0xD0, 0xD8)}
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def _big(first: bytes, second: bytes) -> Size:
    return int.from_bytes(first, "big"), int.from_bytes(second, "big")


def _little(first: bytes, second: bytes) -> Size:
    return int.from_bytes(first, "little"), int.from_bytes(second, "little")


_FORMATS: tuple[tuple[str, Callable[[bytes], bool], Callable[[bytes], Size | None]], ...] = (
    ("image/png", lambda data: data.startswith(b"\x89PNG\r\n\x1a\n"), _png),
    ("image/jpeg", lambda data: data.startswith(b"\xff\xd8\xff"), _jpeg),
    ("image/webp", lambda data: data.startswith(b"RIFF") and data[8:12] == b"WEBP", _webp),
    ("image/gif", lambda data: data.startswith((b"GIF87a", b"GIF89a")), _gif),
)


def base64_of(data: bytes) -> str:
    """The bytes in base64."""
    return pybase64.b64encode(data).decode("ascii")


def data_url_of(part: ImagePart) -> str:
    """The picture as a data URL."""
    return f"data:{part.media_type};base64,{base64_of(part.data)}"


def bytes_of(text: str) -> bytes:
    """The bytes of a base64 text or a data URL; line breaks are let pass, missing padding is not.

    Raises:
        UnreadablePicture: It is something else.
    """
    if text[:5].lower() == "data:":
        head, comma, text = text.partition(",")
        if not comma or not head.lower().endswith(";base64"):
            raise UnreadablePicture("A picture is a data URL that is not in base64.")
    try:
        return pybase64.b64decode("".join(text.split()), validate=True)
    except ValueError:
        raise UnreadablePicture("A picture is not in base64, or was cut.") from None


if TYPE_CHECKING:
    from PIL.Image import Image

T = TypeVar("T")

PNG, JPEG = "image/png", "image/jpeg"
RATIO_TOLERANCE = 0.03
"""Image models round to their blocks: a ratio this close is the one that was asked for."""
INLINE_BYTES = 14 * 1024 * 1024
"""All pictures of a request: 19 MB in base64, since gateways take requests of 20 MB."""
_DECODERS = anyio.CapacityLimiter(2)
"""How many pictures the process decodes at once: each may hold some hundred megabytes."""
_QUALITIES = (92, 85, 75)
_WHITE = (255, 255, 255)


async def as_png(data: bytes, limits: Limits | None = None) -> bytes:
    """The picture as PNG: a PNG's own bytes once it has been decoded to prove it whole, else a new encoding.

    Raises:
        UnreadablePicture: It is damaged, of no known format or past a limit.
    """
    measured = read_header(data, limits)

    def work() -> bytes:
        picture = _decoded(data, measured)
        return data if measured.media_type == PNG else _encoded(picture, PNG)

    return await _in_thread(work)


def fits_ratio(measured: ImageHeader, ratio: str) -> bool:
    """Whether a picture has the ratio ``W:H`` within the tolerance."""
    wanted = _ratio_of(ratio)
    return abs(measured.width / measured.height / wanted - 1) <= RATIO_TOLERANCE


async def pad_to_ratio(data: bytes, ratio: str, limits: Limits | None = None) -> bytes:
    """The picture as PNG with margins added on two sides until it has the ratio ``W:H``; nothing is stretched or cut.

    The margins have the colour that the four corners share, else white.

    Raises:
        UnreadablePicture: It is damaged, of no known format, or past a limit, before or after padding.
    """
    limits = limits or Limits()
    measured, wanted = read_header(data, limits), _ratio_of(ratio)
    if max(measured.width, measured.height * wanted) * max(measured.height, measured.width / wanted) > limits.pixels:
        raise UnreadablePicture(
            f"A picture of {measured.width} × {measured.height} pixels cannot be padded to {ratio} in the limit."
        )
    return await _in_thread(lambda: _padded(_decoded(data, measured), wanted))


async def shown(
    parts: tuple[ImagePart, ...],
    *,
    max_side: int = 1568,
    max_bytes: int = 4 * 1024 * 1024,
    media: tuple[str, ...] = (PNG, JPEG, "image/webp"),
    limits: Limits | None = None,
) -> tuple[ImagePart, ...]:
    """The pictures as a model takes them: no side above ``max_side`` pixels, no file above ``max_bytes``.

    A picture that already fits goes unchanged, with the media type that its bytes have. The same bytes are encoded
    once, however often they are shown. ``media`` are the types that the model takes; JPEG must be among them.

    Raises:
        UnreadablePicture: One is damaged, of no known format or past a limit.
    """
    done: dict[bytes, ImagePart] = {}

    def show(data: bytes) -> ImagePart:
        measured = read_header(data, limits)
        if max(measured.width, measured.height) <= max_side and len(data) <= max_bytes and measured.media_type in media:
            return ImagePart(media_type=measured.media_type, data=data)
        return _shrunk(_decoded(data, measured), max_side, max_bytes, keep_png=PNG in media)

    def work() -> tuple[ImagePart, ...]:
        for part in parts:
            if part.data not in done:
                done[part.data] = show(part.data)
        return tuple(done[part.data] for part in parts)

    return await _in_thread(work)


async def fit(
    parts: tuple[ImagePart, ...], limits: Limits, *, max_bytes: int = 4 * 1024 * 1024
) -> tuple[ImagePart, ...]:
    """The pictures of one request as a model takes them, each of at most ``max_bytes``, all within ``INLINE_BYTES``."""
    room = INLINE_BYTES // max(len(parts), 1)
    return await shown(parts, max_bytes=min(room, max_bytes), limits=limits)


async def _in_thread(work: Callable[[], T]) -> T:
    return await anyio.to_thread.run_sync(work, limiter=_DECODERS)


def _decoded(data: bytes, measured: ImageHeader) -> "Image":
    """All pixels, upright, in RGB or RGBA."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - Pillow is loaded where it works

    try:
        picture = Image.open(BytesIO(data), formats=(measured.media_type.removeprefix("image/"),))
        if picture.size != (measured.width, measured.height):
            raise ValueError("its header gives it two sizes")  # noqa: TRY301 - one way out for all that is wrong with it
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        return upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except Exception as error:  # Pillow raises errors of many kinds over damaged bytes
        raise UnreadablePicture("A picture is damaged and cannot be decoded.") from error


def _encoded(picture: "Image", media_type: str, quality: int = 0) -> bytes:
    buffer = BytesIO()
    if media_type == PNG:
        picture.save(buffer, "PNG")
    else:
        _flat(picture).save(buffer, "JPEG", quality=quality, optimize=True)
    return buffer.getvalue()


def _flat(picture: "Image") -> "Image":
    """On white: JPEG has no transparency, and ours are figures for paper."""
    from PIL import Image  # noqa: PLC0415 - Pillow is loaded where it works

    if picture.mode != "RGBA":
        return picture
    paper = Image.new("RGB", picture.size, _WHITE)
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper


def _shrunk(picture: "Image", max_side: int, max_bytes: int, *, keep_png: bool) -> ImagePart:
    """The best encoding that fits: PNG, then JPEG of falling quality, then fewer pixels."""
    picture = picture.copy()
    while True:
        picture.thumbnail((max_side, max_side))
        if keep_png and len(data := _encoded(picture, PNG)) <= max_bytes:
            return ImagePart(media_type=PNG, data=data)
        for quality in _QUALITIES:
            data = _encoded(picture, JPEG, quality)
            if len(data) <= max_bytes or max(picture.size) == 1:
                return ImagePart(media_type=JPEG, data=data)
        max_side = max(max(picture.size) * 3 // 4, 1)


def _padded(picture: "Image", ratio: float) -> bytes:
    from PIL import Image  # noqa: PLC0415 - Pillow is loaded where it works

    width, height = picture.size
    wide, high = max(width, round(height * ratio)), max(height, round(width / ratio))
    corners = {picture.getpixel((x, y)) for x in (0, width - 1) for y in (0, height - 1)}
    colour = corners.pop() if len(corners) == 1 else _WHITE
    canvas = Image.new(picture.mode, (wide, high), colour)
    canvas.paste(picture, ((wide - width) // 2, (high - height) // 2))
    return _encoded(canvas, PNG)


def _ratio_of(text: str) -> float:
    width, _, height = text.partition(":")
    ratio = float(width) / float(height)
    if not (math.isfinite(ratio) and ratio > 0):
        raise ValueError(f"{text!r} is no ratio of two positive numbers.")
    return ratio
