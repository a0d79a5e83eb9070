"""Where elements beside panels stand: each before what it is linked with in these, so that arrows are straight."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from pb_adapters.drawing.diagrams.composition.alignment import LOOSE, kept_apart
from pb_adapters.drawing.diagrams.composition.extents import Link, Sizes
from pb_adapters.drawing.diagrams.composition.slots import Span
from pb_adapters.drawing.diagrams.composition.tree import Leaf, Node
from pb_adapters.drawing.diagrams.placement import Area

Places = tuple[tuple[Node, ...], list[Span]]
_PAIR = 2
_FOLLOWS = 0.5  # how much a leaf wishes to be next to one of its band


class Beside(Struct, frozen=True):
    """What places the leaves of one band: ``areas`` are those placed already, ``breadth`` the cells there are."""

    sizes: Sizes
    links: tuple[Link, ...]
    areas: Mapping[str, Area]
    breadth: int
    down: bool

    def placed(self, band: tuple[Node, ...], across: list[Span]) -> Places:
        """The leaves in the order of their partners, and their spans; as they are where there is no room."""
        wished = {id(member): self._wish(member, span) for member, span in zip(band, across, strict=True)}
        self._follow(band, wished)
        found = sorted(zip(band, across, strict=True), key=lambda one: wished[id(one[0])][0])
        members = tuple(member for member, _ in found)
        lengths = [end - start for _, (start, end) in found]
        gaps = [gap.least for gap in self.sizes.inner_gaps(members, down=not self.down)]
        if sum(lengths) + sum(gaps) > self.breadth:
            return band, across
        centres = kept_apart([wished[id(member)] for member in members], lengths, gaps, self.breadth)
        return members, [(c - n // 2, c - n // 2 + n) for c, n in zip(centres, lengths, strict=True)]

    def _wish(self, member: Node, span: Span) -> tuple[float, float]:
        """Where a leaf wishes to be, and how much: before its partners, or the first of two that are far apart."""
        areas = [area for name in self._partners(member) if (area := self.areas.get(name))]
        centres = [(a.x + a.right if self.down else a.y + a.bottom) // 2 for a in areas]
        if not centres:
            return sum(span) / 2, LOOSE
        if len(centres) == _PAIR and max(centres) - min(centres) > span[1] - span[0]:
            centres = centres[:1]
        return sum(centres) / len(centres), 1.0

    def _follow(self, band: tuple[Node, ...], wished: dict[int, tuple[float, float]]) -> None:
        """Let leaves that are only linked with others of their band stand next to these, sources before them."""
        named = {member.name: id(member) for member in band if isinstance(member, Leaf)}
        pairs = [(k.source, k.target) for k in self.links if k.source in named and k.target in named]
        for _ in band:
            for source, target in pairs:
                for one, other, step in ((source, target, -1), (target, source, 1)):
                    at, pull = wished[named[other]]
                    if wished[named[one]][1] == LOOSE != pull:
                        wished[named[one]] = at + step, _FOLLOWS

    def _partners(self, member: Node) -> Iterator[str]:
        if not isinstance(member, Leaf):
            return
        yield from member.joins
        for link in self.links:
            if member.name in (link.source, link.target):
                yield link.target if link.source == member.name else link.source
