"""Routes of arrows around the boxes, each with the others in place."""

import itertools
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from pb_adapters.drawing.diagrams.lattice import CORNER, Lattice, Vertex
from pb_adapters.drawing.diagrams.panel_costs import panel_costs, tolls
from pb_adapters.drawing.diagrams.placement import Placement
from pb_adapters.drawing.diagrams.ports import SIDES, Port, Reach, met_places, ports_of, sharing
from pb_adapters.drawing.diagrams.trunks import Bundle, Fork, forks
from pb_adapters.drawing.diagrams.way_search import BEND, CROSSING, Grid, cheapest, corner_points
from pb_core.domain.plane import Point

_AVOIDED = 250  # what it costs to end on a side to be avoided
_CROWDED_END, _CROWDED_START = 60, 30  # what it costs where another arrow passes close by or has its end
_AWAY = 80  # what it costs to begin, or to end, on a side that looks away from the other box
_BEFORE_HEAD = 3  # cells that a head and the line before it take
_BARE = 220  # what it costs to bend right before a head, where there is no room to do so earlier
_STATES = 200_000_000  # of one plan: a figure of 6 to 20 boxes takes 200,000 to 40,000,000


class Wire(Struct, frozen=True):
    """One arrow to route: its boxes, how willingly it waits for others, the frames it may enter, its clearance.

    ``avoid`` is the side of its target, as the way out of it, where it had better not end; ``bundle`` says with which
    others it may share its beginning or its end. ``within`` is the frame around both its boxes, which it leaves
    unwillingly.
    """

    source: str
    target: str
    patience: int
    homes: frozenset[str]
    berth: int = 2
    avoid: Vertex | None = None
    bundle: Bundle = Bundle()
    within: str = ""

    @property
    def is_loop(self) -> bool:
        """Whether it leads back to its own box."""
        return self.source == self.target


class Stuck(Struct, frozen=True):
    """The wire, by index, that finds no way."""

    index: int


Way = tuple[int, tuple[Vertex, ...]]
"""What one end of a way costs, and the points that belong to it."""

Paths = tuple[tuple[Vertex, ...], ...]
"""The corner points of every arrow, in the order of the wires."""


class Effort:
    """How many states the searches for ways may still look at, over all drawings of one plan.

    It is counted, not timed, so that a plan is always drawn alike.
    """

    def __init__(self, states: int = _STATES) -> None:
        self.left, self._whole = states, states

    @property
    def spent(self) -> bool:
        """Whether nothing is left."""
        return self.left <= 0

    @property
    def half_spent(self) -> bool:
        """Whether half is gone, the rest of which is for drawings with less detail."""
        return self.left <= self._whole / 2


class Router:
    """Routes wires one after the other, then reroutes each once with all the others in place."""

    def __init__(
        self,
        placement: Placement,
        shapes: dict[str, str],
        lattice: Lattice,
        effort: Effort,
        reaches: Mapping[str, Reach] | None = None,
    ) -> None:
        """``reaches`` tells where arrows meet boxes that do not fill their areas."""
        self._placement, self._shapes, self._lattice, self._effort = placement, shapes, lattice, effort
        self._reaches = reaches or {}
        self._foreign: dict[tuple[frozenset[str], str], Grid] = {}
        self._known: dict[str, list[Port]] = {}

    def route(self, wires: list[Wire], fixed: Mapping[int, Sequence[Vertex]] | None = None) -> Paths | Stuck:
        """Return the paths, or the first wire that finds no way, as none does once the effort is spent.

        ``fixed`` are the paths, by index, of wires that lie already and are kept as they are.
        """
        lying = fixed or {}
        paths = [list(lying.get(i, ())) for i in range(len(wires))]
        for i in lying:
            self._lay(paths[i], wires[i], 1)
        waiting = [i for i in range(len(wires)) if i not in lying]
        order = sorted(waiting, key=lambda i: (wires[i].patience, self._distance(wires[i]), i))
        burdens = {}
        for i in order:
            path = self._search(i, wires, paths)
            if path is None:
                return Stuck(i)
            paths[i], burdens[i] = path, self._lattice.burden(path)
            self._lay(path, wires[i], 1)
        self._reroute(order, wires, paths, burdens)
        self._untangle(order, wires, paths)
        return tuple(tuple(path) for path in paths)

    def _reroute(
        self, order: list[int], wires: list[Wire], paths: list[list[Vertex]], burdens: Mapping[int, tuple[int, int]]
    ) -> None:
        """Route each wire again with all the others in place, those with the most corners first.

        A wire keeps its path without a search where nothing that came after it has made it dearer, nor has anything
        moved that was there before it: then no other path can have become cheaper. A trunk may have.
        """
        unmoved = len(order)
        for i in sorted(order, key=lambda i: -len(paths[i])):
            if self._effort.spent:
                break
            self._lay(paths[i], wires[i], -1)
            kept = order.index(i) <= unmoved and not wires[i].bundle.is_shared
            if not kept or self._lattice.burden(paths[i]) != burdens[i]:
                path = self._search(i, wires, paths) or paths[i]
                unmoved = unmoved if path == paths[i] else min(unmoved, order.index(i))
                paths[i] = path
            self._lay(paths[i], wires[i], 1)

    def _untangle(self, order: list[int], wires: list[Wire], paths: list[list[Vertex]]) -> None:
        """Route each wire that meets another once more: what it made way for may have moved."""
        for i in sorted(order, key=lambda i: -len(paths[i])):
            if self._effort.spent:
                break
            self._lay(paths[i], wires[i], -1)
            if self._lattice.burden(paths[i])[1]:
                paths[i] = self._search(i, wires, paths) or paths[i]
            self._lay(paths[i], wires[i], 1)

    def _lay(self, path: list[Vertex], wire: Wire, sign: int) -> None:
        """Enter (``sign`` 1) or remove (-1) an arrow."""
        self._lattice.mark(path, sign, wire.berth)
        self._lattice.shade_head(path, sign)

    def _distance(self, wire: Wire) -> int:
        a, b = self._placement.boxes[wire.source], self._placement.boxes[wire.target]
        return max(a.x - b.right, b.x - a.right, 0) + max(a.y - b.bottom, b.y - a.bottom, 0)

    def _ports(self, name: str) -> list[Port]:
        if name not in self._known:
            found = ports_of(self._placement.boxes[name], self._shapes[name], self._reaches.get(name))
            self._known[name] = list(found)
        return self._known[name]

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

    def _search(self, index: int, wires: list[Wire], paths: list[list[Vertex]]) -> list[Vertex] | None:
        """The cheapest way of one wire, with what it shares with others of its bundle."""
        if self._effort.spent:
            return None
        mates = _with_target(index, wires, paths)
        for path in mates:
            self._lattice.shade_head(path, -1)  # arrows to one box may come as near to each other as any
        goals = self._goals(index, wires, paths)
        starts = self._starts(index, wires, paths)
        extra = self._extra(wires[index].homes, wires[index].within)
        found = cheapest(self._lattice, extra, _costs(starts), _costs(goals))
        for path in mates:
            self._lattice.shade_head(path, 1)
        self._effort.left -= found.looked_at
        return self._points(found.states, starts, goals) if found.states else None

    def _goals(self, index: int, wires: list[Wire], paths: list[list[Vertex]]) -> dict[int, Way]:
        """Where a wire may end, by state: what it costs, and the points from there on."""
        wire = wires[index]
        found: dict[int, Way] = {}
        away, busy = self._away(wire.target, wire.source), self._busy(wire.target, _BEFORE_HEAD)
        taken = self._taken(wire.target, index, wires, paths)
        for port in self._ports(wire.target):
            if self._open(port.vertex, port.side, 2) and not (wire.is_loop and port.side != (0, -1)):
                cost = port.cost + sharing(port, taken) + (_AVOIDED if port.side == wire.avoid else 0)
                cost += away[port.side] + (_CROWDED_END if self._is_crowded(port, busy, _BEFORE_HEAD) else 0)
                state = self._state(port.vertex, port.side)
                found[state] = cost, (port.vertex,)
                if not self._lattice.used[state // 2]:
                    found[state ^ 1] = cost + BEND + _BARE, (port.vertex,)
        for fork in self._forks(index, wires, paths, leaving=False):
            crossing = 0 if fork.turning else CROSSING  # as meeting the trunk was paid
            found[self._across(fork)] = fork.cost - crossing + self._tolls(fork, wire, wire.target), fork.shared
        return found

    def _starts(self, index: int, wires: list[Wire], paths: list[list[Vertex]]) -> dict[int, Way]:
        """Where a wire may begin, by state: what it costs, and the points up to there."""
        wire = wires[index]
        found: dict[int, Way] = {}
        away, busy = self._away(wire.source, wire.target), self._busy(wire.source, 1)
        taken = self._taken(wire.source, index, wires, paths)
        for port in self._ports(wire.source):
            if self._open(port.vertex, port.side, 1) and not (wire.is_loop and port.side != (1, 0)):
                state = self._state(port.vertex, port.side)
                cost = port.cost + sharing(port, taken) + self._lattice.cost[state // 2]
                cost += away[port.side] + (_CROWDED_START if self._is_crowded(port, busy, 1) else 0)
                if state not in found or cost < found[state][0]:
                    found[state] = cost, (port.vertex,)
        barred = self._lattice.no_across, self._lattice.no_down
        for fork in self._forks(index, wires, paths, leaving=True):
            state = self._across(fork)
            if not barred[state % 2][state // 2]:
                found[state] = fork.cost + self._tolls(fork, wire, wire.source), fork.shared
        return found

    def _away(self, name: str, other: str) -> dict[Vertex, int]:
        """What it costs to meet a box on each side: some where the other box is altogether on the opposite side."""
        here, there = self._placement.boxes[name], self._placement.boxes[other]
        across = (there.right <= here.x) - (there.x >= here.right)
        down = (there.bottom <= here.y) - (there.y >= here.bottom)
        return {side: _AWAY if side[0] * across > 0 or side[1] * down > 0 else 0 for side in SIDES}

    def _busy(self, name: str, steps: int) -> set[Vertex]:
        """The sides of a box that other arrows pass close by."""
        area, found = self._placement.boxes[name], set[Vertex]()
        for dx, dy in SIDES:
            start = (area.right if dx > 0 else area.x, area.bottom if dy > 0 else area.y)
            end = (area.x if dx < 0 else area.right, area.y if dy < 0 else area.bottom)
            if self._lattice.is_crowded(start, end, (dx, dy), steps):
                found.add((dx, dy))
        return found

    def _is_crowded(self, port: Port, busy: set[Vertex], steps: int) -> bool:
        return port.side in busy and self._lattice.is_crowded(port.vertex, port.vertex, port.side, steps)

    def _taken(self, name: str, index: int, wires: list[Wire], paths: list[list[Vertex]]) -> list[Point]:
        """Where others meet the outline of a box, if it does not fill its area."""
        others = [(wire, path) for i, (wire, path) in enumerate(zip(wires, paths, strict=True)) if i != index and path]
        ends = {path[0] for wire, path in others if wire.source == name}
        return met_places(self._ports(name), ends | {path[-1] for wire, path in others if wire.target == name})

    def _forks(self, index: int, wires: list[Wire], paths: list[list[Vertex]], *, leaving: bool) -> Iterator[Fork]:
        bundle = wires[index].bundle
        if bundle.leaves if leaving else bundle.arrives:
            bundles, clear = [wire.bundle for wire in wires], wires[index].berth
            yield from forks(index, bundles, paths, self._lattice, leaving=leaving, clear=clear)

    def _tolls(self, fork: Fork, wire: Wire, name: str) -> int:
        """What the borders of panels cost that a trunk passes between a fork and its box."""
        frames = [self._placement.frames[home] for home in wire.homes]
        return tolls(frames, self._placement.boxes[name], fork.vertex)

    def _across(self, fork: Fork) -> int:
        """The state at a fork of what leaves or meets the trunk."""
        return 2 * (fork.vertex[1] * self._lattice.width + fork.vertex[0]) + 1 - fork.heading

    def _state(self, border: Vertex, side: Vertex) -> int:
        vertex = (border[1] + side[1]) * self._lattice.width + border[0] + side[0]
        return 2 * vertex + (0 if side[0] else 1)

    def _points(self, states: Sequence[int], starts: dict[int, Way], goals: dict[int, Way]) -> list[Vertex]:
        """The corner points of a way, with what belongs to its ends."""
        width = self._lattice.width
        before, after = starts[states[0]][1], goals[states[-1]][1]
        points = [*before, *((state // 2 % width, state // 2 // width) for state in states), *after]
        return corner_points([point for point, _ in itertools.groupby(points)])

    def _extra(self, homes: frozenset[str], within: str) -> Grid:
        """The costs of panels for arrows of these frames."""
        if (homes, within) not in self._foreign:
            extent = self._lattice.width, self._lattice.height
            self._foreign[homes, within] = panel_costs(self._placement.frames, homes, within, extent)
        return self._foreign[homes, within]


def _with_target(index: int, wires: Sequence[Wire], paths: Sequence[list[Vertex]]) -> list[list[Vertex]]:
    """The paths of the other wires that lead to the target of one."""
    target = wires[index].target
    return [
        path
        for i, (path, wire) in enumerate(zip(paths, wires, strict=True))
        if i != index and path and wire.target == target
    ]


def _costs(ways: dict[int, Way]) -> dict[int, int]:
    return {state: cost for state, (cost, _) in ways.items()}
