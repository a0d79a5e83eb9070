"""Panels that arrows run through although these neither begin nor end there, or that they leave and enter again."""

from collections.abc import Collection, Sequence

from pb_core.domain.diagrams.scene import DrawnLine
from pb_core.domain.plane import Point, Rect, cuts, holds, inset, segments

_AT = 1.0  # points from a panel's border at which an arrow still belongs to it
_ALONG = 2.0  # points inside of its border from which on an arrow is within it


def passing(lines: Sequence[DrawnLine], panels: Collection[Rect]) -> tuple[int, ...]:
    """The arrows, by index, that run through a panel which holds neither end, or are twice in one that does."""
    return tuple(
        index for index, line in enumerate(lines) if any(_runs_through(line.points, panel) for panel in panels)
    )


def _runs_through(points: Sequence[Point], panel: Rect) -> bool:
    whole, within = inset(panel, -_AT), inset(panel, _ALONG)
    allowed = holds(whole, points[0]) or holds(whole, points[-1])
    entered = sum(not holds(within, piece[0]) and cuts(piece, within) for piece in segments(points))
    return holds(within, points[0]) + entered > allowed
