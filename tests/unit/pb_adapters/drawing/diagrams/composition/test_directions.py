import pytest

from pb_adapters.drawing.diagrams.composition.directions import disobedient
from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.placement import Area
from pb_core.domain.diagrams.spec import Direction

PAIR = Fitted({"a": Area(0, 0, 10, 10), "b": Area(20, 30, 30, 40), "c": Area(40, 0, 50, 10)}, {}, 60, 40)
HOMES = {"a": "g", "b": "b", "c": "g"}


@pytest.mark.parametrize(
    ("direction", "found"),
    [
        (Direction.AUTO, (0, 0)),
        (Direction.DOWN, (0, 0)),
        (Direction.RIGHT, (0, 0)),
        (Direction.UP, (1, 1)),
        (Direction.LEFT, (1, 1)),
    ],
)
def test_an_arrow_runs_along_a_direction_or_against_it(direction: Direction, found: tuple[int, int]) -> None:
    assert disobedient(PAIR, [Link("a", "b")], HOMES, direction) == found


def test_an_arrow_across_is_not_along_which_counts_between_parts() -> None:
    assert disobedient(PAIR, [Link("a", "c")], HOMES, Direction.DOWN) == (0, 0)
    assert disobedient(PAIR, [Link("a", "c")], HOMES | {"c": "h"}, Direction.DOWN) == (0, 1)


def test_what_feeds_back_may_run_anywhere() -> None:
    assert disobedient(PAIR, [Link("b", "a", forward=False), Link("a", "a")], HOMES, Direction.DOWN) == (0, 0)
