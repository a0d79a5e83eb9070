"""Rows of panels that are cut nearly alike are cut alike, so that panels one above the other share their edges."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

_NEAR = 10  # cells by which a cut is moved at most
_FEW = 2  # panels beside each other with a cut between them


class Row(Struct):
    """What follows each other in a row: how long each is, how far apart, the least lengths, which are ``panels``."""

    lengths: list[int]
    spaces: list[int]
    least: list[int]
    panels: frozenset[int]

    def cuts(self) -> Iterator[tuple[int, int]]:
        """Each cut between two panels: the index of the first, and where it ends."""
        at = 0
        for index, length in enumerate(self.lengths[:-1]):
            at += length
            if {index, index + 1} <= self.panels:
                yield index, at
            at += self.spaces[index]

    def move(self, index: int, by: int) -> bool:
        """Move the cut after a panel, if those on both sides of it keep their least length."""
        if self.lengths[index] + by < self.least[index] or self.lengths[index + 1] - by < self.least[index + 1]:
            return False
        self.lengths[index] += by
        self.lengths[index + 1] -= by
        return True


def lined_up(rows: Sequence[Row]) -> None:
    """Move the cuts of rows above each other to those near to them, first to those of the row with most panels."""
    done: list[Row] = []
    for row in sorted((row for row in rows if len(row.panels) >= _FEW), key=lambda row: -len(row.panels)):
        taken = {at for other in done for _, at in other.cuts()}
        for index, at in list(row.cuts()):
            for place in sorted(taken, key=lambda place: (abs(place - at), place)):
                if abs(place - at) > _NEAR or row.move(index, place - at):
                    break
        done.append(row)
