"""Arrows that run close to each other, or to a box, moved apart within the channels that they share."""

import itertools
from collections.abc import Iterator, Mapping, Sequence

from pb_adapters.drawing.diagrams.placement import Area
from pb_core.domain.plane import Point

Path = tuple[Point, ...]
Ends = Mapping[tuple[int, bool], tuple[float, float]]
"""From where to where the first (True) or last piece of a path, by its index, may move along its box."""

_ROOM, _STRAIGHT_ROOM = 3.5, 2.0  # cells that a piece keeps from others where there is room; a straight arrow less
_NEAR = 3.5  # cells between the ends of pieces that a reader takes for one line where they lie on one
_BEFORE_HEAD = 2.0  # times as much of a narrow channel as on the other side goes to the piece with the head
_ROUNDS, _SWEEPS = 2, 4
_EDGE = 1.0  # cells beyond the lattice where the page ends


class _Piece:
    """A straight piece of one or several paths: its place, from where to where it runs, and how far it may go."""

    def __init__(self, at: float, low: float, high: float, room: float) -> None:
        self.at, self.low, self.high, self.room = at, low, high, room
        self.owners: list[tuple[int, int]] = []
        self.least, self.most = float("-inf"), float("inf")
        self.walls = (float("-inf"), float("inf"))
        self.others: list[_Piece] = []
        self.lean = (0, 0)
        """To which side it turns at its ends, and its number: what lies on one line is parted in this order."""
        self.heads: set[float] = set()
        """Where arrows that cross it, or bend off it, end."""

    def settle(self) -> None:
        """Move to where the room is kept on both sides, or to the middle where there is too little of it."""
        here = self.at, self.lean
        left = max([self.walls[0], *(other.at for other in self.others if (other.at, other.lean) < here)])
        right = min([self.walls[1], *(other.at for other in self.others if (other.at, other.lean) > here)])
        before, after = (_BEFORE_HEAD if wall in self.heads else 1.0 for wall in (left, right))
        share = (right - left) / (before + after)
        near, far = min(self.room, share * before), min(self.room, share * after)
        self.at = min(max(self.at, left + near, self.least), right - far, self.most)


def spread(paths: Sequence[Path], boxes: Sequence[Area], frames: Sequence[Area], ends: Ends, page: Area) -> list[Path]:
    """The paths, in cells, with their pieces apart; each keeps its bends, and no piece passes a box or another piece.

    ``boxes`` are all that no arrow may meet, ``frames`` what none may run along. First and last pieces stay as they
    are if ``ends`` does not name them.
    """
    moved = [list(path) for path in paths]
    for upright in (True, False) * _ROUNDS:
        pieces = list(_pieces(moved, ends, upright=upright))
        heads = [path[-1] for path in moved if (path[-1][0] == path[-2][0]) != upright]
        across, along = (0, 1) if upright else (1, 0)
        for number, piece in enumerate(pieces):
            piece.heads = {head[across] for head in heads if piece.low - 1 <= head[along] <= piece.high + 1}
            piece.lean = sum(_turns(moved[path], index, upright=upright) for path, index in piece.owners), number
            piece.walls = _walls(piece, boxes, frames, page, upright=upright)
        for one, other in itertools.combinations(pieces, 2):
            if one.low <= other.high + _NEAR and other.low <= one.high + _NEAR:
                one.others.append(other)
                other.others.append(one)
        free = sorted((piece for piece in pieces if piece.least < piece.most), key=lambda piece: -piece.room)
        for piece in free * _SWEEPS:
            piece.settle()
        for piece in free:
            for path, index in piece.owners:
                for corner in (index, index + 1):
                    x, y = moved[path][corner]
                    moved[path][corner] = (piece.at, y) if upright else (x, piece.at)
    return [tuple(path) for path in moved]


def _pieces(paths: Sequence[Sequence[Point]], ends: Ends, *, upright: bool) -> Iterator[_Piece]:
    """The upright (or level) pieces of all paths; those that lie on each other are one."""
    found: dict[float, list[_Piece]] = {}
    for path, points in enumerate(paths):
        for index, (start, end) in enumerate(itertools.pairwise(points)):
            if (start[0] == end[0]) != upright:
                continue
            along, at = (1, start[0]) if upright else (0, start[1])
            low, high = sorted((start[along], end[along]))
            piece = _onto(found.setdefault(at, []), at, low, high, _STRAIGHT_ROOM if len(points) == 2 else _ROOM)  # noqa: PLR2004
            piece.owners.append((path, index))
            for is_first in [True] * (index == 0) + [False] * (index == len(points) - 2):
                least, most = ends.get((path, is_first), (at, at))
                piece.least, piece.most = max(piece.least, least), min(piece.most, most)
    yield from itertools.chain.from_iterable(found.values())


def _turns(points: Sequence[Point], index: int, *, upright: bool) -> int:
    """To which side a path turns at both ends of a piece: below 0 to the left, or upwards."""
    across = 0 if upright else 1
    here = points[index][across]
    around = [points[i][across] for i in (index - 1, index + 2) if 0 <= i < len(points)]
    return sum((place > here) - (place < here) for place in around)


def _onto(known: list[_Piece], at: float, low: float, high: float, room: float) -> _Piece:
    """The piece at a place that these ends lie on, made longer by them, else a new one."""
    for piece in known:
        if low < piece.high and high > piece.low:
            piece.low, piece.high, piece.room = min(low, piece.low), max(high, piece.high), min(room, piece.room)
            return piece
    known.append(_Piece(at, low, high, room))
    return known[-1]


def _walls(
    piece: _Piece, boxes: Sequence[Area], frames: Sequence[Area], page: Area, *, upright: bool
) -> tuple[float, float]:
    """The nearest that a piece must not reach on its two sides."""
    sides = [_spans(area, upright=upright) for area in boxes]
    left, right = (page.x - _EDGE, page.right + _EDGE) if upright else (page.y - _EDGE, page.bottom + _EDGE)
    lines = [
        (low, high, edge, edge) for low, high, *edges in (_spans(a, upright=upright) for a in frames) for edge in edges
    ]
    for low, high, near, far in (*sides, *lines):
        if piece.low <= high and piece.high >= low:
            left = max(left, far) if far <= piece.at else left
            right = min(right, near) if near >= piece.at else right
    if piece.least > float("-inf"):  # along its box it also keeps from the corners
        left, right = max(left, piece.least - _EDGE), min(right, piece.most + _EDGE)
    return left, right


def _spans(area: Area, *, upright: bool) -> tuple[int, int, int, int]:
    """From where to where an area reaches along a piece, then across it."""
    down, across = (area.y, area.bottom), (area.x, area.right)
    return (*down, *across) if upright else (*across, *down)
