"""What pictograms are made of: rectangles, circles, polygons and curves as paths on a grid, y downwards, and parts."""

import itertools
import math
from collections.abc import Iterable
from typing import Any

from matplotlib.path import Path
from msgspec import Struct

from pb_core.domain.plane import Point

_KAPPA = 0.5523  # of the radius, from a quarter circle's end to its control point


def line(*points: Point) -> Path:
    """An open polyline."""
    return Path(points)


def polygon(*points: Point) -> Path:
    """A closed polyline."""
    return Path([*points, points[0]], closed=True)


def circle(centre: Point, radius: float) -> Path:
    """A full circle."""
    return ellipse(centre, radius, radius)


def ellipse(centre: Point, across: float, down: float) -> Path:
    """An ellipse with the half axes ``across`` and ``down``, as four cubic quarters."""
    corners = [(math.cos(i * math.pi / 2), math.sin(i * math.pi / 2)) for i in range(5)]
    vertices = [corners[0]]
    for (ax, ay), (bx, by) in itertools.pairwise(corners):
        vertices += [(ax + _KAPPA * bx, ay + _KAPPA * by), (bx + _KAPPA * ax, by + _KAPPA * ay), (bx, by)]
    placed = [(centre[0] + across * x, centre[1] + down * y) for x, y in vertices]
    return Path([*placed, placed[0]], [Path.MOVETO, *[Path.CURVE4] * 12, Path.CLOSEPOLY])


def box(left: float, top: float, right: float, bottom: float, radius: float = 0.0) -> Path:
    """A rectangle by its edges, the corners rounded by ``radius``."""
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return rounded(corners, radius) if radius else polygon(*corners)


def rounded(corners: tuple[Point, ...], *radii: float) -> Path:
    """A closed polygon with rounded corners; one radius serves all of them, else each has its own."""
    vertices: list[Point] = []
    codes: list[Any] = []
    for index, corner in enumerate(corners):
        before, after = corners[index - 1], corners[(index + 1) % len(corners)]
        by = radii[index] if len(radii) > 1 else radii[0]
        entry, leave = _towards(corner, before, by), _towards(corner, after, by)
        pull = by * (1 - _KAPPA)
        vertices += [entry, _towards(corner, before, pull), _towards(corner, after, pull), leave]
        codes += [Path.LINETO if index else Path.MOVETO, *[Path.CURVE4] * 3]
    return Path([*vertices, vertices[0]], [*codes, Path.CLOSEPOLY])


def curve(start: Point, *points: Point) -> Path:
    """An open chain of cubics: from ``start`` by two controls to an end each."""
    return Path([start, *points], [Path.MOVETO, *[Path.CURVE4] * len(points)])


def together(paths: Iterable[Path]) -> Path:
    """Several outlines as one path, painted at once."""
    return Path.make_compound_path(*paths)


def _towards(start: Point, end: Point, by: float) -> Point:
    share = by / math.dist(start, end)
    return (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)


FILL = 0.2  # the shade of filled bodies: this share of the hue on paper
PAPER, SOLID = 0.0, 1.0


def around(radius: float, angle: float) -> Point:
    """The point at an angle (in radians) and a distance from the middle of the grid."""
    return (12 + radius * math.cos(angle), 12 + radius * math.sin(angle))


class Part(Struct, frozen=True, kw_only=True):
    """One path of a pictogram.

    ``shade`` is its filling, from 0 (paper) to 1 (the hue), or ``None``; ``weight`` its stroke in stroke widths of the
    drawing, 0 for none.
    """

    path: Path
    shade: float | None = None
    weight: float = 1.0
    dashed: bool = False


def body(path: Path, shade: float | None = PAPER) -> Part:
    """A filled outline with its stroke."""
    return Part(path=path, shade=shade)


def strokes(*paths: Path, weight: float = 1.0) -> Part:
    """Lines without filling."""
    return Part(path=together(paths), weight=weight)


def solid(*paths: Path, shade: float = SOLID) -> Part:
    """Fillings without a line."""
    return Part(path=together(paths), shade=shade, weight=0.0)
