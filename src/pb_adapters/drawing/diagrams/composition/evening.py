"""Blocks of one kind have nearly one size: what a large neighbour made room for does not grow into it."""

from collections import Counter
from collections.abc import Iterator
from statistics import median_low

from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.leaf_sizes import is_plain
from pb_adapters.drawing.diagrams.composition.tree import Bands, Leaf, has_frames, leaves
from pb_adapters.drawing.diagrams.placement import Area

_HIGHER = 1.4  # times the usual height of its kind: as high as a block may be beside a diamond, say
_LIKE, _SEVERAL = 1.3, 3  # times the usual size where there are no panels, and the arrows on one side of a bar


def evened(tree: Bands, areas: dict[str, Area], links: tuple[Link, ...] = ()) -> dict[str, Area]:
    """The areas with plain blocks that are much higher than those of their kind lower about their middles.

    Blocks with a pictogram, and those that have a panel for themselves, are as they are. Where there are no panels, all
    plain blocks are of one kind, and none is much wider either, except a bar that several ``links`` leave or meet.
    """
    if not has_frames(tree):
        return _alike(tree, areas, links)
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


def _alike(tree: Bands, areas: dict[str, Area], links: tuple[Link, ...]) -> dict[str, Area]:
    """The areas of a figure without panels, in which plain blocks are much larger than others for their words only."""
    blocks = [leaf for leaf in leaves(tree) if is_plain(leaf)]
    if not blocks:
        return areas
    sent, got = Counter(link.source for link in links), Counter(link.target for link in links)
    high = round(_LIKE * median_low(_height(areas[leaf.name]) for leaf in blocks))
    wide = round(_LIKE * median_low(_width(areas[leaf.name]) for leaf in blocks))
    found = dict(areas)
    for leaf in blocks:
        found[leaf.name] = _lowered(areas[leaf.name], max(leaf.high.least, high))
        if max(sent[leaf.name], got[leaf.name]) < _SEVERAL:
            found[leaf.name] = _narrowed(found[leaf.name], max(leaf.wide.least, wide))
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


def _width(area: Area) -> int:
    return area.right - area.x


def _narrowed(area: Area, most: int) -> Area:
    spare = max(0, _width(area) - most) // 2
    return Area(area.x + spare, area.y, area.right - spare, area.bottom)


def _lowered(area: Area, most: int) -> Area:
    spare = max(0, _height(area) - most) // 2
    return Area(area.x, area.y + spare, area.right, area.bottom - spare)
