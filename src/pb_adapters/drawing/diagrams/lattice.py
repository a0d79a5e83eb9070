"""The lattice that arrows run on: what is blocked, what is dear, what other arrows already use."""

import itertools
from array import array
from collections.abc import Iterator

from pb_adapters.drawing.diagrams.placement import Area, Placement

Vertex = tuple[int, int]

_BESIDE_BOX = 4
_BESIDE_LINE = (20, 4, 3)  # at one, two and three cells: at one, readers of a printed column see one line
_BESIDE_BEND = 45  # around a bend, where a trunk forks as well: what crosses there seems to belong to it
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
        self._marks: dict[int, list[int]] = {}
        for area in placement.frames.values():
            self._add_frame(area)
        for area in placement.boxes.values():
            self._raise_cost(Area(area.x - 1, area.y - 1, area.right + 1, area.bottom + 1), _BESIDE_BOX)
            self.close(area)
        for area in titles:
            self.close(area)

    def close(self, area: Area) -> None:
        """Bar every vertex of an area, its border included."""
        for y in range(max(0, area.y), min(self.height - 1, area.bottom) + 1):
            for x in range(max(0, area.x), min(self.width - 1, area.right) + 1):
                self.closed[y * self.width + x] = 1

    def _raise_cost(self, area: Area, by: int) -> None:
        for y in range(max(0, area.y), min(self.height - 1, area.bottom) + 1):
            for x in range(max(0, area.x), min(self.width - 1, area.right) + 1):
                self.cost[y * self.width + x] += by

    def _add_frame(self, area: Area) -> None:
        for x in range(area.x, area.right + 1):
            for y in (area.y, area.bottom):
                self.no_across[y * self.width + x] = 1
                for beside in (y - 1, y + 1):
                    if 0 <= beside < self.height:
                        self.cost[beside * self.width + x] += _BESIDE_FRAME
        for y in range(area.y, area.bottom + 1):
            for x in (area.x, area.right):
                self.no_down[y * self.width + x] = 1
                for beside in (x - 1, x + 1):
                    if 0 <= beside < self.width:
                        self.cost[y * self.width + beside] += _BESIDE_FRAME
        for x, y in ((area.x, area.y), (area.right, area.y), (area.x, area.bottom), (area.right, area.bottom)):
            self.closed[y * self.width + x] = 1

    def mark(self, corners: list[Vertex], sign: int, berth: int = 2) -> None:
        """Enter (``sign`` 1) or remove (-1) an arrow given by its corner points.

        Others shall keep ``berth`` cells away, which leaves room for a label.
        """
        for vertex, across in self._vertices(corners):
            self._note(vertex, 0 if across else 1, sign)
            self._shade(vertex, sign, berth, across=across)
        for x, y in corners:
            self._note(y * self.width + x, 2, sign)
        for x, y in corners[1:-1]:
            self._raise_cost(Area(x - 1, y - 1, x + 1, y + 1), sign * _BESIDE_BEND)

    def burden(self, corners: list[Vertex]) -> tuple[int, int]:
        """How dear the vertices of an arrow that is not entered are in all, and how many of them others use."""
        vertices = [vertex for vertex, _ in self._vertices(corners)]
        return sum(self.cost[vertex] for vertex in vertices), sum(self.used[vertex] > 0 for vertex in vertices)

    def _vertices(self, corners: list[Vertex]) -> Iterator[tuple[int, bool]]:
        """The vertices of an arrow, its corners once for each piece, and whether it runs across there."""
        for (ax, ay), (bx, by) in itertools.pairwise(corners):
            across = ay == by
            step = 1 if across else self.width
            start = min(ay, by) * self.width + min(ax, bx)
            for i in range(abs(bx - ax) + abs(by - ay) + 1):
                yield start + i * step, across

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

    def is_crowded(self, vertex: Vertex, side: Vertex, steps: int) -> bool:
        """Whether another arrow passes close to the first steps straight out of a place on a box, or ends beside it."""
        (x, y), (dx, dy) = vertex, side
        left, right = sorted((x - dx, x + steps * dx)) if dx else (x - 1, x + 1)
        top, bottom = sorted((y - dy, y + steps * dy)) if dy else (y - 1, y + 1)
        left, right = max(left, 0), min(right, self.width - 1)
        rows = (row * self.width for row in range(max(top, 0), min(bottom, self.height - 1) + 1))
        return any(any(self.used[row + left : row + right + 1]) for row in rows)

    def _note(self, vertex: int, mark: int, sign: int) -> None:
        marks = self._marks.setdefault(vertex, [0, 0, 0])
        marks[mark] += sign
        self.used[vertex] = (1 if marks[0] else 0) | (2 if marks[1] else 0) | (CORNER if marks[2] else 0)

    def _shade(self, vertex: int, sign: int, berth: int, *, across: bool) -> None:
        step = self.width if across else 1
        row = vertex - vertex % self.width
        cells = range(len(self.cost)) if across else range(row, row + self.width)
        for away in range(1, berth + 1):
            for beside in (vertex - away * step, vertex + away * step):
                if beside in cells:
                    self.cost[beside] += sign * _BESIDE_LINE[away - 1]
