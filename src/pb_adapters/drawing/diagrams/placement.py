"""Where the boxes go: every group is laid out on its own (with graphlay) and then stands in its parent as one block."""

import functools
import itertools

import graphlay
from msgspec import Struct

from pb_core.errors import CannotDraw

_UNIT = 8.0  # graphlay's fixed clearances suit boxes of about a hundred units


class Node(Struct, frozen=True):
    """The size of one node, in cells of our lattice."""

    width: int
    height: int


class Spot(Struct, frozen=True):
    """Where a node went: its layer, counted along the flow, and its centre across the flow in cells."""

    layer: int
    across: float


def layered(nodes: list[Node], edges: list[tuple[int, int]], *, down: bool, gap: int) -> list[Spot]:
    """Assign layers and an order within the layers that keeps edges short, straight and uncrossed.

    Nodes without edges get layers of their own after the others, in the order given.

    ``edges`` are pairs of node indices; ``gap`` is the least distance in cells between neighbours of a
    layer. The same input gives the same answer.

    Raises:
        CannotDraw: the engine refuses the graph.
    """
    return list(_layered(tuple(nodes), tuple(edges), down=down, gap=gap))


@functools.lru_cache(maxsize=200)  # placements differ in rows and gaps more often than in what the engine is asked
def _layered(
    nodes: tuple[Node, ...],
    edges: tuple[tuple[int, int], ...],
    *,
    down: bool,
    gap: int,
) -> tuple[Spot, ...]:
    graph = graphlay.Graph()
    for index, node in enumerate(nodes):
        graph.node(index, width=node.width * _UNIT, height=node.height * _UNIT)
    for source, target in edges:
        graph.edge(source, target)
    options = {
        "direction": "topbottom" if down else "leftright",
        "seed": 0,
        "spacing": {
            "layer_gap": 6 * _UNIT,
            "node_gap": gap * _UNIT,
            "dummy_gap": 2 * _UNIT,
            "isolated_gap": gap * _UNIT,
        },
    }
    try:
        drawn = graphlay.layout(graph, options=options).nodes
    except graphlay.GraphlayError as error:
        raise CannotDraw(f"the layout engine refuses the graph: {error}") from error
    across = "x" if down else "y"
    joined = {end for s, t in edges if s != t for end in (s, t)}
    ranks = [node["rank"] if i in joined else None for i, node in enumerate(drawn)]
    fresh = itertools.count(1 + max((rank for rank in ranks if rank is not None), default=-1))
    return tuple(
        Spot(next(fresh), 0.0) if rank is None else Spot(rank, node["center"][across] / _UNIT)
        for rank, node in zip(ranks, drawn, strict=True)
    )


ROOT = ""


class Area(Struct, frozen=True, gc=False):
    """A rectangle in cells."""

    x: int
    y: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """From its left edge to its right one."""
        return self.right - self.x

    @property
    def height(self) -> int:
        """From its upper edge to its lower one."""
        return self.bottom - self.y

    def moved(self, across: int, down: int) -> "Area":
        """The same elsewhere: so many cells to the right, and downwards."""
        return Area(self.x + across, self.y + down, self.right + across, self.bottom + down)

    def holds(self, other: "Area") -> bool:
        """Whether another one reaches nowhere beyond it."""
        return other.x >= self.x and other.right <= self.right and other.y >= self.y and other.bottom <= self.bottom


class Placement(Struct, frozen=True):
    """Boxes by id, frames by group id, both in cells, and the extent of it all."""

    boxes: dict[str, Area]
    frames: dict[str, Area]
    width: int
    height: int
