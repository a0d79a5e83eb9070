import pytest

from pb_core.domain.diagrams.head_doubts import head_doubts
from pb_core.domain.diagrams.scene import DrawnLine
from pb_core.domain.plane import Point


def arrow(source: str, target: str, *points: Point) -> DrawnLine:
    return DrawnLine(source=source, target=target, kind="flow", points=points)


LINE = arrow("a", "b", (0, 50), (100, 50))


@pytest.mark.parametrize(
    ("other", "passed"),
    [
        (arrow("c", "d", (95, 0), (95, 100)), 1),  # across the head
        (arrow("c", "d", (80, 0), (80, 100)), 0),
        (arrow("c", "d", (90, 0), (90, 46), (60, 46), (60, 0)), 1),  # bends beside it
        (arrow("c", "b", (95, 0), (95, 54), (100, 54)), 0),  # to the same box
        (arrow("b", "d", (100, 54), (90, 54), (90, 0)), 1),  # comes back past it
        (arrow("b", "d", (100, 54), (60, 54), (60, 90)), 0),  # leaves the box beside it
    ],
)
def test_a_line_to_elsewhere_keeps_away_from_the_head_of_an_arrow(other: DrawnLine, passed: int) -> None:
    assert head_doubts([LINE, other])["passed heads"] == passed


def test_a_head_needs_a_shaft() -> None:
    bent = arrow("c", "d", (0, 80), (95, 80), (95, 85))
    assert head_doubts([LINE, bent])["bare heads"] == 1
    assert head_doubts([LINE])["bare heads"] == 0


@pytest.mark.parametrize(
    ("other", "seem"),
    [
        (arrow("c", "d", (108, 51), (160, 51)), 1),
        (arrow("c", "d", (108, 55), (160, 55)), 0),  # on another line
        (arrow("c", "d", (120, 50), (160, 50)), 0),  # far enough
        (arrow("c", "d", (108, 51), (108, 90)), 0),  # across
        (arrow("c", "b", (160, 50), (110, 50)), 0),  # both lead to one box
        (arrow("a", "d", (-10, 50), (-50, 50)), 0),  # both leave one
    ],
)
def test_two_arrows_seem_one_where_one_goes_on_in_the_line_of_the_other(other: DrawnLine, seem: int) -> None:
    assert head_doubts([LINE, other])["seeming lines"] == seem
