"""From a tree of bands to places: every node gets a rectangle of cells, from the page down to the leaves."""

import itertools
from collections.abc import Iterable

from msgspec import Struct, structs

from pb_adapters.drawing.diagrams.composition.alignment import Place
from pb_adapters.drawing.diagrams.composition.bands_in_line import in_line
from pb_adapters.drawing.diagrams.composition.beside import Beside
from pb_adapters.drawing.diagrams.composition.columns import Columns, apart, around, spread
from pb_adapters.drawing.diagrams.composition.evening import HIGHER, evened
from pb_adapters.drawing.diagrams.composition.extents import PAD, Link, Sizes
from pb_adapters.drawing.diagrams.composition.leading import led
from pb_adapters.drawing.diagrams.composition.leaf_sizes import is_plain
from pb_adapters.drawing.diagrams.composition.leaf_spans import LeafSpans, is_block, partners_in
from pb_adapters.drawing.diagrams.composition.lone_blocks import balanced
from pb_adapters.drawing.diagrams.composition.picture_places import snug
from pb_adapters.drawing.diagrams.composition.slots import Member, Span, spans
from pb_adapters.drawing.diagrams.composition.tree import Bands, Extent, Leaf, Node, leaves
from pb_adapters.drawing.diagrams.placement import Area

_BOUNDLESS = 1 << 20


class Fitted(Struct, frozen=True):
    """Where everything stands, in cells."""

    leaves: dict[str, Area]
    frames: dict[str, Area]
    width: int
    height: int


def fitted(
    tree: Bands,
    sizes: Sizes,
    links: tuple[Link, ...],
    width: int,
    height: int,
    higher: float = HIGHER,
) -> Fitted | None:
    """Fit a tree into a page of cells; ``None`` if it needs more room.

    No block is more than ``higher`` times as high as those of its kind.
    """
    wide, high = sizes.of(tree)
    if wide.least > width or high.least > height:
        return None
    fitter = _Fitter(tree, sizes, links)
    fitter.fit(tree, Area(0, 0, width, height))
    leaves = balanced(tree, evened(tree, fitter.leaves, links, higher), fitter.frames)
    return Fitted(led(tree, leaves), fitter.frames, width, height)


class _Fitter:
    def __init__(self, whole: Bands, sizes: Sizes, links: tuple[Link, ...]) -> None:
        self._whole, self._sizes, self._links = whole, sizes, links
        self.leaves: dict[str, Area] = {}
        self.frames: dict[str, Area] = {}
        self._columns = Columns(sizes)
        self._leaf_spans = LeafSpans(whole, sizes, links, self._columns)
        self._framed = self._leaf_spans.framed
        self._lined = {id(whole)}

    def fit(self, node: Node, area: Area, reaching: tuple[int, int] = (0, 0)) -> None:
        """Place a node; ``reaching`` is how wide and high a leaf must be to face its partners."""
        if isinstance(node, Leaf):
            if node.plan is not None:
                self.leaves[node.name] = snug(node, _centred(node, area, reaching))
            return
        if node.frame:
            self.frames[node.frame] = area
            area = Area(area.x + PAD, area.y + node.title[1], area.right - PAD, area.bottom - PAD)
        if all(map(_holds_leaves, node.bands)) and not self._columns.lines_up(node):
            self._leaves(node, area)
        else:
            self._bands(node, area)

    def _leaves(self, node: Bands, area: Area) -> None:
        """Place the leaves of a node that holds nothing else, as they were placed before in one of this size."""
        known, key = self._sizes.places, (id(node), area.width, area.height, id(node) in self._lined)
        if key not in known:
            before = len(self.leaves)
            self._bands(node, area)
            placed = itertools.islice(self.leaves.items(), before, None)
            known[key] = {name: a.moved(-area.x, -area.y) for name, a in placed}
            return
        self.leaves |= {name: a.moved(area.x, area.y) for name, a in known[key].items()}

    def _bands(self, node: Bands, area: Area) -> None:
        down = node.down
        length, breadth = (area.height, area.width) if down else (area.width, area.height)
        breadth -= node.corridor
        lengths, spaces, left = self._columns.along(node, length)
        self._columns.align(node, breadth)
        has_parts = self._has_parts(node)
        across = self._across(node, breadth) if has_parts else self._leaf_spans.of(node, breadth)
        if node.frame and len(node.bands) > 1 and self._is_unlinked(node):
            places = apart(lengths, spaces, left, PAD)
        elif self._framed or id(node) in self._lined:
            places = around(lengths, spaces, left, inset=self._framed and node is not self._whole)
        else:
            places = spread(lengths, spaces, left)
        if all(isinstance(member, Bands) for band in node.bands for member in band):  # rows that begin and end alike
            self._lined |= {id(member) for band in node.bands for member in band}
        beside = [b for b, band in enumerate(node.bands) if has_parts and _holds_leaves(band)]
        for index, band in enumerate(node.bands):
            if index not in beside:
                self._place(band, across[index], area, places[index], down=down)
        for index in beside:
            shifted = {name: a.moved(-area.x, -area.y) for name, a in self.leaves.items()}
            beside_them = Beside(self._sizes, self._links, shifted, breadth, down)
            found = beside_them.placed(node.bands[index], across[index])
            self._place(*found, area, places[index], down=down)

    def _is_unlinked(self, node: Bands) -> bool:
        """Whether no arrow divides what is empty between the bands of a node."""
        homes = {leaf.name: b for b, band in enumerate(node.bands) for member in band for leaf in leaves(member)}
        ends = [(homes.get(link.source), homes.get(link.target)) for link in self._links]
        return all(None in pair or pair[0] == pair[1] for pair in ends)

    def _place(self, band: tuple[Node, ...], across: list[Span], area: Area, along: Span, *, down: bool) -> None:
        alike = _thickness(band, down=down)
        for member, (start, end) in zip(band, across, strict=True):
            thick = alike if _is_plain(member) else _BOUNDLESS
            reaching = (end - start, thick) if down else (thick, end - start)
            self.fit(member, _area(area, along, (start, end), down=down), reaching)

    @staticmethod
    def _has_parts(node: Bands) -> bool:
        """Whether a node holds anything but leaves and rows of single leaves across its bands."""
        return any(
            isinstance(member, Bands) and not (len(band) == 1 and _is_row(member, down=not node.down))
            for band in node.bands
            for member in band
        ) or all(isinstance(band[0], Bands) for band in node.bands)

    def _across(self, node: Bands, breadth: int) -> list[list[Span]]:
        """The spans of the members of every band, the fullest band first, then outwards from it."""
        homes = {
            leaf.name: (b, m)
            for b, band in enumerate(node.bands)
            for m, member in enumerate(band)
            for leaf in leaves(member)
        }
        pairs = partners_in(node, homes, self._links)
        fullest = max(range(len(node.bands)), key=lambda b: (len(node.bands[b]), -b))
        order = sorted(range(len(node.bands)), key=lambda b: (abs(b - fullest), b))
        placed: dict[Place, Span] = {}
        height = _BOUNDLESS if node.down else _thickness((m for band in node.bands for m in band), down=True)
        whole, extents = dict[Place, Span](), dict[Place, Extent]()
        for b in order:
            band = node.bands[b]
            members = [
                Member(
                    _limited(member, self._sizes.along(member, down=not node.down), height),
                    tuple(placed[other] for other in pairs.get((b, m), ()) if other in placed),
                )
                for m, member in enumerate(band)
            ]
            gaps = self._sizes.inner_gaps(band, down=not node.down)
            bounds = {end for span in placed.values() for end in span}
            extents |= {(b, m): member.extent for m, member in enumerate(members)}
            for m, span in enumerate(spans(breadth, members, gaps, bounds)):
                near, whole[b, m] = self._near((b, m), pairs, placed), span
                placed[b, m] = _drawn_to(band[m], span, members[m].extent, near)
        for here, span in in_line(node, whole, extents).items():
            member, near = node.bands[here[0]][here[1]], self._near(here, pairs, placed)
            placed[here] = _drawn_to(member, span, extents[here], near)
        return [[placed[b, m] for m in range(len(band))] for b, band in enumerate(node.bands)]

    @staticmethod
    def _near(here: Place, pairs: dict[Place, list[Place]], placed: dict[Place, Span]) -> list[Span]:
        """The spans of placed partners, those in the bands beside this one if there are any."""
        partners = [other for other in pairs.get(here, ()) if other in placed]
        beside = [other for other in partners if abs(other[0] - here[0]) == 1]
        return [placed[other] for other in beside or partners]


def _limited(member: Node, extent: Extent, most: int) -> Extent:
    """The extent of a plain block, no longer than others are."""
    if not _is_plain(member) or extent.most <= most:
        return extent
    return structs.replace(extent, preferred=min(extent.preferred, most), most=most)


def _drawn_to(member: Node, span: Span, extent: Extent, partners: list[Span]) -> Span:
    """The part of its span that a leaf fills: if it need not be all, that before the middle of its partners."""
    start, end = span
    if not isinstance(member, Leaf):
        return span
    length = min(extent.most, end - start) // 2 * 2
    middles = [(low + high) / 2 for low, high in partners] or [(start + end) / 2]
    middle = sum(middles) / len(middles)
    low = min(max(round(middle - length / 2), start), end - length)
    return low, low + length


def _area(area: Area, along: Span, across: Span, *, down: bool) -> Area:
    if down:
        return Area(area.x + across[0], area.y + along[0], area.x + across[1], area.y + along[1])
    return Area(area.x + along[0], area.y + across[0], area.x + along[1], area.y + across[1])


def _is_row(node: Bands, *, down: bool) -> bool:
    """Whether a node is a row of single leaves in this direction."""
    return node.down == down and not node.frame and all(len(b) == 1 and isinstance(b[0], Leaf) for b in node.bands)


def _thickness(band: Iterable[Node], *, down: bool) -> int:
    """How thick the plain blocks of a band are at most, so that they are alike: as the one that may be least so."""
    extents = [
        member.high if down else member.wide for member in band if isinstance(member, Leaf) and _is_plain(member)
    ]
    return max(min(e.most for e in extents), *(e.least for e in extents)) if extents else _BOUNDLESS


def _holds_leaves(band: tuple[Node, ...]) -> bool:
    return all(isinstance(member, Leaf) for member in band)


def _is_plain(node: Node) -> bool:
    return isinstance(node, Leaf) and is_plain(node)


def _centred(leaf: Leaf, area: Area, reaching: tuple[int, int]) -> Area:
    """The leaf as large as it may be, in the middle of its place; sides are even so that arrows meet their middle."""
    room = (area.width, area.height)
    limits: tuple[int, ...] = (leaf.wide.most, leaf.high.most)
    if is_block(leaf):
        limits = tuple(most if reach == _BOUNDLESS else reach for most, reach in zip(limits, reaching, strict=True))
    wide, high = (min(limit, length) // 2 * 2 for limit, length in zip(limits, room, strict=True))
    x, y = (area.x + area.right - wide) // 2, (area.y + area.bottom - high) // 2
    return Area(x, y, x + wide, y + high)
