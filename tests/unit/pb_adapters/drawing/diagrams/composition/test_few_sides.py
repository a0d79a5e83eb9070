from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.few_sides import roundabout
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.placement import Area
from pb_core.domain.diagrams.spec import ElementKind
from support.compositions import plan, sized

LINKS = (Link("a", "d"), Link("d", "x"), Link("d", "y"), Link("d", "z"))
LEAVES = sized(plan("a>d", "d>x", "d>y", "d>z", kinds={"d": ElementKind.DECISION}))
AREAS = {"a": Area(0, 20, 10, 30), "d": Area(20, 20, 40, 30), "y": Area(60, 20, 70, 30)}


def rounds(**areas: Area) -> int:
    return roundabout(Fitted(AREAS | areas, {}, 110, 60), LEAVES, LINKS)


def test_each_arrow_of_a_diamond_has_a_side_that_points_to_its_end() -> None:
    assert rounds(x=Area(60, 0, 70, 10), z=Area(60, 40, 70, 50)) == 0


def test_an_arrow_whose_sides_are_taken_goes_about_the_diamond() -> None:
    assert rounds(x=Area(0, 40, 10, 50), z=Area(25, 40, 35, 50)) == 1
    assert rounds(x=Area(80, 21, 90, 29), z=Area(95, 21, 99, 29)) == 2


def test_blocks_have_room_on_each_side() -> None:
    leaves = sized(plan("a>d", "d>x", "d>y", "d>z"))
    areas = AREAS | {"x": Area(80, 21, 90, 29), "z": Area(95, 21, 99, 29)}
    assert roundabout(Fitted(areas, {}, 110, 60), leaves, LINKS) == 0
