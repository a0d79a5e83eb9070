"""The pictograms of diagrams as vector paths on a grid of 24 x 24, y downwards.

A pictogram stands for a type of thing (an image, a table, a store), never for the data of one paper.
"""

import itertools
import math
from functools import cache

from matplotlib.path import Path

from pb_adapters.drawing.diagrams.glyph_machines import MACHINES
from pb_adapters.drawing.diagrams.glyph_marks import MARKS
from pb_adapters.drawing.diagrams.glyph_outlines import (
    FILL,
    PAPER,
    SOLID,
    Part,
    around,
    body,
    box,
    circle,
    curve,
    ellipse,
    line,
    polygon,
    rounded,
    solid,
    strokes,
    together,
)
from pb_core.domain.plane import Point, Rect

GRID = 24.0


def _image() -> tuple[Part, ...]:
    hills = line((2, 18), (9, 12), (13, 16), (17, 11), (22, 17))
    return body(box(2, 4, 22, 20, 2)), body(circle((8, 9), 2), FILL), strokes(hills)


def _film() -> tuple[Part, ...]:
    holes = [box(3.3 + 3.8 * k, y, 5.3 + 3.8 * k, y + 2) for k in range(5) for y in (6, 16)]
    return body(box(2, 5, 22, 19)), solid(*holes), strokes(*(line((x, 9), (x, 15)) for x in (8.7, 15.3)))


def _waveform() -> tuple[Part, ...]:
    halves = (2, 5, 8, 4, 9, 6, 3, 7, 2)
    return (
        strokes(*(line((4 + 2 * k, 12 - half), (4 + 2 * k, 12 + half)) for k, half in enumerate(halves)), weight=1.5),
    )


def _sheet() -> tuple[Part, ...]:
    return (
        body(polygon((5, 2), (15, 2), (19, 6), (19, 22), (5, 22))),
        body(polygon((15, 2), (15, 6), (19, 6)), FILL),
    )


def _document() -> tuple[Part, ...]:
    return (*_sheet(), strokes(*(line((8, y), (end, y)) for y, end in ((10, 16), (13, 16), (16, 13)))))


def _code() -> tuple[Part, ...]:
    left, right = line((9.8, 11), (7.2, 14), (9.8, 17)), line((14.2, 11), (16.8, 14), (14.2, 17))
    return (*_sheet(), strokes(left, right, line((12.8, 10.5), (11.2, 17.5))))


def _stack() -> tuple[Part, ...]:
    corners = ((2 + 3 * k, 8 - 3 * k) for k in (2, 1, 0))
    return tuple(body(box(x, y, x + 14, y + 14, 1), PAPER if x > 2 else FILL) for x, y in corners)  # noqa: PLR2004 - the front


def _bubble() -> tuple[Part, ...]:
    corners = ((2, 4), (22, 4), (22, 17), (11, 17), (6, 22), (6, 17), (2, 17))
    return (body(rounded(corners, 3, 3, 3, 0.1, 0.1, 0.1, 3)),)


def _tokens() -> tuple[Part, ...]:
    return (body(together(box(1 + 6 * k, 10, 5 + 6 * k, 14, 1) for k in range(4)), FILL),)


def _masked_tokens() -> tuple[Part, ...]:
    whole = body(together(box(1 + 6 * k, 10, 5 + 6 * k, 14, 1) for k in (0, 1, 3)), FILL)
    return whole, Part(path=box(13, 10, 17, 14, 1), shade=PAPER, dashed=True)


def _vector() -> tuple[Part, ...]:
    shades = (0.2, 0.7, 0.4, 0.9, 0.55)
    return tuple(body(box(10, 2 + 4 * k, 14, 6 + 4 * k), shade) for k, shade in enumerate(shades))


def _matrix() -> tuple[Part, ...]:
    cells: dict[int, list[Path]] = {}
    for i in range(5):
        for j in range(5):
            cells.setdefault((7 * i + 3 * j) % 5, []).append(box(2 + 4 * j, 2 + 4 * i, 6 + 4 * j, 6 + 4 * i))
    return tuple(
        Part(path=together(paths), shade=0.1 + 0.2 * step, weight=0.6) for step, paths in sorted(cells.items())
    )


def _slabs() -> tuple[Part, ...]:
    parts = []
    for k in (2, 1, 0):
        x, high = 2 + 6 * k, 14 - 3 * k
        y = 11 - high / 2
        parts.append(body(polygon((x, y + 4), (x + 6, y), (x + 6, y + high), (x, y + high + 4)), FILL))
    return tuple(parts)


def _table() -> tuple[Part, ...]:
    rules = [line((x, 8), (x, 20)) for x in (9, 16)] + [line((2, y), (22, y)) for y in (12, 16)]
    return body(box(2, 4, 22, 20)), body(box(2, 4, 22, 8), SOLID), strokes(*rules, weight=0.8)


def _points() -> tuple[Part, ...]:
    centres = ((7, 8, 0.35), (16, 7, 0.65), (12, 17, 1.0))
    return tuple(solid(*(circle(_spiral(x, y, k), 0.9) for k in range(6)), shade=shade) for x, y, shade in centres)


def _spiral(x: float, y: float, k: int) -> Point:
    radius = 3 * math.sqrt((k + 0.5) / 6)
    return (x + radius * math.cos(2.4 * k), y + radius * math.sin(2.4 * k))


_AXES = line((3, 3), (3, 21), (22, 21))


def _histogram() -> tuple[Part, ...]:
    heights = (5, 10, 15, 8, 4)
    bars = [box(4.6 + 3.4 * k, 21 - high, 7.2 + 3.4 * k, 21) for k, high in enumerate(heights)]
    return body(together(bars), FILL), strokes(_AXES)


def _curve() -> tuple[Part, ...]:
    return strokes(_AXES), strokes(curve((4, 19), (9, 18), (9, 7), (21, 6)), weight=1.3)


def _graph() -> tuple[Part, ...]:
    nodes = ((4, 12), (10, 5), (12, 14), (19, 7), (20, 18), (9, 21))
    edges = ((0, 1), (1, 2), (1, 3), (2, 3), (2, 4), (2, 5), (3, 4))
    plain = together(circle(node, 2) for index, node in enumerate(nodes) if index != 2)  # noqa: PLR2004 - the solid one
    links = strokes(*(line(nodes[a], nodes[b]) for a, b in edges))
    return links, body(plain, FILL), body(circle(nodes[2], 2), SOLID)


def _net() -> tuple[Part, ...]:
    layers = [[(4, y) for y in (5, 12, 19)], [(12, y) for y in (3, 9, 15, 21)], [(20, y) for y in (8, 16)]]
    edges = [line(a, b) for one, other in itertools.pairwise(layers) for a in one for b in other]
    nodes = together(circle(node, 1.7) for layer in layers for node in layer)
    return strokes(*edges, weight=0.4), body(nodes, FILL)


def _encoder() -> tuple[Part, ...]:
    return (body(polygon((4, 3), (20, 7), (20, 17), (4, 21)), FILL),)


def _decoder() -> tuple[Part, ...]:
    return (body(polygon((4, 7), (20, 3), (20, 21), (4, 17)), FILL),)


def _cylinder() -> tuple[Part, ...]:
    ends = ((3, 19), (3, 22.9), (21, 22.9), (21, 19))
    wall = Path(
        [(3, 5), *ends, (21, 5), (3, 5)],
        [Path.MOVETO, Path.LINETO, *[Path.CURVE4] * 3, Path.LINETO, Path.CLOSEPOLY],
    )
    rings = [curve((3, y), (3, y + 3.9), (21, y + 3.9), (21, y)) for y in (10, 14.5)]
    return body(wall), strokes(*rings), body(ellipse((12, 5), 9, 3), FILL)


def _person() -> tuple[Part, ...]:
    pull = 9 * 0.5523
    shoulders = Path(
        [(3, 22), (3, 22 - pull), (12 - pull, 13), (12, 13), (12 + pull, 13), (21, 22 - pull), (21, 22), (3, 22)],
        [Path.MOVETO, *[Path.CURVE4] * 6, Path.CLOSEPOLY],
    )
    return body(shoulders, FILL), body(circle((12, 7), 4.2), FILL)


def _agent() -> tuple[Part, ...]:
    ears, dots = (box(1.8, 11, 4, 15.5), box(20, 11, 22.2, 15.5)), (circle((9, 12), 1.4), circle((15, 12), 1.4))
    antenna = line((12, 7), (12, 4))
    head = body(box(4, 7, 20, 19, 3), FILL)
    return (
        solid(*ears),
        strokes(antenna),
        head,
        solid(*dots, circle((12, 3), 1.4)),
        strokes(line((9, 16), (15, 16))),
    )


def _lens() -> tuple[Part, ...]:
    return strokes(line((15, 15), (21, 21)), weight=2.2), body(circle((10, 10), 6.5), FILL)


def _snowflake() -> tuple[Part, ...]:
    return (strokes(*(stroke for k in range(6) for stroke in _arm(math.pi / 6 + k * math.pi / 3))),)


def _arm(angle: float) -> tuple[Path, Path]:
    """One arm of a snowflake, and its two barbs as one stroke."""
    x, y = around(6, angle)
    barbs = [
        (x + 3.4 * math.cos(angle + turn), y + 3.4 * math.sin(angle + turn)) for turn in (-math.pi / 4, math.pi / 4)
    ]
    return line((12, 12), around(10, angle)), line(barbs[0], (x, y), barbs[1])


_FLAME: tuple[Point, ...] = (
    (12, 2), (13, 7), (19, 9), (19, 15), (19, 19), (16, 22), (12, 22), (8, 22), (5, 19), (5, 15),
    (5, 12), (7, 10), (8, 8), (9, 10), (10, 11), (11, 11), (12, 8), (11, 5), (12, 2),
)  # fmt: skip


def _flame() -> tuple[Part, ...]:
    inner = [(12 + (x - 12) / 2, 21 + (y - 21) / 2) for x, y in _FLAME]
    return body(curve(*_FLAME), FILL), solid(curve(inner[0], *inner[1:]))


GLYPHS: dict[str, tuple[Part, ...]] = {
    "image": _image(),
    "film": _film(),
    "waveform": _waveform(),
    "document": _document(),
    "code": _code(),
    "stack": _stack(),
    "bubble": _bubble(),
    "tokens": _tokens(),
    "masked-tokens": _masked_tokens(),
    "vector": _vector(),
    "matrix": _matrix(),
    "slabs": _slabs(),
    "table": _table(),
    "points": _points(),
    "histogram": _histogram(),
    "curve": _curve(),
    "graph": _graph(),
    "net": _net(),
    "encoder": _encoder(),
    "decoder": _decoder(),
    "cylinder": _cylinder(),
    "person": _person(),
    "agent": _agent(),
    "lens": _lens(),
    "snowflake": _snowflake(),
    "flame": _flame(),
} | (MACHINES | MARKS)
"""The parts of every pictogram by its name, from back to front."""


def _extent(parts: tuple[Part, ...]) -> Rect:
    bounds = together(part.path for part in parts).get_extents()
    return Rect(float(bounds.x0), float(bounds.y0), float(bounds.width), float(bounds.height))


@cache
def extent(name: str) -> Rect:
    """What a pictogram covers of its grid, without the width of its strokes; ``KeyError`` for an unknown name."""
    return _extent(GLYPHS[name])


def natural_size(name: str, side: float) -> tuple[float, float]:
    """Width and height of a pictogram whose grid is ``side`` points wide."""
    covered = extent(name)
    return covered.width * side / GRID, covered.height * side / GRID
