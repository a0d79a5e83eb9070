"""Finished pictures: encoded in memory, as the artifact store holds them, and small PNG files written and read by hand.

Source: PNG specification, W3C.
"""

import struct
import zlib
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from pb_core.errors import UnreadablePicture


class Picture(Struct, frozen=True, kw_only=True):
    """One encoded picture; width and height in pixels (points for vector formats)."""

    format: str
    media_type: str
    data: bytes
    width: int
    height: int


class Artifact(Struct, frozen=True, kw_only=True):
    """A finished picture: where its bytes lie (SHA-256 in the artifact store) and what they are."""

    format: str
    media_type: str
    digest: str
    size: int
    width: int
    height: int


POINTS_PER_INCH = 72


def sides_in_pixels(picture: Picture | Artifact, resolution: int = 300) -> tuple[int, int]:
    """Width and height in pixels: of vectors, which have points, at this resolution in pixels an inch."""
    if picture.format not in {"svg", "pdf"}:
        return picture.width, picture.height
    width, height = (max(1, round(side * resolution / POINTS_PER_INCH)) for side in (picture.width, picture.height))
    return width, height


class PrintSize(Struct, frozen=True, kw_only=True):
    """How large a picture is in print: points (``height`` ``None``: by content), and pixels an inch of its PNG."""

    width: float
    height: float | None = None
    resolution: float = 300.0

    def pixels(self, height: float) -> tuple[int, int]:
        """Width and height of the PNG of a picture of this ``height`` in points; at least one pixel each."""
        scale = self.resolution / POINTS_PER_INCH
        return max(1, round(self.width * scale)), max(1, round(height * scale))


GREY, RGB = 0, 2
"""PNG colour types: one or three bytes a pixel."""

MEDIA_TYPES = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
"""The formats that figures are delivered in, and their media types."""

MERMAID = "mermaid"
EXPORT_TYPES = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "drawio": "application/vnd.jgraph.mxfile",
    "tikz": "application/x-tex",
    MERMAID: "text/vnd.mermaid",
}
"""The formats that diagrams are edited in, and their media types: made where somebody asks for them.

Sources: IANA's registry; of draw.io and TeX, whose types are not registered, the types that servers use.
"""

ENDINGS = {kind: kind for kind in (*MEDIA_TYPES, *EXPORT_TYPES)} | {"tikz": "tex", MERMAID: "mmd"}
"""How the names of files in these formats end."""

SIGNATURES = {
    "png": b"\x89PNG\r\n\x1a\n",
    "svg": b"<",
    "pdf": b"%PDF-",
    "pptx": b"PK\x03\x04",
    "drawio": b"<?xml",
    "tikz": b"%",
}
"""How files of these formats begin."""


def png_of(rows: Sequence[bytes], colour_type: int) -> bytes:
    """An 8-bit PNG of rows of equal length, at least one."""
    width = len(rows[0]) // (3 if colour_type == RGB else 1)
    header = struct.pack(">IIBBBBB", width, len(rows), 8, colour_type, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows))
    return SIGNATURES["png"] + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def grey_rows(data: bytes) -> tuple[bytes, ...]:
    """The rows of a PNG that ``png_of`` wrote in grey; raises ``UnreadablePicture`` for every other file."""
    try:
        chunks = dict(_chunks(data))
        width, height, *form = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
        pixels = zlib.decompress(chunks[b"IDAT"])
    except (KeyError, struct.error, zlib.error) as error:
        raise UnreadablePicture("The picture is not a PNG of the expected form") from error
    rows = tuple(pixels[start:end] for start, end in pairwise(range(0, len(pixels) + 1, width + 1)))
    if form != [8, GREY, 0, 0, 0] or len(rows) != height or any(row[0] for row in rows):
        raise UnreadablePicture("The picture is not a PNG of the expected form")
    return tuple(row[1:] for row in rows)


class PngHeader(Struct, frozen=True):
    """What a PNG states: its pixels and, if it does, how many of them are an inch (square ones only)."""

    width: int
    height: int
    resolution: float | None


_METRE, _INCH = 1, 0.0254


def png_header(data: bytes) -> PngHeader:
    """What a PNG states of its size; raises ``UnreadablePicture`` for every other file."""
    sides: tuple[int, int] | None = None
    resolution = None
    try:
        for kind, body in _chunks(data):
            if kind == b"IHDR":
                sides = struct.unpack_from(">II", body)
            elif kind == b"pHYs":
                across, down, unit = struct.unpack(">IIB", body)
                resolution = across * _INCH if unit == _METRE and across == down else None
            elif kind == b"IDAT":
                break
    except struct.error as error:
        raise UnreadablePicture("The picture's PNG header is damaged") from error
    if sides is None:
        raise UnreadablePicture("The picture is not a PNG")
    return PngHeader(*sides, resolution)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    signature = SIGNATURES["png"]
    at = len(signature) if data.startswith(signature) else len(data)
    while at + 8 <= len(data):
        (size,) = struct.unpack_from(">I", data, at)
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        at += 12 + size
