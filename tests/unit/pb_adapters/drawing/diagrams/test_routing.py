import itertools

from pb_adapters.drawing.diagrams.end_swaps import end_swaps
from pb_adapters.drawing.diagrams.lattice import Lattice
from pb_adapters.drawing.diagrams.placement import Area, Placement
from pb_adapters.drawing.diagrams.ports import Reach
from pb_adapters.drawing.diagrams.routing import Effort, Paths, Router, Stuck
from pb_adapters.drawing.diagrams.trunks import Bundle
from pb_adapters.drawing.diagrams.wires import Care, Wire

NOWHERE: frozenset[str] = frozenset()


def routed(
    boxes: dict[str, Area], wires: list[Wire], frames: dict[str, Area] | None = None, effort: Effort | None = None
) -> Paths | None:
    placed = Placement(boxes, frames or {}, 60, 40)
    lattice = Lattice(placed, [], 61, 41)
    found = Router(placed, dict.fromkeys(boxes, "rounded"), lattice, effort or Effort()).route(wires)
    return None if isinstance(found, Stuck) else found


def steps(path: tuple[tuple[int, int], ...]) -> set[frozenset[tuple[int, int]]]:
    walked = set()
    for (ax, ay), (bx, by) in itertools.pairwise(path):
        count = abs(bx - ax) + abs(by - ay)
        points = [(ax + (bx - ax) * i // count, ay + (by - ay) * i // count) for i in range(count + 1)]
        walked |= {frozenset(pair) for pair in itertools.pairwise(points)}
    return walked


def test_facing_boxes_are_joined_straight() -> None:
    routes = routed({"a": Area(5, 10, 15, 16), "b": Area(30, 10, 40, 16)}, [Wire("a", "b", 0, NOWHERE)])
    assert routes is not None
    assert routes == (((15, 13), (30, 13)),)


def test_a_box_in_the_way_is_walked_around() -> None:
    boxes = {"a": Area(5, 10, 15, 16), "c": Area(20, 8, 26, 18), "b": Area(35, 10, 45, 16)}
    routes = routed(boxes, [Wire("a", "b", 0, NOWHERE)])
    assert routes is not None
    middle = boxes["c"]
    for (ax, ay), (bx, by) in itertools.pairwise(routes[0]):
        across = ay == by and middle.y <= ay <= middle.bottom
        down = ax == bx and middle.x <= ax <= middle.right
        assert not (across and min(ax, bx) < middle.right and max(ax, bx) > middle.x)
        assert not (down and min(ay, by) < middle.bottom and max(ay, by) > middle.y)


def test_no_two_arrows_share_a_step() -> None:
    boxes = {f"s{i}": Area(4, 2 + 8 * i, 14, 6 + 8 * i) for i in range(4)} | {"t": Area(40, 12, 50, 22)}
    routes = routed(boxes, [Wire(f"s{i}", "t", 0, NOWHERE) for i in range(4)])
    assert routes is not None
    for one, other in itertools.combinations(routes, 2):
        assert not steps(one) & steps(other)
        assert one[-1] != other[-1]


def test_an_arrow_never_runs_along_a_frame_and_avoids_foreign_ones() -> None:
    boxes = {"a": Area(4, 16, 12, 22), "b": Area(48, 16, 56, 22), "m": Area(24, 16, 34, 22)}
    frames = {"g": Area(20, 10, 38, 28)}
    routes = routed(boxes, [Wire("a", "b", 0, NOWHERE)], frames)
    assert routes is not None
    assert all(not (20 < x < 38 and 10 < y < 28) for x, y in routes[0])
    assert not steps(routes[0]) & steps(((20, 10), (38, 10), (38, 28), (20, 28), (20, 10)))


def test_an_arrow_within_a_frame_stays_there_if_it_can() -> None:
    boxes = {"a": Area(10, 4, 18, 10), "b": Area(40, 4, 48, 10), "m": Area(24, 0, 34, 24)}
    frames = {"g": Area(4, 1, 56, 36)}
    (path,) = routed(boxes, [Wire("a", "b", 0, frozenset("g"), within="g")], frames) or ((),)
    assert path
    assert all(4 < x < 56 and 1 < y < 36 for x, y in path)


def test_an_arrow_bends_right_before_its_head_rather_than_leave_its_panel_and_come_back() -> None:
    boxes = {"a": Area(10, 4, 18, 10), "m": Area(4, 14, 24, 20), "b": Area(4, 22, 24, 28)}
    frames = {"g": Area(2, 1, 26, 30)}
    (path,) = routed(boxes, [Wire("a", "b", 0, frozenset("g"), within="g")], frames) or ((),)
    assert path
    assert all(2 < x < 26 and 1 < y < 30 for x, y in path)


def test_a_walled_in_box_has_no_way() -> None:
    boxes = {"a": Area(10, 10, 20, 16), "b": Area(40, 10, 50, 16)}
    walls = {
        "n": Area(6, 7, 24, 9),
        "s": Area(6, 17, 24, 19),
        "w": Area(6, 7, 9, 19),
        "e": Area(21, 7, 24, 19),
    }
    assert routed(boxes | walls, [Wire("a", "b", 0, NOWHERE)]) is None


def test_an_element_that_feeds_itself_gets_a_loop() -> None:
    routes = routed({"a": Area(20, 15, 32, 21)}, [Wire("a", "a", 0, NOWHERE)])
    assert routes is not None
    path = routes[0]
    assert path[0][0] == 32
    assert path[-1][1] == 15


def test_an_arrow_ends_on_another_side_than_the_one_to_avoid() -> None:
    boxes = {"a": Area(40, 20, 50, 26), "b": Area(5, 20, 15, 26)}
    free = routed(boxes, [Wire("a", "b", 0, NOWHERE)])
    kept = routed(boxes, [Wire("a", "b", 0, NOWHERE, avoid=(1, 0))])
    assert free is not None
    assert kept is not None
    assert free[0][-1][0] == boxes["b"].right
    assert kept[0][-1][0] < boxes["b"].right


def test_arrows_aim_at_the_point_that_was_named() -> None:
    boxes = {"a": Area(5, 10, 15, 16), "b": Area(30, 10, 40, 24)}
    placed = Placement(boxes, {}, 60, 40)
    lattice = Lattice(placed, [], 61, 41)
    router = Router(
        placed, dict.fromkeys(boxes, "rounded"), lattice, Effort(), {"b": Reach((35, 12), (10, 24), (30, 40))}
    )
    routes = router.route([Wire("a", "b", 0, NOWHERE)])
    assert not isinstance(routes, Stuck)
    assert routes[0][-1] == (30, 12)


def test_routing_ends_when_its_effort_is_spent() -> None:
    boxes = {"a": Area(5, 10, 15, 16), "b": Area(30, 20, 40, 26), "c": Area(45, 4, 55, 10)}
    wires = [Wire("a", "b", 0, NOWHERE), Wire("a", "c", 0, NOWHERE)]
    effort = Effort(1)
    assert routed(boxes, wires, effort=effort) is None
    assert effort.spent
    enough = Effort()
    assert routed(boxes, wires, effort=enough) is not None
    assert not enough.spent


def test_an_arrow_that_no_other_comes_near_is_searched_once() -> None:
    boxes = {"a": Area(4, 2, 12, 6), "b": Area(40, 2, 48, 6), "c": Area(4, 30, 12, 34), "d": Area(40, 30, 48, 34)}
    above, below = Wire("a", "b", 0, NOWHERE), Wire("c", "d", 0, NOWHERE)

    def spent(*wires: Wire) -> int:
        effort = Effort()
        assert routed(boxes, list(wires), effort=effort) is not None
        return Effort().left - effort.left

    assert spent(above, below) == spent(above) + spent(below)
    assert spent(above, above) > 2 * spent(above)


def test_an_arrow_meets_a_diamond_at_a_vertex_that_is_free() -> None:
    boxes = {"d": Area(20, 20, 40, 30), "a": Area(2, 2, 12, 8), "b": Area(45, 2, 55, 8), "c": Area(45, 33, 55, 39)}
    placed = Placement(boxes, {}, 60, 40)
    shapes = dict.fromkeys(boxes, "rounded") | {"d": "diamond"}
    wires = [Wire("a", "d", 0, NOWHERE), Wire("d", "b", 0, NOWHERE), Wire("d", "c", 0, NOWHERE)]
    routes = Router(placed, shapes, Lattice(placed, [], 61, 41), Effort()).route(wires)
    assert routes is not None
    met = [routes[0][-1], routes[1][0], routes[2][0]]
    assert set(met) <= {(30, 20), (40, 25), (30, 30), (20, 25)}
    assert len(set(met)) == 3


def test_arrows_of_a_bundle_share_their_beginning_and_part_once() -> None:
    boxes = {"a": Area(5, 16, 15, 22), "w": Area(24, 8, 28, 30)} | {
        f"t{i}": Area(45, 3 + 12 * i, 55, 8 + 12 * i) for i in range(3)
    }
    apart = [Wire("a", f"t{i}", 0, NOWHERE) for i in range(3)]
    bundled = [Wire("a", f"t{i}", 0, NOWHERE, bundle=Bundle("a")) for i in range(3)]
    separate, together = routed(boxes, apart), routed(boxes, bundled)
    assert separate is not None
    assert together is not None
    assert len({path[0] for path in separate}) == 3
    assert len({path[0] for path in together}) < 3
    assert len(set().union(*map(steps, together))) < len(set().union(*map(steps, separate)))
    assert len({path[-1] for path in together}) == 3


def test_an_arrow_crosses_another_away_from_its_head() -> None:
    boxes = {
        "a": Area(26, 2, 34, 6),
        "b": Area(26, 26, 34, 32),
        "c": Area(4, 20, 14, 24),
        "d": Area(46, 20, 56, 24),
    }
    routes = routed(boxes, [Wire("a", "b", 0, NOWHERE), Wire("c", "d", 1, NOWHERE)])
    assert routes is not None
    down, across = routes
    assert down == ((30, 6), (30, 26))
    crossed = {y for (ax, y), (bx, _) in itertools.pairwise(across) if min(ax, bx) < 30 < max(ax, bx)}
    assert crossed
    assert max(crossed) < 23


def test_no_arrow_ends_beside_the_end_of_another_where_there_is_room() -> None:
    boxes = {"a": Area(4, 4, 14, 10), "b": Area(4, 20, 14, 26), "t": Area(40, 10, 50, 20)}
    routes = routed(boxes, [Wire("a", "t", 0, NOWHERE), Wire("b", "t", 0, NOWHERE)])
    assert routes is not None
    (ax, ay), (bx, by) = (path[-1] for path in routes)
    assert abs(ax - bx) + abs(ay - by) > 1


def test_no_exit_of_a_decision_goes_over_its_top_to_a_box_below() -> None:
    boxes = {"s": Area(2, 6, 12, 12), "d": Area(22, 3, 38, 15)}
    boxes |= {f"t{i}": Area(1 + 15 * i, 26, 13 + 15 * i, 32) for i in range(4)}
    placed = Placement(boxes, {}, 60, 40)
    shapes = dict.fromkeys(boxes, "rounded") | {"d": "diamond"}
    wires = [Wire("s", "d", 0, NOWHERE), *(Wire("d", f"t{i}", 0, NOWHERE) for i in range(4))]
    routes = Router(placed, shapes, Lattice(placed, [], 61, 41), Effort()).route(wires)
    assert routes is not None
    assert all(y >= boxes["d"].y for path in routes[1:] for _, y in path)
    assert [path[0] for path in routes].count((30, 15)) == 1


def test_an_arrow_that_met_another_joins_the_line_that_came_after_it() -> None:
    boxes = {
        "fork": Area(2, 9, 26, 17),
        "high": Area(29, 5, 51, 9),
        "middle": Area(29, 11, 51, 15),
        "low": Area(29, 17, 51, 21),
        "end": Area(19, 32, 49, 40),
    }
    frames = {"g": Area(0, 0, 53, 23), "h": Area(0, 27, 53, 42)}
    placed = Placement(boxes, frames, 53, 42)
    inner = [Wire("fork", name, 0, frozenset("g"), within="g") for name in ("high", "middle", "low")]
    onwards = [
        Wire(name, "end", 0, frozenset(frames), bundle=Bundle(arrives="end")) for name in ("high", "middle", "low")
    ]
    shapes = dict.fromkeys(boxes, "rounded") | {"fork": "diamond"}
    straight = {1: ((26, 13), (29, 13)), 5: ((39, 21), (39, 32))}
    paths = Router(placed, shapes, Lattice(placed, [], 54, 43), Effort()).route([*inner, *onwards], straight)
    assert paths is not None
    assert paths[4][0][0] == boxes["middle"].right
    assert paths[4][-2:] == paths[3][-2:]


def test_arrows_that_cross_swap_their_places_at_a_box_if_that_is_cheaper() -> None:
    boxes = {"a": Area(20, 2, 40, 8), "beside": Area(8, 2, 19, 8), "b": Area(20, 22, 40, 28), "c": Area(4, 14, 12, 18)}
    placed = Placement(boxes, {}, 60, 40)
    router = Router(placed, dict.fromkeys(boxes, "rounded"), Lattice(placed, [], 61, 41), Effort())
    wires = [Wire("a", "b", 0, NOWHERE), Wire("a", "c", 0, NOWHERE)]
    routes = router.route(wires, {0: [(21, 8), (21, 22)]})  # what leads to c must leave to the right of this line
    assert not isinstance(routes, Stuck)
    down, aside = routes
    assert aside[0] == (21, 8)
    assert down[0][0] > 21
    assert not list(end_swaps(wires, routes))


def test_with_care_for_turns_the_trunk_of_a_fan_runs_straight_to_the_farthest_for_the_others() -> None:
    boxes = {
        "a": Area(10, 2, 24, 8),
        "t0": Area(12, 14, 24, 20),
        "t1": Area(20, 26, 32, 32),
        "t2": Area(10, 38, 22, 44),
    }
    wires = [Wire("a", f"t{i}", 0, NOWHERE, bundle=Bundle("a")) for i in range(3)]
    placed, turns = Placement(boxes, {}, 60, 60), []
    for care in Care:
        router = Router(placed, dict.fromkeys(boxes, "rounded"), Lattice(placed, [], 61, 61), Effort(), care=care)
        found = router.route(wires)
        assert not isinstance(found, Stuck)
        turns.append(len({corner for path in found for corner in path[1:-1]}))
    assert turns == [3, 3, 1]
