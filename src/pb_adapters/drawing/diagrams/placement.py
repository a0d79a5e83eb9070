"""Where the boxes go: every group is laid out on its own (with graphlay) and then stands in its parent as one block."""

import functools
import itertools
import math

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


def layered(nodes: list[Node], edges: list[tuple[int, int]], *, down: bool, gap: int, seed: int = 0) -> list[Spot]:
    """Assign layers and an order within the layers that keeps edges short, straight and uncrossed.

    Nodes without edges get layers of their own after the others, in the order given.

    ``edges`` are pairs of node indices; ``gap`` is the least distance in cells between neighbours of a
    layer. The same input gives the same answer.

    Raises:
        CannotDraw: the engine refuses the graph.
    """
    return list(_layered(tuple(nodes), tuple(edges), down=down, gap=gap, seed=seed))


@functools.lru_cache(maxsize=200)  # placements differ in rows and gaps more often than in what the engine is asked
def _layered(
    nodes: tuple[Node, ...],
    edges: tuple[tuple[int, int], ...],
    *,
    down: bool,
    gap: int,
    seed: int,
) -> tuple[Spot, ...]:
    graph = graphlay.Graph()
    for index, node in enumerate(nodes):
        graph.node(index, width=node.width * _UNIT, height=node.height * _UNIT)
    for source, target in edges:
        graph.edge(source, target)
    options = {
        "direction": "topbottom" if down else "leftright",
        "seed": seed,
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


FRAME_PAD = 2  # cells between a frame and its members: a border, a lane, the box
ROOT = ""


class PlacementChoices(Struct, frozen=True):
    """The choices that one placement is made with; gaps are in cells.

    ``down``: the main direction. ``inner_down``: the direction within groups. ``rows``: into how many
    rows (columns, if down) the flow of the top level is folded; ``inner_rows`` the same within groups.
    ``backwards``: the flow runs to the left (up, if down).
    """

    down: bool
    inner_down: bool
    rows: int = 1
    inner_rows: int = 1
    layer_gap: int = 4
    node_gap: int = 3
    seed: int = 0
    backwards: bool = False


class Area(Struct, frozen=True):
    """A rectangle in cells."""

    x: int
    y: int
    right: int
    bottom: int


class Content(Struct, frozen=True, kw_only=True):
    """What is to be placed.

    ``sizes``: box sizes in cells by id. ``homes``: the group of each box or group (``""`` at the top).
    ``titles``: width and height of group titles in cells. ``links``: (source box, target box, width and
    height of the label in cells).
    """

    sizes: dict[str, tuple[int, int]]
    homes: dict[str, str]
    titles: dict[str, tuple[int, int]]
    links: tuple[tuple[str, str, int, int], ...]


class Placement(Struct, frozen=True):
    """Boxes by id, frames by group id, both in cells, and the extent of it all."""

    boxes: dict[str, Area]
    frames: dict[str, Area]
    width: int
    height: int


def place(content: Content, recipe: PlacementChoices) -> Placement:
    """Place all boxes and frames without any two in each other's way."""
    return _Placer(content, recipe).block(ROOT)


class _Placer:
    def __init__(self, content: Content, recipe: PlacementChoices) -> None:
        self._content = content
        self._recipe = recipe

    def block(self, group: str) -> Placement:
        children = [name for name, home in self._content.homes.items() if home == group]
        blocks = [self._child(name) for name in children]
        root = group == ROOT
        down = self._recipe.down if root else self._recipe.inner_down
        rows = self._recipe.rows if root else self._recipe.inner_rows
        corners = self._arrange(children, blocks, down=down, rows=rows)
        placed = _merge(blocks, corners)
        return placed if root else self._framed(group, placed)

    def _child(self, name: str) -> Placement:
        if name in self._content.sizes:
            width, height = self._content.sizes[name]
            return Placement({name: Area(0, 0, width, height)}, {}, width, height)
        return self.block(name)

    def _framed(self, group: str, inner: Placement) -> Placement:
        wide, high = self._content.titles[group]
        width = _even(max(inner.width + 2 * FRAME_PAD, wide + 2))
        dx, dy = (width - inner.width) // 2, high + 1
        height = _even(inner.height + dy + FRAME_PAD)
        moved = _shift(inner, dx, dy)
        return Placement(moved.boxes, moved.frames | {group: Area(0, 0, width, height)}, width, height)

    def _arrange(self, names: list[str], blocks: list[Placement], *, down: bool, rows: int) -> list[tuple[int, int]]:
        links = self._links(names)
        nodes = [Node(block.width, block.height) for block in blocks]
        gaps = [self._recipe.node_gap + (1 if block.frames else 0) for block in blocks]
        edges = list(dict.fromkeys((s, t) for s, t, _, _ in links if s != t))
        spots = layered(nodes, edges, down=down, gap=max(gaps), seed=self._recipe.seed)
        grid = _Grid(nodes, spots, self._layer_gaps(spots, links, down=down), max(gaps), down=down, turning=bool(edges))
        return grid.corners(rows)

    def _links(self, names: list[str]) -> list[tuple[int, int, int, int]]:
        index = {name: i for i, name in enumerate(names)}
        found = []
        for source, target, wide, high in self._content.links:
            s, t = self._lift(source, index), self._lift(target, index)
            if s is not None and t is not None:
                found.append((t, s, wide, high) if self._recipe.backwards else (s, t, wide, high))
        return found

    def _lift(self, name: str, index: dict[str, int]) -> int | None:
        while name != ROOT:
            if name in index:
                return index[name]
            name = self._content.homes[name]
        return None

    def _layer_gaps(self, spots: list[Spot], links: list[tuple[int, int, int, int]], *, down: bool) -> list[int]:
        """The room after each layer: for arrow heads, for lanes and for the labels that stand there."""
        count = max(spot.layer for spot in spots) + 1
        gaps = [self._recipe.layer_gap] * count
        for s, t, wide, high in links:
            low, top = sorted((spots[s].layer, spots[t].layer))
            room = (high + 3) if down else (wide + 3)
            if wide and top > low:
                at = low if top == low + 1 else top - 1
                gaps[at] = max(gaps[at], room)
        crowds = [0] * count
        for s, t, _, _ in links:
            low, top = sorted((spots[s].layer, spots[t].layer))
            if top > low and abs(spots[s].across - spots[t].across) > 1:
                crowds[low] += 1
        return [gap + max(0, min(crowd - 2, 4)) for gap, crowd in zip(gaps, crowds, strict=True)]


class _Grid:
    """Layers set one after the other in rows; a flow meanders through them."""

    def __init__(
        self, nodes: list[Node], spots: list[Spot], gaps: list[int], apart: int, *, down: bool, turning: bool
    ) -> None:
        self._along = [n.height if down else n.width for n in nodes]
        self._across = [n.width if down else n.height for n in nodes]
        self._spots, self._gaps, self._apart, self._down, self._turning = spots, gaps, apart, down, turning
        self._layers = [
            sorted((i for i, s in enumerate(spots) if s.layer == layer), key=lambda i: (spots[i].across, i))
            for layer in range(len(gaps))
        ]

    def corners(self, rows: int) -> list[tuple[int, int]]:
        strips, columns = self._strips(rows)
        corners = [(0, 0)] * len(self._spots)
        floor = 0
        for number, strip in enumerate(strips):
            reach = self._stack(strip)
            members = [i for layer in strip for i in self._layers[layer]]
            top = min(reach[i] for i in members)
            bottom = max(reach[i] + self._across[i] for i in members)
            for place, layer in enumerate(strip):
                start, depth = columns[self._column(number, place, len(columns))]
                for i in self._layers[layer]:
                    along = start + (depth - self._along[i]) // 2
                    across = floor + reach[i] - top
                    corners[i] = (across, along) if self._down else (along, across)
            floor += bottom - top + self._apart + 3
        return corners

    def _strips(self, rows: int) -> tuple[list[list[int]], list[tuple[int, int]]]:
        """Cut the layers into rows and line these up in columns: start and depth of each column."""
        count = len(self._layers)
        per_row = -(-count // min(rows, count))
        strips = [list(range(at, min(at + per_row, count))) for at in range(0, count, per_row)]
        depths, gaps = [0] * per_row, [0] * per_row
        for number, strip in enumerate(strips):
            for place, layer in enumerate(strip):
                column = self._column(number, place, per_row)
                depths[column] = max(depths[column], *(self._along[i] for i in self._layers[layer]))
                after = min(column, self._column(number, place + 1, per_row))
                if after >= 0 and layer != strip[-1]:
                    gaps[after] = max(gaps[after], self._gaps[layer])
        starts = itertools.accumulate((d + g for d, g in zip(depths, gaps, strict=True)), initial=0)
        return strips, list(zip(starts, depths, strict=False))

    def _column(self, row: int, place: int, columns: int) -> int:
        """Every second row runs backwards if the flow goes on in it; rows without arrows are read like lines."""
        return columns - 1 - place if self._turning and row % 2 else place

    def _stack(self, strip: list[int]) -> dict[int, int]:
        """The near edge of every node of a strip across the flow, whole cells, neighbours kept apart."""
        near: dict[int, int] = {}
        for layer in strip:
            floor: int | None = None
            for i in self._layers[layer]:
                wanted = 2 * math.floor(self._spots[i].across / 2 + 0.5) - self._across[i] // 2
                near[i] = wanted if floor is None else max(wanted, floor)
                floor = near[i] + self._across[i] + self._apart
        return near


def _merge(blocks: list[Placement], corners: list[tuple[int, int]]) -> Placement:
    left, top = min(x for x, _ in corners), min(y for _, y in corners)
    moved = [_shift(block, x - left, y - top) for block, (x, y) in zip(blocks, corners, strict=True)]
    boxes = {name: area for block in moved for name, area in block.boxes.items()}
    frames = {name: area for block in moved for name, area in block.frames.items()}
    areas = [*boxes.values(), *frames.values()]
    return Placement(boxes, frames, max(a.right for a in areas), max(a.bottom for a in areas))


def _shift(block: Placement, dx: int, dy: int) -> Placement:
    def move(area: Area) -> Area:
        return Area(area.x + dx, area.y + dy, area.right + dx, area.bottom + dy)

    boxes = {name: move(area) for name, area in block.boxes.items()}
    frames = {name: move(area) for name, area in block.frames.items()}
    return Placement(boxes, frames, block.width, block.height)


def _even(value: int) -> int:
    return value + value % 2
