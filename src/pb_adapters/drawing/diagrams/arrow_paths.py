"""Paths of arrows: lines with rounded corners, and their heads."""

import math

from matplotlib.path import Path

from pb_core.domain.diagrams.spec import Heads, Tip
from pb_core.domain.plane import Point

_HEAD_LENGTH = 4.2
_HEAD_WIDTH = 3.4
_NOTCH = 0.6
_RADIUS = 4.0
_CROSS, _CROSS_GAP = 4.6, 1.6  # points: the side of a cross and how far it stands from the border
_RING = 4.2
_ARMS = ((-1, -1), (1, 1), (-1, 1), (1, -1))


def arrow_head(points: tuple[Point, ...], size: float = 1.0) -> tuple[tuple[Point, ...], Path]:
    """Split an arrow into the line up to its head and the head, ``size`` times as large as usual."""
    (ax, ay), (bx, by) = points[-2:]
    length = math.hypot(bx - ax, by - ay)
    ux, uy = (bx - ax) / length, (by - ay) / length
    base = (bx - ux * _HEAD_LENGTH * size, by - uy * _HEAD_LENGTH * size)
    half = _HEAD_WIDTH * size / 2
    inner = (base[0] + ux * _NOTCH, base[1] + uy * _NOTCH)
    corners = [(bx, by), (base[0] - uy * half, base[1] + ux * half), inner, (base[0] + uy * half, base[1] - ux * half)]
    return (*points[:-1], inner), Path([*corners, corners[0]], closed=True)


def arrow_heads(
    points: tuple[Point, ...], heads: Heads, size: float = 1.0, tip: Tip = Tip.ARROW
) -> tuple[tuple[Point, ...], tuple[Path, ...]]:
    """Split an arrow into the line between its heads and the heads, ``size`` times as large as usual."""
    if heads is Heads.NONE:
        return points, ()
    form = _FORMS[tip]
    body, head = form(points, size)
    if heads is Heads.TARGET:
        return body, (head,)
    backwards, tail = form(body[::-1], size)
    return backwards[::-1], (head, tail)


def _cross(points: tuple[Point, ...], size: float) -> tuple[tuple[Point, ...], Path]:
    """The line to the border, and a cross on it just before its end."""
    (ax, ay), (bx, by) = points[-2:]
    length = math.hypot(bx - ax, by - ay)
    ux, uy = (bx - ax) / length, (by - ay) / length
    half = _CROSS / 2 * size
    cx, cy = bx - ux * (half + _CROSS_GAP), by - uy * (half + _CROSS_GAP)
    arms = [(cx + half * (sx * ux + sy * -uy), cy + half * (sx * uy + sy * ux)) for sx, sy in _ARMS]
    return points, Path(arms, [Path.MOVETO, Path.LINETO] * 2)


def _ring(points: tuple[Point, ...], size: float) -> tuple[tuple[Point, ...], Path]:
    """The line up to a circle that touches the border, and that circle."""
    (ax, ay), (bx, by) = points[-2:]
    length = math.hypot(bx - ax, by - ay)
    ux, uy = (bx - ax) / length, (by - ay) / length
    radius = _RING / 2 * size
    steps = [2 * math.pi * i / 24 for i in range(25)]
    cx, cy = bx - ux * radius, by - uy * radius
    circle = [(cx + radius * math.cos(a), cy + radius * math.sin(a)) for a in steps]
    return (*points[:-1], (bx - ux * 2 * radius, by - uy * 2 * radius)), Path(circle, closed=True)


_FORMS = {Tip.ARROW: arrow_head, Tip.CROSS: _cross, Tip.CIRCLE: _ring}


def rounded_path(points: tuple[Point, ...]) -> Path:
    """A polyline whose corners are quarter curves."""
    vertices, codes = [points[0]], [Path.MOVETO]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        radius = min(_RADIUS, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        vertices += [towards(corner, before, radius), corner, towards(corner, after, radius)]
        codes += [Path.LINETO, Path.CURVE3, Path.CURVE3]
    return Path([*vertices, points[-1]], [*codes, Path.LINETO])


def towards(start: Point, end: Point, by: float) -> Point:
    """The point ``by`` points from ``start`` on the way to ``end``."""
    length = math.dist(start, end)
    share = by / length if length else 0.0
    return (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
