"""Routes of arrows around the boxes, each with the others in place."""

import itertools
from collections.abc import Mapping, Sequence

from msgspec import Struct

from pb_adapters.drawing.diagrams.end_swaps import FIRST, EndSwap, end_swaps
from pb_adapters.drawing.diagrams.lattice import Lattice, Vertex
from pb_adapters.drawing.diagrams.panel_costs import panel_costs
from pb_adapters.drawing.diagrams.placement import Placement
from pb_adapters.drawing.diagrams.ports import Reach
from pb_adapters.drawing.diagrams.way_search import CROSSING, Grid, cheapest, corner_points, way_cost, without_loops
from pb_adapters.drawing.diagrams.wires import Care, Way, Wire, WireEnds

_STATES = 200_000_000  # of one plan: a figure of 6 to 20 boxes takes 200,000 to 50,000,000
_PAIR = 500  # that take as long as to compare two arrows of one drawing in every way


class Stuck(Struct, frozen=True):
    """The wire, by index, that finds no way."""

    index: int


Paths = tuple[tuple[Vertex, ...], ...]
"""The corner points of every arrow, in the order of the wires."""


class Effort:
    """How many states the searches for ways may still look at, over all drawings of one plan.

    It is counted, not timed, so that a plan is always drawn alike. A drawing costs some for each pair of its arrows,
    which are compared with each other, whether they find ways or not.
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

    def charge_drawing(self, arrows: int) -> None:
        """Take what it costs to draw so many arrows, beside the searches for their ways."""
        self.left -= _PAIR * arrows * arrows


class Router:
    """Routes wires one after the other, each once more with all the others in place, then in pairs that cross."""

    def __init__(
        self,
        placement: Placement,
        shapes: dict[str, str],
        lattice: Lattice,
        effort: Effort,
        reaches: Mapping[str, Reach] | None = None,
        care: Care = Care.USUAL,
    ) -> None:
        """``reaches`` tells where arrows meet boxes that do not fill their areas.

        ``care`` is what is minded of trunks.
        """
        self._placement, self._lattice, self._effort, self._care = placement, lattice, effort, care
        self._ends = WireEnds(placement, shapes, lattice, reaches or {}, care)
        self._foreign: dict[tuple[frozenset[str], str], Grid] = {}
        self._moves = 0
        self._known: dict[int, int] = {}  # after how many moves each wire was searched for last

    def route(self, wires: list[Wire], fixed: Mapping[int, Sequence[Vertex]] | None = None) -> Paths | Stuck:
        """Return the paths, or the first wire that finds no way, as none does once the effort is spent.

        ``fixed`` are the paths, by index, of wires that lie already and are kept but for swaps of their ends.
        """
        lying = fixed or {}
        paths = [list(lying.get(i, ())) for i in range(len(wires))]
        for i in lying:
            self._lay(paths[i], wires[i], 1)
        waiting = [i for i in range(len(wires)) if i not in lying]
        order = self._in_turns(waiting, wires) if self._care >= Care.TURNS else self._nearest_first(waiting, wires)
        burdens = {}
        for i in order:
            path = self._search(i, wires, paths)
            if path is None:
                return Stuck(i)
            paths[i], burdens[i] = path, self._lattice.burden(path)
            self._lay(path, wires[i], 1)
        self._reroute(order, wires, paths, burdens)
        self._untangle(order, wires, paths)
        self._swap_ends(wires, paths)
        return tuple(tuple(path) for path in paths)

    def _nearest_first(self, waiting: list[int], wires: list[Wire]) -> list[int]:
        return sorted(waiting, key=lambda i: (wires[i].patience, self._distance(wires[i]), i))

    def _in_turns(self, waiting: list[int], wires: list[Wire]) -> list[int]:
        """The nearest first, but those that leave one trunk in turn, the farthest of these first."""
        nearest = dict[str, int]()
        for place, i in enumerate(self._nearest_first(waiting, wires)):
            nearest.setdefault(wires[i].bundle.leaves or str(i), place)
        return sorted(waiting, key=lambda i: (nearest[wires[i].bundle.leaves or str(i)], -self._distance(wires[i]), i))

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
                path = self._searched_again(i, wires, paths)
                unmoved = unmoved if path == paths[i] else min(unmoved, order.index(i))
                paths[i] = path
            self._lay(paths[i], wires[i], 1)

    def _untangle(self, order: list[int], wires: list[Wire], paths: list[list[Vertex]]) -> None:
        """Route each wire that meets another once more, if what it made way for may have moved."""
        for i in sorted(order, key=lambda i: -len(paths[i])):
            if self._effort.spent:
                break
            if self._known.get(i) == self._moves:
                continue
            self._lay(paths[i], wires[i], -1)
            if self._lattice.burden(paths[i])[1]:
                paths[i] = self._searched_again(i, wires, paths)
            self._lay(paths[i], wires[i], 1)

    def _swap_ends(self, wires: list[Wire], paths: list[list[Vertex]]) -> None:
        """Give wires that cross each other's place at the box that they have in common, where that is cheaper."""
        for swap in end_swaps(wires, paths):
            if self._effort.spent:
                break
            before, known = self._cost(swap, wires, paths), {i: paths[i] for i in swap.wires}
            if not self._swapped(swap, wires, paths) or self._cost(swap, wires, paths) >= before:
                self._replace(known, wires, paths)

    def _swapped(self, swap: EndSwap, wires: list[Wire], paths: list[list[Vertex]]) -> bool:
        """Route both wires of a swap anew; whether both find a way."""
        wanted = list(swap.wanted(paths))
        self._replace({i: [] for i in swap.wires}, wires, paths)
        for i, end, vertex in wanted:
            path = self._search(i, wires, paths, (end, vertex))
            if path is None:
                return False
            self._replace({i: path}, wires, paths)
        return True

    def _replace(self, others: Mapping[int, list[Vertex]], wires: list[Wire], paths: list[list[Vertex]]) -> None:
        """Lay other paths, or none, instead of those of some wires."""
        for sign, before in ((-1, paths), (1, others)):
            for i in others:
                if before[i]:
                    self._lay(before[i], wires[i], sign)
        for i, path in others.items():
            paths[i] = path

    def _cost(self, swap: EndSwap, wires: list[Wire], paths: list[list[Vertex]]) -> int:
        """What the ways of both wires of a swap cost, each with the other in place, but for their ends."""
        cost = 0
        for i in swap.wires:
            self._lay(paths[i], wires[i], -1)
            beside, met = self._lattice.burden(paths[i])
            cost += beside + CROSSING * met + way_cost(paths[i], self._extra(wires[i].homes, wires[i].within))
            self._lay(paths[i], wires[i], 1)
        return cost

    def _searched_again(self, index: int, wires: list[Wire], paths: list[list[Vertex]]) -> list[Vertex]:
        """The cheapest way of a wire with all the others in place, else the one that it has."""
        path = self._search(index, wires, paths) or paths[index]
        self._moves += path != paths[index]
        self._known[index] = self._moves
        return path

    def _lay(self, path: list[Vertex], wire: Wire, sign: int) -> None:
        """Enter (``sign`` 1) or remove (-1) an arrow."""
        self._lattice.mark(path, sign, wire.berth)
        self._lattice.shade_head(path, sign)

    def _distance(self, wire: Wire) -> int:
        a, b = self._placement.boxes[wire.source], self._placement.boxes[wire.target]
        return max(a.x - b.right, b.x - a.right, 0) + max(a.y - b.bottom, b.y - a.bottom, 0)

    def _search(
        self, index: int, wires: list[Wire], paths: list[list[Vertex]], end: tuple[int, Vertex] | None = None
    ) -> list[Vertex] | None:
        """The cheapest way of one wire, with what it shares with others of its bundle.

        ``end`` is the vertex at which it must begin (``FIRST``) or end, if it is given.
        """
        if self._effort.spent:
            return None
        mates = _with_target(index, wires, paths)
        for path in mates:
            self._lattice.shade_head(path, -1)  # arrows to one box may come as near to each other as any
        goals = self._ends.goals(index, wires, paths)
        starts = self._ends.starts(index, wires, paths)
        if end and end[0] == FIRST:
            starts = _only(starts, end)
        elif end:
            goals = _only(goals, end)
        extra = self._extra(wires[index].homes, wires[index].within)
        found = cheapest(self._lattice, extra, _costs(starts), _costs(goals))
        for path in mates:
            self._lattice.shade_head(path, 1)
        self._effort.left -= found.looked_at
        return self._points(found.states, starts, goals) if found.states else None

    def _points(self, states: Sequence[int], starts: dict[int, Way], goals: dict[int, Way]) -> list[Vertex]:
        """The corner points of a way, with what belongs to its ends."""
        width = self._lattice.width
        before, after = starts[states[0]][1], goals[states[-1]][1]
        points = [*before, *((state // 2 % width, state // 2 // width) for state in states), *after]
        return without_loops(corner_points([point for point, _ in itertools.groupby(points)]))

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


def _only(ways: dict[int, Way], end: tuple[int, Vertex]) -> dict[int, Way]:
    """The ways that begin, or end, at one vertex."""
    which, vertex = end
    return {state: (cost, points) for state, (cost, points) in ways.items() if points[which] == vertex}
