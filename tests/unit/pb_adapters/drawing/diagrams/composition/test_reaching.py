"""Blocks before three others or more become bars along these, in a drawing that is better so."""

from msgspec.structs import replace

from pb_adapters.drawing.diagrams.composition.assembly import Composed
from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.growing import expected
from pb_adapters.drawing.diagrams.composition.pages import Page
from pb_adapters.drawing.diagrams.composition.reaching import reached, with_bars
from pb_adapters.drawing.diagrams.composition.search import sketched
from pb_adapters.drawing.diagrams.composition.tree import Bands, Extent, Leaf
from pb_adapters.drawing.diagrams.detail_levels import Detail
from pb_adapters.drawing.diagrams.placement import Area
from pb_adapters.drawing.diagrams.routing import Effort
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Styling
from support.compositions import drawn_up, plan, sized

LEAVES = {
    name: replace(leaf, wide=Extent(8, 20, 40), high=Extent(4, 6, 20))
    for name, leaf in sized(plan("a>b", "a>c", "a>d")).items()
}
BELOW = {"b": Area(0, 14, 20, 20), "c": Area(30, 14, 50, 20), "d": Area(60, 14, 80, 20)}
FAN = {"a": Area(24, 0, 56, 6), **BELOW}
LINKS = tuple(Link("a", name) for name in "bcd")


def found(
    areas: dict[str, Area],
    links: tuple[Link, ...] = LINKS,
    *,
    leaves: dict[str, Leaf] = LEAVES,
    page: tuple[int, int] = (110, 60),
    frame: Area | None = None,
) -> dict[str, Area]:
    tree = Bands(
        down=True,
        bands=((leaves["a"],), tuple(leaves[name] for name in areas if name != "a")),
        frame="g" if frame else "",
        title=(4, 5),
    )
    fit = Fitted(areas, {"g": frame} if frame else {}, *page)
    return reached(tree, fit, expected(fit, links)).leaves


def test_a_block_before_three_others_becomes_a_bar_as_wide_as_they_are() -> None:
    assert found(FAN) == {**FAN, "a": Area(0, 0, 80, 6)}


def test_one_above_three_others_and_one_beside_them_grow_alike() -> None:
    beside = {name: Area(area.y, area.x, area.bottom, area.right) for name, area in FAN.items()}
    links = tuple(Link(name, "a") for name in "bcd")
    assert found(beside, links, page=(60, 200))["a"] == Area(0, 0, 6, 80)


def test_an_upright_bar_is_as_narrow_as_it_may_be() -> None:
    beside = {name: Area(area.y, area.x, area.bottom, area.right) for name, area in FAN.items()}
    tall = found({**beside, "a": Area(-8, 24, 6, 56)}, page=(60, 200))["a"]
    assert (tall.width, tall.height) == (LEAVES["a"].wide.least, 80)


def test_a_block_before_two_others_stays_as_it_is() -> None:
    areas = {name: FAN[name] for name in "abd"}
    assert found(areas, LINKS[::2]) == areas


def test_nothing_grows_where_all_face_the_block_already() -> None:
    areas = {**FAN, "a": Area(10, 0, 70, 6)}
    assert found(areas) == areas


def test_a_bar_grows_to_one_side_where_another_block_stands_on_the_other() -> None:
    areas = {**FAN, "e": Area(0, 0, 20, 6)}
    leaves = {**LEAVES, "e": replace(LEAVES["b"], name="e")}
    assert found(areas, leaves=leaves)["a"] == Area(24, 0, 80, 6)


def test_no_bar_leaves_its_panel() -> None:
    after = found(FAN, frame=Area(0, -8, 84, 60))
    assert after["a"].x > 0
    assert after["a"].right > FAN["a"].right


def test_a_bar_that_would_be_bare_beside_its_words_is_lower_or_is_not_made() -> None:
    areas = {**FAN, "a": Area(24, -8, 56, 6)}
    low = found(areas, page=(110, 60))["a"]
    assert (low.width, low.height) == (80, 4)
    assert found(areas, page=(84, 10)) == areas


def test_no_block_grows_to_more_than_three_times_its_size_unless_it_becomes_thinner() -> None:
    low = found({**FAN, "a": Area(30, 0, 50, 6)})["a"]
    assert (low.width, low.height) == (80, 4)
    assert found({**FAN, "a": Area(36, 0, 44, 4)})["a"].width < 80


def test_no_bar_becomes_a_rival_of_the_contribution() -> None:
    shape = LEAVES["c"].plan
    assert shape is not None
    leaves = {**LEAVES, "c": replace(LEAVES["c"], plan=replace(shape, strong=True))}
    assert found(FAN, leaves=leaves) == FAN


PLAN = DiagramSpec(
    elements=tuple(Element(id=name, label=f"Step {name}") for name in "abcd"),
    connections=tuple(Connection(source="a", target=name) for name in "bcd"),
)


def drawn(areas: dict[str, Area]) -> Composed:
    with settings():
        sketch = sketched(PLAN, Styling(), Page(), Detail())[0]
        return drawn_up(PLAN, sketch, Fitted(areas, {}, 110, 60))


def test_a_drawing_with_a_bar_has_only_straight_arrows_and_one_without_blocks_to_reach_none() -> None:
    before = drawn({**FAN, "a": Area(24, 0, 56, 8)})
    assert max(map(len, before.attempt.paths)) > 2
    with settings():
        found = with_bars(PLAN, before, Effort())
        assert found is not None
        assert max(map(len, found.attempt.paths)) == 2
        assert with_bars(PLAN, found, Effort()) is None
