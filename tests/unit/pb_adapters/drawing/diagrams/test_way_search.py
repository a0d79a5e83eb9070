import heapq

from pb_adapters.drawing.diagrams.lattice import Lattice
from pb_adapters.drawing.diagrams.placement import Area, Placement
from pb_adapters.drawing.diagrams.way_search import BEND, STEP, cheapest, corner_points

SIZE = 12


def way(lattice: Lattice, start: tuple[int, int], end: tuple[int, int]) -> tuple[int, int] | None:
    """The cost and the number of states of the way from one vertex to another, both ends level."""
    first, last = (2 * (y * lattice.width + x) for x, y in (start, end))
    heap, best, came = [(0, 0, first)], {first: 0}, dict[int, int]()
    heapq.heapify(heap)
    extra = [0] * (lattice.width * lattice.height)
    found = cheapest(lattice, extra, heap, best, came, {last: 0}, (end[0], end[1], end[0], end[1]))
    return None if found is None else (best[found], len(best))


def empty() -> Lattice:
    return Lattice(Placement({}, {}, SIZE - 1, SIZE - 1), [], SIZE, SIZE)


def test_a_straight_way_costs_its_steps() -> None:
    found = way(empty(), (2, 3), (9, 3))
    assert found is not None
    assert found[0] == 7 * STEP


def test_another_row_costs_two_bends() -> None:
    found = way(empty(), (2, 3), (9, 5))
    assert found is not None
    assert found[0] == 9 * STEP + 2 * BEND


def test_a_closed_wall_has_no_way() -> None:
    lattice = empty()
    lattice.close(Area(5, 0, 5, SIZE - 1))
    assert way(lattice, (2, 3), (9, 3)) is None


def test_corner_points_leave_out_what_lies_on_a_line() -> None:
    assert corner_points([(0, 0), (1, 0), (2, 0), (2, 1), (2, 2)]) == [(0, 0), (2, 0), (2, 2)]
