"""Blocks of one kind have one size: what is nearly as wide, or as high, as others is made so."""

from collections.abc import Mapping

from msgspec import structs

from pb_adapters.drawing.diagrams.composition.leaf_sizes import is_plain
from pb_adapters.drawing.diagrams.composition.tree import Extent, Leaf

_WIDTHS, _HEIGHTS = 4.0, 2.4  # how many times as large a block may be that others are made like
_IN_GROUP = 6.0  # the same within one group
_SERIES = frozenset({"sheet", "slant", "slant-left", "pill", "hexagon", "chamfer"})


def alike(leaves: dict[str, Leaf], homes: Mapping[str, str]) -> dict[str, Leaf]:
    """The leaves with plain blocks that like to be nearly as wide, or as high, as each other made so.

    Those of one group need not be as near, and its sheets, slanted forms and so on are made alike as well.
    """
    plain = _evened({name: leaf for name, leaf in leaves.items() if is_plain(leaf)}, _WIDTHS, _HEIGHTS)
    found = leaves | plain
    kinds: dict[tuple[str, str], dict[str, Leaf]] = {}
    for name, leaf in found.items():
        if leaf.plan and (is_plain(leaf) or leaf.plan.shape in _SERIES):
            kinds.setdefault((homes[name], "" if is_plain(leaf) else leaf.plan.shape), {})[name] = leaf
    for members in kinds.values():
        found |= _evened(members, _IN_GROUP, _IN_GROUP)
    return found


def _evened(leaves: dict[str, Leaf], wider: float, higher: float) -> dict[str, Leaf]:
    wide, high = (
        _classes([leaf.wide for leaf in leaves.values()], wider),
        _classes([leaf.high for leaf in leaves.values()], higher),
    )
    return {
        name: structs.replace(leaf, wide=_raised(leaf.wide, wide), high=_raised(leaf.high, high))
        for name, leaf in leaves.items()
    }


def _classes(extents: list[Extent], factor: float) -> list[Extent]:
    """Extents, each preferred at least ``factor`` times the next: what those between are raised to."""
    found: list[Extent] = []
    for extent in sorted(extents, key=lambda extent: (-extent.preferred, -extent.most)):
        if not found or extent.preferred * factor < found[-1].preferred:
            found.append(extent)
        else:
            found[-1] = structs.replace(found[-1], most=max(found[-1].most, extent.most))
    return found


def _raised(extent: Extent, classes: list[Extent]) -> Extent:
    """The extent with its preference and its most raised to those of its class."""
    above = [other for other in classes if other.preferred >= extent.preferred]
    own = min(above, key=lambda other: other.preferred)
    return Extent(extent.least, own.preferred, own.most)
