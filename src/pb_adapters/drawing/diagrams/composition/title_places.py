"""On which side of a panel its title stands: left, but where that bars arrows, in the middle or on the right."""

from collections.abc import Mapping, Sequence

from pb_adapters.drawing.diagrams.composition.arrows import facing, ports
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.tree import Leaf
from pb_adapters.drawing.diagrams.placement import Area

SIDES = (0.0, 1.0, 0.5)
"""Shares of the room beside a title that are left of it, in the order in which they are tried."""

_BARRED, _PUSHED, _ROUNDABOUT = 1.0, 0.25, 0.5  # of an arrow: its straight way, its middle, the last of its way
_OTHER_SIDE = 0.3  # what it costs that a title does not stand where others do
_BELOW = 8  # cells: what is farther below a title can be reached beside it


def title_sides(
    fit: Fitted,
    leaves: dict[str, Leaf],
    ends: Sequence[tuple[str, str]],
    rooms: Mapping[str, Sequence[Area]],
) -> dict[str, float]:
    """The side of each title, as one of ``SIDES``, at which it bars fewest arrows that enter or leave from above.

    ``rooms`` are the cells that the title of a panel takes at each of them.
    """
    found = {}
    for name, areas in rooms.items():
        pairs = _passing(fit.frames[name], fit, ends)
        costs = [_cost(side, room, pairs, fit, leaves) for side, room in zip(SIDES, areas, strict=True)]
        found[name] = SIDES[costs.index(min(costs))]
    return found


def _cost(side: float, room: Area, pairs: Sequence[tuple[str, str]], fit: Fitted, leaves: dict[str, Leaf]) -> float:
    barred = [_barred(room, above, name, fit, leaves) for above, name in pairs if _is_below(room, fit.leaves[name])]
    return sum(barred) + (_OTHER_SIDE if side else 0.0)


def _passing(frame: Area, fit: Fitted, ends: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """What arrows join across the upper border of a frame: what is above it, and what within it."""
    return [
        (one, other)
        for pair in ends
        for one, other in (pair, pair[::-1])
        if fit.leaves[one].bottom <= frame.y and _holds(frame, fit.leaves[other])
    ]


def _holds(frame: Area, box: Area) -> bool:
    return frame.x <= box.x and box.right <= frame.right and frame.y <= box.y and box.bottom <= frame.bottom


def _is_below(room: Area, box: Area) -> bool:
    return room.bottom <= box.y <= room.bottom + _BELOW and box.x <= room.right and box.right >= room.x


def _barred(room: Area, above: str, name: str, fit: Fitted, leaves: dict[str, Leaf]) -> float:
    """How much of an arrow to or from a box below a title that is in its way."""
    straight = facing(fit, leaves, above, name)
    if straight is None:
        low, high = ports(leaves[name], fit.leaves[name], down=True)
        return _ROUNDABOUT if room.x <= low and high <= room.right else 0.0
    low, high = straight[1]
    if room.x <= low and high <= room.right:
        return _BARRED
    return _PUSHED if room.x <= (low + high) // 2 <= room.right else 0.0
