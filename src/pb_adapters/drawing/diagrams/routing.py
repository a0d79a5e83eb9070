"""Routes of arrows around the boxes, each with the others in place."""

import heapq
import itertools
from collections.abc import Iterator

from msgspec import Struct

from pb_adapters.drawing.diagrams.lattice import CORNER, Lattice, Vertex
from pb_adapters.drawing.diagrams.placement import Area, Placement
from pb_adapters.drawing.diagrams.ports import Port, ports_of
from pb_adapters.drawing.diagrams.way_search import cheapest, corner_points

_AVOIDED = 250  # what it costs to end on a side to be avoided
_FOREIGN = 25  # for each step within a panel of others
_STATES = 2_000_000  # of one plan: a figure of thirty boxes takes 10,000 to 500,000


class Wire(Struct, frozen=True):
    """One arrow to route: its boxes, how willingly it waits for others, the frames it may enter, its clearance.

    ``avoid`` is the side of its target, as the way out of it, where it had better not end.
    """

    source: str
    target: str
    patience: int
    homes: frozenset[str]
    berth: int = 2
    avoid: Vertex | None = None


class Routes(Struct, frozen=True):
    """The corner points of every arrow, in the order of the wires, and what the whole lot costs."""

    paths: tuple[tuple[Vertex, ...], ...]
    crossings: int
    bends: int
    length: int


class Effort:
    """How many states the searches for ways may still look at, over all drawings of one plan.

    It is counted, not timed, so that a plan is always drawn alike.
    """

    def __init__(self, states: int = _STATES) -> None:
        self.left = states

    @property
    def spent(self) -> bool:
        """Whether nothing is left."""
        return self.left <= 0


class Router:
    """Routes wires one after the other, then reroutes each once with all the others in place."""

    def __init__(
        self,
        placement: Placement,
        shapes: dict[str, str],
        lattice: Lattice,
        effort: Effort,
        middles: dict[str, Vertex] | None = None,
    ) -> None:
        """``middles`` are the points that arrows of some boxes best aim at; those of all others are their centres."""
        self._placement, self._shapes, self._lattice, self._effort = placement, shapes, lattice, effort
        self._middles = middles or {}
        self._foreign: dict[frozenset[str], list[int]] = {}

    def route(self, wires: list[Wire]) -> Routes | None:
        """Return the routes, or ``None`` where some wire finds no way or the effort is spent."""
        order = sorted(range(len(wires)), key=lambda i: (wires[i].patience, self._distance(wires[i]), i))
        paths: list[list[Vertex]] = [[] for _ in wires]
        for i in order:
            path = self._search(wires[i])
            if path is None:
                return None
            paths[i] = path
            self._lattice.mark(path, 1, wires[i].berth)
        for i in sorted(order, key=lambda i: -len(paths[i])):
            if self._effort.spent:
                break
            self._lattice.mark(paths[i], -1, wires[i].berth)
            paths[i] = self._search(wires[i]) or paths[i]
            self._lattice.mark(paths[i], 1, wires[i].berth)
        crossings = sum(1 for used in self._lattice.used if used & 3 == 3 and not used & CORNER)  # noqa: PLR2004 - both marks
        bends = sum(len(path) - 2 for path in paths)
        length = sum(abs(ax - bx) + abs(ay - by) for p in paths for (ax, ay), (bx, by) in itertools.pairwise(p))
        return Routes(tuple(tuple(path) for path in paths), crossings, bends, length)

    def _distance(self, wire: Wire) -> int:
        a, b = self._placement.boxes[wire.source], self._placement.boxes[wire.target]
        return max(a.x - b.right, b.x - a.right, 0) + max(a.y - b.bottom, b.y - a.bottom, 0)

    def _ports(self, name: str) -> Iterator[Port]:
        return ports_of(self._placement.boxes[name], self._shapes[name], self._middles.get(name))

    def _open(self, vertex: Vertex, side: Vertex, steps: int) -> bool:
        """Whether the way straight out of a port is free for some steps."""
        grid = self._lattice
        barred = grid.no_across if side[0] else grid.no_down
        mark = 1 if side[0] else 2
        if grid.used[vertex[1] * grid.width + vertex[0]]:
            return False
        for i in range(1, steps + 1):
            x, y = vertex[0] + side[0] * i, vertex[1] + side[1] * i
            if not (0 <= x < grid.width and 0 <= y < grid.height):
                return False
            v = y * grid.width + x
            if grid.closed[v] or barred[v] or grid.used[v] & (mark | CORNER):
                return False
        return True

    def _search(self, wire: Wire) -> list[Vertex] | None:
        if self._effort.spent:
            return None
        grid = self._lattice
        extra = self._extra(wire.homes)
        loop = wire.source == wire.target
        goals: dict[int, tuple[int, Vertex]] = {}
        for port in self._ports(wire.target):
            border, side, cost = port.vertex, port.side, port.cost
            if self._open(border, side, 2) and not (loop and side != (0, -1)):
                goals[self._state(border, side)] = (cost + (_AVOIDED if side == wire.avoid else 0), border)
        starts: dict[int, tuple[int, Vertex]] = {}
        heap: list[tuple[int, int, int]] = []
        best: dict[int, int] = {}
        came: dict[int, int] = {}
        area = self._placement.boxes[wire.target]
        reach = (area.x - 2, area.y - 2, area.right + 2, area.bottom + 2)
        for port in self._ports(wire.source):
            border, side, cost = port.vertex, port.side, port.cost
            if self._open(border, side, 1) and not (loop and side != (1, 0)):
                state = self._state(border, side)
                paid = cost + grid.cost[state // 2]
                if paid < best.get(state, 1 << 60):
                    best[state] = paid
                    starts[state] = (paid, border)
                    heapq.heappush(heap, (paid, paid, state))
        end = cheapest(grid, extra, heap, best, came, goals, reach)
        self._effort.left -= len(best)
        if end is None:
            return None
        return self._trace(end, came, starts, goals)

    def _state(self, border: Vertex, side: Vertex) -> int:
        vertex = (border[1] + side[1]) * self._lattice.width + border[0] + side[0]
        return 2 * vertex + (0 if side[0] else 1)

    def _trace(
        self,
        end: int,
        came: dict[int, int],
        starts: dict[int, tuple[int, Vertex]],
        goals: dict[int, tuple[int, Vertex]],
    ) -> list[Vertex]:
        width = self._lattice.width
        states = [end]
        while states[-1] in came:
            states.append(came[states[-1]])
        points = [starts[states[-1]][1]]
        points += [((s // 2) % width, (s // 2) // width) for s in reversed(states)]
        points.append(goals[end][1])
        return corner_points(points)

    def _extra(self, homes: frozenset[str]) -> list[int]:
        """The cost map for arrows of these frames: foreign frames are entered unwillingly."""
        if homes not in self._foreign:
            grid = self._lattice
            extra = [0] * (grid.width * grid.height)
            for name, area in self._placement.frames.items():
                if name not in homes:
                    _raise(extra, area, grid.width)
            self._foreign[homes] = extra
        return self._foreign[homes]


def _raise(extra: list[int], area: Area, width: int) -> None:
    for y in range(area.y, area.bottom + 1):
        for v in range(y * width + area.x, y * width + area.right + 1):
            extra[v] += _FOREIGN
