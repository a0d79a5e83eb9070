"""Paths as steps that formats write: to move, a line, a quadratic or cubic curve, and to close."""

from collections.abc import Iterator
from typing import Literal

import numpy as np
from matplotlib.path import Path
from msgspec import Struct

from pb_core.domain.plane import Point

StepKind = Literal["move", "line", "quad", "curve", "close"]

_KINDS: dict[int, tuple[StepKind, int]] = {
    int(Path.MOVETO): ("move", 1),
    int(Path.LINETO): ("line", 1),
    int(Path.CURVE3): ("quad", 2),
    int(Path.CURVE4): ("curve", 3),
    int(Path.CLOSEPOLY): ("close", 1),
}
"""What matplotlib's codes mean, and how many points each takes."""


class Step(Struct, frozen=True):
    """A step of a path: control points and then its end; to close has none."""

    kind: StepKind
    points: tuple[Point, ...] = ()


def path_steps(path: Path) -> Iterator[Step]:
    """The steps of a path, in order."""
    vertices: list[list[float]] = np.asarray(path.vertices, dtype=float).tolist()
    line = [int(Path.MOVETO), *[int(Path.LINETO)] * (len(vertices) - 1)]
    codes: list[int] = line if path.codes is None else np.asarray(path.codes, dtype=int).tolist()
    at = 0
    while at < len(codes):
        kind, count = _KINDS[codes[at]]
        points = tuple((x, y) for x, y in vertices[at : at + count])
        yield Step("close") if kind == "close" else Step(kind, points)
        at += count
