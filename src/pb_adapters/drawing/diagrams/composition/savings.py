"""What it saves that parts of a figure move: how much nearer their boxes are to what they are linked with."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.tree import Node, is_lane, leaves
from pb_core.domain.plane import Point, Rect, around

Tie = tuple[float, float, float, float, float, str]
"""One link that leaves a part: where its box stands, where the other one does, what its way costs, and to whom."""

_FAR, _FARTHER = 0.33, 2.0  # of the width: what a cell farther than this counts more


class Part(Struct, frozen=True):
    """What moves as one: its boxes, the rectangle around them, and their links with others."""

    names: frozenset[str]
    rect: Rect
    ties: tuple[Tie, ...]


class Places:
    """Where boxes stand, in cells, and what they are linked with.

    What a change saves is how many cells nearer boxes are to what they are linked with then, long ways counting more.
    """

    def __init__(self, fit: Fitted, links: Sequence[Link]) -> None:
        self._areas, self._far = fit.leaves, _FAR * fit.width
        self._at = {name: ((a.x + a.right) / 2, (a.y + a.bottom) / 2) for name, a in fit.leaves.items()}
        self._beside: dict[str, list[str]] = {}
        self._parts: dict[int, Part] = {}
        for link in links:
            if link.source != link.target:
                self._beside.setdefault(link.source, []).append(link.target)
                self._beside.setdefault(link.target, []).append(link.source)

    def part(self, node: Node) -> Part:
        """A member or a whole node as what moves; it must be kept while it is asked for."""
        if id(node) not in self._parts:
            self._parts[id(node)] = self._gathered([node])
        return self._parts[id(node)]

    def band(self, band: tuple[Node, ...]) -> Part:
        """A band in the same way, its lanes left out."""
        if id(band) not in self._parts:
            self._parts[id(band)] = self._gathered(band)
        return self._parts[id(band)]

    def around(self, members: Sequence[Node]) -> Rect:
        """The rectangle around the boxes of members."""
        rects = [self.part(member).rect for member in members if not is_lane(member)]
        return rects[0] if len(rects) == 1 else around(rects)

    def moved(self, part: Part, at: Point) -> float:
        """What it saves that the middle of a part moves to a point."""
        (x, y), saved, far = part.rect.middle, 0.0, self._far
        right, down = at[0] - x, at[1] - y
        for ax, ay, bx, by, before, _ in part.ties:
            way = abs(ax + right - bx) + abs(ay + down - by)
            saved += before - (way + _FARTHER * (way - far) if way > far else way)
        return saved

    def exchanged(self, one: Part, other: Part) -> float:
        """What it saves that a part changes places with another; what joins both counts once."""
        (ax, ay), (bx, by) = one.rect.middle, other.rect.middle
        saved, far = 0.0, self._far
        for part, partner, right, down in ((one, other, bx - ax, by - ay), (other, one, ax - bx, ay - by)):
            for x, y, to_x, to_y, before, name in part.ties:
                times = 2 if name in partner.names else 1  # both ends move, and both tell of it
                way = abs(x + times * right - to_x) + abs(y + times * down - to_y)
                saved += (before - (way + _FARTHER * (way - far) if way > far else way)) / times
        return saved

    def mirrored(self, part: Part, *, down: bool) -> float:
        """What it saves that a part is turned upside down, or left for right."""
        (x, y), saved = part.rect.middle, 0.0
        for ax, ay, bx, by, before, _ in part.ties:
            new_x, new_y = (ax, 2 * y - ay) if down else (2 * x - ax, ay)
            saved += before - self._cost(abs(new_x - bx) + abs(new_y - by))
        return saved

    def _cost(self, way: float) -> float:
        return way + _FARTHER * (way - self._far) if way > self._far else way

    def _gathered(self, members: Sequence[Node]) -> Part:
        names = [leaf.name for member in members for leaf in leaves(member)]
        areas = [self._areas[name] for name in names]
        left, top = min(a.x for a in areas), min(a.y for a in areas)
        rect = Rect(left, top, max(a.right for a in areas) - left, max(a.bottom for a in areas) - top)
        known = frozenset(names)
        return Part(known, rect, tuple(tie for name in names for tie in self._ties(name, known)))

    def _ties(self, name: str, known: frozenset[str]) -> Iterator[Tie]:
        """The links of a box with others than it moves with: from these it is as far as it was."""
        ax, ay = self._at[name]
        for other in self._beside.get(name, ()):
            if other not in known:
                bx, by = self._at[other]
                yield ax, ay, bx, by, self._cost(abs(ax - bx) + abs(ay - by)), other
