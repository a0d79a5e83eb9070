"""Arrows that share nearly all of another's line are stubs; those that are seen to begin, and those apart, are not."""

import pytest

from pb_core.domain.diagrams.line_doubts import stubs
from pb_core.domain.diagrams.scene import DrawnLine
from pb_core.domain.plane import Point


def arrow(source: str, *points: Point, kind: str = "flow", target: str = "t") -> DrawnLine:
    return DrawnLine(source=source, target=target, kind=kind, points=points)


TRUNK = arrow("a", (0, 50), (100, 50))


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (arrow("b", (40, 55), (40, 50), (100, 50)), 1),
        (arrow("b", (40, 70), (40, 50), (100, 50)), 0),  # seen to begin
        (arrow("b", (40, 55), (40, 50), (100, 50), kind="control"), 0),  # another line
        (arrow("b", (40, 55), (40, 60), (100, 60)), 0),  # a head of its own
        (arrow("b", (40, 55), (40, 50), (100, 50), target="u"), 0),
        (arrow("a", (0, 55), (0, 50), (100, 50)), 0),  # from the same block
    ],
)
def test_an_arrow_is_a_stub_that_joins_a_line_right_at_its_block(other: DrawnLine, found: int) -> None:
    assert stubs([TRUNK, other]) == stubs([other, TRUNK]) == found
