"""Blocks of one kind have nearly one size: what a large neighbour made room for does not grow into it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median_low

from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.leaf_sizes import is_plain
from pb_adapters.drawing.diagrams.composition.tree import Bands, Leaf, leaves
from pb_adapters.drawing.diagrams.placement import Area

HIGHER = 1.4  # times the usual height of its kind: as high as a block may be beside a diamond, say
_ROOMY = 1.85  # times the height of the words of a row, as high as its blocks may be
_LIKE, _SEVERAL = 1.3, 3  # times the usual size of what stands in no panel, and the arrows on one side of a bar


def evened(
    tree: Bands, areas: dict[str, Area], links: tuple[Link, ...] = (), higher: float = HIGHER
) -> dict[str, Area]:
    """The areas with plain blocks ``higher`` times as high as those of their kind, or more, lower about their middles.

    Blocks with a pictogram, and those that have a panel for themselves, are as they are. What stands in no panel is
    neither much higher nor much wider than blocks in panels are, or all others where there are none, but a bar that
    several ``links`` leave or meet is as long as it was, and where there are no panels as high, if it stands upright.
    """
    loose = [leaf for leaf in _loose(tree) if is_plain(leaf)]
    framed = [leaf for leaf in leaves(tree) if is_plain(leaf) and leaf not in loose]
    unpictured = [leaf for leaf in loose if leaf.picture is None]
    found = _alike(unpictured, framed, areas, links) if framed else _alike(loose, loose, areas, links)
    kinds: dict[object, list[Leaf]] = {}
    lonely = set(_lonely(tree))
    for leaf in framed:
        if leaf.plan and leaf.picture is None and leaf.name not in lonely:
            kinds.setdefault(leaf.plan.kind, []).append(leaf)
    for members in kinds.values():
        usual = median_low(areas[leaf.name].height for leaf in members)
        for leaf in members:
            found[leaf.name] = _lowered(areas[leaf.name], max(leaf.high.least, round(higher * usual)))
    return found


def _alike(
    blocks: Sequence[Leaf], others: Sequence[Leaf], areas: dict[str, Area], links: tuple[Link, ...]
) -> dict[str, Area]:
    """The areas with those of some blocks not much larger than others have, unless their words need it."""
    found = dict(areas)
    if not blocks:
        return found
    sent, got = Counter(link.source for link in links), Counter(link.target for link in links)
    high = round(_LIKE * median_low(areas[leaf.name].height for leaf in others))
    wide = round(_LIKE * median_low(areas[leaf.name].width for leaf in others))
    for leaf in blocks:
        if others is not blocks:
            found[leaf.name] = _lowered(areas[leaf.name], max(leaf.high.least, high))
        elif not is_upright_bar(leaf.name, areas, links):
            most = round(_ROOMY * max(other.high.least for other in blocks if _are_level(leaf, other, areas)))
            found[leaf.name] = _lowered(areas[leaf.name], max(leaf.high.least, min(high, most)))
        if max(sent[leaf.name], got[leaf.name]) < _SEVERAL:
            found[leaf.name] = _narrowed(found[leaf.name], max(leaf.wide.least, wide))
    return found


def _are_level(one: Leaf, other: Leaf, areas: dict[str, Area]) -> bool:
    """Whether two blocks stand beside each other, or are one."""
    return areas[one.name].y < areas[other.name].bottom and areas[other.name].y < areas[one.name].bottom


def is_upright_bar(name: str, areas: dict[str, Area], links: Sequence[Link]) -> bool:
    """Whether several arrows leave a block for what stands on its right, or come from its left."""
    area = areas[name]
    right = [link for link in links if link.source == name and areas[link.target].x >= area.right]
    left = [link for link in links if link.target == name and areas[link.source].right <= area.x]
    return max(len(right), len(left)) >= _SEVERAL


def _loose(node: Bands) -> Iterator[Leaf]:
    """The leaves that stand in no panel."""
    if node.frame:
        return
    for member in (member for band in node.bands for member in band):
        if isinstance(member, Bands):
            yield from _loose(member)
        elif member.plan is not None:
            yield member


def _lonely(node: Bands) -> Iterator[str]:
    """The leaves that have a panel for themselves."""
    if node.frame and len(node.inside) == 1:
        yield node.inside[0].name
    for band in node.bands:
        for member in band:
            if isinstance(member, Bands):
                yield from _lonely(member)


def _narrowed(area: Area, most: int) -> Area:
    spare = max(0, area.width - most) // 2
    return Area(area.x + spare, area.y, area.right - spare, area.bottom)


def _lowered(area: Area, most: int) -> Area:
    spare = max(0, area.height - most) // 2
    return Area(area.x, area.y + spare, area.right, area.bottom - spare)
