"""Pictures inside an SVG as objects of a PDF."""

import base64
import io
import re
import zlib

from PIL import Image

from pb_adapters.drawing.composites.svg_to_pdf.objects import NotVectors, Pdf, stream

MOST_PIXELS = 2**26
_DATA = re.compile(r"data:image/[\w.+-]+;base64,", re.IGNORECASE)
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")


def embedded(pdf: Pdf, href: str) -> tuple[int, tuple[int, int]] | None:
    """The object of a ``data:`` picture and its size in pixels; ``None`` if it cannot be read.

    Raises:
        NotVectors: it has too many pixels to be decoded here.
    """
    match = _DATA.match(href)
    if match is None:
        return None
    data = base64.b64decode(href[match.end() :])
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise NotVectors("a picture of very many pixels")
            if image.format == "JPEG" and image.mode in {"L", "RGB"} and not image.getexif():
                return _jpeg(pdf, data, image), image.size
            return _pixels(pdf, image), image.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _jpeg(pdf: Pdf, data: bytes, image: Image.Image) -> int:
    space = "DeviceGray" if image.mode == "L" else "DeviceRGB"
    return pdf.add(stream(f"{_entries(image, space)}/Filter/DCTDecode", data))


def _pixels(pdf: Pdf, image: Image.Image) -> int:
    rgba = image.convert("RGBA")
    alpha = rgba.getchannel("A")
    mask = ""
    if alpha.getextrema() != (255, 255):
        mask = f"/SMask {_flate(pdf, alpha, 'DeviceGray', '')} 0 R"
    return _flate(pdf, rgba.convert("RGB"), "DeviceRGB", mask)


def _flate(pdf: Pdf, image: Image.Image, space: str, more: str) -> int:
    packed = zlib.compress(image.tobytes())
    return pdf.add(stream(f"{_entries(image, space)}{more}/Filter/FlateDecode", packed))


def _entries(image: Image.Image, space: str) -> str:
    sides = f"/Width {image.width}/Height {image.height}"
    return f"/Type/XObject/Subtype/Image{sides}/ColorSpace/{space}/BitsPerComponent 8"
