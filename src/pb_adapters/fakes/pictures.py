"""Pictures: the pixels of a ratio and a size, and PNG files that differ with the prompt and carry its first words."""

import colorsys
import hashlib
import io
import textwrap
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pb_adapters.drawing.shared.typefaces import face_of, face_path, stack

_ONE_K = {
    "1:1": (1024, 1024),
    "2:3": (848, 1264),
    "3:2": (1264, 848),
    "3:4": (896, 1200),
    "4:3": (1200, 896),
    "4:5": (928, 1152),
    "5:4": (1152, 928),
    "9:16": (768, 1376),
    "16:9": (1376, 768),
    "21:9": (1584, 672),
}
_TIMES = {"0.5K": 0.5, "512": 0.5, "1K": 1, "2K": 2, "4K": 4}
_AREA = 1024 * 1024
_GRID = 16


def pixels(ratio: str, size: str) -> tuple[int, int]:
    """Width and height for ``W:H`` and ``512``, ``1K``, ``2K`` or ``4K`` in any case.

    An empty or unknown ratio is square, an empty size is 1K; ratios without published pixels get the area of 1K.
    """
    width, height = _ONE_K.get(ratio) or _of_area(ratio)
    times = _TIMES.get(size.upper(), 1)
    return int(width * times), int(height * times)


def _of_area(ratio: str) -> tuple[int, int]:
    wide, _, high = ratio.partition(":")
    try:
        share = float(wide) / float(high)
    except (ValueError, ZeroDivisionError):
        return _ONE_K["1:1"]
    width = (_AREA * share) ** 0.5
    return _gridded(width), _gridded(width / share)


def _gridded(length: float) -> int:
    return max(_GRID, round(length / _GRID) * _GRID)


if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

BOXES = 5
WORDS = 700  # characters of prompt that are shown
INK, PAPER = 16, 255  # the ends of the palette's ramp


@lru_cache(maxsize=64)
def paint(title: str, prompt: str, width: int, height: int) -> bytes:
    """A PNG of ``width`` x ``height`` pixels: the title, a row of boxes coloured after the prompt, and its first words.

    The same arguments give the same bytes. The picture has a palette, which takes a fifth of the time of full colour.
    """
    from PIL import Image, ImageDraw  # noqa: PLC0415 - Pillow is loaded where it paints

    digest = hashlib.sha256(f"{title}\n{prompt}".encode()).digest()
    image = Image.new("L", (width, height), PAPER)
    draw = ImageDraw.Draw(image)
    unit = min(width, height) / 100
    band = 9 * unit
    draw.rectangle((0, 0, width, band), fill=INK)
    draw.text((3 * unit, band / 2), title, font=_font(_face(title, bold=True), 4 * unit), fill=PAPER, anchor="lm")
    _boxes(draw, digest, width, unit)
    _words(draw, prompt, (3 * unit, 36 * unit, width - 3 * unit, height - 3 * unit), unit)
    image.putpalette(_palette(digest))
    return _png(image)


def _palette(digest: bytes) -> bytes:
    """A flat colour for each box and, from ``INK`` to ``PAPER``, a ramp that smooth type runs along."""
    flat = [_tint(digest[8 + place], 205) for place in range(BOXES)]
    unused = [(0, 0, 0)] * (INK - BOXES)
    ramp = [_tint(digest[0], 40 + 206 * (step - INK) / (PAPER - INK)) for step in range(INK, PAPER + 1)]
    return bytes(value for colour in (*flat, *unused, *ramp) for value in colour)


def _boxes(draw: "ImageDraw", digest: bytes, width: int, unit: float) -> None:
    """A row of boxes joined by lines; heights and colours come from the digest."""
    step = width / BOXES
    draw.line((step / 2, 22 * unit, width - step / 2, 22 * unit), fill=INK, width=max(1, round(unit / 2)))
    for place in range(BOXES):
        half = (3 + digest[2 + place] % 6) * unit
        frame = ((place + 0.18) * step, 22 * unit - half, (place + 0.82) * step, 22 * unit + half)
        draw.rectangle(frame, fill=place, outline=INK, width=max(1, round(unit / 3)))


def _words(draw: "ImageDraw", prompt: str, frame: tuple[float, float, float, float], unit: float) -> None:
    """The prompt's first words in the largest type that fits the frame, cut where even the smallest does not."""
    left, top, right, bottom = frame
    text = " ".join(prompt[:WORDS].split())
    face = _face(text)
    for size in (6 * unit, 5 * unit, 4 * unit, 3 * unit, 2.4 * unit):
        font = _font(face, size)
        pitch = 1.3 * size
        character = font.getlength(text) / len(text) if text else size
        columns = max(8, int((right - left) * 0.95 / character))
        room = max(1, int((bottom - top) / pitch))
        lines = textwrap.wrap(text, columns)
        if len(lines) <= room:
            break
    for number, line in enumerate(lines[:room]):
        draw.text((left, top + number * pitch), line, font=font, fill=INK)


def _face(text: str, *, bold: bool = False) -> Path:
    """The file of the face that holds the most of the text's scripts."""
    names = stack(bold=bold)
    used = {face_of(char, bold=bold) for char in text if not char.isspace()}
    face = max(used, key=names.index, default=names[0])  # the later a face stands, the more scripts it holds
    return face_path(face)


def _font(face: Path, size: float) -> "FreeTypeFont":
    from PIL import ImageFont  # noqa: PLC0415 - Pillow is loaded where it paints

    return ImageFont.truetype(str(face), max(6, round(size)))


def _tint(seed: int, light: float) -> tuple[int, int, int]:
    """A colour of about this lightness, its hue from the seed."""
    red, green, blue = colorsys.hls_to_rgb(seed / 256, light / 255, 0.45)
    return round(red * 255), round(green * 255), round(blue * 255)


def _png(image: "Image") -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def _open(data: bytes) -> "Image":
    from PIL import Image  # noqa: PLC0415 - Pillow is loaded where it paints

    return Image.open(io.BytesIO(data))


def turned(data: bytes) -> bytes:
    """The picture on its side; one that is square comes back twice as wide as high."""
    from PIL.Image import Transpose  # noqa: PLC0415 - Pillow is loaded where it paints

    image = _open(data).convert("RGB")
    if image.width == image.height:
        return _png(image.resize((image.width, image.height // 2)))
    return _png(image.transpose(Transpose.ROTATE_90))


def halved(data: bytes) -> bytes:
    """The picture at half its width and height."""
    image = _open(data).convert("RGB")
    return _png(image.resize((max(1, image.width // 2), max(1, image.height // 2))))


def as_jpeg(data: bytes) -> bytes:
    """The picture as JPEG."""
    buffer = io.BytesIO()
    _open(data).convert("RGB").save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height of a picture; (0, 0) for bytes that are none."""
    try:
        with _open(data) as image:
            return image.size
    except (OSError, SyntaxError, ValueError):
        return (0, 0)
