"""What panels cost arrows: to run through those of others, to leave the own one, and to pass borders twice."""

from collections.abc import Collection, Iterable, Iterator, Mapping

import numpy as np

from pb_adapters.drawing.diagrams.lattice import Vertex
from pb_adapters.drawing.diagrams.placement import Area
from pb_adapters.drawing.diagrams.way_search import Grid

_FOREIGN = 25  # for each step within a panel of others
_STRAYING = 15  # and for each step outside of the own one
_BORDER = 40  # for each border of a panel of its own: it is passed once where a panel holds one end, else not at all


def panel_costs(frames: Mapping[str, Area], homes: Collection[str], within: str, extent: tuple[int, int]) -> Grid:
    """What it costs, on a lattice so wide and high, to enter each vertex for arrows with these frames at their ends.

    Foreign frames are entered unwillingly, that ``within`` which both ends are is left so, and a border passed so.
    """
    wide, high = extent
    costs = np.full((high, wide), _STRAYING if within else 0, np.int32)
    if within:
        own = frames[within]
        costs[own.y + 1 : own.bottom, own.x + 1 : own.right] = 0
    for area in (frames[name] for name in homes):
        for border in _borders(area):
            costs[border] += _BORDER
    for area in (area for name, area in frames.items() if name not in homes):
        costs[area.y : area.bottom + 1, area.x : area.right + 1] += _FOREIGN
    return costs


def tolls(frames: Iterable[Area], box: Area, vertex: Vertex) -> int:
    """What the borders cost that a line passes between a box and a vertex, if it passes none twice."""
    return _BORDER * sum(_holds(frame, (box.x, box.y)) != _holds(frame, vertex) for frame in frames)


def _holds(area: Area, vertex: Vertex) -> bool:
    return area.x < vertex[0] < area.right and area.y < vertex[1] < area.bottom


def _borders(area: Area) -> Iterator[tuple[slice | int, slice | int]]:
    """The sides of an area on a grid, but for its corners, where no arrow passes."""
    rows, columns = slice(area.y + 1, area.bottom), slice(area.x + 1, area.right)
    yield from ((area.y, columns), (area.bottom, columns), (rows, area.x), (rows, area.right))
