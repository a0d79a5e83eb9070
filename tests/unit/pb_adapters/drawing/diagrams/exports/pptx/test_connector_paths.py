import math
from collections.abc import Sequence

import pytest

from pb_adapters.drawing.diagrams.exports.pptx.connector_paths import Connector, connector
from pb_core.domain.plane import Point

Way = tuple[Point, ...]
STRAIGHT: Way = ((10, 10), (50, 10))
ELBOW: Way = ((10, 10), (50, 10), (50, 40))
STEP: Way = ((10, 10), (30, 10), (30, 40), (50, 40))
HOOK: Way = ((10, 10), (60, 10), (60, 40), (50, 40))


def drawn(found: Connector) -> list[Point]:
    """The corners of a connector as ECMA-376 draws it: its preset's path, mirrored, then turned about its middle."""
    wide, high = found.rect.width, found.rect.height
    local: list[Point] = {
        "straightConnector1": [(0, 0), (wide, high)],
        "bentConnector2": [(0, 0), (wide, 0), (wide, high)],
        "bentConnector3": [(0, 0), (0, 0), (0, high), (wide, high)],
    }[found.preset]
    if found.preset == "bentConnector3":
        x = found.adjusted[0] * wide
        local[1:3] = [(x, 0), (x, high)]
    cx, cy = found.rect.x + wide / 2, found.rect.y + high / 2
    turned = []
    for x, y in local:
        dx, dy = x - wide / 2, y - high / 2
        dx, dy = -dx if found.mirrored[0] else dx, -dy if found.mirrored[1] else dy
        for _ in range(found.turn // 5_400_000):
            dx, dy = -dy, dx
        turned.append((cx + dx, cy + dy))
    return turned


def moved(way: Way, *, across: int, down: int, swapped: bool) -> Way:
    points = [(x * across, y * down) for x, y in way]
    return tuple((y, x) if swapped else (x, y) for x, y in points)


@pytest.mark.parametrize("way", [STRAIGHT, ELBOW, STEP, HOOK], ids=["straight", "elbow", "step", "hook"])
@pytest.mark.parametrize("across", [1, -1])
@pytest.mark.parametrize("down", [1, -1])
@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("back", [False, True])
def test_a_connector_goes_the_way_that_it_is_made_of(
    way: Way, *, across: int, down: int, swapped: bool, back: bool
) -> None:
    points = moved(way, across=across, down=down, swapped=swapped)
    points = points[::-1] if back else points
    found = connector(points)
    assert found is not None
    assert_alike(drawn(found), points)


def test_a_way_that_ends_below_its_beginning_keeps_its_bow() -> None:
    bow: Way = ((10, 10), (60, 10), (60, 40), (10, 40))
    found = connector(bow)
    assert found is not None
    assert_alike(drawn(found), bow, within=0.1)


def test_points_on_a_straight_piece_are_no_corners() -> None:
    found = connector(((0, 0), (5, 0), (9, 0)))
    assert found is not None
    assert found.preset == "straightConnector1"


def test_longer_and_slanted_elbows_are_none() -> None:
    assert connector(((0, 0), (9, 0), (9, 9), (20, 9), (20, 20))) is None
    assert connector(((0, 0), (9, 3), (9, 9))) is None


def assert_alike(found: Sequence[Point], points: Sequence[Point], within: float = 1e-6) -> None:
    assert len(found) == len(points)
    for one, other in zip(found, points, strict=True):
        assert math.dist(one, other) <= within
