import pytest

from pb_adapters.drawing.diagrams.placement import Area
from pb_adapters.drawing.diagrams.ports import Reach, ports_of, ports_off_area, sharing

BOX = Area(10, 20, 30, 32)


def cheapest(shape: str, reach: Reach | None = None) -> set[tuple[int, int]]:
    found = list(ports_of(BOX, shape, reach))
    least = min(port.cost for port in found)
    return {port.vertex for port in found if port.cost == least}


@pytest.mark.parametrize("shape", ["rounded", "diamond", "hexagon", "circle"])
def test_the_middles_of_the_sides_are_cheapest(shape: str) -> None:
    assert cheapest(shape) == {(20, 20), (20, 32), (10, 26), (30, 26)}


def test_every_port_lies_on_the_border_and_looks_out_of_the_box() -> None:
    for port in ports_of(BOX, "rounded"):
        (x, y), (dx, dy) = port.vertex, port.side
        inside, outside = (x - dx, y - dy), (x + dx, y + dy)
        assert BOX.x < inside[0] < BOX.right or BOX.y < inside[1] < BOX.bottom
        assert not (BOX.x <= outside[0] <= BOX.right and BOX.y <= outside[1] <= BOX.bottom)


def test_a_named_point_moves_the_cheapest_places() -> None:
    reach = Reach((20, 22), (20, 32), (10, 30))
    assert cheapest("rounded", reach) == {(20, 20), (20, 32), (10, 22), (30, 22)}


def test_arrows_meet_what_does_not_fill_its_area_only_where_it_is() -> None:
    ports = list(ports_of(BOX, "picture", Reach((20, 24), (22, 26), (18, 22))))
    assert {x for (x, _), (_, dy) in ((p.vertex, p.side) for p in ports) if dy} == set(range(18, 23))
    assert {y for (_, y), (dx, _) in ((p.vertex, p.side) for p in ports) if dx} == set(range(22, 27))


def test_beside_the_vertex_of_a_diamond_is_far_dearer_than_beside_the_middle_of_a_side() -> None:
    costs = {
        shape: {port.vertex: port.cost for port in ports_of(BOX, shape)}[21, 20] for shape in ("rounded", "diamond")
    }
    assert costs["diamond"] > 20 * costs["rounded"]


def test_two_places_of_a_diamond_that_are_one_on_its_outline_are_dear_together() -> None:
    ports = {port.vertex: port for port in ports_of(BOX, "diamond")}
    taken = ports_off_area(list(ports.values()), {(30, 23)})  # half-way up the right corner
    assert sharing(ports[25, 20], taken) > 0 == sharing(ports[15, 20], taken)
    assert ports_off_area(list(ports_of(BOX, "rounded")), {(30, 23)}) == []


def test_lines_to_a_diamond_that_cross_before_its_outline_are_dear() -> None:
    ports = {port.vertex: port for port in ports_of(BOX, "diamond")}
    taken = ports_off_area(list(ports.values()), {(30, 24)})  # leads over the upper right corner of the area
    assert sharing(ports[28, 20], taken) > 0 == sharing(ports[22, 20], taken)
