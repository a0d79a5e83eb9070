"""Ways of arrows as connectors: straight ones, and elbows of two or three pieces.

PresentationML has elbows of four and five pieces too, but LibreOffice routes them anew, through what stands between.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from pb_core.domain.plane import Point, Rect, spanned

_QUARTER = 5_400_000  # of a turn, in 60,000ths of a degree
_LEAST = 0.1  # points: the width of an elbow that ends where it began, of which its adjustments are multiples
_MOST_PIECES = 3
_FLAT = 1e-6


class Connector(Struct, frozen=True, kw_only=True):
    """A preset connector: its frame before it is turned and mirrored, and its adjustments, of its width."""

    preset: str
    rect: Rect
    turn: int = 0
    mirrored: tuple[bool, bool] = (False, False)
    adjusted: tuple[float, ...] = ()


def connector(points: Sequence[Point]) -> Connector | None:
    """The connector of a way; ``None`` for one that has more pieces, or neither level nor upright ones."""
    corners = _corners(points)
    pieces = len(corners) - 1
    (ax, ay), (bx, by) = corners[0], corners[-1]
    if pieces == 1:
        rect = spanned((corners[0], corners[-1]))
        return Connector(preset="straightConnector1", rect=rect, mirrored=(bx < ax, by < ay))
    if pieces > _MOST_PIECES or not all(_is_straight(*pair) for pair in pairwise(corners)):
        return None
    is_upright = math.isclose(ax, corners[1][0], abs_tol=_FLAT)
    local = [(y - ay, ax - x) if is_upright else (x - ax, y - ay) for x, y in corners]
    mirrored = local[-1][0] < 0, local[-1][1] < 0
    local = [(-x if mirrored[0] else x, -y if mirrored[1] else y) for x, y in local]
    wide, high = max(local[-1][0], _LEAST), max(local[-1][1], _LEAST)
    centre = (ax + bx) / 2, (ay + by) / 2
    return Connector(
        preset=f"bentConnector{pieces}",
        rect=Rect(centre[0] - wide / 2, centre[1] - high / 2, wide, high),
        turn=_QUARTER if is_upright else 0,
        mirrored=mirrored,
        adjusted=_adjustments(local, wide),
    )


def _adjustments(local: Sequence[Point], wide: float) -> tuple[float, ...]:
    """Where the inner piece of an elbow runs, of its width."""
    return tuple(x / wide for x, _ in local[1:-2])


def _corners(points: Sequence[Point]) -> list[Point]:
    """The points of a way without those on a straight piece."""
    found = [points[0]]
    for before, at, after in zip(points, points[1:], points[2:], strict=False):
        across = (at[0] - before[0]) * (after[1] - at[1]) - (at[1] - before[1]) * (after[0] - at[0])
        if abs(across) > _FLAT:
            found.append(at)
    return [*found, points[-1]]


def _is_straight(a: Point, b: Point) -> bool:
    return abs(a[0] - b[0]) <= _FLAT or abs(a[1] - b[1]) <= _FLAT
