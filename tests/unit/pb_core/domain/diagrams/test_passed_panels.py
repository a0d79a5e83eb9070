"""Arrows that run through panels which hold neither of their ends, or that leave one and come back."""

import pytest

from pb_core.domain.diagrams.line_doubts import doubts
from pb_core.domain.diagrams.passed_panels import passing
from pb_core.domain.diagrams.scene import DrawnFrame, DrawnLine, DrawnScene
from pb_core.domain.plane import Point, Rect

PANEL = Rect(40, 20, 40, 60)


def arrow(*points: Point) -> DrawnLine:
    return DrawnLine(source="a", target="b", kind="flow", points=points)


@pytest.mark.parametrize(
    ("points", "passes"),
    [
        (((0, 50), (120, 50)), True),
        (((0, 10), (50, 10), (50, 100)), True),
        (((0, 50), (60, 50)), False),  # ends inside
        (((0, 50), (40, 50)), False),  # ends at its border
        (((60, 50), (120, 50)), False),  # begins inside
        (((0, 10), (120, 10)), False),  # beside it
        (((0, 21), (120, 21)), False),  # along its border
        (((60, 50), (60, 90), (50, 90), (50, 60)), True),  # leaves it and comes back
        (((0, 50), (60, 50), (60, 90), (50, 90), (50, 70)), True),  # enters it twice
        (((60, 50), (60, 70), (50, 70), (50, 60)), False),  # stays inside
    ],
)
def test_an_arrow_passes_a_panel_of_others_or_twice_its_own(points: tuple[Point, ...], passes: bool) -> None:  # noqa: FBT001
    assert passing([arrow(*points)], [PANEL]) == ((0,) if passes else ())


def test_the_passed_panels_of_a_scene_are_counted_by_arrows() -> None:
    frames = tuple(DrawnFrame(id=name, rect=rect) for name, rect in (("g", PANEL), ("h", Rect(90, 20, 20, 60))))
    lines = (arrow((0, 50), (120, 50)), arrow((0, 90), (120, 90)))
    scene = DrawnScene(width=120, height=100, boxes=(), frames=frames, lines=lines, texts=())
    assert doubts(scene)["passed panels"] == 1.0
