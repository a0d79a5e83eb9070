"""What panels cost arrows on the lattice."""

from pb_adapters.drawing.diagrams.panel_costs import panel_costs, tolls
from pb_adapters.drawing.diagrams.placement import Area

FRAMES = {"own": Area(2, 2, 12, 10), "other": Area(20, 2, 28, 10)}
BOX = Area(4, 4, 8, 6)


def test_panels_of_others_cost_each_step_and_the_own_one_only_at_its_border() -> None:
    costs = panel_costs(FRAMES, {"own"}, "", (31, 13))
    assert costs[5, 5] == costs[5, 15] == 0
    assert costs[5, 24] > 0
    assert costs[5, 12] == costs[2, 6] > 0


def test_leaving_the_panel_of_both_ends_costs_each_step() -> None:
    costs = panel_costs(FRAMES, {"own"}, "own", (31, 13))
    assert costs[5, 5] == 0
    assert costs[5, 15] == costs[11, 5] > 0


def test_a_trunk_costs_the_borders_between_its_fork_and_its_box() -> None:
    costs = panel_costs(FRAMES, {"own"}, "", (31, 13))
    assert tolls(FRAMES.values(), BOX, (10, 8)) == 0
    assert tolls([FRAMES["own"]], BOX, (15, 8)) == costs[5, 12]
