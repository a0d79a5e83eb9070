"""Paths of boxes: the outline of each shape with rounded corners, and the marks inside that tell its kind."""

import math
from collections.abc import Iterator
from typing import Any

from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from pb_adapters.drawing.diagrams.arrow_paths import towards
from pb_core.domain.diagrams.box_outlines import notch, outline
from pb_core.domain.diagrams.scene import CONNECTOR
from pb_core.domain.plane import Point, Rect, inset

RADII = {
    "rounded": 2.5,
    CONNECTOR: 3.0,
    "round": 9.0,
    "stack": 2.5,
    "lined": 1.0,
    "tagged": 1.0,
    "bars": 1.0,
    "framed": 1.0,
    "block": 4.0,
    "actor": 4.0,
    "list": 4.0,
    "slant": 1.5,
    "slant-left": 1.5,
    "trapezoid": 1.5,
    "funnel": 1.5,
    "flag": 1.0,
    "hexagon": 1.5,
    "chamfer": 1.0,
    "diamond": 1.5,
    "sheet": 1.0,
}
"""The rounding in points of the corners of a shape."""


_ELLIPSES = frozenset({"circle", "ellipse", "rings"})
_SWATCH_CUT = 0.36  # of its height
_SPINE = 4.0  # points: the band that tells a model
_TAG, _LEAST_TAG = 8.0, 3.2  # points: the corner that is cut off by a line
_BAR, _RING = (
    4.0,
    2.2,
)  # points from the outline to the bars of a subroutine, or that of a lined box, and between two outlines


def shape_path(shape: str, rect: Rect, radius: float | None = None) -> Path:
    """The closed outline of a shape, corners rounded by ``radius`` points (default: the shape's own)."""
    if shape in _ELLIPSES:
        place = Affine2D().scale(rect.width / 2, rect.height / 2)
        return place.translate(rect.x + rect.width / 2, rect.y + rect.height / 2).transform_path(Path.unit_circle())
    corners = outline(shape, rect)
    by = RADII.get(shape, 0.0) if radius is None else radius
    if by == 0.0:
        return Path([*corners, corners[0]], closed=True)
    vertices: list[Point] = []
    codes: list[Any] = []
    for index, corner in enumerate(corners):
        before, after = corners[index - 1], corners[(index + 1) % len(corners)]
        cut = min(by, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        entry, leave = towards(corner, before, cut), towards(corner, after, cut)
        c1, c2 = towards(corner, entry, cut * 0.45), towards(corner, leave, cut * 0.45)
        vertices += [entry, c1, c2, leave]
        codes += [Path.LINETO if vertices[:-4] else Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4]
    return Path([*vertices, vertices[0]], [*codes, Path.CLOSEPOLY])


def swatch_path(shape: str, rect: Rect) -> Path:
    """A small sign of a shape for a legend, its corners cut deeper than those of a block."""
    k, x, y, r, b = _SWATCH_CUT * rect.height, rect.x, rect.y, rect.right, rect.bottom
    if shape == "sheet":
        fold = [(r - k, y), (r, y + k), (r - k, y + k), (r - k, y), (r, y + k)]
        return Path([(x, y), *fold, (r, b), (x, b), (x, y)])
    if shape != "chamfer":
        return shape_path(shape, rect, None if shape in {"block", "pill"} else 2.0)
    corners = [(x + k, y), (r - k, y), (r, y + k), (r, b - k), (r - k, b), (x + k, b), (x, b - k), (x, y + k)]
    return Path([*corners, corners[0]], closed=True)


def ornaments(shape: str, rect: Rect, words: float) -> Iterator[tuple[Path, bool]]:
    """The marks inside a shape that tell its kind, each with whether it is filled.

    ``words`` is where the text of the box begins.
    """
    if shape == "block":
        yield _spine(rect), True
    elif shape == "sheet":
        k = notch(shape, rect)
        fold = [(rect.right - k, rect.y), (rect.right - k, rect.y + k), (rect.right, rect.y + k)]
        yield Path(fold), False
    elif shape == "bars":
        for x in (rect.x + _BAR, rect.right - _BAR):
            yield Path([(x, rect.y), (x, rect.bottom)]), False
    elif shape == "lined":
        yield Path([(rect.x + _BAR, rect.y), (rect.x + _BAR, rect.bottom)]), False
    elif shape == "tagged":
        k = min(max(0.28 * rect.height, _LEAST_TAG), 0.25 * rect.width, _TAG)
        yield Path([(rect.right - k, rect.bottom), (rect.right, rect.bottom - k)]), False
    elif shape in {"framed", "rings"}:
        yield shape_path(shape, inset(rect, _RING)), False
    elif shape == "cylinder":
        k = notch(shape, rect)
        cx, half = rect.x + rect.width / 2, rect.width / 2
        steps = [math.pi * i / 24 for i in range(25)]
        yield Path([(cx + half * math.cos(a), rect.y + k + k * math.sin(a)) for a in steps]), False
    elif shape == "actor":
        yield from _person(rect, words)


def _spine(rect: Rect) -> Path:
    """The band along the left side of a model, within its outline."""
    r, x, right = min(RADII["block"], rect.height / 2), rect.x, rect.x + min(_SPINE, rect.width / 4)
    bow = r * (1 - 0.45)
    corners = [(right, rect.y), (x + r, rect.y), (x + r - bow, rect.y), (x, rect.y + bow), (x, rect.y + r)]
    corners += [(x, rect.bottom - r), (x, rect.bottom - bow), (x + r - bow, rect.bottom), (x + r, rect.bottom)]
    curve = [Path.CURVE4] * 3
    codes = [Path.MOVETO, Path.LINETO, *curve, Path.LINETO, *curve, Path.LINETO, Path.CLOSEPOLY]
    return Path([*corners, (right, rect.bottom), corners[0]], codes)


def _person(rect: Rect, words: float) -> Iterator[tuple[Path, bool]]:
    """A head above shoulders, before the words."""
    size = min(12.0, rect.height * 0.55)
    cx, top = words - 0.85 * size, rect.y + (rect.height - size) / 2
    yield _disc((cx, top + size * 0.27), size * 0.25), True
    arc = [math.pi + math.pi * i / 16 for i in range(17)]
    shoulders = [(cx + 0.44 * size * math.cos(a), top + size + 0.42 * size * math.sin(a)) for a in arc]
    yield Path([*shoulders, shoulders[0]], closed=True), True


def _disc(centre: Point, radius: float) -> Path:
    steps = [2 * math.pi * i / 24 for i in range(25)]
    return Path([(centre[0] + radius * math.cos(a), centre[1] + radius * math.sin(a)) for a in steps], closed=True)
