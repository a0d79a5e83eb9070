import heapq
import itertools
import random

import numpy as np
import pytest

from pb_adapters.drawing.diagrams.lattice import CORNER, Lattice
from pb_adapters.drawing.diagrams.placement import Area, Placement
from pb_adapters.drawing.diagrams.way_search import (
    BEND,
    CROSSING,
    STEP,
    Found,
    Grid,
    cheapest,
    corner_points,
    way_cost,
    without_loops,
)

SIZE = 12


def empty() -> Lattice:
    return Lattice(Placement({}, {}, SIZE - 1, SIZE - 1), [], SIZE, SIZE)


def no_extra() -> Grid:
    return np.zeros((SIZE, SIZE), np.int32)


def way(lattice: Lattice, start: tuple[int, int], end: tuple[int, int]) -> Found:
    """The way from one vertex to another, both ends level."""
    first, last = (2 * (y * lattice.width + x) for x, y in (start, end))
    return cheapest(lattice, no_extra(), {first: 0}, {last: 0})


def test_a_straight_way_costs_its_steps() -> None:
    assert way(empty(), (2, 3), (9, 3)).cost == 7 * STEP


def test_another_row_costs_two_bends() -> None:
    found = way(empty(), (2, 3), (9, 5))
    assert found.cost == 9 * STEP + 2 * BEND
    assert [state % 2 for state in found.states] == [0, 0, 1, 0]


def test_a_closed_wall_has_no_way() -> None:
    lattice = empty()
    lattice.close(Area(5, 0, 5, SIZE - 1))
    assert way(lattice, (2, 3), (9, 3)).states == ()


def test_without_a_start_or_a_goal_there_is_no_way() -> None:
    assert cheapest(empty(), no_extra(), {}, {0: 0}).states == ()
    assert cheapest(empty(), no_extra(), {0: 0}, {}).states == ()


def test_a_line_is_crossed_but_not_run_along_nor_bent_at() -> None:
    lattice = empty()
    lattice.mark([(6, 0), (6, SIZE - 1)], 1)
    beside = 2 * (20 + 4) * 1
    assert way(lattice, (2, 3), (10, 3)).cost == 8 * STEP + CROSSING + beside
    lattice.mark([(2, 5), (10, 5)], 1)
    assert 2 * (5 * SIZE + 6) not in way(lattice, (2, 3), (10, 3)).states


@pytest.mark.parametrize("seed", range(12))
def test_no_other_way_is_cheaper(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - made-up obstacles
    lattice, extra = empty(), no_extra()
    for _ in range(5):
        x, y = dice.randrange(SIZE), dice.randrange(SIZE)
        lattice.close(Area(x, y, x + dice.randrange(3), y + dice.randrange(3)))
    row, column = dice.randrange(SIZE), dice.randrange(SIZE)
    lattice.mark([(0, row), (SIZE - 1, row)], 1)
    lattice.mark([(column, 0), (column, SIZE - 1)], 1)
    extra[dice.randrange(SIZE) :, :] += 25
    states = dice.sample(range(2 * SIZE * SIZE), 8)
    starts, goals = ({state: dice.randrange(60) for state in half} for half in (states[:4], states[4:]))
    found = cheapest(lattice, extra, starts, goals)
    assert (found.cost if found.states else None) == plain(lattice, extra, starts, goals)


def plain(lattice: Lattice, extra: Grid, starts: dict[int, int], goals: dict[int, int]) -> int | None:
    """What the cheapest way costs, vertex by vertex; no way turns back where it came from."""
    heap = [(paid, state, 0) for state, paid in starts.items()]
    done: set[tuple[int, int]] = set()
    totals = []
    while heap:
        paid, state, came = heapq.heappop(heap)
        if (state, came) in done:
            continue
        done.add((state, came))
        totals += [paid + goals[state]] if state in goals else []
        vertex, way = divmod(state, 2)
        for onward, sign in itertools.product((0, 1), (1, -1)):
            turns, there = onward != way, beside(vertex, onward, sign)
            barred = sign == -came if not turns else lattice.used[vertex] or lattice.closed[vertex]
            if there is None or barred or lattice.closed[there] or lattice.used[there] & (1 + onward | CORNER):
                continue
            toll = STEP + lattice.cost[there] + int(extra.flat[there]) + CROSSING * bool(lattice.used[there])
            heapq.heappush(heap, (paid + toll + BEND * turns, 2 * there + onward, sign))
    return min(totals, default=None)


def beside(vertex: int, onward: int, sign: int) -> int | None:
    """The next vertex across (0) or down (1)."""
    x, y = vertex % SIZE + sign * (1 - onward), vertex // SIZE + sign * onward
    return y * SIZE + x if 0 <= x < SIZE and 0 <= y < SIZE else None


def test_corner_points_leave_out_what_lies_on_a_line() -> None:
    assert corner_points([(0, 0), (1, 0), (2, 0), (2, 1), (2, 2)]) == [(0, 0), (2, 0), (2, 2)]


def test_a_way_costs_its_steps_its_bends_and_what_is_extra() -> None:
    extra = no_extra()
    extra[0, 1] = 7
    assert way_cost([(0, 0), (2, 0), (2, 2)], extra) == 4 * STEP + BEND + 7


def test_a_way_that_crosses_itself_goes_on_where_it_does() -> None:
    assert without_loops([(2, 0), (2, 9), (1, 9), (1, 8), (5, 8)]) == [(2, 0), (2, 8), (5, 8)]


def test_a_way_that_goes_straight_on_where_it_meets_itself_loses_the_bend() -> None:
    assert without_loops([(0, 0), (4, 0), (4, 4), (2, 4), (2, -3)]) == [(0, 0), (2, 0), (2, -3)]


def test_a_way_around_something_stays() -> None:
    around = [(0, 0), (4, 0), (4, 4), (8, 4), (8, 0), (9, 0)]
    assert without_loops(around) == around
