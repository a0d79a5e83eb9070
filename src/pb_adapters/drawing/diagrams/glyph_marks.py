"""Marks and signs beside the pictograms: of starts and ends, tick, cross, star, brace, return, signs of operations."""

import math

from matplotlib.path import Path

from pb_adapters.drawing.diagrams.glyph_outlines import (
    PAPER,
    Part,
    around,
    body,
    circle,
    curve,
    line,
    polygon,
    solid,
    strokes,
)
from pb_core.domain.plane import Point


def _tick() -> tuple[Part, ...]:
    return (strokes(line((4, 13), (9, 18), (20, 6)), weight=2),)


def _cross() -> tuple[Part, ...]:
    return (strokes(line((5, 5), (19, 19)), line((19, 5), (5, 19)), weight=2),)


def _star() -> tuple[Part, ...]:
    return (solid(polygon(*(around(4 if k % 2 else 9, (k / 5 - 0.5) * math.pi) for k in range(10)))),)


def _brace() -> tuple[Part, ...]:
    half: tuple[Point, ...] = ((15, 2), (11, 2), (12, 5), (12, 8), (12, 11), (11, 12), (9, 12))
    return (strokes(curve(*half), curve(*((x, 24 - y) for x, y in half))),)


def _return() -> tuple[Part, ...]:
    arc = curve((18, 6), (22, 10), (22, 15), (18, 18.5), (14, 21.5), (8.5, 21), (5.5, 17.5))
    return strokes(arc), solid(polygon((3.4, 13.6), (9.6, 16), (4.6, 20)))


def _sign(*paths: Path) -> tuple[Part, ...]:
    return body(circle((12, 12), 10)), strokes(*paths, weight=1.4)


_PLUS = (line((12, 5), (12, 19)), line((5, 12), (19, 12)))
_TIMES = (line((7, 7), (17, 17)), line((17, 7), (7, 17)))
_C = curve((16.5, 8), (13, 4.8), (6.8, 6.8), (6.8, 12), (6.8, 17.2), (13, 19.2), (16.5, 16))
_S = curve((6, 17), (13, 17), (11, 7), (18, 7))


def _start() -> tuple[Part, ...]:
    return solid(circle((12, 12), 11)), solid(polygon((9, 6.5), (18, 12), (9, 17.5)), shade=PAPER)


def _end() -> tuple[Part, ...]:
    return (
        solid(circle((12, 12), 11)),
        solid(circle((12, 12), 8.4), shade=PAPER),
        solid(circle((12, 12), 5)),
    )


MARKS: dict[str, tuple[Part, ...]] = {
    "start": _start(),
    "end": _end(),
    "tick": _tick(),
    "cross": _cross(),
    "star": _star(),
    "brace": _brace(),
    "return": _return(),
    "add": _sign(*_PLUS),
    "multiply": _sign(*_TIMES),
    "concat": _sign(_C),
    "dot": (body(circle((12, 12), 10)), solid(circle((12, 12), 2.4))),
    "sigmoid": _sign(_S),
}
"""The parts of each mark by its name, from back to front."""
