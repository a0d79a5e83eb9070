"""Rows of panels begin and end alike and are cut alike, so that panels one above the other share their edges."""

import itertools
from collections.abc import Iterator, Sequence

from msgspec import Struct

from pb_adapters.drawing.diagrams.composition.slots import Span

_NEAR = 10  # cells by which a cut is moved at most
_GAP = 4  # cells between panels

FARTHEST = 24
"""Cells by which the first panel of a row is moved at most, or the last."""


class Row(Struct):
    """What follows each other in a row: how long each is, how far apart, the least lengths, which are ``panels``."""

    lengths: list[int]
    spaces: list[int]
    least: list[int]
    panels: frozenset[int]

    @property
    def begins(self) -> int:
        """Where the first panel begins."""
        return self.spans()[self._first][0]

    @property
    def leads(self) -> bool:
        """Whether it begins with what is no panel, before one that is."""
        return bool(self.panels) and self._first > 0

    def reach(self) -> tuple[int, int]:
        """The earliest place and the last one at which its first panel may begin."""
        first, between = self._first, sum(self.spaces[: self._first])
        spare = sum(self.lengths[first:]) - sum(self.least[first:])
        return sum(self.least[:first]) + between, self.begins + spare

    def begin(self, at: int) -> None:
        """Let its first panel begin at a place within reach."""
        by, first = at - self.begins, self._first
        if by > 0:
            self._take(range(first, len(self.lengths)), by)
            self.lengths[0] += by
        else:
            self._take(range(first), -by)
            self.lengths[first] -= by

    def spans(self) -> list[Span]:
        """Where each begins and ends."""
        ends = list(
            itertools.accumulate(length + space for length, space in zip(self.lengths, [0, *self.spaces], strict=True))
        )
        return [(end - length, end) for end, length in zip(ends, self.lengths, strict=True)]

    def mirrored(self) -> "Row":
        """The same from its end on."""
        last = len(self.lengths) - 1
        panels = frozenset(last - index for index in self.panels)
        return Row(self.lengths[::-1], self.spaces[::-1], self.least[::-1], panels)

    def cuts(self) -> Iterator[tuple[int, int, int]]:
        """Each cut beside a panel: the index of what ends there, where it ends, and where the next begins."""
        for index, ((_, end), (start, _)) in enumerate(itertools.pairwise(self.spans())):
            if {index, index + 1} & self.panels:
                yield index, end, start

    def is_between(self, index: int) -> bool:
        """Whether the cut after this index has a panel on both sides."""
        return {index, index + 1} <= self.panels

    def move(self, index: int, by: int, next_by: int) -> bool:
        """Move where one ends and the next begins, if they come no nearer and what becomes shorter can be so.

        Beside a panel all of what is none makes room, up to the next panel.
        """
        before, after = self._makes_room(index, -1), self._makes_room(index + 1, 1)
        if next_by < by or -by > self._spare(before) or next_by > self._spare(after):
            return False
        self._lengthen(before, by)
        self._lengthen(after, -next_by)
        self.spaces[index] += next_by - by
        return True

    def _makes_room(self, index: int, step: int) -> list[int]:
        """What is moved with a cut on one side of it: the next, and if it is no panel all that is none behind it."""
        found = [index]
        while not {found[-1], found[-1] + step} & self.panels and 0 <= found[-1] + step < len(self.lengths):
            found.append(found[-1] + step)
        return found

    def _spare(self, places: Sequence[int]) -> int:
        return sum(self.lengths[i] - self.least[i] for i in places)

    def _lengthen(self, places: Sequence[int], by: int) -> None:
        """Make the first of some longer, or them shorter one after the other."""
        for i in places:
            step = by if by > 0 else max(by, self.least[i] - self.lengths[i])
            self.lengths[i] += step
            by -= step

    @property
    def _first(self) -> int:
        return min(self.panels)

    def _take(self, places: range, cells: int) -> None:
        """Make these so many cells shorter in all, each by the same share of what it has to spare."""
        spare = [self.lengths[i] - self.least[i] for i in places]
        done = 0
        for index, i in enumerate(places):
            share = cells * sum(spare[: index + 1]) // max(1, sum(spare))
            self.lengths[i] -= share - done
            done = share


def lined_up(rows: Sequence[Row]) -> None:
    """Let rows above each other begin and end alike, and move their cuts to those near to them."""
    _begun_alike(rows)
    turned = [row.mirrored() for row in rows]
    _begun_alike(turned)
    for row, other in zip(rows, turned, strict=True):
        row.lengths[:] = other.lengths[::-1]
    _cut_alike(rows)


def _begun_alike(rows: Sequence[Row]) -> None:
    """Let the first panels of rows that begin with anything else begin alike, where they can."""
    leading = [row for row in rows if row.leads]
    if not leading:
        return
    earliest, latest = zip(*(row.reach() for row in leading), strict=True)
    at = min(max(row.begins for row in leading), *latest, min(row.begins for row in leading) + FARTHEST)
    if at >= max(earliest):
        for row in leading:
            row.begin(at)


def _cut_alike(rows: Sequence[Row]) -> None:
    """Move cuts to those near to them of rows with more panels; beside one panel only its own side is moved."""
    taken: list[tuple[int, int]] = []
    for row in sorted((row for row in rows if row.panels), key=lambda row: -len(row.panels)):
        for index, end, start in list(row.cuts()):
            for other in sorted(taken, key=lambda place: (abs(place[0] - end), place)):
                if _moved(row, index, other[0] - end, other[1] - start):
                    break
        taken += [_beside_panels(row, *cut) for cut in row.cuts()]


def _beside_panels(row: Row, index: int, end: int, start: int) -> tuple[int, int]:
    """A cut with its panel alone; where another would end or begin beside that, if only one side of it is one."""
    if row.is_between(index):
        return end, start
    return (end, end + _GAP) if index in row.panels else (start - _GAP, start)


def _moved(row: Row, index: int, by: int, next_by: int) -> bool:
    """Move a cut by so much on both of its sides if that is little, or else all of it, as one of its panels needs."""
    if row.is_between(index) and max(abs(by), abs(next_by)) <= _NEAR and row.move(index, by, next_by):
        return True
    whole = by if index in row.panels else next_by
    return abs(whole) <= _NEAR and row.move(index, whole, whole)
