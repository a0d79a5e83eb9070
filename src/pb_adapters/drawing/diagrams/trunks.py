"""Trunks: where an arrow may leave the line of others of its source, or join that of others to its target."""

import itertools
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from pb_adapters.drawing.diagrams.lattice import BESIDE_BEND, CORNER, Lattice, Vertex
from pb_adapters.drawing.diagrams.way_search import BEND

_BRANCHING, _AT_BEND = 40, 25  # what it costs to leave a trunk, or to join one: about a bend; and where it bends
_CLEAR = 2  # cells that a fork stays away at least from bends of the trunk, and one more from its end with the head


class Bundle(Struct, frozen=True):
    """With which others an arrow may share its beginning (``leaves``) and its end (``arrives``); empty for none."""

    leaves: str = ""
    arrives: str = ""

    @property
    def is_shared(self) -> bool:
        """Whether there are others at either end."""
        return bool(self.leaves or self.arrives)


class Fork(Struct, frozen=True):
    """A place on a trunk: its vertex, the way of the trunk there (0 across, 1 down), and the trunk on its own side.

    ``shared`` are the points from the trunk's beginning up to the vertex, or from the vertex on to its end, with so
    many ``bends``. Where the trunk is met at a bend, ``turning`` is how many of its arrows have it: another goes
    straight on there or the opposite way, or comes so.
    """

    vertex: Vertex
    heading: int
    shared: tuple[Vertex, ...]
    bends: int = 0
    turning: int = 0

    @property
    def cost(self) -> int:
        """What it costs to share the trunk: a branch, less at a bend, beside which ways are dear, and its bends."""
        return BEND * self.bends + (_AT_BEND - BESIDE_BEND * self.turning if self.turning else _BRANCHING)


def forks(
    mine: int,
    bundles: Sequence[Bundle],
    paths: Sequence[Sequence[Vertex]],
    lattice: Lattice,
    *,
    leaving: bool,
    clear: int = _CLEAR,
) -> Iterator[Fork]:
    """Every place where an arrow may leave, or else join, the path of another of its bundle, ``clear`` of its ends.

    No place is on a line that arrows outside of the bundle use as well, so that it is plain who leads where.
    """
    key = _key(bundles[mine], leaving=leaving)
    mates = [
        i for i, path in enumerate(paths) if i != mine and path and key and _key(bundles[i], leaving=leaving) == key
    ]
    strange = _ends_of_others(mates, mine, bundles, paths, leaving=leaving)
    turning = Counter(corner for mate in mates for corner in set(paths[mate][1:-1]))
    seen: set[tuple[Vertex, int]] = set()
    for mate in mates:
        for fork in _along(paths[mate], turning, lattice, leaving=leaving, clear=clear):
            if (fork.vertex, fork.heading) not in seen and fork.vertex not in strange:
                seen.add((fork.vertex, fork.heading))
                yield fork


def _key(bundle: Bundle, *, leaving: bool) -> str:
    return bundle.leaves if leaving else bundle.arrives


def _ends_of_others(
    mates: Sequence[int], mine: int, bundles: Sequence[Bundle], paths: Sequence[Sequence[Vertex]], *, leaving: bool
) -> set[Vertex]:
    """The vertices of arrows that share the other end with a mate and are none themselves."""
    shared = {key for mate in mates if (key := _key(bundles[mate], leaving=not leaving))}
    strangers = [
        i
        for i, bundle in enumerate(bundles)
        if i != mine and i not in mates and _key(bundle, leaving=not leaving) in shared
    ]
    return {vertex for i in strangers for vertex in _vertices(paths[i])}


def _along(
    path: Sequence[Vertex], turning: Mapping[Vertex, int], lattice: Lattice, *, leaving: bool, clear: int
) -> Iterator[Fork]:
    """The places on one path: at its bends, and on straight pieces, clear of these and the head, if nothing crosses."""
    last = len(path) - 2
    for index, (start, end) in enumerate(itertools.pairwise(path)):
        heading = 0 if start[1] == end[1] else 1
        if leaving and index:
            for way in (heading, 1 - heading):
                yield Fork(start, way, tuple(path[: index + 1]), index - 1, turning[start])
        if not leaving and index < last - (math.dist(*path[-2:]) <= clear):
            yield from _before_bend(path[index:], turning, lattice)
        before = 1 if index == 0 else clear
        piece = list(_vertices((start, end)))
        for vertex in piece[before : len(piece) - (clear + (index == last))]:
            used = lattice.used[vertex[1] * lattice.width + vertex[0]]
            if not used & CORNER and used in (1, 2):
                shared = (*path[: index + 1], vertex) if leaving else (vertex, *path[index + 1 :])
                yield Fork(vertex, heading, shared, len(shared) - 2)


def _before_bend(path: Sequence[Vertex], turning: Mapping[Vertex, int], lattice: Lattice) -> Iterator[Fork]:
    """The free places beside the first bend of a path from which an arrow joins it straight on, or from opposite."""
    start, corner, end = path[:3]
    for place, bends in ((end, len(path) - 3), (start, len(path) - 2)):
        x, y = (at - ((to > at) - (to < at)) for at, to in zip(corner, place, strict=True))
        if not (0 <= x < lattice.width and 0 <= y < lattice.height):
            continue
        at = y * lattice.width + x
        if not (lattice.used[at] or lattice.closed[at]):
            across = place[1] == corner[1]
            yield Fork((x, y), 1 if across else 0, ((x, y), *path[1:]), bends, turning[corner])


def _vertices(path: Sequence[Vertex]) -> Iterator[Vertex]:
    """Every vertex of a path, its corners once for each piece."""
    for (ax, ay), (bx, by) in itertools.pairwise(path):
        dx, dy = (bx > ax) - (bx < ax), (by > ay) - (by < ay)
        for i in range(abs(bx - ax) + abs(by - ay) + 1):
            yield ax + i * dx, ay + i * dy
