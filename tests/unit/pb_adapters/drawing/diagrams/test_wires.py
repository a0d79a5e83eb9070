from collections.abc import Mapping

import pytest

from pb_adapters.drawing.diagrams.lattice import Lattice, Vertex
from pb_adapters.drawing.diagrams.placement import Area, Placement
from pb_adapters.drawing.diagrams.trunks import Bundle
from pb_adapters.drawing.diagrams.way_search import CROSSING
from pb_adapters.drawing.diagrams.wires import Care, Way, Wire, WireEnds

BOXES = {"a": Area(10, 10, 20, 16), "b": Area(40, 10, 50, 16)}
NOWHERE: frozenset[str] = frozenset()


def ends(boxes: Mapping[str, Area] = BOXES, lines: tuple[list[Vertex], ...] = (), care: Care = Care.USUAL) -> WireEnds:
    placed = Placement(dict(boxes), {}, 60, 40)
    lattice = Lattice(placed, [], 61, 41)
    for line in lines:
        lattice.mark(line, 1, 2)
    return WireEnds(placed, dict.fromkeys(boxes, "rounded"), lattice, {}, care)


def cheapest(found: Mapping[int, Way], area: Area) -> dict[str, int]:
    """What the cheapest end costs on each side of a box."""
    costs: dict[str, int] = {}
    for cost, points in found.values():
        x, y = points[0]
        side = "left" if x == area.x else "right" if x == area.right else "top" if y == area.y else "bottom"
        costs[side] = min(cost, costs.get(side, cost))
    return costs


def test_an_arrow_may_begin_and_end_on_every_side() -> None:
    wire = Wire("a", "b", 0, NOWHERE)
    for found, area in ((ends().starts(0, [wire], [[]]), BOXES["a"]), (ends().goals(0, [wire], [[]]), BOXES["b"])):
        assert set(cheapest(found, area)) == {"left", "right", "top", "bottom"}


def test_sides_that_look_away_cost_more() -> None:
    wire = Wire("a", "b", 0, NOWHERE)
    starts = cheapest(ends().starts(0, [wire], [[]]), BOXES["a"])
    goals = cheapest(ends().goals(0, [wire], [[]]), BOXES["b"])
    assert starts["left"] > starts["right"]
    assert goals["right"] > goals["left"]


def test_the_side_to_avoid_costs_more_to_end_on() -> None:
    goals = [
        cheapest(ends().goals(0, [Wire("a", "b", 0, NOWHERE, avoid=side)], [[]]), BOXES["b"])
        for side in (None, (0, -1))
    ]
    assert goals[1]["top"] > goals[0]["top"]
    assert goals[1]["left"] == goals[0]["left"]


def test_no_end_is_where_another_box_is_in_the_way() -> None:
    boxes = BOXES | {"c": Area(38, 10, 39, 16)}
    assert "left" not in cheapest(ends(boxes).goals(0, [Wire("a", "b", 0, NOWHERE)], [[]]), BOXES["b"])


def test_a_loop_begins_at_the_right_and_ends_at_the_top() -> None:
    wire = Wire("a", "a", 0, NOWHERE)
    assert wire.is_loop
    assert set(cheapest(ends().starts(0, [wire], [[]]), BOXES["a"])) == {"right"}
    assert set(cheapest(ends().goals(0, [wire], [[]]), BOXES["a"])) == {"top"}


@pytest.mark.parametrize("shares", [True, False])
def test_an_arrow_of_a_bundle_may_part_from_what_another_has_drawn(*, shares: bool) -> None:
    bundle = Bundle(leaves="a") if shares else Bundle()
    wires = [Wire("a", "b", 0, NOWHERE, bundle=bundle), Wire("a", "b", 0, NOWHERE, bundle=bundle)]
    line = [(20, 13), (40, 13)]
    starts = ends(lines=(line,)).starts(1, wires, [line, []])
    assert any(len(points) > 1 for _, points in starts.values()) == shares


@pytest.mark.parametrize(("care", "more"), [(Care.USUAL, 0), (Care.ENDS, 120), (Care.TURNS, 120)])
def test_an_arrow_joins_a_trunk_dearly_right_beside_a_box_where_one_of_it_begins(care: Care, more: int) -> None:
    wires = [Wire(name, "b", 0, NOWHERE, bundle=Bundle(arrives="b")) for name in ("c", "a")]
    line = [(2, 17), (28, 17), (28, 13), (40, 13)]
    goals = ends(BOXES | {"c": Area(0, 15, 2, 19)}, (line,), care).goals(1, wires, [line, []])
    costs = {points[0]: cost for cost, points in goals.values() if len(points) > 1}
    assert costs[3, 17] == costs[15, 17] == costs[21, 17] == costs[22, 17] + more


@pytest.mark.parametrize(("care", "more"), [(Care.USUAL, 0), (Care.ENDS, CROSSING)])
def test_an_arrow_begins_dearly_right_where_another_passes(care: Care, more: int) -> None:
    wires, across = [Wire("c", "b", 0, NOWHERE), Wire("a", "b", 0, NOWHERE)], [(21, 4), (21, 30)]
    usual, found = (
        cheapest(ends(lines=(across,), care=one).starts(1, wires, [across, []]), BOXES["a"])
        for one in (Care.USUAL, care)
    )
    assert found == usual | {"right": usual["right"] + more}
