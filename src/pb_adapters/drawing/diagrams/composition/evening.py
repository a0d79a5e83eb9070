"""Blocks of one kind have one height: what a high neighbour made room for does not grow into it."""

from collections.abc import Iterator
from statistics import median_low

from pb_adapters.drawing.diagrams.composition.leaf_sizes import is_plain
from pb_adapters.drawing.diagrams.composition.tree import Bands, Leaf, leaves
from pb_adapters.drawing.diagrams.placement import Area

_HIGHER = 1.4  # times the usual height of its kind: as high as a block may be beside a diamond, say


def evened(tree: Bands, areas: dict[str, Area]) -> dict[str, Area]:
    """The areas with plain blocks that are much higher than those of their kind lower about their middles.

    Blocks with a pictogram, and those that have a panel for themselves, are as they are.
    """
    kinds: dict[object, list[Leaf]] = {}
    lonely = set(_lonely(tree))
    for leaf in leaves(tree):
        if leaf.plan and is_plain(leaf) and leaf.picture is None and leaf.name not in lonely:
            kinds.setdefault(leaf.plan.kind, []).append(leaf)
    found = dict(areas)
    for members in kinds.values():
        usual = median_low(_height(areas[leaf.name]) for leaf in members)
        for leaf in members:
            found[leaf.name] = _lowered(areas[leaf.name], max(leaf.high.least, round(_HIGHER * usual)))
    return found


def _lonely(node: Bands) -> Iterator[str]:
    """The leaves that have a panel for themselves."""
    if node.frame and len(node.inside) == 1:
        yield node.inside[0].name
    for band in node.bands:
        for member in band:
            if isinstance(member, Bands):
                yield from _lonely(member)


def _height(area: Area) -> int:
    return area.bottom - area.y


def _lowered(area: Area, most: int) -> Area:
    spare = max(0, _height(area) - most) // 2
    return Area(area.x, area.y + spare, area.right, area.bottom - spare)
