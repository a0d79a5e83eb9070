"""Small PNG files for in-memory adapters, written by hand."""

import struct
import zlib

GREY, RGB = 0, 2
"""PNG colour types: one or three bytes a pixel."""


def write_png(width: int, height: int, colour_type: int, row: bytes) -> bytes:
    """An 8-bit PNG whose rows are all ``row`` (source: PNG specification, W3C)."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, colour_type, 0, 0, 0)
    rows = zlib.compress((b"\0" + row) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
