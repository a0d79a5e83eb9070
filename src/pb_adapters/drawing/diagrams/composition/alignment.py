"""Where the members of bands stand across them: centred before their partners, a hub as long as what it is linked with.

All lengths are in cells; those of members are even, so that every centre is a whole number.
"""

import itertools
from collections.abc import Mapping, Sequence

from msgspec import Struct

from pb_adapters.drawing.diagrams.composition.slots import Span
from pb_adapters.drawing.diagrams.composition.snapping import Placed, snapped

Place = tuple[int, int]
"""The number of a band and that of a member in it."""

_PAIR = 2  # partners in one band of the least that a member may reach over, if one of them is a lane or they are more
_PASSED = 1.3  # how many times as long as usual a member before a block and a lane may be
_REACHED = 2.2  # and one before more blocks
LOOSE = 0.05  # how much the wish of a member without partners counts
_SPUR = 0.1  # how much that of a spur counts


class Item(Struct, frozen=True, gc=False):
    """One member: how long it is, and whether it ``grows`` to reach over its partners; a ``lane`` holds no block.

    One that is ``upright`` grows only before partners of its own, as little room is left for others. A ``spur`` is
    an answer that ends there: it makes way for what goes on.
    """

    length: int
    grows: bool = False
    lane: bool = False
    spur: bool = False
    upright: bool = False


def aligned(
    bands: Sequence[Sequence[Item]],
    gaps: Sequence[Sequence[int]],
    partners: Mapping[Place, Sequence[Place]],
    breadth: int,
    fixed: Mapping[int, Sequence[Span]],
) -> list[list[Span]]:
    """The span of every member within ``breadth``; ``gaps`` are the least between the members of each band.

    The members of ``fixed`` bands stand already.
    """
    return _Aligner(bands, gaps, partners, breadth, fixed).spans()


class _Aligner:
    def __init__(
        self,
        bands: Sequence[Sequence[Item]],
        gaps: Sequence[Sequence[int]],
        partners: Mapping[Place, Sequence[Place]],
        breadth: int,
        fixed: Mapping[int, Sequence[Span]],
    ) -> None:
        self._bands, self._gaps, self._partners, self._breadth = bands, gaps, partners, breadth
        self._lengths = [[item.length for item in band] for band in bands]
        self._centres = {(b, m): sum(span) // 2 for b, spans in fixed.items() for m, span in enumerate(spans)}
        self._shared: dict[tuple[int, Place], int] = {}
        self._free = [b for b in range(len(bands)) if b not in fixed]
        needed = [sum(i.length for i in band) + sum(between) for band, between in zip(bands, gaps, strict=True)]
        self._fullest = max(self._free, key=lambda b: (len(bands[b]), needed[b], -b))

    def spans(self) -> list[list[Span]]:
        """Outwards from the fullest band, which is spread evenly: who follows both sides turns chains into stairs."""
        order = sorted(self._free, key=lambda b: (abs(b - self._fullest), b))
        for b in order:
            if b != self._fullest:
                self._reach(b)
            self._settle(b)
        self._reach(self._fullest)
        self._settle(self._fullest)
        self._line_up(order)
        return [
            [
                (self._centres[b, m] - length // 2, self._centres[b, m] - length // 2 + length)
                for m, length in enumerate(lengths)
            ]
            for b, lengths in enumerate(self._lengths)
        ]

    def _line_up(self, order: Sequence[int]) -> None:
        """Move every member that is no block over several partners to a place that others have, where one is near."""
        places = {self._centres[b, m] for b, band in enumerate(self._bands) if b not in order for m in range(len(band))}
        for b in order:
            members = [
                Placed(self._centres[b, m], self._lengths[b][m], item.length < self._lengths[b][m], item.lane)
                for m, item in enumerate(self._bands[b])
            ]
            for m, centre in enumerate(snapped(members, self._gaps[b], self._breadth, places)):
                self._centres[b, m] = centre
            places |= {self._centres[b, m] for m, item in enumerate(self._bands[b]) if not item.lane}

    def _reach(self, b: int) -> None:
        """Let every member of a band that may reach from the first to the last of its partners on its fuller side."""
        for m, item in enumerate(self._bands[b]):
            side = self._side((b, m))
            if len(side) < _PAIR or not item.grows or self._is_pair(side):
                continue
            if item.upright and any(self._shares((b, m), place) > 1 for place in side):
                continue
            low, high = self._ends(side)
            most = self._breadth - (sum(self._lengths[b]) - self._lengths[b][m] + sum(self._gaps[b]))
            blocks = sum(not self._bands[p[0]][p[1]].lane for p in side)
            most = min(most, round((_REACHED if blocks > _PAIR else _PASSED) * item.length))
            self._lengths[b][m] = max(item.length, min(high - low, most) // 2 * 2)

    def _shares(self, here: Place, partner: Place) -> int:
        """How many members of the band of a place are linked with a partner."""
        key = here[0], partner
        if key not in self._shared:
            self._shared[key] = sum(place[0] == here[0] for place in set(self._partners[partner]))
        return self._shared[key]

    def _is_pair(self, side: Sequence[Place]) -> bool:
        """Whether a side is two blocks: before these a member stands centred, as large as others."""
        return len(side) == _PAIR and not any(self._bands[b][m].lane for b, m in side)

    def _side(self, here: Place) -> list[Place]:
        """The placed partners of a member in the band before or the band after it, whichever has more."""
        found = dict.fromkeys(p for p in self._partners.get(here, ()) if p in self._centres)
        sides = ([p for p in found if p[0] == here[0] + step] for step in (-1, 1))
        return max(map(self._going_on, sides), key=len)

    def _going_on(self, members: list[Place]) -> list[Place]:
        """The members without spurs, unless all are."""
        return [(b, m) for b, m in members if not self._bands[b][m].spur] or members

    def _ends(self, members: Sequence[Place]) -> Span:
        low = min(self._centres[b, m] - self._lengths[b][m] // 2 for b, m in members)
        return low, max(self._centres[b, m] + self._lengths[b][m] // 2 for b, m in members)

    def _settle(self, b: int) -> None:
        """Give every member of a band the centre nearest to where its partners want it."""
        lengths, gaps = self._lengths[b], self._gaps[b]
        even = _spread(lengths, gaps, self._breadth)
        wishes = [self._wish((b, m), even[m]) for m in range(len(lengths))]
        if b == self._fullest and (len(lengths) > 1 or len(self._free) == len(self._bands)):
            wishes = [(centre, 1.0) for centre in even]
        for m, centre in enumerate(kept_apart(wishes, lengths, gaps, self._breadth)):
            self._centres[b, m] = centre

    def _wish(self, here: Place, even: int) -> tuple[float, float]:
        """The centre that a member wishes, and how much; a partner that others share takes any before its span."""
        near = [p for p in self._partners.get(here, ()) if p in self._centres]
        beside = [p for p in near if abs(p[0] - here[0]) == 1]
        if not near:
            return float(even), LOOSE
        own, at = self._lengths[here[0]][here[1]], self._centres.get(here, even)
        if self._bands[here[0]][here[1]].grows and len(side := self._side(here)) >= _PAIR:
            return sum(self._ends(side)) / 2, 1.0
        blocks = self._going_on([(b, m) for b, m in beside if not self._bands[b][m].lane])
        shares = {place: self._shares(here, place) for place in blocks or beside or near}
        fewest = min(shares.values())  # of those that it shares with fewest others, so that chains are straight
        wished = []
        for (b, m), shared in shares.items():
            if shared == fewest:
                centre, slack = self._centres[b, m], max(0, self._lengths[b][m] - own) // 2 if shared > 1 else 0
                wished.append(float(min(max(at, centre - slack), centre + slack)))
        return sum(wished) / len(wished), _SPUR if self._bands[here[0]][here[1]].spur else 1.0


def _spread(lengths: Sequence[int], gaps: Sequence[int], breadth: int) -> list[int]:
    """The centres of members that stand one after the other with the same share of what is left between them."""
    left = breadth - sum(lengths) - sum(gaps)
    count = len(lengths) - 1
    found, at = [], left // 2 if count == 0 else 0
    for index, length in enumerate(lengths):
        more = left * index // count if count else 0
        found.append(at + more + length // 2)
        at += length + (gaps[index] if index < count else 0)
    return found


def kept_apart(
    wishes: Sequence[tuple[float, float]], lengths: Sequence[int], gaps: Sequence[int], breadth: int
) -> list[int]:
    """The centres nearest to the wishes, by least squares, that keep gaps between members and stay within a breadth.

    A wish is a centre and how much it is wished.
    """
    apart = [(a + c) // 2 + gap for a, c, gap in zip(lengths, lengths[1:], gaps, strict=False)]
    bounds = (lengths[0] // 2, breadth - -(-lengths[-1] // 2))
    offsets = [0, *itertools.accumulate(apart)]
    blocks: list[tuple[float, float, int]] = []  # mean, weight, members
    for (centre, weight), offset in zip(wishes, offsets, strict=True):
        mean, total, count = centre - offset, weight, 1
        while blocks and blocks[-1][0] > mean:
            before = blocks.pop()
            mean = (mean * total + before[0] * before[1]) / (total + before[1])
            total, count = total + before[1], count + before[2]
        blocks.append((mean, total, count))
    low, high = bounds[0], bounds[1] - offsets[-1]
    means = [min(max(round(mean), low), high) for mean, _, count in blocks for _ in range(count)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]
