"""What the basic shapes and paths of SVG trace, as moves, lines and cubic curves."""

import contextlib
import itertools
import math
import re
from collections.abc import Mapping
from typing import Any

from fontTools.misc.bezierTools import calcCubicBounds
from fontTools.misc.transform import Transform
from fontTools.pens.basePen import BasePen
from fontTools.svgLib.path import parse_path

from pb_adapters.drawing.composites.svg_to_pdf.geometry import Rect, around, floats, length
from pb_adapters.drawing.composites.svg_to_pdf.objects import numbers

Point = tuple[float, float]
Segment = tuple[str, tuple[Point, ...]]
"""PDF's operator (``m``, ``l``, ``c`` or ``h``) and its points."""
Path = list[Segment]

SHAPES = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
_KAPPA = 4 / 3 * (math.sqrt(2) - 1)  # of the radius: the handles of a quarter of a circle

_STRANGE = re.compile(r"[^MmZzLlHhVvCcSsQqTtAaeE\d\s.,+-]")
_DOT = 0.01  # user units


class _Pen(BasePen):  # type: ignore[misc]  # it has no types
    """Collects what fontTools reads of path data."""

    def __init__(self) -> None:
        super().__init__(None)
        self.path: Path = []
        self._start: Point = (0.0, 0.0)

    def _moveTo(self, pt: Point) -> None:  # noqa: N802 - fontTools' name
        self._start = pt
        self.path.append(("m", (pt,)))

    def _lineTo(self, pt: Point) -> None:  # noqa: N802 - fontTools' name
        self.path.append(("l", (pt,)))

    def _curveToOne(self, pt1: Point, pt2: Point, pt3: Point) -> None:  # noqa: N802 - fontTools' name
        self.path.append(("c", (pt1, pt2, pt3)))

    def _closePath(self) -> None:  # noqa: N802 - fontTools' name
        if self.path[-1:] == [("l", (self._start,))]:  # which closing draws, and which would be a vertex of its own
            self.path.pop()
        self.path.append(("h", ()))


def traced(tag: str, attributes: Mapping[str, str], whole: Point) -> Path:
    """The path of a shape; ``whole`` is the viewport's width and height, which percentages refer to."""
    path = _traced(tag, attributes, whole)
    return path if all(math.isfinite(value) for _, points in path for point in points for value in point) else []


def _traced(tag: str, attributes: Mapping[str, str], whole: Point) -> Path:
    def side(name: str, part: int = 0, default: float = 0.0) -> float:
        return length(attributes.get(name), default, whole=whole[part])

    match tag:
        case "path":
            return _path(attributes.get("d", ""))
        case "rect":
            return _rect(Rect(side("x"), side("y", 1), side("width"), side("height", 1)), attributes, whole)
        case "circle":
            radius = side("r")
            return _ellipse(side("cx"), side("cy", 1), radius, radius)
        case "ellipse":
            rx, ry = side("rx", 0, -1.0), side("ry", 1, -1.0)
            return _ellipse(side("cx"), side("cy", 1), rx if rx >= 0 else ry, ry if ry >= 0 else rx)
        case "line":
            return [("m", ((side("x1"), side("y1", 1)),)), ("l", ((side("x2"), side("y2", 1)),))]
    given = floats(attributes.get("points", ""))
    points = [*zip(given[::2], given[1::2], strict=False)]
    lines: Path = [("l" if i else "m", (point,)) for i, point in enumerate(points)]
    return [*lines, ("h", ())] if tag == "polygon" and lines else lines


def _path(data: str) -> Path:
    pen = _Pen()
    with contextlib.suppress(
        ValueError, LookupError, TypeError, AssertionError, ArithmeticError
    ):  # drawn up to the fault
        parse_path(_STRANGE.split(data, maxsplit=1)[0], pen)
    return pen.path


def _rect(rect: Rect, attributes: Mapping[str, str], whole: Point) -> Path:
    if rect.width <= 0 or rect.height <= 0:
        return []
    given_x, given_y = attributes.get("rx"), attributes.get("ry")
    rx = length(given_x, length(given_y, 0.0, whole=whole[1]), whole=whole[0])
    ry = length(given_y, rx, whole=whole[1])
    rx, ry = min(max(rx, 0), rect.width / 2), min(max(ry, 0), rect.height / 2)
    corners = rect.corners()
    if not rx or not ry:
        return [("m", (corners[0],)), *(("l", (corner,)) for corner in corners[1:]), ("h", ())]
    (left, top), (right, _), (_, low), _ = corners
    kx, ky = rx * (1 - _KAPPA), ry * (1 - _KAPPA)
    return [
        ("m", ((left + rx, top),)),
        ("l", ((right - rx, top),)),
        ("c", ((right - kx, top), (right, top + ky), (right, top + ry))),
        ("l", ((right, low - ry),)),
        ("c", ((right, low - ky), (right - kx, low), (right - rx, low))),
        ("l", ((left + rx, low),)),
        ("c", ((left + kx, low), (left, low - ky), (left, low - ry))),
        ("l", ((left, top + ry),)),
        ("c", ((left, top + ky), (left + kx, top), (left + rx, top))),
        ("h", ()),
    ]


def _ellipse(x: float, y: float, rx: float, ry: float) -> Path:
    if rx <= 0 or ry <= 0:
        return []
    kx, ky = rx * _KAPPA, ry * _KAPPA
    return [
        ("m", ((x + rx, y),)),
        ("c", ((x + rx, y + ky), (x + kx, y + ry), (x, y + ry))),
        ("c", ((x - kx, y + ry), (x - rx, y + ky), (x - rx, y))),
        ("c", ((x - rx, y - ky), (x - kx, y - ry), (x, y - ry))),
        ("c", ((x + kx, y - ry), (x + rx, y - ky), (x + rx, y))),
        ("h", ()),
    ]


def written(path: Path) -> str:
    """The path as PDF's operators."""
    return " ".join(f"{numbers(*(v for point in points for v in point))} {op}".lstrip() for op, points in path)


def with_dots(path: Path) -> Path:
    """The path with a direction for subpaths of no length, whose square caps PDF leaves to the viewer."""
    ends = [i for i, (op, _) in enumerate(path) if op == "m"] + [len(path)]
    out: Path = []
    for start, end in itertools.pairwise(ends):
        part = path[start:end]
        point = part[0][1][0]
        if len(part) > 1 and all(step == point for _, points in part for step in points):
            part = [part[0], ("l", ((point[0] + _DOT, point[1]),))]
        out += part
    return out


def bounds(path: Path, matrix: Transform) -> Rect | None:
    """The smallest rectangle around a transformed path; ``None`` if it has no point."""
    seen: list[Point] = []
    for op, points in path:
        moved: list[Any] = [matrix.transformPoint(point) for point in points]
        if op == "c" and seen:
            left, top, right, low = calcCubicBounds(seen[-1], *moved)
            seen += [(left, top), (right, low)]
        seen += moved[-1:]
    return around(seen) if seen else None


def vertices(path: Path) -> list[tuple[Point, float]]:
    """Where markers stand: each vertex, and the direction of the path there in radians."""
    found: list[tuple[Point, list[Point]]] = []  # a vertex and the directions into and out of it
    start = at = (0.0, 0.0)
    for op, points in path:
        if op == "m":
            start = at = points[0]
            found.append((at, []))
            continue
        trail = [at, *(points or (start,))]
        steps = [(b[0] - a[0], b[1] - a[1]) for a in trail[:1] for b in trail[1:] if b != a]
        ends = [(trail[-1][0] - a[0], trail[-1][1] - a[1]) for a in reversed(trail[:-1]) if a != trail[-1]]
        if steps and found:
            found[-1][1].append(steps[0])
        at = trail[-1]
        found.append((at, ends[:1]))
    return [(point, _mean(ways)) for point, ways in found]


def _mean(ways: list[Point]) -> float:
    units = [(x / math.hypot(x, y), y / math.hypot(x, y)) for x, y in ways]
    return math.atan2(sum(y for _, y in units), sum(x for x, _ in units)) if units else 0.0
