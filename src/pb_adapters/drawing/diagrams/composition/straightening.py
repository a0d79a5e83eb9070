"""Blocks move into line, alone or with what is in line with them: steps of chains first, then all rows and columns.

All lengths are in cells.
"""

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct, structs

from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.growing import around, exchanged
from pb_adapters.drawing.diagrams.placement import Area
from pb_core.domain.diagrams.common_lines import offset_steps
from pb_core.domain.diagrams.reading_order import Pair, closing_pairs, plain_steps

_FAR = 16  # cells to a line that another block has up to which blocks are moved
_GAP = 8  # cells that stay free beside a block that moves, if there were so many: arrows run and end there
_CLOSE = 3  # cells between blocks about a corner that must not come to stand before each other

Tangle = Callable[[dict[str, Area]], int]
"""How much all arrows bend and cross each other."""

Move = tuple[frozenset[str], int]
"""What moves, and how far to the right."""


@functools.lru_cache(maxsize=16)
def steps_of(links: tuple[Link, ...]) -> tuple[Pair, ...]:
    """The ends of the links that plain chains consist of."""
    return tuple(plain_steps([(k.source, k.target) for k in links if k.forward and k.source != k.target]))


@functools.lru_cache(maxsize=16)
def onward_pairs(links: tuple[Link, ...]) -> tuple[Pair, ...]:
    """The ends of the links that lead on and close no cycle."""
    closing = closing_pairs((link.source, link.target) for link in links)
    found = dict.fromkeys((k.source, k.target) for k in links if k.forward and k.source != k.target)
    return tuple(pair for pair in found if pair not in closing)


class Room(Struct, frozen=True):
    """Where the blocks of a panel may move: within ``ends``, clear of what is ``fixed``, the panels there."""

    ends: Area
    fixed: frozenset[str] = frozenset()


def lined_up(
    areas: dict[str, Area], links: tuple[Link, ...], tangle: Tangle, room: Room | None = None
) -> dict[str, Area]:
    """The areas of a page without panels in fewer rows and columns: blocks are moved into line with others.

    What moves keeps its size, stays clear of all else and within what the page holds. First as few steps of chains as
    possible are crooked, then as few arrows lead to what is not in line with their source; then there are as few
    middles as possible. In the ``room`` of a panel, of which the areas are, steps and arrows alone are counted. No
    move adds to what ``tangle`` tells.
    """
    areas = _straight(_Moves(areas, links, room), tangle)
    turned = room and structs.replace(room, ends=exchanged(room.ends))
    return _exchanged(_straight(_Moves(_exchanged(areas), links, turned), _exchanging(tangle)))


def _straight(moves: "_Moves", tangle: Tangle) -> dict[str, Area]:
    """The areas after as many moves to the left and right as make the figure straighter."""
    most = None
    while any(now := moves.cost(moves.areas)):
        tried = sorted((cost, n, found) for n, found in enumerate(moves.tried()) if (cost := moves.less(found, now)))
        if tried and most is None:
            most = tangle(moves.areas)
        best = next(((found, much) for _, _, found in tried if (much := tangle(found)) <= (most or 0)), None)
        if best is None:
            break
        moves.areas, most = best
    return moves.areas


class _Moves:
    """Blocks that may move to the left and right."""

    def __init__(self, areas: dict[str, Area], links: tuple[Link, ...], room: Room | None) -> None:
        self.areas = areas
        self._within_panel, self._room = room is not None, room or Room(around(areas.values()))
        self._steps, self._onwards = steps_of(links), onward_pairs(links)
        self._pairs = tuple(dict.fromkeys((link.source, link.target) for link in links if link.source != link.target))
        self._stacked_steps, self._stacked = _stacked(self._steps, areas), _stacked(self._pairs, areas)
        self._beside = {
            name: [n for n, area in areas.items() if n != name and _is_beside(old, area)] for name, old in areas.items()
        }

    def cost(self, areas: Mapping[str, Area]) -> tuple[int, ...]:
        """How many steps of chains are crooked, how many arrows offset, how many middles there are, arrows crooked."""
        return tuple(self._costs(areas))

    def less(self, areas: Mapping[str, Area], now: tuple[int, ...]) -> tuple[int, ...]:
        """The cost of areas where it is less than another one, else nothing; counted no further than that is open."""
        found = list[int]()
        for count, before in zip(costs := self._costs(areas), now, strict=False):
            if count > before:
                return ()
            found.append(count)
            if count < before:
                return (*found, *costs)
        return ()

    def _costs(self, areas: Mapping[str, Area]) -> Iterator[int]:
        yield _crooked(areas, self._stacked_steps)
        yield offset_steps(self._onwards, areas)
        if not self._within_panel:
            yield len({area.x + area.right for area in areas.values()})
            yield _crooked(areas, self._stacked)

    def tried(self) -> Iterator[dict[str, Area]]:
        """The areas with one block moved as is wished, alone or with what is in line with it."""
        for group, by in dict.fromkeys(self._moves()):
            if group.isdisjoint(self._room.fixed) and all(self._has_room(name, by, group) for name in group):
                yield self.areas | {name: self.areas[name].moved(by, 0) for name in group}

    def _moves(self) -> Iterator[Move]:
        chains, lines = self._in_line(self._steps), self._in_line(self._pairs)
        for name, by in dict.fromkeys(self._wishes()):
            if 0 < abs(by) <= _FAR:
                alone = frozenset({name})
                yield from ((group, by) for group in (alone, chains.get(name, alone), lines.get(name, alone)))

    def _wishes(self) -> Iterator[tuple[str, int]]:
        """Every block with the way to the middles of others, and to the edges of what it is linked with."""
        if not self._within_panel:
            own = {name: _middle(area) for name, area in self.areas.items()}
            middles = sorted(set(own.values()))
            for name, at in own.items():
                yield from ((name, (middle - at) // 2) for middle in middles)
        for one, other in self._onwards:
            a, b = self.areas[one], self.areas[other]
            for by in ((_middle(b) - _middle(a)) // 2, b.x - a.x, b.right - a.right):
                yield from ((one, by), (other, -by))

    def _in_line(self, pairs: Iterable[Pair]) -> dict[str, frozenset[str]]:
        """The blocks that straight arrows join, each with all that is joined to it so."""
        found: dict[str, frozenset[str]] = {}
        for one, other in pairs:
            if _middle(self.areas[one]) == _middle(self.areas[other]):
                joined = found.get(one, frozenset({one})) | found.get(other, frozenset({other}))
                found |= dict.fromkeys(joined, joined)
        return found

    def _has_room(self, name: str, by: int, group: frozenset[str]) -> bool:
        """Whether a block may move so far with a group: within what the page holds, clear of all that stays."""
        old, ends = self.areas[name], self._room.ends
        left, right = old.x + by, old.right + by
        if left < ends.x or right > ends.right:
            return False
        for other in self._beside[name]:
            if other not in group:
                area = self.areas[other]
                apart = max(area.x - right, left - area.right)
                if apart < _GAP and apart < _distance(old, area):
                    return False
        return True


def _is_beside(one: Area, other: Area) -> bool:
    """Whether a block stands in the row of another, or so little above or below its end that it may not pass it."""
    apart = max(other.y - one.bottom, one.y - other.bottom)
    return apart < 0 or (apart < _CLOSE and _distance(one, other) >= 0)


def _stacked(pairs: Iterable[Pair], areas: Mapping[str, Area]) -> tuple[Pair, ...]:
    """The pairs of which one block is above the other, which stays so however blocks move to the left and right."""
    return tuple(
        (one, other)
        for one, other in pairs
        if areas[other].y >= areas[one].bottom or areas[one].y >= areas[other].bottom
    )


def _crooked(areas: Mapping[str, Area], stacked: Iterable[Pair]) -> int:
    """How many pairs of blocks above each other share cells across but no middle."""
    count = 0
    for one, other in stacked:
        a, b = areas[one], areas[other]
        count += a.x + a.right != b.x + b.right and a.x < b.right and b.x < a.right
    return count


def _middle(area: Area) -> int:
    """Twice the middle of a block."""
    return area.x + area.right


def _distance(one: Area, other: Area) -> int:
    return max(other.x - one.right, one.x - other.right)


def _exchanging(tangle: Tangle) -> Tangle:
    return lambda areas: tangle(_exchanged(areas))


def _exchanged(areas: Mapping[str, Area]) -> dict[str, Area]:
    """The areas with across and down exchanged."""
    return {name: exchanged(area) for name, area in areas.items()}
