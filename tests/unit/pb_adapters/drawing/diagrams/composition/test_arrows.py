from msgspec.structs import replace

from pb_adapters.drawing.diagrams.composition.arrows import facing, ports, routed, straight_lines
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.placement import Area
from pb_adapters.drawing.diagrams.routing import Effort, Stuck
from pb_adapters.drawing.diagrams.wires import Wire
from pb_core.domain.diagrams.spec import ElementKind
from support.compositions import plan, sized

LEAVES = sized(plan("a>b", "b>c"))


def fit(**areas: Area) -> Fitted:
    return Fitted(areas, {}, 110, 60)


ABOVE, BELOW = Area(10, 5, 40, 15), Area(20, 25, 60, 35)


def test_boxes_that_face_each_other_are_joined_by_a_straight_arrow() -> None:
    lines = straight_lines(fit(a=ABOVE, b=BELOW), LEAVES, [], [("a", "b")])
    assert lines == {0: ((30, 15), (30, 25))}


def test_arrows_of_one_pair_share_the_room_and_keep_their_directions() -> None:
    lines = straight_lines(fit(a=ABOVE, b=BELOW), LEAVES, [], [("a", "b"), ("b", "a")])
    (down, _), (up, _) = lines[0], lines[1]
    assert down[1] == 15
    assert up[1] == 25
    assert abs(down[0] - up[0]) >= 2


def test_messages_between_three_run_below_each_other_in_their_order() -> None:
    leaves = sized(plan("u>a", "a>t"))
    ends = [("u", "a"), ("a", "t"), ("t", "a"), ("a", "u"), ("u", "a"), ("a", "t")]
    bars = fit(u=Area(0, 0, 20, 40), a=Area(30, 0, 50, 40), t=Area(60, 0, 80, 40))
    heights = [straight_lines(bars, leaves, [], ends)[index][0][1] for index in range(6)]
    assert heights == sorted(set(heights))
    low = fit(u=Area(0, 0, 20, 10), a=Area(30, 0, 50, 10), t=Area(60, 0, 80, 10))
    pairs = straight_lines(low, leaves, [], ends)
    assert len({pairs[index][0][1] for index in (0, 3, 4)}) == 3


def test_arrows_into_and_out_of_a_box_do_not_read_as_one_line_beside_its_middle() -> None:
    ends = [("a", "b"), ("b", "c")]
    aside = fit(a=Area(40, 0, 70, 10), b=Area(10, 15, 50, 25), c=Area(38, 30, 72, 40))
    (into, _), (out, _) = straight_lines(aside, LEAVES, [], ends).values()
    assert abs(into[0] - out[0]) > 2
    above = fit(a=Area(20, 0, 40, 10), b=Area(10, 15, 50, 25), c=Area(20, 30, 40, 40))
    (into, _), (out, _) = straight_lines(above, LEAVES, [], ends).values()
    assert into[0] == out[0] == 30


def test_what_stands_between_bars_the_straight_way() -> None:
    between = fit(a=Area(0, 0, 20, 10), b=Area(60, 0, 80, 10), c=Area(30, 0, 50, 10))
    assert straight_lines(between, LEAVES, [], [("a", "b")]) == {}
    assert straight_lines(between, LEAVES, [Area(22, 0, 28, 10)], [("a", "c")]) == {}


def test_boxes_askew_face_each_other_nowhere() -> None:
    assert facing(fit(a=Area(0, 0, 20, 10), b=Area(40, 20, 60, 30)), LEAVES, "a", "b") is None


def test_arrows_meet_a_free_pictogram_in_the_middle_of_its_flank() -> None:
    leaf = sized(plan("a>b", kinds={"a": ElementKind.STORE}))["a"]
    low, high = ports(leaf, Area(0, 0, leaf.wide.least, leaf.high.least), down=False)
    assert low == high
    assert 0 < low < leaf.high.least / 2 + 1


def test_arrows_meet_a_hexagon_at_the_points_of_its_flanks() -> None:
    plain = LEAVES["a"]
    assert plain.plan is not None
    leaf = replace(plain, plan=replace(plain.plan, shape="hexagon"))
    assert ports(leaf, ABOVE, down=False) == (10, 10)
    assert ports(leaf, ABOVE, down=True) == (12, 38)  # away from its slanted corners
    assert ports(plain, ABOVE, down=True) == (11, 39)


def test_the_others_go_around() -> None:
    places = fit(a=Area(5, 20, 25, 30), b=Area(65, 20, 85, 30), c=Area(35, 10, 55, 40))
    found = routed(places, LEAVES, [], [Wire("a", "b", 0, frozenset()), Wire("a", "c", 0, frozenset())], Effort())
    assert not isinstance(found, Stuck)
    assert len(found[0]) > 2
    assert len(found[1]) == 2


def test_an_arrow_runs_below_all_else_where_it_may() -> None:
    row = Fitted({"a": Area(0, 0, 20, 10), "b": Area(30, 0, 50, 10), "c": Area(60, 0, 80, 10)}, {}, 80, 10)
    wires = [Wire("a", "c", 0, frozenset())]
    assert isinstance(routed(row, LEAVES, [], wires, Effort()), Stuck)
    found = routed(row, LEAVES, [], wires, Effort(), beyond=3)
    assert not isinstance(found, Stuck)
    (path,) = found
    assert all(-3 <= y <= 0 or 10 <= y <= 13 for _, y in path[1:-1])


def test_an_arrow_without_any_way_is_said() -> None:
    walled = [Area(26, 0, 34, 60)]
    places = Fitted({"a": Area(0, 0, 25, 60), "b": Area(65, 20, 85, 30)}, {}, 110, 60)
    assert routed(places, LEAVES, walled, [Wire("a", "b", 0, frozenset())], Effort()) == Stuck(0)
