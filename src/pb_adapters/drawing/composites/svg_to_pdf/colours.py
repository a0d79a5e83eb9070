"""Colours of CSS as red, green, blue and alpha."""

import colorsys
import functools
import math
import re
from typing import NamedTuple

from PIL import ImageColor

from pb_adapters.drawing.composites.svg_to_pdf.geometry import length
from pb_adapters.drawing.composites.svg_to_pdf.objects import NotVectors, numbers

_FUNCTION = re.compile(r"([a-z-]+)\(([^()]*)\)", re.IGNORECASE)
_PARTS = re.compile(r"[\s,/]+")
_OTHER_SPACES = {"color", "color-mix", "hwb", "lab", "lch", "oklab", "oklch"}
_KEYWORDS = {"none", "currentcolor", "transparent", "inherit", "initial", "unset", "context-fill", "context-stroke"}
_TURNS = {"deg": 360.0, "grad": 400.0, "rad": 2 * math.pi, "turn": 1.0}
_ANGLE = re.compile(r"(.*?)(deg|grad|rad|turn)?")


class Colour(NamedTuple):
    """Red, green and blue from 0 to 1, and how opaque."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0

    def written(self) -> str:
        """Its components as PDF writes them."""
        return numbers(self.red, self.green, self.blue)


def colour(value: str, current: str = "black") -> Colour | None:
    """A colour of CSS; ``None`` for ``none``, ``transparent`` and one that cannot be read.

    Raises:
        NotVectors: it is of a colour space that is not converted here.
    """
    value = value.strip().lower()
    return _read(current.strip().lower() if value == "currentcolor" else value)


def is_paint(value: str) -> bool:
    """Whether this is a value of ``fill``, ``stroke`` or ``color`` that says something.

    Raises:
        NotVectors: it is of a colour space that is not converted here.
    """
    value = value.strip().lower()
    return value in _KEYWORDS or value.startswith("url(") or _read(value) is not None


@functools.lru_cache(maxsize=10_000)
def _read(value: str) -> Colour | None:
    if match := _FUNCTION.fullmatch(value):
        return _function(match[1], _PARTS.split(match[2].strip()))
    if value in {"none", "transparent", ""} or "(" in value:
        return None
    try:
        red, green, blue, *rest = ImageColor.getrgb(value)
    except ValueError:
        return None
    return Colour(red / 255, green / 255, blue / 255, rest[0] / 255 if rest else 1.0)


def _function(name: str, parts: list[str]) -> Colour | None:
    if name in _OTHER_SPACES:
        raise NotVectors(f"a colour of the space {name}")
    if name not in {"rgb", "rgba", "hsl", "hsla"} or len(parts) not in {3, 4}:
        return None
    alpha = _share(parts[3], 1.0) if len(parts) > 3 else 1.0  # noqa: PLR2004 - red, green, blue
    if name.startswith("rgb"):
        shares = [_share(part, 255.0) for part in parts[:3]]
    else:
        hue, saturation, light = _turn(parts[0]), _share(parts[1], 100.0), _share(parts[2], 100.0)
        shares = [*colorsys.hls_to_rgb(hue, light, saturation)] if min(saturation, light) >= 0 else [-1.0] * 3
    return Colour(shares[0], shares[1], shares[2], alpha) if min(*shares, alpha) >= 0 else None


def _share(part: str, whole: float) -> float:
    """A number of ``whole``, or a percentage, as a share between 0 and 1; -1 if it cannot be read."""
    value = length(part, math.nan, whole=whole)
    return -1.0 if math.isnan(value) else min(max(value / whole, 0.0), 1.0)


def _turn(part: str) -> float:
    match = _ANGLE.fullmatch(part)
    return length(match[1], 0.0) / _TURNS[match[2] or "deg"] % 1.0 if match else 0.0
