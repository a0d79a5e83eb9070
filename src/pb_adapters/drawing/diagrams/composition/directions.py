"""Whether arrows run as a plan's author asked for."""

from collections.abc import Mapping, Sequence

from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.placement import Area
from pb_core.domain.diagrams.spec import Direction


def disobedient(fit: Fitted, links: Sequence[Link], homes: Mapping[str, str], direction: Direction) -> tuple[int, int]:
    """How many arrows run against a direction, and how many from one part of the whole to another not along it.

    ``homes`` tells in which part each box stands. What feeds back may run anywhere.
    """
    if direction is Direction.AUTO:
        return 0, 0
    onwards = [link for link in links if link.forward and link.source != link.target]
    against = sum(_follows(fit.leaves[k.target], fit.leaves[k.source], direction) for k in onwards)
    between = [link for link in onwards if homes[link.source] != homes[link.target]]
    return against, sum(not _follows(fit.leaves[k.source], fit.leaves[k.target], direction) for k in between)


def _follows(one: Area, other: Area, direction: Direction) -> bool:
    """Whether all of an area lies beyond another in a direction."""
    if direction in {Direction.UP, Direction.LEFT}:
        one, other = other, one
    return one.bottom <= other.y if direction in {Direction.DOWN, Direction.UP} else one.right <= other.x
