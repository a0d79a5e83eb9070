"""Format and size of a picture from its first bytes, before anything is decoded."""

from collections.abc import Callable

from msgspec import Struct

from pb_adapters.upstream.limits import Limits
from pb_core.errors import UnreadablePicture

Size = tuple[int, int]


class Measured(Struct, frozen=True):
    """What a picture says it is; width and height in pixels as stored, before any rotation."""

    media_type: str
    width: int
    height: int


def measure(data: bytes, limits: Limits | None = None) -> Measured:
    """Read the header of a PNG, JPEG, WebP or GIF; whatever else it is called, the bytes decide.

    Raises:
        UnreadablePicture: Another format, a broken header, or more bytes or pixels than the limits allow.
    """
    limits = limits or Limits()
    if len(data) > limits.picture_bytes:
        message = f"A picture is larger than {limits.picture_bytes} bytes."
        raise UnreadablePicture(message)
    media_type, size_of = next(((kind, size) for kind, is_one, size in _FORMATS if is_one(data)), ("", None))
    if size_of is None:
        message = "A picture is no PNG, JPEG, WebP or GIF."
        raise UnreadablePicture(message)
    width, height = size_of(data) or (0, 0)
    if not (width and height):
        message = f"A picture's {media_type} header is broken: it gives no size."
        raise UnreadablePicture(message)
    if width * height > limits.pixels:
        message = f"A picture of {width} × {height} pixels is past the limit of {limits.pixels} pixels."
        raise UnreadablePicture(message)
    return Measured(media_type, width, height)


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
