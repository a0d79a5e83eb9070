"""Whether blocks that follow each other stand in common rows and columns, as a figure without groups is read."""

from collections.abc import Iterable, Mapping, Sequence

from pb_core.domain.plane import Edges

Pair = tuple[str, str]
"""The ends of an arrow."""

_LEVEL = 2.5  # points, or cells, between two edges that look like one
_TOUCH = 0.5  # how far two blocks may overlap, and still one lies beyond the other

_Span = tuple[float, float]


def offset_steps(pairs: Sequence[Pair], places: Mapping[str, Edges]) -> int:
    """How many arrows lead on, the way most do (down or to the right), to what is not in line with their source.

    Two blocks are in line across that way if they share a middle or an edge; blocks that one leads to, or several that
    lead to one, are if the middle of all is its middle. Of 27 figures in two looks eight such arrows or more told six
    of the ten whose order readers refused, and two others.
    """
    placed = [(one, other) for one, other in pairs if one in places and other in places]
    down = [pair for pair in placed if places[pair[1]].y >= places[pair[0]].bottom - _TOUCH]
    right = [pair for pair in placed if places[pair[1]].x >= places[pair[0]].right - _TOUCH]
    onwards = down if len(down) >= len(right) else right
    spans = {name: _across(places[name], down=onwards is down) for pair in onwards for name in pair}
    askew = [(one, other) for one, other in onwards if not _in_line(spans[one], spans[other])]
    if not askew:
        return 0
    after, before = _fans(onwards, spans), _fans([(other, one) for one, other in onwards], spans)
    return sum(not (_centred(spans[a], after[a]) or _centred(spans[b], before[b])) for a, b in askew)


def _fans(pairs: Iterable[Pair], spans: Mapping[str, _Span]) -> dict[str, _Span]:
    """From where to where all that each block is joined to reaches."""
    found: dict[str, _Span] = {}
    for one, other in pairs:
        (low, high), known = spans[other], found.get(one)
        found[one] = (low, high) if known is None else (min(low, known[0]), max(high, known[1]))
    return found


def _across(place: Edges, *, down: bool) -> _Span:
    return (place.x, place.right) if down else (place.y, place.bottom)


def _in_line(one: _Span, other: _Span) -> bool:
    return abs(one[0] - other[0]) <= _LEVEL or abs(one[1] - other[1]) <= _LEVEL or _centred(one, other)


def _centred(one: _Span, other: _Span) -> bool:
    return abs(one[0] + one[1] - other[0] - other[1]) <= 2 * _LEVEL
