"""Blocks that have a panel for themselves: as large as leaves the least of it empty, around them and inside of them."""

import functools
from collections.abc import Iterator, Mapping

from pb_adapters.drawing.diagrams.composition.block_contents import content_extent
from pb_adapters.drawing.diagrams.composition.tree import Bands, Leaf
from pb_adapters.drawing.diagrams.placement import Area

_SEEN = 0.14  # of a panel below its title: a smaller empty rectangle is not seen as one


def balanced(tree: Bands, areas: dict[str, Area], frames: Mapping[str, Area]) -> dict[str, Area]:
    """The areas with every block that is alone in its panel smaller about its middle, where it would be bare inside.

    It is as large as it may be without an empty rectangle that is seen, or else as leaves the smallest one.
    """
    found = dict(areas)
    for panel, leaf in lone_blocks(tree):
        area, frame = found[leaf.name], frames[panel.frame]
        room = Area(frame.x, frame.y + panel.title[1], frame.right, frame.bottom)
        wide, high = _best(leaf, area, room)
        found[leaf.name] = _about(area, wide, high)
    return found


def lone_blocks(node: Bands) -> Iterator[tuple[Bands, Leaf]]:
    """The panels that hold nothing but one block, each with this."""
    if node.frame and len(node.inside) == 1:
        leaf = node.inside[0]
        if leaf.picture is None or not leaf.picture.free:
            yield node, leaf
        return
    for member in (member for band in node.bands for member in band):
        if isinstance(member, Bands):
            yield from lone_blocks(member)


def _best(leaf: Leaf, area: Area, room: Area) -> tuple[int, int]:
    """Width and height of a block in the room of its panel."""
    return _best_of(leaf, (_width(area), _height(area)), (_width(room), _height(room)))


@functools.lru_cache(maxsize=4_000)
def _best_of(leaf: Leaf, size: tuple[int, int], room: tuple[int, int]) -> tuple[int, int]:
    sizes = [
        (wide, high)
        for wide in range(size[0], min(size[0], leaf.wide.least) - 1, -2)
        for high in range(size[1], min(size[1], leaf.high.least) - 1, -2)
    ]
    return min(sizes, key=lambda one: (max(_SEEN, _void(leaf, one, room)), -one[0] * one[1]))


def _void(leaf: Leaf, size: tuple[int, int], room: tuple[int, int]) -> float:
    """The largest empty rectangle, as a share of the room, beside, above or below a block in its middle, or in it."""
    wide, high = size
    inner = content_extent(leaf, Area(0, 0, wide, high))
    inside = max((wide - inner[0]) / 2 * high, wide * (high - inner[1]) / 2)
    around = max((room[0] - wide) / 2 * room[1], room[0] * (room[1] - high) / 2)
    return max(inside, around) / (room[0] * room[1])


def _about(area: Area, wide: int, high: int) -> Area:
    x, y = (area.x + area.right - wide) // 2, (area.y + area.bottom - high) // 2
    return Area(x, y, x + wide, y + high)


def _width(area: Area) -> int:
    return area.right - area.x


def _height(area: Area) -> int:
    return area.bottom - area.y
