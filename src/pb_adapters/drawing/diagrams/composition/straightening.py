"""Blocks move into line, alone or with what is in line with them: the steps of chains, then all rows and columns.

All lengths are in cells.
"""

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping

from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.placement import Area
from pb_core.domain.diagrams.reading_order import Pair, plain_steps

_NEAR = 6  # cells between two middles up to which blocks are moved
_FAR = 16  # cells to a middle that any other block has up to which blocks are moved
_GAP = 8  # cells that stay free beside a block that moves, if there were so many: arrows run and end there

Bends = Callable[[dict[str, Area]], int]
"""How often all arrows bend in all."""


@functools.lru_cache(maxsize=16)
def steps_of(links: tuple[Link, ...]) -> tuple[Pair, ...]:
    """The ends of the links that plain chains consist of."""
    return tuple(plain_steps([(k.source, k.target) for k in links if k.forward and k.source != k.target]))


def straightened(areas: dict[str, Area], links: tuple[Link, ...], bends: Bends) -> dict[str, Area]:
    """The areas of a page without panels with the steps of plain chains straight that were nearly so.

    What moves keeps its size, stays clear of all else and within what the page holds. First as few steps of chains as
    possible are crooked, then as few arrows; no move adds to what ``bends`` tells.
    """
    return _both_ways(_Moves, areas, links, bends)


def lined_up(areas: dict[str, Area], links: tuple[Link, ...], bends: Bends) -> dict[str, Area]:
    """The areas of a page without panels in fewer rows and columns: blocks are moved to the middles of any others.

    They move further than to make steps straight, by the same rules; first as few steps of chains as possible are
    crooked, then there are as few middles. That may lead arrows other ways, so both should be drawn up.
    """
    return _both_ways(_Places, areas, links, bends)


def _both_ways(kind: type["_Moves"], areas: dict[str, Area], links: tuple[Link, ...], bends: Bends) -> dict[str, Area]:
    areas = _straight(kind(areas, links), bends)
    return _exchanged(_straight(kind(_exchanged(areas), links), _exchanging(bends)))


def _straight(moves: "_Moves", bends: Bends) -> dict[str, Area]:
    """The areas after as many moves to the left and right as make the figure straighter."""
    most = None
    while True:
        now = moves.cost(moves.areas)
        tried = sorted((cost, n, found) for n, found in enumerate(moves.tried()) if (cost := moves.cost(found)) < now)
        if tried and most is None:
            most = bends(moves.areas)
        best = next(((found, bent) for _, _, found in tried if (bent := bends(found)) <= (most or 0)), None)
        if best is None:
            return moves.areas
        moves.areas, most = best


class _Moves:
    """Blocks that may move to the left and right, to make steps of chains straight."""

    def __init__(self, areas: dict[str, Area], links: tuple[Link, ...]) -> None:
        self.areas = areas
        self._steps = steps_of(links)
        self._pairs = tuple(dict.fromkeys((link.source, link.target) for link in links if link.source != link.target))
        self._ends = min(area.x for area in areas.values()), max(area.right for area in areas.values())

    def cost(self, areas: Mapping[str, Area]) -> tuple[int, ...]:
        """How many steps of chains are crooked, how many arrows in all, and how many middles there are."""
        return (_crooked(areas, self._steps), _crooked(areas, self._pairs), _middles(areas))

    def wishes(self) -> Iterator[tuple[str, int]]:
        """The blocks that may move, and how far to the right."""
        for one, other in self._steps:
            by = _skew(self.areas[one], self.areas[other]) // 2
            if 0 < abs(by) <= _NEAR:
                yield from ((one, by), (other, -by))

    def tried(self) -> Iterator[dict[str, Area]]:
        """The areas with one block moved as is wished, alone or with what is in line with it."""
        for name, by in self.wishes():
            groups = (frozenset({name}), self._in_line(name, self._steps), self._in_line(name, self._pairs))
            for group in dict.fromkeys(groups):
                found = self._moved(group, by)
                if all(self._has_room(name, found, group) for name in group):
                    yield found

    def _in_line(self, name: str, pairs: Iterable[Pair]) -> frozenset[str]:
        """A block, and what is joined to it by straight arrows."""
        joined = [(one, other) for one, other in pairs if _middle(self.areas[one]) == _middle(self.areas[other])]
        found, fresh = {name}, {name}
        while fresh:
            fresh = {end for pair in joined if fresh.intersection(pair) for end in pair} - found
            found |= fresh
        return frozenset(found)

    def _moved(self, group: frozenset[str], by: int) -> dict[str, Area]:
        moved = {n: Area(a.x + by, a.y, a.right + by, a.bottom) for n, a in self.areas.items() if n in group}
        return self.areas | moved

    def _has_room(self, name: str, areas: Mapping[str, Area], group: frozenset[str]) -> bool:
        old, new = self.areas[name], areas[name]
        if new.x < self._ends[0] or new.right > self._ends[1]:
            return False
        beside = [
            area for other, area in areas.items() if other not in group and area.y < old.bottom and old.y < area.bottom
        ]
        return all(_distance(new, area) >= min(_GAP, _distance(old, area)) for area in beside)


class _Places(_Moves):
    """Blocks that may move to the middle of any other."""

    def cost(self, areas: Mapping[str, Area]) -> tuple[int, ...]:
        """How many steps of chains are crooked, how many middles there are, and how many arrows are crooked."""
        steps, pairs, middles = super().cost(areas)
        return (steps, middles, pairs)

    def wishes(self) -> Iterator[tuple[str, int]]:
        """Every block with the middles of others that are not far."""
        middles = sorted({_middle(area) for area in self.areas.values()})
        for name, area in self.areas.items():
            for middle in middles:
                by = (middle - _middle(area)) // 2
                if 0 < abs(by) <= _FAR:
                    yield name, by


def _crooked(areas: Mapping[str, Area], pairs: Iterable[Pair]) -> int:
    return sum(_skew(areas[one], areas[other]) != 0 for one, other in pairs)


def _middles(areas: Mapping[str, Area]) -> int:
    return len({_middle(area) for area in areas.values()})


def _middle(area: Area) -> int:
    """Twice the middle of a block."""
    return area.x + area.right


def _skew(a: Area, b: Area) -> int:
    """Twice how far the middle of a block is to the right of that of another above or below it, 0 for other blocks."""
    above = b.y >= a.bottom or a.y >= b.bottom
    return _middle(b) - _middle(a) if above and a.x < b.right and b.x < a.right else 0


def _distance(one: Area, other: Area) -> int:
    return max(other.x - one.right, one.x - other.right)


def _exchanging(bends: Bends) -> Bends:
    return lambda areas: bends(_exchanged(areas))


def _exchanged(areas: Mapping[str, Area]) -> dict[str, Area]:
    """The areas with across and down exchanged."""
    return {name: Area(area.y, area.x, area.bottom, area.right) for name, area in areas.items()}
