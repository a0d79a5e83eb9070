"""Trunks: where an arrow may leave the line of others of its source, or join that of others to its target."""

import itertools
from collections.abc import Iterator, Sequence

from msgspec import Struct

from pb_adapters.drawing.diagrams.lattice import CORNER, Lattice, Vertex

BRANCHING = 40
"""What it costs to leave a trunk, or to join one: about a bend."""

_CLEAR = 2  # cells that a fork stays away from corners of the trunk, and from its end with the head


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

    ``shared`` are the points from the trunk's beginning up to the vertex, or from the vertex on to its end. One that
    ``is_behind`` lies before a bend of the trunk, which an arrow joins straight on there.
    """

    vertex: Vertex
    heading: int
    shared: tuple[Vertex, ...]
    is_behind: bool = False


def forks(
    mine: int, bundles: Sequence[Bundle], paths: Sequence[Sequence[Vertex]], lattice: Lattice, *, leaving: bool
) -> Iterator[Fork]:
    """Every place where an arrow may leave, or else join, the path of another of its bundle.

    No place is on a line that arrows outside of the bundle use as well, so that it is plain who leads where.
    """
    key = _key(bundles[mine], leaving=leaving)
    mates = [
        i for i, path in enumerate(paths) if i != mine and path and key and _key(bundles[i], leaving=leaving) == key
    ]
    strange = _ends_of_others(mates, mine, bundles, paths, leaving=leaving)
    seen: set[Vertex] = set()
    for mate in mates:
        for fork in _along(paths[mate], lattice, leaving=leaving):
            if fork.vertex not in seen and fork.vertex not in strange:
                seen.add(fork.vertex)
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


def _along(path: Sequence[Vertex], lattice: Lattice, *, leaving: bool) -> Iterator[Fork]:
    """The places on one path: on straight pieces, clear of corners and of the head, and where nothing crosses."""
    last = len(path) - 2
    for index, (start, end) in enumerate(itertools.pairwise(path)):
        if leaving and index:
            yield Fork(start, 0 if start[1] == end[1] else 1, tuple(path[: index + 1]))  # straight on where it turns
        if not leaving and index < last:
            yield from _behind(end, path[index + 1 :], lattice)
        before = 1 if index == 0 else _CLEAR
        piece = list(_vertices((start, end)))
        for vertex in piece[before : len(piece) - (_CLEAR + (index == last))]:
            used = lattice.used[vertex[1] * lattice.width + vertex[0]]
            if not used & CORNER and used in (1, 2):
                shared = (*path[: index + 1], vertex) if leaving else (vertex, *path[index + 1 :])
                yield Fork(vertex, 0 if start[1] == end[1] else 1, shared)


def _behind(corner: Vertex, onwards: Sequence[Vertex], lattice: Lattice) -> Iterator[Fork]:
    """The place before a corner of a path from which an arrow joins it straight on, where what it joins turns."""
    (x, y), (dx, dy) = corner, onwards[1]
    across = dy == y
    vertex = (x - (dx > x) + (dx < x), y) if across else (x, y - (dy > y) + (dy < y))
    if 0 <= vertex[0] < lattice.width and 0 <= vertex[1] < lattice.height:
        at = vertex[1] * lattice.width + vertex[0]
        if not (lattice.used[at] or lattice.closed[at]):
            yield Fork(vertex, 1 if across else 0, (vertex, *onwards), is_behind=True)


def _vertices(path: Sequence[Vertex]) -> Iterator[Vertex]:
    """Every vertex of a path, its corners once for each piece."""
    for (ax, ay), (bx, by) in itertools.pairwise(path):
        dx, dy = (bx > ax) - (bx < ax), (by > ay) - (by < ay)
        for i in range(abs(bx - ax) + abs(by - ay) + 1):
            yield ax + i * dx, ay + i * dy
