"""How far blocks may grow about their middles where they stand: clear of all that is near, and within their panel."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from pb_adapters.drawing.diagrams.composition.expected_ways import expected_way
from pb_adapters.drawing.diagrams.composition.extents import PAD, Link, label_room
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.leaf_sizes import FLAT, PLAIN
from pb_adapters.drawing.diagrams.composition.tree import Bands, Leaf
from pb_adapters.drawing.diagrams.frame_ends import beyond
from pb_adapters.drawing.diagrams.placement import Area
from pb_core.domain.plane import Point

_GAP = 3  # cells that stay free beside a block that grows
_CLEAR = 2  # the same beside the way of an arrow
_SLIT = 2  # the same between blocks that no arrow joins and that grow before each other
_FORMS = PLAIN | FLAT | {"sheet", "chamfer", "cylinder"}

Ways = Sequence[tuple[Link, tuple[Point, ...]]]
"""Arrows, each with the corners of the way that it is expected to take."""


class Ground(Struct, frozen=True):
    """Where blocks stand, and the insides of all panels, that of the page without a name; all turned if ``down``.

    ``pieces`` are those of the ways of arrows, each with the blocks that these join.
    """

    areas: dict[str, Area]
    frames: Mapping[str, Area]
    inner: Mapping[str, Area]
    labels: Mapping[frozenset[str], int]
    pieces: Sequence[tuple[frozenset[str], Area]]

    def has(self, name: str, home: str, new: Area) -> bool:
        """Whether a block of a panel, or of none, may be so wide: it leaves others, and the arrows beside it, room."""
        old, room = self.areas[name], self.inner[home]
        if new.x >= old.x and new.right <= old.right:
            return True
        if new.x < room.x or new.right > room.right:
            return False
        if any(_meet(new, piece) and name not in ends and not _meet(old, piece) for ends, piece in self.pieces):
            return False
        others = [(other, area) for other, area in self.areas.items() if other != name]
        others += [("", frame) for frame in self.frames.values() if frame.right <= old.x or frame.x >= old.right]
        return all(self._is_clear(name, other, old, new, area) for other, area in others)

    def _is_clear(self, name: str, other: str, old: Area, new: Area, area: Area) -> bool:
        """Whether a block that becomes ``new`` leaves another one's area room."""
        between = max(area.y - old.bottom, old.y - area.bottom)
        if between >= _GAP:
            return True
        before, after = max(area.x - old.right, old.x - area.right), max(area.x - new.right, new.x - area.right)
        if after >= before:
            return True
        pair = frozenset({name, other})
        if between >= (0 if before <= 0 else self._least_gap(pair)):
            return True
        return after >= min(before, max(_GAP, self.labels.get(pair, 0)))

    def _least_gap(self, pair: frozenset[str]) -> int:
        """The cells between blocks that come to stand before each other; an arrow about a corner needs its length."""
        return _GAP if any(ends == pair for ends, _ in self.pieces) else _SLIT


def ground_of(tree: Bands, fit: Fitted, ways: Ways, *, down: bool) -> Ground:
    """The ground of a fitted tree on which blocks may become wider, or higher if ``down``."""
    titles = dict(_titles(tree))
    inner = {"": around([*fit.leaves.values(), *fit.frames.values()])} | {
        name: Area(a.x + PAD, a.y + titles[name], a.right - PAD, a.bottom - PAD) for name, a in fit.frames.items()
    }
    labels = {_ends(link): label_room(link.label, down=down) for link, _ in ways if link.label}
    pieces = [(_ends(link), piece) for link, way in ways for piece in _pieces(way)]
    return Ground(
        turned(fit.leaves, down=down),
        turned(fit.frames, down=down),
        turned(inner, down=down),
        labels,
        [(ends, exchanged(piece) if down else piece) for ends, piece in pieces],
    )


def growing(node: Bands, home: str = "") -> Iterator[tuple[str, Leaf]]:
    """The blocks that may have another size, each with the panel that it stands in, or an empty string."""
    home = node.frame or home
    for member in (member for band in node.bands for member in band):
        if isinstance(member, Bands):
            yield from growing(member, home)
        elif member.plan is not None and member.plan.shape in _FORMS:
            yield home, member


def expected(fit: Fitted, links: Iterable[Link]) -> Ways:
    """The ways that arrows are expected to take."""
    found = []
    for link in links:
        if link.source != link.target:
            ends = fit.leaves[link.source], fit.leaves[link.target]
            way = expected_way(*ends, fit.leaves.values(), fit.width)[1]
            found.append((link, beyond(way, fit.frames.get(link.source_frame), fit.frames.get(link.target_frame))))
    return found


def turned(areas: Mapping[str, Area], *, down: bool) -> dict[str, Area]:
    """The areas with across and down exchanged if ``down``."""
    return {name: exchanged(area) if down else area for name, area in areas.items()}


def resized(area: Area, size: int) -> Area:
    """An area made so wide about its middle."""
    more = (size - area.width) // 2
    return Area(area.x - more, area.y, area.right + more, area.bottom)


def _ends(link: Link) -> frozenset[str]:
    return frozenset({link.source, link.target})


def _pieces(way: Sequence[Point]) -> Iterator[Area]:
    """The cells that the straight pieces of a way take, with those that stay free on each side."""
    for (ax, ay), (bx, by) in itertools.pairwise(way):
        low, high = (int(min(ax, bx)), int(min(ay, by))), (int(max(ax, bx)), int(max(ay, by)))
        yield Area(low[0] - _CLEAR, low[1] - _CLEAR, high[0] + _CLEAR, high[1] + _CLEAR)


def _meet(one: Area, other: Area) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


def _titles(node: Bands) -> Iterator[tuple[str, int]]:
    """The cells that the title of every panel takes."""
    if node.frame:
        yield node.frame, node.title[1]
    for member in (member for band in node.bands for member in band):
        if isinstance(member, Bands):
            yield from _titles(member)


def around(areas: Iterable[Area]) -> Area:
    """The smallest area that holds all of these."""
    areas = tuple(areas)
    return Area(
        min(a.x for a in areas), min(a.y for a in areas), max(a.right for a in areas), max(a.bottom for a in areas)
    )


def exchanged(area: Area) -> Area:
    """An area with across and down exchanged."""
    return Area(area.y, area.x, area.bottom, area.right)
