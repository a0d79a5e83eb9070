"""Lanes: what is kept free in the bands that an arrow skips, so that it need not run round their members."""

from collections.abc import Sequence

from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.tree import Extent, Leaf, Node, is_lane, leaves

_WIDTH = Extent(2, 2, 2)

Skip = tuple[int, int, str, str]
"""From and to which band, and between which boxes."""


def skipping(bands: Sequence[Sequence[Node]], links: Sequence[Link]) -> list[Skip]:
    """The links that skip a band."""
    homes = {leaf.name: b for b, band in enumerate(bands) for member in band for leaf in leaves(member)}
    found = set()
    for link in links:
        if link.source in homes and link.target in homes:
            first, last = sorted((homes[link.source], homes[link.target]))
            if last - first > 1:
                found.add((first, last, link.source, link.target))
    return sorted(found)


def with_lanes(bands: Sequence[Sequence[Node]], links: Sequence[Link]) -> list[list[Node]]:
    """The bands with a lane for each link in every band that it skips: as far along it as its ends are on average."""
    found = [[member for member in band if not is_lane(member)] for band in bands]
    shares = {
        leaf.name: (m + 0.5) / len(band) for band in found for m, member in enumerate(band) for leaf in leaves(member)
    }
    for first, last, source, target in skipping(found, links):
        share = (shares[source] + shares[target]) / 2
        for b in range(first + 1, last):
            lane = Leaf(name=f"{source}->{target}/{b}", wide=_WIDTH, high=_WIDTH, joins=(source, target))
            found[b].insert(round(share * len(found[b])), lane)
    return found
