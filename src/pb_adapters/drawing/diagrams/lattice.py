"""The lattice that arrows run on: what is blocked, what is dear, what other arrows already use."""

import itertools
from array import array
from collections.abc import Iterator

import numpy as np

from pb_adapters.drawing.diagrams.placement import Area, Placement

Vertex = tuple[int, int]

_BESIDE_BOX = 4
_BESIDE_LINE = (20, 4, 3)  # at one, two and three cells: at one, readers of a printed column see one line
BESIDE_BEND = 45  # around a bend, where a trunk forks as well: what crosses there seems to belong to it
_BESIDE_FRAME = 3
_AT_HEAD = 40
_HEAD, _HEAD_SIDE = 3, 1  # cells that a head and the line before it take, along the arrow and on each side
CORNER = 4  # mark of a vertex where an arrow bends or ends


class Lattice:
    """Per vertex (``y * width + x``): blocks, costs and the marks 1 (across), 2 (down), 4 (bend) of arrows."""

    def __init__(self, placement: Placement, titles: list[Area], width: int, height: int) -> None:
        self.width, self.height = width, height
        count = width * height
        self.closed = bytearray(count)
        self.no_across = bytearray(count)
        self.no_down = bytearray(count)
        self.cost = array("i", bytes(4 * count))
        self.used = bytearray(count)
        self._closed, self._no_across, self._no_down, self._used = (
            np.frombuffer(marks, np.uint8).reshape(height, width)
            for marks in (self.closed, self.no_across, self.no_down, self.used)
        )
        self._cost = np.frombuffer(self.cost, np.int32).reshape(height, width)
        self._marks = np.zeros((3, height, width), np.int16)  # how many arrows run across, down, and bend or end
        for area in placement.frames.values():
            self._add_frame(area)
        for area in placement.boxes.values():
            self._raise_cost(Area(area.x - 1, area.y - 1, area.right + 1, area.bottom + 1), _BESIDE_BOX)
            self.close(area)
        for area in titles:
            self.close(area)

    def close(self, area: Area) -> None:
        """Bar every vertex of an area, its border included."""
        self._closed[_cells(area)] = 1

    def _raise_cost(self, area: Area, by: int) -> None:
        self._cost[_cells(area)] += by

    def _add_frame(self, area: Area) -> None:
        for y in (area.y, area.bottom):
            self._no_across[y, area.x : area.right + 1] = 1
            for beside in (y - 1, y + 1):
                self._raise_cost(Area(area.x, beside, area.right, beside), _BESIDE_FRAME)
        for x in (area.x, area.right):
            self._no_down[area.y : area.bottom + 1, x] = 1
            for beside in (x - 1, x + 1):
                self._raise_cost(Area(beside, area.y, beside, area.bottom), _BESIDE_FRAME)
        for x, y in ((area.x, area.y), (area.right, area.y), (area.x, area.bottom), (area.right, area.bottom)):
            self.closed[y * self.width + x] = 1

    def mark(self, corners: list[Vertex], sign: int, berth: int = 2) -> None:
        """Enter (``sign`` 1) or remove (-1) an arrow given by its corner points.

        Others shall keep ``berth`` cells away, which leaves room for a label.
        """
        for x, y in corners:
            self._marks[2, y, x] += sign
        for piece, across in _pieces(corners):
            self._marks[0 if across else 1][_cells(piece)] += sign
            for away, cost in enumerate(_BESIDE_LINE[:berth], 1):
                dx, dy = (0, away) if across else (away, 0)
                self._raise_cost(piece.moved(-dx, -dy), sign * cost)
                self._raise_cost(piece.moved(dx, dy), sign * cost)
        for piece, _ in _pieces(corners):
            across, down, bends = self._marks[:, *_cells(piece)] > 0
            self._used[_cells(piece)] = across + 2 * down + CORNER * bends
        for x, y in corners[1:-1]:
            self._raise_cost(Area(x - 1, y - 1, x + 1, y + 1), sign * BESIDE_BEND)

    def burden(self, corners: list[Vertex]) -> tuple[int, int]:
        """How dear the vertices of an arrow that is not entered are in all, and how many of them others use.

        Its corners count once for each piece.
        """
        pieces = [_cells(piece) for piece, _ in _pieces(corners)]
        return sum(int(self._cost[p].sum()) for p in pieces), sum(int(np.count_nonzero(self._used[p])) for p in pieces)

    def shade_head(self, corners: list[Vertex], sign: int) -> None:
        """Make it dear (``sign`` 1) or no longer so (-1) to pass before the head of an arrow, or close beside it."""
        for vertex in self._before_head(corners):
            self.cost[vertex] += sign * _AT_HEAD

    def _before_head(self, corners: list[Vertex]) -> Iterator[int]:
        (ax, ay), (bx, by) = corners[-2:]
        dx, dy = (ax > bx) - (ax < bx), (ay > by) - (ay < by)
        for i in range(1, min(_HEAD, abs(ax - bx) + abs(ay - by)) + 1):
            for aside in range(-_HEAD_SIDE, _HEAD_SIDE + 1):
                x, y = bx + i * dx + aside * dy, by + i * dy + aside * dx
                if 0 <= x < self.width and 0 <= y < self.height:
                    yield y * self.width + x

    def is_crowded(self, start: Vertex, end: Vertex, side: Vertex, steps: int) -> bool:
        """Whether another arrow passes close to the first steps straight out of places on a box, or ends beside one.

        The places are those on one side of it, ``start`` to ``end``.
        """
        (x, y), (right, bottom), (dx, dy) = start, end, side
        left, right = sorted((x - dx, right + steps * dx)) if dx else (x - 1, right + 1)
        top, bottom = sorted((y - dy, bottom + steps * dy)) if dy else (y - 1, bottom + 1)
        left, right = max(left, 0), min(right, self.width - 1)
        free = right + 1 - left
        for row in range(max(top, 0) * self.width, min(bottom + 1, self.height) * self.width, self.width):
            if self.used.count(0, row + left, row + right + 1) < free:
                return True
        return False


def _pieces(corners: list[Vertex]) -> Iterator[tuple[Area, bool]]:
    """The straight pieces of an arrow, and whether each runs across."""
    for (ax, ay), (bx, by) in itertools.pairwise(corners):
        yield Area(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)), ay == by


def _cells(area: Area) -> tuple[slice, slice]:
    """What a grid has of an area, its border included."""
    return slice(max(0, area.y), max(0, area.bottom + 1)), slice(max(0, area.x), max(0, area.right + 1))
