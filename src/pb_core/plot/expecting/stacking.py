"""Where stacked bars and areas begin and end."""

from collections.abc import Hashable, Mapping, Sequence

from pb_core.plot.estimates.summaries import shares
from pb_core.plot.grammar import Stack


def stacked(
    positions: Sequence[Hashable], values: Sequence[float], ranks: Sequence[int], stack: Stack
) -> tuple[list[float], list[float]]:
    """The near and the far end of each item.

    Items of one position are laid on each other by rank, ties in their own order, positive ones upwards and
    negative ones downwards from zero. ``normalize`` divides by the sum of the position (all 0 where that is 0).
    """
    members: dict[Hashable, list[int]] = {}
    for index, position in enumerate(positions):
        members.setdefault(position, []).append(index)
    starts, ends = [0.0] * len(values), [0.0] * len(values)
    for indices in members.values():
        sizes = [values[index] for index in indices]
        parts = dict(zip(indices, shares(sizes) if stack is Stack.NORMALIZE else sizes, strict=True))
        above = below = 0.0
        for index in sorted(indices, key=ranks.__getitem__):
            size = parts[index]
            start = above if size >= 0 else below
            starts[index], ends[index] = start, start + size
            if size >= 0:
                above = start + size
            else:
                below = start + size
    return starts, ends


def ranks_of(series: Sequence[str], order: Sequence[str], count: int) -> list[int]:
    """The place of each item's series in the order of series; 0 for items without."""
    places: Mapping[str, int] = {name: place for place, name in enumerate(order)}
    return [places.get(name, 0) for name in series] if series else [0] * count
