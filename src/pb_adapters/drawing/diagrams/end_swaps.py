"""Swaps of ends: two arrows that cross and have a box in common may do without it where each has the other's place."""

import itertools
from collections.abc import Iterator, Sequence

from msgspec import Struct

from pb_adapters.drawing.diagrams.lattice import Vertex
from pb_adapters.drawing.diagrams.wires import Wire
from pb_core.domain.diagrams.line_measures import are_crossing

FIRST, LAST = 0, -1  # which point of a path
_BOTH = (FIRST, LAST)


class EndSwap(Struct, frozen=True):
    """Two wires by index, and which end of each, ``FIRST`` or ``LAST``, is at the box that they have in common."""

    wires: tuple[int, int]
    ends: tuple[int, int]

    def wanted(self, paths: Sequence[Sequence[Vertex]]) -> Iterator[tuple[int, int, Vertex]]:
        """Each wire and its end with the place that the other has there."""
        (one, other), (here, there) = self.wires, self.ends
        yield one, here, paths[other][there]
        yield other, there, paths[one][here]


def end_swaps(wires: Sequence[Wire], paths: Sequence[Sequence[Vertex]]) -> Iterator[EndSwap]:
    """Every swap of two wires that cross, as their paths are when it is asked for; loops have none."""
    for one, other in itertools.combinations(range(len(wires)), 2):
        if wires[one].is_loop or wires[other].is_loop:
            continue
        for here, there in itertools.product(_BOTH, _BOTH):
            if (
                _box(wires[one], here) == _box(wires[other], there)
                and paths[one][here] != paths[other][there]
                and _cross(paths[one], paths[other])
            ):
                yield EndSwap((one, other), (here, there))


def _box(wire: Wire, end: int) -> str:
    return wire.source if end == FIRST else wire.target


def _cross(one: Sequence[Vertex], other: Sequence[Vertex]) -> bool:
    return any(are_crossing(*pair) for pair in itertools.product(itertools.pairwise(one), itertools.pairwise(other)))
