"""Whether blocks that follow each other stand in common rows and columns, as a figure without groups is read."""

from collections.abc import Mapping, Sequence

from pb_core.domain.plane import Edges

Pair = tuple[str, str]
"""The ends of an arrow."""

_LEVEL = 2.5  # points, or cells, between two edges that look like one
_TOUCH = 0.5  # how far two blocks may overlap, and still one lies beyond the other

_Span = tuple[float, float]
_Placed = tuple[str, str, Edges, Edges]  # an arrow and where its ends stand


def offset_steps(pairs: Sequence[Pair], places: Mapping[str, Edges]) -> int:
    """How many arrows lead on, the way most do (down or to the right), to what is not in line with their source.

    Two blocks are in line across that way if they share a middle or an edge; blocks that one leads to, or several that
    lead to one, are if the middle of all is its middle. Of 27 figures in two looks eight such arrows or more told six
    of the ten whose order readers refused, and two others.
    """
    down, right = list[_Placed](), list[_Placed]()
    for one, other in pairs:
        a, b = places.get(one), places.get(other)
        if a is not None and b is not None:
            if b.y >= a.bottom - _TOUCH:
                down.append((one, other, a, b))
            if b.x >= a.right - _TOUCH:
                right.append((one, other, a, b))
    if len(down) >= len(right):
        onwards = [(one, other, (a.x, a.right), (b.x, b.right)) for one, other, a, b in down]
    else:
        onwards = [(one, other, (a.y, a.bottom), (b.y, b.bottom)) for one, other, a, b in right]
    askew = [pair for pair in onwards if not _in_line(pair[2], pair[3])]
    if not askew:
        return 0
    after, before = dict[str, _Span](), dict[str, _Span]()
    for one, other, near, far in onwards:
        after[one], before[other] = _around(after.get(one), far), _around(before.get(other), near)
    return sum(not (_centred(near, after[one]) or _centred(far, before[other])) for one, other, near, far in askew)


def _around(known: _Span | None, span: _Span) -> _Span:
    """From where to where a span reaches with what is known already."""
    return span if known is None else (min(span[0], known[0]), max(span[1], known[1]))


def _in_line(one: _Span, other: _Span) -> bool:
    return abs(one[0] - other[0]) <= _LEVEL or abs(one[1] - other[1]) <= _LEVEL or _centred(one, other)


def _centred(one: _Span, other: _Span) -> bool:
    return abs(one[0] + one[1] - other[0] - other[1]) <= 2 * _LEVEL
