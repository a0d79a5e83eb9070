"""Blocks that have a panel for themselves: as large as leaves the least of it empty, around them and inside of them."""

import functools
import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pb_adapters.drawing.diagrams.composition.block_contents import content_extent
from pb_adapters.drawing.diagrams.composition.extents import PAD, Link
from pb_adapters.drawing.diagrams.composition.tree import Bands, Leaf
from pb_adapters.drawing.diagrams.placement import Area
from pb_core.domain.plane import Point

_SEEN = 0.13  # of a panel below its title: a smaller empty rectangle is not seen as one


class Cuts(NamedTuple):
    """Where arrows divide what is empty around a block: across, above and below it, and down, on its left and right."""

    above: tuple[int, ...] = ()
    below: tuple[int, ...] = ()
    left: tuple[int, ...] = ()
    right: tuple[int, ...] = ()


def balanced(
    tree: Bands,
    areas: dict[str, Area],
    frames: Mapping[str, Area],
    ways: Sequence[tuple[Link, tuple[Point, ...]]] = (),
) -> dict[str, Area]:
    """The areas with every block that is alone in its panel smaller about its middle, where it would be bare inside.

    It is as large as it may be without an empty rectangle that is seen, or else as leaves the smallest one. Where the
    ``ways`` of arrows are known, what these divide is less empty, and a block may grow as well.
    """
    found = dict(areas)
    for panel, leaf in lone_blocks(tree):
        area, frame = found[leaf.name], frames[panel.frame]
        room = Area(frame.x, frame.y + panel.title[1], frame.right, frame.bottom)
        most = _largest(leaf, area, room) if ways else (area.width, area.height)
        cuts = cuts_of(leaf.name, area, room, ways)
        wide, high = best_size(leaf, most, (room.width, room.height), cuts)
        found[leaf.name] = _about(area, wide, high)
    return found


def lone_blocks(node: Bands) -> Iterator[tuple[Bands, Leaf]]:
    """The panels that hold nothing but one block, each with this; a diamond fills its panel as it is."""
    if node.frame and len(node.inside) == 1:
        leaf = node.inside[0]
        if leaf.plan is not None and leaf.plan.shape != "diamond" and not leaf.stands_free:
            yield node, leaf
        return
    for member in (member for band in node.bands for member in band):
        if isinstance(member, Bands):
            yield from lone_blocks(member)


def _largest(leaf: Leaf, area: Area, room: Area) -> tuple[int, int]:
    """How wide and high a block may become about its middle in the room of its panel."""
    across = 2 * min(area.x - room.x, room.right - area.right) + area.width - 2 * PAD
    down = area.height + 2 * min(area.y - room.y, room.bottom - area.bottom - PAD)
    return min(leaf.wide.most, max(across, area.width)), min(leaf.high.most, max(down, area.height))


def cuts_of(name: str, area: Area, room: Area, ways: Sequence[tuple[Link, tuple[Point, ...]]]) -> Cuts:
    """Where the arrows that meet a block divide what is empty around it, counted from a corner of its room."""
    sides: tuple[list[int], ...] = ([], [], [], [])
    for link, way in ways:
        own = [(way[0], way[1])] if link.source == name and not link.source_frame else []
        own += [(way[-1], way[-2])] if link.target == name and not link.target_frame else []
        for (x, y), (ax, ay) in own:
            if x == ax:
                sides[0 if 2 * ay < area.y + area.bottom else 1].append(int(x) - room.x)
            else:
                sides[2 if 2 * ax < area.x + area.right else 3].append(int(y) - room.y)
    return Cuts(*(tuple(sorted(side)) for side in sides))


@functools.lru_cache(maxsize=4_000)
def best_size(leaf: Leaf, most: tuple[int, int], room: tuple[int, int], cuts: Cuts) -> tuple[int, int]:
    """Width and height of a block in the room of its panel."""
    sizes = [
        (wide, high)
        for wide in range(most[0], min(most[0], leaf.wide.least) - 1, -2)
        for high in range(most[1], min(most[1], leaf.high.least) - 1, -2)
    ]
    return min(sizes, key=lambda one: (max(_SEEN, void_around(leaf, one, room, cuts)), -one[0] * one[1]))


def void_around(leaf: Leaf, size: tuple[int, int], room: tuple[int, int], cuts: Cuts) -> float:
    """The largest empty rectangle, as a share of the room, beside, above or below a block in its middle, or in it."""
    wide, high = size
    over = (room[1] - high) / 2 * max(_longest(room[0], cuts.above), _longest(room[0], cuts.below))
    beside = (room[0] - wide) / 2 * max(_longest(room[1], cuts.left), _longest(room[1], cuts.right))
    return max(bare_inside(leaf, size), over, beside) / (room[0] * room[1])


def bare_inside(leaf: Leaf, size: tuple[int, int]) -> float:
    """The cells of the largest empty rectangle beside, above or below what a block of this width and height holds."""
    wide, high = size
    inner = content_extent(leaf, Area(0, 0, wide, high))
    return max((wide - inner[0]) / 2 * high, wide * (high - inner[1]) / 2)


def _longest(length: int, cuts: tuple[int, ...]) -> int:
    """The longest piece of a length that is cut."""
    return max(after - before for before, after in itertools.pairwise((0, *cuts, length)))


def _about(area: Area, wide: int, high: int) -> Area:
    x, y = (area.x + area.right - wide) // 2, (area.y + area.bottom - high) // 2
    return Area(x, y, x + wide, y + high)
