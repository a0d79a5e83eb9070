"""Outlines of shapes: presets where there is one, else paths, with the points where connectors meet them."""

from collections.abc import Iterator, Sequence

from matplotlib.path import Path
from msgspec import Struct

from pb_adapters.drawing.diagrams.box_paths import RADII, shape_path
from pb_adapters.drawing.diagrams.exports.path_steps import path_steps
from pb_adapters.drawing.diagrams.exports.pptx.xml_nodes import Node, emu, node
from pb_adapters.drawing.diagrams.figure_parts import Shape
from pb_core.domain.diagrams.box_outlines import notch
from pb_core.domain.diagrams.scene import CONNECTOR
from pb_core.domain.plane import Point, Rect

BARE = "bare"
"""A rectangle without fill and line: it holds the words and the connectors of what has no outline."""

_ROUND = frozenset(
    {"rounded", "round", "stack", "lined", "tagged", "bars", "framed", "block", "actor", "list", "pill", CONNECTOR}
)
_SITES = {
    "rect": (0, 1, 2, 3),
    "roundRect": (0, 1, 2, 3),
    "diamond": (0, 1, 2, 3),
    "ellipse": (0, 2, 4, 6),
    "can": (1, 2, 3, 4),
}
"""The numbers of the points at the top, left, bottom and right of a preset (ECMA-376, presetShapeDefinitions)."""

_TURNS = (16_200_000, 10_800_000, 5_400_000, 0)  # the way out at the top, left, bottom and right
_WHOLE = 100_000
_INSET = 0.29289  # of its radius, that a rounded rectangle keeps text from its sides
_NEAR = 0.3  # points
_TAGS = {"move": "a:moveTo", "line": "a:lnTo", "quad": "a:quadBezTo", "curve": "a:cubicBezTo", "close": "a:close"}


class Site(Struct, frozen=True):
    """A point at which connectors meet a shape, and its side: top 0, left 1, bottom 2, right 3."""

    point: Point
    side: int


class Geometry(Struct, frozen=True):
    """The outline of a shape, and the numbers of its sites by their points.

    A preset ``is_whole``, with the marks inside that tell its kind; it keeps text ``inset`` from its sides, and centres
    it ``lower`` than its middle, by so many points.
    """

    outline: Node
    sites: dict[Point, int]
    is_whole: bool = False
    inset: float = 0.0
    lower: float = 0.0


def geometry(shape: Shape, met: Sequence[Site] = ()) -> Geometry:
    """The geometry of a shape that connectors meet at these sites.

    It is a preset if there is one that they meet where it has sites, else a path with sites of its own.
    """
    rect = shape.rect
    preset = _preset(shape)
    middles = _middles(rect)
    if preset is not None:
        numbers = dict(zip(middles, _SITES[preset.get("prst")], strict=True))
        found = {site.point: next((n for at, n in numbers.items() if _near(at, site.point)), None) for site in met}
        if None not in found.values():
            inset = _INSET * _radius(shape) if shape.shape in _ROUND else 0.0
            lower = notch("cylinder", rect) / 2 if shape.shape == "cylinder" else 0.0
            numbered = {at: n for at, n in found.items() if n is not None}
            return Geometry(preset, numbered, is_whole=True, inset=inset, lower=lower)
    sites = [*(Site(at, side) for side, at in enumerate(middles)), *met]
    path = shape_path(shape.shape, rect, shape.radius)
    return Geometry(freeform(path, rect, sites), {site.point: number for number, site in enumerate(sites)})


def freeform(path: Path, rect: Rect, sites: Sequence[Site] = (), *, is_filled: bool = True) -> Node:
    """A path as the outline of a shape that stands in ``rect``, with its sites."""
    wide, high = emu(rect.width), emu(rect.height)
    guides, points = [], []
    for number, site in enumerate(sites):
        x, y = emu(site.point[0] - rect.x), emu(site.point[1] - rect.y)
        guides += [
            node("a:gd", name=f"connsiteX{number}", fmla=f"*/ {x} w {max(wide, 1)}"),
            node("a:gd", name=f"connsiteY{number}", fmla=f"*/ {y} h {max(high, 1)}"),
        ]
        place = node("a:pos", x=f"connsiteX{number}", y=f"connsiteY{number}")
        points.append(node("a:cxn", place, ang=_TURNS[site.side]))
    return node(
        "a:custGeom",
        node("a:avLst"),
        node("a:gdLst", *guides),
        node("a:ahLst"),
        node("a:cxnLst", *points),
        node("a:rect", l="l", t="t", r="r", b="b"),
        node(
            "a:pathLst",
            node("a:path", *_commands(path, rect), w=wide, h=high, fill=None if is_filled else "none"),
        ),
    )


def _commands(path: Path, rect: Rect) -> Iterator[Node]:
    for step in path_steps(path):
        yield node(_TAGS[step.kind], *(node("a:pt", x=emu(x - rect.x), y=emu(y - rect.y)) for x, y in step.points))


def _preset(shape: Shape) -> Node | None:
    rect = shape.rect
    short = min(rect.width, rect.height)
    if shape.shape == BARE:
        return _named("rect")
    if shape.shape in _ROUND:
        return _named("roundRect", adj=_radius(shape) / short)
    if shape.shape in {"circle", "ellipse", "rings"}:
        return _named("ellipse")
    if shape.shape == "diamond":
        return _named("diamond")
    if shape.shape == "cylinder":
        return _named("can", adj=2 * notch("cylinder", rect) / short)
    return None


def _radius(shape: Shape) -> float:
    """The rounding of the corners of a rectangle."""
    rect = shape.rect
    by = notch("pill", rect) if shape.shape == "pill" else RADII.get(shape.shape, 0.0)
    return min(by if shape.radius is None else shape.radius, rect.width / 2, rect.height / 2)


def _named(name: str, **adjusted: float) -> Node:
    values = (node("a:gd", name=key, fmla=f"val {round(value * _WHOLE)}") for key, value in adjusted.items())
    return node("a:prstGeom", node("a:avLst", *values), prst=name)


def _middles(rect: Rect) -> tuple[Point, ...]:
    """The middles of the top, left, bottom and right side."""
    cx, cy = rect.x + rect.width / 2, rect.y + rect.height / 2
    return (cx, rect.y), (rect.x, cy), (cx, rect.bottom), (rect.right, cy)


def _near(a: Point, b: Point) -> bool:
    return abs(a[0] - b[0]) <= _NEAR and abs(a[1] - b[1]) <= _NEAR
