import itertools

from msgspec.structs import replace

from pb_adapters.drawing.diagrams.composition.beside import Beside
from pb_adapters.drawing.diagrams.composition.extents import Link, Sizes
from pb_adapters.drawing.diagrams.composition.tree import Bands
from pb_adapters.drawing.diagrams.placement import Area
from support.compositions import plan, sized

LEAVES = sized(plan("a>x", "b>y"))
A, B = LEAVES["a"], LEAVES["b"]
LINKS = (Link("a", "x"), Link("b", "y"))
SPANS = [(0, 20), (30, 50)]
AREAS = {"x": Area(130, 0, 150, 10), "y": Area(10, 0, 30, 10)}


def beside(areas: dict[str, Area], breadth: int = 200, *, links: tuple[Link, ...] = LINKS, down: bool = True) -> Beside:
    return Beside(sizes=Sizes(links), links=links, areas=areas, breadth=breadth, down=down)


def test_each_stands_before_its_partner_and_in_their_order() -> None:
    members, spans = beside(AREAS).placed((A, B), SPANS)
    assert members == (B, A)
    assert spans == [(10, 30), (130, 150)]


def test_beside_panels_that_follow_to_the_right_partners_are_met_in_height() -> None:
    areas = {"x": Area(0, 40, 10, 60), "y": Area(0, 100, 10, 120)}
    assert beside(areas, down=False).placed((A, B), SPANS) == ((A, B), [(40, 60), (100, 120)])


def test_an_arrow_counts_from_either_end() -> None:
    turned = (Link("x", "a"), Link("y", "b"))
    assert beside(AREAS, links=turned).placed((A, B), SPANS) == beside(AREAS).placed((A, B), SPANS)


def test_members_stay_apart_and_inside_where_their_partners_are_close() -> None:
    areas = {"x": Area(188, 0, 200, 10), "y": Area(188, 0, 200, 10)}
    _, spans = beside(areas).placed((A, B), SPANS)
    assert all(after[0] > before[1] for before, after in itertools.pairwise(spans))
    assert spans[-1][1] == 200
    assert [end - start for start, end in spans] == [20, 20]


def test_of_two_partners_far_apart_the_first_is_met_and_near_ones_in_their_middle() -> None:
    links = (Link("a", "x"), Link("a", "y"))
    far = {"x": Area(20, 0, 40, 10), "y": Area(160, 0, 180, 10)}
    near = far | {"y": Area(30, 0, 50, 10)}
    assert beside(far, links=links).placed((A,), [(0, 20)])[1] == [(20, 40)]
    assert beside(near, links=links).placed((A,), [(0, 20)])[1] == [(25, 45)]


def test_what_a_leaf_joins_is_a_partner_too() -> None:
    joined = replace(A, joins=("x",))
    assert beside(AREAS, links=()).placed((joined,), [(0, 20)])[1] == [(130, 150)]


def test_one_that_is_only_linked_with_its_band_stands_next_to_what_it_leads_to() -> None:
    links = (Link("b", "a"), Link("a", "x"))
    assert beside({"x": Area(100, 0, 120, 10)}, links=links).placed((A, B), SPANS)[0] == (B, A)


def test_without_partners_a_member_stays_where_it_was() -> None:
    panel = Bands(down=True, bands=((B,),), frame="g")
    assert beside({}).placed((A, panel), SPANS) == ((A, panel), SPANS)


def test_without_room_everything_stays_as_it_was() -> None:
    assert beside(AREAS, breadth=40).placed((A, B), SPANS) == ((A, B), SPANS)
