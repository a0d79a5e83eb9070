"""How long and wide bands may be, and how far apart: from the leaves up."""

import functools
import itertools
import math

from msgspec import Struct, structs

from pb_adapters.drawing.diagrams.box_words import clean_lines
from pb_adapters.drawing.diagrams.composition.cuts import FARTHEST
from pb_adapters.drawing.diagrams.composition.leaf_sizes import LITTLE, PITCH
from pb_adapters.drawing.diagrams.composition.slots import Span, shared
from pb_adapters.drawing.diagrams.composition.tree import Bands, Extent, Leaf, Node, is_lane, is_panel, leaves, rows_of
from pb_adapters.drawing.diagrams.label_places import label_extent, label_shapes
from pb_adapters.drawing.diagrams.placement import Area

PAD = 2  # cells between a frame and what is in it
PLAIN_GAP = Extent(2, 3, 6)  # gaps in cells: without arrows, with, and between panels
_LINKED = Extent(3, 4, 8)
_PANELS = Extent(4, 4, 5)
_CLOSELY_LINKED, _CLOSE_PANELS = Extent(2, 3, 8), Extent(3, 4, 5)  # where there is little room
_WIDE_LABEL = 62.0  # points: beside an arrow to the right a label is broken to this
_ALONE = 2.0  # times its least width that a panel of one block likes to be at most: others beside it need more
_MORE = 4  # cells more for a label that found no place, or for many arrows
_TAG = 3  # cells that a tag needs between two blocks, one below the other
_FEW = 4  # arrows that cross a gap without needing more room
_BESIDE = 90.0  # points: beside an arrow downwards


class Link(Struct, frozen=True, cache_hash=True):
    """One arrow between two leaves, and the words on it; ``roomy`` is how often these found no room.

    One that is no ``flow`` is a loss, a reference or the like. What begins or ends at a panel as a whole names it.
    A ``guide`` is no arrow: the panel shows the inside of the box.
    """

    source: str
    target: str
    label: str = ""
    forward: bool = True
    roomy: int = 0
    flow: bool = True
    source_frame: str = ""
    target_frame: str = ""
    guide: bool = False


class Sizes:
    """The extents of every node of one tree, and the gaps between its bands and members."""

    def __init__(self, links: tuple[Link, ...], *, close: bool = False) -> None:
        self._joined = _by_ends(links)
        self._between_linked, self._between_panels = (_CLOSELY_LINKED, _CLOSE_PANELS) if close else (_LINKED, _PANELS)
        self._extents: dict[int, tuple[Extent, Extent]] = {}
        self._known: dict[int, tuple[Node, frozenset[str]]] = {}
        self._inner: dict[tuple[int, ...], list[Extent]] = {}
        self._thick: dict[tuple[int, bool], tuple[tuple[Node, ...], Extent]] = {}
        self._shared: dict[tuple[int, int], tuple[list[int], list[int], int]] = {}
        self.spans: dict[tuple[int, int], list[list[Span]]] = {}
        """Where members stand across the bands of a node, by its identity and its breadth."""
        self.places: dict[tuple[int, int, int, bool], dict[str, Area]] = {}
        """Where leaves stand in a node of nothing else: by its identity, width and height, and whether it lines up."""

    def of(self, node: Node) -> tuple[Extent, Extent]:
        """Width and height of a node."""
        if isinstance(node, Leaf):
            return node.wide, node.high
        key = id(node)
        if key not in self._extents:
            self._names(node)
            self._extents[key] = self._bands(node)
        return self._extents[key]

    def along(self, node: Node, *, down: bool) -> Extent:
        """The extent in the direction of the bands."""
        return self.of(node)[1 if down else 0]

    def shared_along(self, node: Bands, length: int) -> tuple[list[int], list[int], int]:
        """How long the bands of a node and the gaps between them are in so many cells, and what is left over."""
        self.of(node)
        key = (id(node), length)
        if key not in self._shared:
            extents = [self.band_length(band, down=node.down) for band in node.bands]
            lengths, spaces = shared(length, extents, self.gaps(node))
            self._shared[key] = lengths, spaces, length - sum(lengths) - sum(spaces)
        return self._shared[key]

    def _bands(self, node: Bands) -> tuple[Extent, Extent]:
        down = node.down
        lengths = [self.band_length(band, down=down) for band in node.bands]
        along = _sum([*lengths, *self.gaps(node)])
        widths = [
            _sum([*(self.along(m, down=not down) for m in band), *self.inner_gaps(band, down=not down)])
            for band in node.bands
        ]
        across = Extent(*(max(getattr(w, name) for w in widths) for name in ("least", "preferred", "most")))
        level = self._level(node)
        across = Extent(max(across.least, level), max(across.preferred, level), max(across.most, level))
        across = _plus(across, node.corridor)
        wide, high = across.turned(along, down=down)
        if not node.frame:
            return wide, high
        if len(node.inside) == 1:
            wide = structs.replace(wide, most=min(wide.most, max(wide.preferred, int(_ALONE * wide.least))))
        wide, high = _plus(wide, 2 * PAD), _plus(high, PAD + node.title[1])
        least = max(wide.least, node.title[0])
        return Extent(least, max(wide.preferred, least), max(wide.most, least)), high

    def _level(self, node: Bands) -> int:
        """How long rows must be for their first panels to begin alike after elements, and their last to end so."""
        return max(
            _together([found for row in rows_of(node) if (found := self._lead_and_rest(row, ends=ends))])
            for ends in (False, True)
        )

    def _lead_and_rest(self, row: Bands, *, ends: bool = False) -> tuple[int, int] | None:
        """How long what is before the first panel of a row is at least, and the rest; ``None`` if nothing is."""
        lengths = [self.band_length(band, down=row.down).least for band in row.bands]
        spaces = [gap.least for gap in self.gaps(row)]
        panels = [any(map(is_panel, band)) for band in row.bands]
        if ends:
            lengths, spaces, panels = lengths[::-1], spaces[::-1], panels[::-1]
        first = panels.index(True) if True in panels else 0
        lead = sum(lengths[:first]) + sum(spaces[:first])
        return (lead, sum(lengths) + sum(spaces) - lead) if first else None

    def band_length(self, band: tuple[Node, ...], *, down: bool) -> Extent:
        """How thick one band of a node that is kept may be."""
        key = (id(band), down)
        if key not in self._thick:
            self._thick[key] = band, self._thickness(band, down=down)
        return self._thick[key][1]

    def _thickness(self, band: tuple[Node, ...], *, down: bool) -> Extent:
        parts = [self.along(member, down=down) for member in band if not is_lane(member)]
        least, preferred = max(p.least for p in parts), max(p.preferred for p in parts)
        return Extent(least, preferred, max(p.most for p in parts))

    def gaps(self, node: Bands) -> list[Extent]:
        """The gaps between the bands."""
        key = (id(node),)
        if key not in self._inner:
            self._inner[key] = self._between(node)
        return self._inner[key]

    def _between(self, node: Bands) -> list[Extent]:
        sides = [[self._names(m) for m in band] for band in node.bands]
        found = []
        for before, after in zip(range(len(sides)), range(1, len(sides)), strict=False):
            near, far = frozenset().union(*sides[before]), frozenset().union(*sides[after])
            panels = any(is_panel(m) for m in (*node.bands[before], *node.bands[after]))
            tagged = any(map(_has_tags, (*node.bands[before], *node.bands[after])))
            found.append(self.gap(near, far, down=node.down, panels=panels, tagged=tagged))
        return found

    def inner_gaps(self, band: tuple[Node, ...], *, down: bool) -> list[Extent]:
        """The gaps between the members of one band, which follow each other downwards if ``down``."""
        key = (int(down), *(id(member) for member in band))
        if key not in self._inner:
            names = [self._names(m) for m in band]
            self._inner[key] = [
                self.gap(*pair, down=down, panels=is_panel(m) or is_panel(n), tagged=_has_tags(m) or _has_tags(n))
                for pair, (m, n) in zip(itertools.pairwise(names), itertools.pairwise(band), strict=True)
            ]
        return self._inner[key]

    def gap(
        self, near: frozenset[str], far: frozenset[str], *, down: bool, panels: bool, tagged: bool = False
    ) -> Extent:
        """How far apart two sets of elements stand, one of which is a panel with ``panels``.

        With ``tagged`` one of them has lettered tags.
        """
        joined = [link for name in near for link, other in self._joined.get(name, ()) if other in far]
        base = self._between_panels if panels else self._between_linked if joined else PLAIN_GAP
        room = max((_room(link, down=down) for link in joined if link.label), default=0)
        room = max(room - (PAD if panels else 0), base.least + _crowd(joined), _TAG if tagged and down else 0)
        return Extent(max(base.least, room), max(base.preferred, room), max(base.most, room))

    def _names(self, node: Node) -> frozenset[str]:
        """The leaves of a node, which is kept so that its identity stays its own."""
        if id(node) not in self._known:
            self._known[id(node)] = (node, frozenset(leaf.name for leaf in leaves(node)))
        return self._known[id(node)][1]


def _by_ends(links: tuple[Link, ...]) -> dict[str, list[tuple[Link, str]]]:
    """The links of each box, each with its other end."""
    found: dict[str, list[tuple[Link, str]]] = {}
    for link in links:
        found.setdefault(link.source, []).append((link, link.target))
        if link.source != link.target:
            found.setdefault(link.target, []).append((link, link.source))
    return found


def _has_tags(node: Node) -> bool:
    """Whether lettered tags stand at a block, or at one of several without a frame."""
    if isinstance(node, Leaf):
        return node.tagged
    return not node.frame and any(leaf.tagged for leaf in node.inside)


def _together(rows: list[tuple[int, int]]) -> int:
    """How long rows are whose leads are equally long, if that is little more than they are anyway; else nothing."""
    if len(rows) < 2 or max(lead for lead, _ in rows) - min(lead for lead, _ in rows) > FARTHEST:  # noqa: PLR2004 - a pair
        return 0
    return max(lead for lead, _ in rows) + max(rest for _, rest in rows)


def _crowd(joined: list[Link]) -> int:
    """How many cells more a gap needs for the many arrows that cross it, which cannot all be straight."""
    extra = min(max(0, len(joined) - _FEW), _MORE)
    return extra + _MORE // 2 * max((link.roomy for link in joined if not link.label), default=0)


def _room(link: Link, *, down: bool) -> int:
    return label_room(link.label, down=down) + _MORE * link.roomy


@functools.lru_cache(maxsize=4_000)
def label_room(label: str, *, down: bool) -> int:
    """How many cells a gap needs for a label on an arrow across it."""
    words = clean_lines(label)
    if not words:
        return 0
    extents = [label_extent(lines, LITTLE) for lines in label_shapes(words, LITTLE)]
    widest = _BESIDE if down else _WIDE_LABEL
    wide, high = next((e for e in extents if e[0] <= widest), min(extents))
    return math.ceil((high if down else wide) / PITCH) + 2


def _sum(parts: list[Extent]) -> Extent:
    return Extent(sum(p.least for p in parts), sum(p.preferred for p in parts), sum(p.most for p in parts))


def _plus(extent: Extent, cells: int) -> Extent:
    return Extent(extent.least + cells, extent.preferred + cells, extent.most + cells)
