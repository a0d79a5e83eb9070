"""Arrows that join the line of another right where they begin, so that a reader hardly sees that they do."""

from collections.abc import Sequence

from pb_core.domain.diagrams.line_measures import apart
from pb_core.domain.diagrams.scene import DrawnLine
from pb_core.domain.plane import path_length

_SEEN = 9.0  # points of its own from which on a line is seen to leave its block


def stubs(lines: Sequence[DrawnLine]) -> int:
    """How many arrows have hardly a line of their own before they share that of another to their target."""
    return sum(any(_is_stub_at(one, other) for other in lines) for one in lines)


def _is_stub_at(one: DrawnLine, other: DrawnLine) -> bool:
    """Whether an arrow from elsewhere shares nearly all of another's line."""
    if (one.target, one.kind) != (other.target, other.kind) or one.source == other.source:
        return False
    if one.points[-1] != other.points[-1]:
        return False
    own, _ = apart(one, other)
    return len(own) > 1 and path_length(own) < _SEEN
