"""Wires, the arrows to route: where they may begin and end, at their boxes or in their bundles, and what that costs."""

from collections.abc import Iterator, Mapping
from enum import IntEnum

from msgspec import Struct

from pb_adapters.drawing.diagrams.lattice import CORNER, Lattice, Vertex
from pb_adapters.drawing.diagrams.panel_costs import tolls
from pb_adapters.drawing.diagrams.placement import Area, Placement
from pb_adapters.drawing.diagrams.ports import SIDES, Port, Reach, ports_of, ports_off_area, sharing
from pb_adapters.drawing.diagrams.trunks import Bundle, Fork, forks
from pb_adapters.drawing.diagrams.way_search import BEND, CROSSING

_AVOIDED = 250  # what it costs to end on a side to be avoided
_CROWDED_END, _CROWDED_START = 60, 30  # what it costs where another arrow passes close by or has its end
_AWAY = 80  # what it costs to begin, or to end, on a side that looks away from the other box
_BEFORE_HEAD = 3  # cells that a head and the line before it take
_BARE = 220  # what it costs to bend right before a head, where there is no room to do so earlier
_STUB, _AT_BOX = 120, 1  # what it costs to join a trunk so few cells from where one of its lines begins

Way = tuple[int, tuple[Vertex, ...]]
"""What one end of a way costs, and the points that belong to it."""


class Care(IntEnum):
    """What is minded of trunks, each with all before it: nothing more, that no arrow hides where it begins, and turns.

    In ``TURNS`` the farthest of those that leave one trunk go first, so that it runs straight on for the others.
    """

    USUAL = 0
    ENDS = 1
    TURNS = 2


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


class WireEnds:
    """The ends that are open to the wires of one placement, among the arrows that lie already.

    ``reaches`` tells where arrows meet boxes that do not fill their areas.
    """

    def __init__(
        self,
        placement: Placement,
        shapes: Mapping[str, str],
        lattice: Lattice,
        reaches: Mapping[str, Reach],
        care: Care = Care.USUAL,
    ) -> None:
        self._care = care
        self._placement, self._shapes, self._lattice, self._reaches = placement, shapes, lattice, reaches
        self._known: dict[str, list[Port]] = {}

    def goals(self, index: int, wires: list[Wire], paths: list[list[Vertex]]) -> dict[int, Way]:
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
            cost = fork.cost - crossing + self._tolls(fork, wire, wire.target)
            found[self._across(fork)] = cost + self._stub(fork, wire, wires), fork.shared
        return found

    def _stub(self, fork: Fork, wire: Wire, wires: list[Wire]) -> int:
        """What it costs to join a trunk right beside a box where an arrow of it begins, if that matters."""
        if self._care < Care.ENDS:
            return 0
        begun = {mate.source for mate in wires if mate.bundle.arrives == wire.bundle.arrives}
        return _STUB if any(_is_beside(fork.vertex, self._placement.boxes[name]) for name in begun) else 0

    def starts(self, index: int, wires: list[Wire], paths: list[list[Vertex]]) -> dict[int, Way]:
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
                cost += CROSSING if self._care >= Care.ENDS and self._lattice.used[state // 2] else 0
                if state not in found or cost < found[state][0]:
                    found[state] = cost, (port.vertex,)
        barred = self._lattice.no_across, self._lattice.no_down
        for fork in self._forks(index, wires, paths, leaving=True):
            state = self._across(fork)
            if not barred[state % 2][state // 2]:
                found[state] = fork.cost + self._tolls(fork, wire, wire.source), fork.shared
        return found

    def _forks(self, index: int, wires: list[Wire], paths: list[list[Vertex]], *, leaving: bool) -> Iterator[Fork]:
        bundle = wires[index].bundle
        if bundle.leaves if leaving else bundle.arrives:
            bundles, clear = [wire.bundle for wire in wires], wires[index].berth
            yield from forks(index, bundles, paths, self._lattice, leaving=leaving, clear=clear)

    def _tolls(self, fork: Fork, wire: Wire, name: str) -> int:
        """What the borders of panels cost that a trunk passes between a fork and its box."""
        frames = [self._placement.frames[home] for home in wire.homes]
        return tolls(frames, self._placement.boxes[name], fork.vertex)

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

    def _taken(self, name: str, index: int, wires: list[Wire], paths: list[list[Vertex]]) -> list[Port]:
        """Where others meet the outline of a box, if it does not fill its area."""
        others = [(wire, path) for i, (wire, path) in enumerate(zip(wires, paths, strict=True)) if i != index and path]
        ends = {path[0] for wire, path in others if wire.source == name}
        return ports_off_area(self._ports(name), ends | {path[-1] for wire, path in others if wire.target == name})

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

    def _across(self, fork: Fork) -> int:
        """The state at a fork of what leaves or meets the trunk."""
        return 2 * (fork.vertex[1] * self._lattice.width + fork.vertex[0]) + 1 - fork.heading

    def _state(self, border: Vertex, side: Vertex) -> int:
        vertex = (border[1] + side[1]) * self._lattice.width + border[0] + side[0]
        return 2 * vertex + (0 if side[0] else 1)


def _is_beside(vertex: Vertex, box: Area) -> bool:
    """Whether a place is so near to a box that a line between them is hardly seen."""
    x, y = vertex
    return box.x - _AT_BOX <= x <= box.right + _AT_BOX and box.y - _AT_BOX <= y <= box.bottom + _AT_BOX
