"""What the suites read of picture files: whether one is whole, and a test card that shows whether it was stretched.

Source: PNG specification, W3C.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from pb_core.domain.pictures import GREY, SIGNATURES, Picture, png_of
from pb_core.errors import UnreadablePicture

SIDE, SQUARE = 120, 60
"""The test card: a white square of so many pixels with a black square in its middle."""

ENDINGS = {"svg": b"</svg>", "pdf": b"%%EOF", "drawio": b"</mxfile>", "tikz": b"\\end{document}"}
ARCHIVES = {"pptx"}
DARK, OPAQUE = 128, 128
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
PALETTE, WITH_ALPHA = 3, {4, 6}


def card() -> bytes:
    """The test card as PNG."""
    edge = (SIDE - SQUARE) // 2
    blank, marked = b"\xff" * SIDE, b"\xff" * edge + b"\0" * SQUARE + b"\xff" * edge
    return png_of([marked if edge <= row < SIDE - edge else blank for row in range(SIDE)], GREY)


def is_whole(picture: Picture) -> bool:
    """Whether a file is there to its end: a PNG or an archive with the sums of its parts, else its last words."""
    if picture.format in ARCHIVES:
        return _opens(picture.data)
    if picture.format in ENDINGS:
        return picture.data.rstrip().endswith(ENDINGS[picture.format])
    try:
        return [kind for kind, _ in _chunks(picture.data)][-1:] == [b"IEND"]
    except (struct.error, UnreadablePicture):
        return False


def _opens(archive: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            return opened.testzip() is None
    except zipfile.BadZipFile:
        return False


def dark_box(png: bytes) -> tuple[int, int]:
    """Width and height in pixels of what is dark in a PNG.

    Raises:
        UnreadablePicture: It is damaged, interlaced, or not of 8 bits a channel.
    """
    columns: set[int] = set()
    rows = 0
    for row in _dark_rows(png):
        columns.update(at for at, is_dark in enumerate(row) if is_dark)
        rows += any(row)
    return len(columns), rows


def _dark_rows(png: bytes) -> Iterator[list[bool]]:
    try:
        chunks = list(_chunks(png))
        width, _, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
        pixels = zlib.decompress(b"".join(body for kind, body in chunks if kind == b"IDAT"))
    except (IndexError, struct.error, zlib.error) as error:
        raise UnreadablePicture("The delivered picture is no whole PNG.") from error
    if depth != 8 or interlaced:
        raise UnreadablePicture("This suite reads PNG of 8 bits a channel that is not interlaced.")
    palette = dict(chunks).get(b"PLTE", b"")
    size = CHANNELS[colour]
    for line in _unfiltered(pixels, width * size, size):
        yield [_is_dark(pixel, colour, palette) for pixel in zip(*[iter(line)] * size, strict=True)]


def _is_dark(pixel: tuple[int, ...], colour: int, palette: bytes) -> bool:
    if colour == PALETTE:
        pixel = tuple(palette[3 * pixel[0] : 3 * pixel[0] + 3])
    if colour in WITH_ALPHA:
        *pixel_, alpha = pixel
        return alpha >= OPAQUE and max(pixel_) < DARK
    return max(pixel) < DARK


def _unfiltered(data: bytes, length: int, step: int) -> Iterator[bytearray]:
    """The rows of a PNG's pixels, each of so many bytes, after its filter is taken back."""
    above = bytearray(length)
    for start in range(0, len(data), length + 1):
        kind, row = data[start], bytearray(data[start + 1 : start + 1 + length])
        for at in range(length if kind else 0):
            left, corner = (row[at - step], above[at - step]) if at >= step else (0, 0)
            row[at] = (row[at] + _predicted(kind, left, above[at], corner)) & 0xFF
        yield row
        above = row


def _predicted(kind: int, left: int, up: int, corner: int) -> int:
    match kind:
        case 1:
            return left
        case 2:
            return up
        case 3:
            return (left + up) // 2
        case _:
            guess = left + up - corner
            return min(left, up, corner, key=lambda value: abs(guess - value))


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kinds and bodies of a PNG's chunks; raises ``UnreadablePicture`` at one that is cut or damaged."""
    at = len(SIGNATURES["png"])
    while at < len(data):
        (size,) = struct.unpack_from(">I", data, at)
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        if data[at + 8 + size : at + 12 + size] != struct.pack(">I", zlib.crc32(kind + body)):
            raise UnreadablePicture("The delivered PNG is cut or damaged.")
        yield kind, body
        at += 12 + size
