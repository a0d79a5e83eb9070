"""Gradients and pictures of SVG as PDF paints with them (ISO 32000-1, 8.6 to 8.9)."""

import base64
import io
import itertools
import re
import zlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

from fontTools.misc.transform import Transform
from PIL import Image

from pb_adapters.drawing.composites.svg_to_pdf.colours import Colour
from pb_adapters.drawing.composites.svg_to_pdf.geometry import IDENTITY, Rect, floats, length, transform
from pb_adapters.drawing.composites.svg_to_pdf.objects import NotVectors, Pdf, number, numbers, stream

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
    try:
        data = base64.b64decode(href[match.end() :])
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
    if image.mode.startswith("I"):  # 16 bits a pixel, which Pillow would cut off instead of scaling
        image = image.convert("I").point(lambda value: value / 257).convert("L")
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


GRADIENTS = {"linearGradient", "radialGradient"}


class Stop(NamedTuple):
    """A colour and where on the gradient it is, from 0 to 1."""

    offset: float
    colour: Colour


class Gradient(NamedTuple):
    """A gradient in the space of what it paints."""

    radial: bool
    coordinates: tuple[float, ...]
    matrix: Transform
    stops: tuple[Stop, ...]

    @property
    def is_opaque(self) -> bool:
        """Whether nothing shows through."""
        return all(stop.colour.alpha >= 1 for stop in self.stops)

    def pattern(self, space: Transform, *, alpha: bool = False) -> str:
        """The pattern object; ``space`` goes to the content's own space. With ``alpha``, opacity as a grey."""
        kind, colours = (3 if self.radial else 2), "DeviceGray" if alpha else "DeviceRGB"
        shades = [(stop.offset, number(stop.colour.alpha) if alpha else stop.colour.written()) for stop in self.stops]
        return (
            f"<</Type/Pattern/PatternType 2/Matrix[{numbers(*space.transform(self.matrix))}]"
            f"/Shading<</ShadingType {kind}/ColorSpace/{colours}/Coords[{numbers(*self.coordinates)}]"
            f"/Function{_function(shades)}/Extend[true true]>>>>"
        )


def _function(shades: Sequence[tuple[float, str]]) -> str:
    pieces = [f"<</FunctionType 2/Domain[0 1]/C0[{a}]/C1[{b}]/N 1>>" for (_, a), (_, b) in itertools.pairwise(shades)]
    inner = " ".join(number(offset) for offset, _ in shades[1:-1])
    encode = " ".join(["0 1"] * len(pieces))
    return f"<</FunctionType 3/Domain[0 1]/Functions[{' '.join(pieces)}]/Bounds[{inner}]/Encode[{encode}]>>"


def gradient(
    chain: Sequence[Element], stops: Sequence[Stop], box: Rect, viewport: tuple[float, float]
) -> Gradient | Colour | None:
    """What a gradient paints: itself, one colour, or nothing; ``chain`` is it and those that it refers to.

    Raises:
        NotVectors: it begins again outside its ends.
    """
    if not stops:
        return None
    given: dict[str, str] = {}
    for element in reversed(chain):
        given |= element.attrib
    whole = given.get("gradientUnits") == "userSpaceOnUse"
    matrix = IDENTITY if whole else Transform(box.width, 0, 0, box.height, box.x, box.y)
    if not whole and not (box.width and box.height):
        return None
    matrix = matrix.transform(transform(given.get("gradientTransform")))
    ends = _ends(chain[0].tag, given, viewport if whole else (1.0, 1.0))
    radial = chain[0].tag == "radialGradient"
    if len(stops) == 1 or (ends[5] <= 0 if radial else ends[:2] == ends[2:]):
        return stops[-1].colour
    if given.get("spreadMethod", "pad") != "pad":
        raise NotVectors("a gradient that repeats")
    edges = (Stop(0.0, stops[0].colour), *stops, Stop(1.0, stops[-1].colour))
    return Gradient(radial, ends, matrix, edges)


def _ends(tag: str, given: Mapping[str, str], whole: tuple[float, float]) -> tuple[float, ...]:
    def side(name: str, part: int, default: str) -> float:
        return length(given.get(name, default), length(default, 0.0, whole=whole[part]), whole=whole[part])

    if tag == "linearGradient":
        return side("x1", 0, "0%"), side("y1", 1, "0%"), side("x2", 0, "100%"), side("y2", 1, "0%")
    cx, cy, radius = side("cx", 0, "50%"), side("cy", 1, "50%"), side("r", 0, "50%")
    fx = side("fx", 0, "0") if "fx" in given else cx
    fy = side("fy", 1, "0") if "fy" in given else cy
    return fx, fy, side("fr", 0, "0%"), cx, cy, radius


def offset(value: str | None, least: float) -> float:
    """Where a stop is: between 0 and 1, and not before the one before it."""
    given = floats(value or "0") or [0.0]
    place = given[0] / 100 if (value or "").strip().endswith("%") else given[0]
    return min(max(place, least, 0.0), 1.0)
