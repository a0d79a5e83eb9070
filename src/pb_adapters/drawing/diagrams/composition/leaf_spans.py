"""Where leaves in the bands of a node begin and end: of one length where they may, and before their partners."""

import itertools
from collections import Counter
from collections.abc import Container, Iterable, Mapping

from pb_adapters.drawing.diagrams.composition.alignment import Item, Place, aligned
from pb_adapters.drawing.diagrams.composition.columns import Columns, around
from pb_adapters.drawing.diagrams.composition.extents import Link, Sizes
from pb_adapters.drawing.diagrams.composition.leaf_sizes import is_plain
from pb_adapters.drawing.diagrams.composition.slots import Span, equalled, shared
from pb_adapters.drawing.diagrams.composition.tree import Bands, Extent, Leaf, has_frames, leaves
from pb_core.domain.diagrams.spec import ElementKind


class LeafSpans:
    """The spans of the leaves in the nodes of one tree, which is ``framed`` if panels are drawn in it."""

    def __init__(self, whole: Bands, sizes: Sizes, links: tuple[Link, ...], columns: Columns) -> None:
        self._sizes, self._links, self._columns = sizes, links, columns
        self.framed = has_frames(whole)
        self._spurs = frozenset[str]() if self.framed else _spurs(whole, links)

    def of(self, node: Bands, breadth: int) -> list[list[Span]]:
        """The spans of leaves, found once for a node without rows, whose columns depend on others."""
        if any(isinstance(band[0], Bands) for band in node.bands):
            return self._aligned(node, breadth)
        known, key = self._sizes.spans, (id(node), breadth)
        if key not in known:
            known[key] = self._aligned(node, breadth)
        return known[key]

    def _aligned(self, node: Bands, breadth: int) -> list[list[Span]]:
        """The spans of leaves: of one length where they may, and centred before their partners."""
        rows = {b: band[0] for b, band in enumerate(node.bands) if isinstance(band[0], Bands)}
        fixed = {b: self._row_places(row, breadth) for b, row in rows.items()}
        bands: list[tuple[Leaf, ...]] = [
            rows[b].inside if b in rows else tuple(leaf for leaf in band if isinstance(leaf, Leaf))
            for b, band in enumerate(node.bands)
        ]
        down = not node.down
        extents = [[self._sizes.along(member, down=down) for member in band] for band in bands]
        gaps = [[] if b in rows else self._sizes.inner_gaps(band, down=down) for b, band in enumerate(node.bands)]
        lengths = [
            [end - start for start, end in fixed[b]] if b in rows else shared(breadth, wide, gaps[b])[0]
            for b, wide in enumerate(extents)
        ]
        lengths = _equal(lengths, extents, fixed)
        spaces = [
            shared(min(breadth - sum(row), sum(gap.preferred for gap in between)), [], between)[1]
            for row, between in zip(lengths, gaps, strict=True)
        ]
        homes = {leaf.name: (b, m) for b, band in enumerate(bands) for m, leaf in enumerate(band)}
        items = [
            [
                Item(
                    length,
                    grows=self._grows(leaf, down=node.down),
                    lane=leaf.plan is None,
                    spur=leaf.name in self._spurs,
                    upright=not node.down,
                )
                for leaf, length in zip(*parts, strict=True)
            ]
            for parts in zip(bands, lengths, strict=True)
        ]
        found = aligned(items, spaces, partners_in(node, homes, self._links), breadth, fixed)
        return [[(0, breadth)] if b in rows else spans for b, spans in enumerate(found)]

    def _grows(self, leaf: Leaf, *, down: bool) -> bool:
        """Whether a block may be a bar before its partners: across, and where no panels are upright as well."""
        return is_block(leaf) and (down or (is_plain(leaf) and not self.framed))

    def _row_places(self, row: Bands, length: int) -> list[Span]:
        """From where to where the leaves of a row reach along it."""
        lengths, spaces, left = self._columns.along(row, length)
        return around(lengths, spaces, left)


def partners_in(node: Bands, homes: Mapping[str, Place], links: Iterable[Link]) -> dict[Place, list[Place]]:
    """Which members of neighbouring bands are linked; lanes with what they join."""
    found: dict[Place, list[Place]] = {}
    joined = [(homes.get(link.source), homes.get(link.target)) for link in links]
    for b, band in enumerate(node.bands):
        for m, member in enumerate(band):
            if isinstance(member, Leaf) and member.plan is None:
                joined += [((b, m), homes.get(name)) for name in member.joins]
    for one, other in joined:
        if one is not None and other is not None and one[0] != other[0]:
            found.setdefault(one, []).append(other)
            found.setdefault(other, []).append(one)
    return found


def _spurs(tree: Bands, links: tuple[Link, ...]) -> frozenset[str]:
    """What nothing follows and only a decision leads to, that goes on elsewhere."""
    decisions = {leaf.name for leaf in leaves(tree) if leaf.plan and leaf.plan.kind is ElementKind.DECISION}
    sources, met = {link.source for link in links}, Counter(link.target for link in links)
    return frozenset(
        link.target
        for link in links
        if link.source in decisions and met[link.target] == 1 and link.target not in sources
    )


def _equal(lengths: list[list[int]], extents: list[list[Extent]], fixed: Container[int]) -> list[list[int]]:
    """The lengths with those of all members that may be equally long made equal, and even; not in ``fixed`` bands."""
    free = [b for b in range(len(lengths)) if b not in fixed]
    equal = iter(equalled([size for b in free for size in lengths[b]], [extent for b in free for extent in extents[b]]))
    return [row if b in fixed else list(itertools.islice(equal, len(row))) for b, row in enumerate(lengths)]


def is_block(leaf: Leaf) -> bool:
    """Whether a leaf is a block that may be longer than it is."""
    return leaf.plan is not None and not leaf.stands_free and leaf.wide.least < leaf.wide.most
