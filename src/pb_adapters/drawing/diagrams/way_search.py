"""The search for one arrow's way over the lattice: the cheapest by steps, bends, crossings and what is dear.

All rows and all columns are swept by turns. After each sweep every vertex knows the cheapest way with one bend more,
and the search ends when no way could still become cheaper than the best that has reached a goal. A state is
``vertex * 2 + orientation``: where a way is, and whether it came there across (0) or down (1).
"""

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from pb_adapters.drawing.diagrams.lattice import CORNER, Lattice, Vertex

STEP, BEND, CROSSING = 10, 45, 90
_BARRED = np.int32(1 << 19)  # more than any way costs
_FAR = np.int32(1 << 27)  # where no way has come
_ACROSS, _DOWN = 0, 1

Grid = NDArray[np.int32]
"""A number for every vertex, by row and column unless it is said otherwise."""


class Found(Struct, frozen=True):
    """What a search found: the states of a way where it begins, before it turns and where it ends, and what it costs.

    There are none where no way leads to a goal. ``looked_at`` says how many states the search went through.
    """

    states: tuple[int, ...]
    cost: int
    looked_at: int


def corner_points(points: list[Vertex]) -> list[Vertex]:
    """The points of a way at which it bends, with its ends."""
    kept = [points[0]]
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        if (before[0] == here[0]) != (here[0] == after[0]):
            kept.append(here)
    return [*kept, points[-1]]


def way_cost(points: Sequence[Vertex], extra: Grid) -> int:
    """What the steps and bends of a way cost, with what it costs besides to enter its vertices."""
    cost = BEND * (len(points) - 2)
    for (ax, ay), (bx, by) in itertools.pairwise(points):
        left, right, top, bottom = min(ax, bx), max(ax, bx), min(ay, by), max(ay, by)
        cost += STEP * (right - left + bottom - top) + int(extra[top : bottom + 1, left : right + 1].sum())
    return cost


def without_loops(points: list[Vertex]) -> list[Vertex]:
    """The corner points of a way without those of its rounds: where it would cross itself it goes on at once.

    A search takes its own line for free, so that going round may seem cheaper to it than to bend right before a head.
    """
    pieces = list(itertools.pairwise(points))
    for early, late in itertools.combinations(range(len(pieces)), 2):
        is_level_and_upright = (late - early) % 2
        met = _crossing(pieces[early], pieces[late]) if late - early > 1 and is_level_and_upright else None
        if met:
            return without_loops(corner_points([*points[: early + 1], met, *points[late + 1 :]]))
    return points


def _crossing(one: tuple[Vertex, Vertex], other: tuple[Vertex, Vertex]) -> Vertex | None:
    """Where an upright and a level piece meet."""
    level, upright = (one, other) if one[0][1] == one[1][1] else (other, one)
    x, y = upright[0][0], level[0][1]
    (left, right), (top, bottom) = (sorted(point[0] for point in level), sorted(point[1] for point in upright))
    return (x, y) if left <= x <= right and top <= y <= bottom else None


def cheapest(lattice: Lattice, extra: Grid, starts: Mapping[int, int], goals: Mapping[int, int]) -> Found:
    """The cheapest way from a start to a goal: states, with what it costs to begin or to end there.

    ``extra`` is what it costs besides to enter each vertex.
    """
    return _Search(lattice, extra, starts, goals).run() if starts and goals else Found((), 0, 0)


class _Lines:
    """What ways cost that come to each vertex in one orientation, which the first index of all grids runs along."""

    def __init__(self, toll: Grid, turn: Grid) -> None:
        """``toll`` is what it costs to enter each vertex, ``turn`` what to turn there from the other orientation."""
        self.begun = np.full_like(toll, _FAR)
        self.paid = self.begun
        self._turn, self._upto = turn, _summed(toll)
        self._before = self._upto - toll

    def sweep(self, others: "_Lines") -> NDArray[np.bool_]:
        """Go straight on from every start and every turn of the others' ways; true is where that is cheaper."""
        sources = np.add(others.paid.T, self._turn, out=np.empty_like(self._turn))
        np.minimum(sources, self.begun, out=sources)
        onwards = _least_up_to(sources - self._upto)[:-1] + self._upto[1:]
        backwards = _least_from(sources + self._before)[1:] - self._before[:-1]
        known, self.paid = self.paid, self.paid.copy()
        np.minimum(self.paid[1:], onwards, out=self.paid[1:])
        np.minimum(self.paid[:-1], backwards, out=self.paid[:-1])
        return self.paid < known

    def source(self, others: "_Lines", along: int, aside: int) -> tuple[int, bool]:
        """From where on its line a vertex was reached: the nearest such place, and whether ways turn there."""
        turned = others.paid[aside] + self._turn[:, aside]
        upto, before = self._upto[:, aside], self._before[:, aside]
        run = np.where(np.arange(len(turned)) < along, upto[along] - upto, before - before[along])
        run[along] = _FAR
        fits = np.minimum(turned, self.begun[:, aside]) + run == self.paid[along, aside]
        places = np.flatnonzero(fits)
        place = int(places[np.abs(places - along).argmin()])
        return place, bool(turned[place] < self.begun[place, aside])


class _Search:
    """One search: its lines in both orientations, and the goals with what is at least left to them."""

    def __init__(self, lattice: Lattice, extra: Grid, starts: Mapping[int, int], goals: Mapping[int, int]) -> None:
        self._width, self._goals = lattice.width, goals
        self._lines = _lines(lattice, extra)
        states, costs = _as_arrays(starts)
        for way, lines in enumerate(self._lines):
            mine = states % 2 == way
            lines.begun[self._places(states[mine], way)] = costs[mine]
            lines.paid = lines.begun

    def run(self) -> Found:
        """Sweep until the cheapest way to a goal is known."""
        goals = self._goals_across_and_down()
        left = self._left()
        best, end, sweeps, is_closer = int(_BARRED), -1, 0, True
        while is_closer or sweeps < len(self._lines):
            way = sweeps % 2
            lines, (states, places, costs) = self._lines[way], goals[way]
            cheaper = lines.sweep(self._lines[1 - way])
            totals = lines.paid[places] + costs
            if totals.min(initial=_BARRED) < best:
                at = int(totals.argmin())
                best, end = int(totals[at]), int(states[at])
            is_closer = bool((cheaper & (lines.paid + left[way] < best)).any())
            sweeps += 1
        looked_at = sweeps * left[0].size
        return Found(self._way_to(end), best, looked_at) if best < _BARRED else Found((), 0, looked_at)

    def _goals_across_and_down(self) -> list[tuple[NDArray[np.intp], tuple[NDArray[np.intp], ...], Grid]]:
        """The goals of both orientations: their states, their places in the grids of their lines, what they cost."""
        states, costs = _as_arrays(self._goals)
        found = []
        for way in (_ACROSS, _DOWN):
            mine = states % 2 == way
            found.append((states[mine], self._places(states[mine], way), costs[mine]))
        return found

    def _left(self) -> tuple[Grid, Grid]:
        """What at least is left to pay from each vertex to a goal, by column and row and the other way round."""
        high, wide = self._lines[_DOWN].paid.shape
        states, costs = _as_arrays(self._goals)
        rows, columns = self._places(states, _DOWN)
        apart = _steps_to(rows, high)[:, None] + _steps_to(columns, wide) + costs.min()
        return apart.T.copy(), apart

    def _places(self, states: NDArray[np.intp], way: int) -> tuple[NDArray[np.intp], ...]:
        """Where states of one orientation are in the grids of its lines."""
        rows, columns = np.divmod(states // 2, self._width)
        return (rows, columns) if way == _DOWN else (columns, rows)

    def _place(self, state: int) -> tuple[int, int]:
        """Where a state is in the grids of its lines."""
        row, column = divmod(state // 2, self._width)
        return (row, column) if state % 2 == _DOWN else (column, row)

    def _way_to(self, end: int) -> tuple[int, ...]:
        states = [end]
        while not self._begins(states[-1]):
            states.append(self._source(states[-1]))
        return tuple(reversed(states))

    def _begins(self, state: int) -> bool:
        lines, place = self._lines[state % 2], self._place(state)
        return bool(lines.begun[place] == lines.paid[place])

    def _source(self, state: int) -> int:
        """The state in which the straight piece that leads to another begins."""
        way = state % 2
        along, aside = self._place(state)
        place, turned = self._lines[way].source(self._lines[1 - way], along, aside)
        row, column = (place, aside) if way == _DOWN else (aside, place)
        return 2 * (row * self._width + column) + (1 - way if turned else way)


def _lines(lattice: Lattice, extra: Grid) -> tuple[_Lines, _Lines]:
    """The lines across and those down, which nothing has reached yet."""
    shape = lattice.height, lattice.width
    closed, no_across, no_down, used = (
        np.frombuffer(marks, np.uint8).reshape(shape)
        for marks in (lattice.closed, lattice.no_across, lattice.no_down, lattice.used)
    )
    enter = np.frombuffer(lattice.cost, np.int32).reshape(shape) + extra + STEP + np.int32(CROSSING) * (used > 0)
    found = []
    for barred, mark in ((closed | no_across, 1), (closed | no_down, 2)):
        toll = np.maximum(enter, _BARRED * ((barred | (used & (mark | CORNER))) > 0))
        turn = np.maximum(np.int32(BEND), _FAR * ((barred | used) > 0))
        found.append((toll, turn))
    (toll, turn), down = found
    return _Lines(toll.T.copy(), turn.T.copy()), _Lines(*down)


def _as_arrays(ends: Mapping[int, int]) -> tuple[NDArray[np.intp], Grid]:
    """The states of starts or goals, and what these cost."""
    return np.fromiter(ends, np.intp, len(ends)), np.fromiter(ends.values(), np.int32, len(ends))


def _steps_to(goals: NDArray[np.intp], count: int) -> Grid:
    """What the steps cost at least from each of ``count`` rows, or columns, to the nearest with a goal."""
    every = np.arange(count, dtype=np.int32)
    low, high = int(goals.min()), int(goals.max())
    return STEP * np.maximum(np.maximum(low - every, every - high), 0)


def _summed(values: Grid) -> Grid:
    """The sum of each column up to every row, row by row of the transposed grid: faster than along ``axis=0``."""
    return np.cumsum(values.T.copy(), axis=1, dtype=np.int32).T.copy()


def _least_up_to(values: Grid) -> Grid:
    """The least of each column up to every row, by spans of twice the length each time: faster than ``accumulate``."""
    spare, step = np.empty_like(values), 1
    while step < len(values):
        spare[:step] = values[:step]
        np.minimum(values[step:], values[:-step], out=spare[step:])
        values, spare, step = spare, values, 2 * step
    return values


def _least_from(values: Grid) -> Grid:
    """The least of each column from every row on."""
    spare, step = np.empty_like(values), 1
    while step < len(values):
        spare[-step:] = values[-step:]
        np.minimum(values[:-step], values[step:], out=spare[:-step])
        values, spare, step = spare, values, 2 * step
    return values
