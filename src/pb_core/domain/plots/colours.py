"""Colour as the eye sees it: luminance, contrast, CIELAB distance, and views of colour-blind readers.

Colours are ``#rrggbb``. Sources: IEC 61966-2-1 (sRGB), WCAG 2.2 (contrast), CIE 1976 L*a*b* for D65, and the matrices
of Machado, Oliveira and Fernandes 2009 for full deuteranopia, protanopia and tritanopia.
"""

import math
from enum import StrEnum

Triple = tuple[float, float, float]

_TO_XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
_WHITE = (0.95047, 1.0, 1.08883)
_LINEAR_BELOW = 0.04045  # where the sRGB curve begins
_CUBE_ABOVE = 216 / 24389  # where the CIE curve begins


class Vision(StrEnum):
    """Whose eyes look: those of most readers, of three kinds of colour-blind readers, or at a grey print."""

    FULL = "full"
    DEUTERANOPIA = "deuteranopia"
    PROTANOPIA = "protanopia"
    TRITANOPIA = "tritanopia"
    GREYSCALE = "greyscale"


_SEEN = {
    Vision.DEUTERANOPIA: (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.01182, 0.04294, 0.968881),
    ),
    Vision.PROTANOPIA: (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    Vision.TRITANOPIA: (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.3039),
    ),
}


def luminance(colour: str) -> float:
    """The relative luminance, 0 to 1."""
    return _times(_TO_XYZ, _linear(colour))[1]


def contrast(a: str, b: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def distance(a: str, b: str, vision: Vision = Vision.FULL) -> float:
    """How different two colours look (Euclidean in CIELAB; black and white are 100 apart)."""
    return math.dist(lab(a, vision), lab(b, vision))


def lab(colour: str, vision: Vision = Vision.FULL) -> Triple:
    """L*, a*, b* of a colour as these eyes see it."""
    seen = _linear(colour)
    if vision in _SEEN:
        red, green, blue = (min(max(channel, 0.0), 1.0) for channel in _times(_SEEN[vision], seen))
        seen = (red, green, blue)
    x, y, z = (_cie(value / white) for value, white in zip(_times(_TO_XYZ, seen), _WHITE, strict=True))
    grey = vision is Vision.GREYSCALE
    return 116 * y - 16, 0.0 if grey else 500 * (x - y), 0.0 if grey else 200 * (y - z)


def _linear(colour: str) -> Triple:
    red, green, blue = (
        c / 12.92 if c <= _LINEAR_BELOW else ((c + 0.055) / 1.055) ** 2.4
        for c in (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    )
    return red, green, blue


def _times(matrix: tuple[Triple, Triple, Triple], vector: Triple) -> Triple:
    first, second, third = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return first, second, third


def _cie(value: float) -> float:
    return math.cbrt(value) if value > _CUBE_ABOVE else (value * 24389 / 27 + 16) / 116
