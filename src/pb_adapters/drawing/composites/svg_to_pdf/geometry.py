"""Coordinates of SVG: matrices, lengths, and how a view box is fitted into a viewport."""

import math
import re
from typing import NamedTuple

from fontTools.misc.transform import Transform

IDENTITY = Transform()

_NUMBER = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
_NUMBERS = re.compile(_NUMBER)
_LENGTH = re.compile(rf"\s*({_NUMBER})\s*(px|pt|pc|mm|cm|in|em|ex|rem|%|)\s*", re.IGNORECASE)
_UNITS = {"": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
_TRANSFORM = re.compile(r"(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^()]*)\)")
_EX, _REM = 0.5, 16.0


class Rect(NamedTuple):
    """A rectangle, y downwards."""

    x: float
    y: float
    width: float
    height: float

    def corners(self) -> list[tuple[float, float]]:
        """Its four corners."""
        right, low = self.x + self.width, self.y + self.height
        return [(self.x, self.y), (right, self.y), (right, low), (self.x, low)]

    def under(self, matrix: Transform) -> "Rect":
        """The smallest upright rectangle around it once it is transformed."""
        return around([matrix.transformPoint(corner) for corner in self.corners()])


def around(points: list[tuple[float, float]]) -> Rect:
    """The smallest rectangle around at least one point."""
    xs, ys = zip(*points, strict=True)
    return Rect(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def floats(text: str) -> list[float]:
    """The numbers in a text."""
    return [value for found in _NUMBERS.findall(text) if math.isfinite(value := float(found))]


def length(text: str | None, default: float, *, whole: float = 0.0, size: float = 16.0) -> float:
    """A length in user units; ``whole`` is what 100 % are, ``size`` the type size. Unreadable ones are the default."""
    match = _LENGTH.fullmatch(text or "")
    if match is None:
        return default
    value = float(match[1])
    if not math.isfinite(value):
        return default
    relative = {"%": whole / 100, "em": size, "ex": size * _EX, "rem": _REM}
    unit = match[2].lower()
    return value * (relative[unit] if unit in relative else _UNITS[unit])


def transform(text: str | None) -> Transform:
    """The matrix of a ``transform`` attribute; what cannot be read is left out."""
    matrix = IDENTITY
    for kind, arguments in _TRANSFORM.findall(text or ""):
        matrix = _step(matrix, kind, floats(arguments))
    return matrix


def _step(matrix: Transform, kind: str, given: list[float]) -> Transform:
    turn = math.radians(given[0]) if given else 0.0
    match kind, given:
        case "matrix", [_, _, _, _, _, _]:
            matrix = matrix.transform(given)
        case "translate", [x, *rest]:
            matrix = matrix.translate(x, rest[0] if rest else 0)
        case "scale", [x, *rest]:
            matrix = matrix.scale(x, rest[0] if rest else x)
        case "rotate", [_]:
            matrix = matrix.rotate(turn)
        case "rotate", [_, x, y]:
            matrix = matrix.translate(x, y).rotate(turn).translate(-x, -y)
        case "skewX", [_]:
            matrix = matrix.skew(turn, 0)
        case "skewY", [_]:
            matrix = matrix.skew(0, turn)
    return matrix


def fitted(box: Rect, view: Rect, align: str | None) -> Transform:
    """From a view box to the viewport that shows it, as ``preserveAspectRatio`` says."""
    if view.width <= 0 or view.height <= 0:
        return IDENTITY
    wide, high = box.width / view.width, box.height / view.height
    place, _, fit = (align or "xMidYMid meet").strip().partition(" ")
    if place != "none":
        wide = high = max(wide, high) if fit.strip() == "slice" else min(wide, high)
    x = box.x + (box.width - view.width * wide) * _share(place[1:4])
    y = box.y + (box.height - view.height * high) * _share(place[5:8])
    return IDENTITY.translate(x, y).scale(wide, high).translate(-view.x, -view.y)


def _share(name: str) -> float:
    return {"Min": 0.0, "Max": 1.0}.get(name, 0.5)


def view_box(text: str | None) -> Rect | None:
    """A ``viewBox`` attribute, if there is one that shows something."""
    given = floats(text or "")
    return Rect(*given) if len(given) == 4 and given[2] > 0 and given[3] > 0 else None  # noqa: PLR2004 - x, y, sides
