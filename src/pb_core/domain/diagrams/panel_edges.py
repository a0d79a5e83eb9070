"""Whether panels tile their part of a page: which of their sides stand alone, and which pairs do not line up."""

import itertools
from collections.abc import Sequence

from pb_core.domain.plane import Edges

ALIGNED = 0.5
"""Points (or cells) between two places that print as one."""

_CLEAR = 0.1  # of the longer of two panels beside each other: nearer ends look meant to be level

Span = tuple[float, float]


def untiled(panels: Sequence[Edges]) -> int:
    """How far panels are from tiling their part of a page: pairs that do not line up, and sides that stand alone."""
    return ragged_pairs(panels) + lone_sides(panels)


def ragged_pairs(panels: Sequence[Edges]) -> int:
    """How many pairs of panels beside each other are not level (above each other: in line)."""
    count = 0
    for a, b in itertools.combinations(panels, 2):
        if min(a.bottom, b.bottom) > max(a.y, b.y):
            count += not _line_up((a.y, a.bottom), (b.y, b.bottom))
        elif min(a.right, b.right) > max(a.x, b.x):
            count += not _line_up((a.x, a.right), (b.x, b.right))
    return count


def lone_sides(panels: Sequence[Edges]) -> int:
    """How many sides of panels neither face another panel nor stand at the edge of all: there the page has a step."""
    across = [((p.x, p.right), (p.y, p.bottom)) for p in panels]
    return _lone_ends(across) + _lone_ends([(along, beside) for beside, along in across])


def _lone_ends(panels: Sequence[tuple[Span, Span]]) -> int:
    """The ends of the first spans before which there is room for a panel, but none."""
    if not panels:
        return 0
    low, high = min(along[0] for along, _ in panels), max(along[1] for along, _ in panels)
    count = 0
    for along, beside in panels:
        level = [other for other, theirs in panels if min(beside[1], theirs[1]) > max(beside[0], theirs[0])]
        count += along[0] > low + ALIGNED and not any(end <= along[0] for _, end in level)
        count += along[1] < high - ALIGNED and not any(start >= along[1] for start, _ in level)
    return count


def _line_up(one: Span, other: Span) -> bool:
    """Whether two spans share an end, or one lies well within the other, whose other side is divided into several."""
    starts, ends = other[0] - one[0], one[1] - other[1]
    clear = _CLEAR * max(one[1] - one[0], other[1] - other[0])
    return min(abs(starts), abs(ends)) <= ALIGNED or (starts * ends > 0 and min(abs(starts), abs(ends)) > clear)
