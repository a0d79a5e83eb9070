"""What stands in a PNG beside its pixels."""

import struct
from collections.abc import Iterator

_SIGNATURE_BYTES = 8
_CHUNK_FRAME = 12  # length, kind and checksum
_METRE, _INCH = 1, 0.0254


def chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and body of every chunk that is there as a whole."""
    at = _SIGNATURE_BYTES
    while at + _CHUNK_FRAME <= len(png):
        (length,) = struct.unpack_from(">I", png, at)
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += length + _CHUNK_FRAME


def pixels_per_inch(png: bytes) -> float | None:
    """The resolution that a PNG states (``pHYs``); ``None`` if there is none, or its pixels are not square."""
    for kind, body in chunks(png):
        if kind == b"IDAT":
            break
        if kind == b"pHYs" and len(body) == struct.calcsize(">IIB"):
            across, down, unit = struct.unpack(">IIB", body)
            return across * _INCH if unit == _METRE and across == down else None
    return None
