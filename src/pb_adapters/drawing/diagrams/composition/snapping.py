"""Places that line up: what stands nearly where members of other bands do is moved there.

Centres that follow partners by least squares differ by little from band to band, which reads as disorder. All lengths
are in cells.
"""

from collections.abc import Collection, Sequence

from msgspec import Struct

_NEAR = 0.4  # of its length: as far as a member is moved
_STRAY = 0.5  # of its length: what a place of its own costs
_LANE = 0.3  # what moving a lane costs against moving a block
_YIELD = range(-8, 9, 2)  # cells by which a lane makes way for blocks


class Placed(Struct, frozen=True, gc=False):
    """A member that stands: its centre and length; one that ``stays`` is not moved, a ``lane`` shows no place."""

    centre: int
    length: int
    stays: bool = False
    lane: bool = False


def snapped(members: Sequence[Placed], gaps: Sequence[int], breadth: int, places: Collection[int]) -> list[int]:
    """The centres of the members of one band, in their order, on the ``places`` of others where these are near.

    ``gaps`` are the least between members, which end within ``breadth``. The cheapest choice is found by dynamic
    programming; where no choice keeps all gaps the members stay.
    """
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}  # by where the next member may begin
    for index, member in enumerate(members):
        gap = gaps[index] if index < len(gaps) else 0
        reached: dict[int, tuple[float, tuple[int, ...]]] = {}
        for centre in _choices(member, places):
            start = centre - member.length // 2
            before = [found for least, found in best.items() if least <= start]
            if before and start + member.length <= breadth:
                cost, path = min(before)
                reached[start + member.length + gap] = cost + _cost(member, centre, places), (*path, centre)
        best = reached
    return list(min(best.values())[1]) if best else [member.centre for member in members]


def _choices(member: Placed, places: Collection[int]) -> list[int]:
    if member.stays:
        return [member.centre]
    if member.lane:
        return [member.centre + by for by in _YIELD]
    return sorted({member.centre, *(p for p in places if abs(p - member.centre) <= _NEAR * member.length)})


def _cost(member: Placed, centre: int, places: Collection[int]) -> float:
    moved = abs(centre - member.centre)
    if member.lane:
        return _LANE * moved
    return moved + (0.0 if centre in places else _STRAY * member.length)
