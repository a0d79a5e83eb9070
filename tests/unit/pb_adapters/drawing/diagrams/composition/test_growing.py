import pytest
from msgspec import structs

from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.growing import Ways, expected, ground_of, growing, resized, turned
from pb_adapters.drawing.diagrams.composition.tree import Bands
from pb_adapters.drawing.diagrams.placement import Area
from pb_core.domain.diagrams.spec import ElementKind
from support.compositions import plan, sized

LEAVES = sized(plan("a>b", "b>c", kinds={"c": ElementKind.DECISION}))
PANEL = Bands(down=False, bands=((LEAVES["a"],),), frame="g", title=(4, 5))
TREE = Bands(down=False, bands=((PANEL,), (LEAVES["b"],), (LEAVES["c"],)))
FIT = Fitted(
    {"a": Area(10, 8, 20, 14), "b": Area(40, 8, 50, 14), "c": Area(60, 8, 70, 14)}, {"g": Area(0, 0, 30, 20)}, 70, 20
)


def test_blocks_grow_with_the_panel_that_they_stand_in_and_diamonds_do_not() -> None:
    assert [(home, leaf.name) for home, leaf in growing(TREE)] == [("g", "a"), ("", "b")]


@pytest.mark.parametrize(("down", "fits", "not_so"), [(False, 26, 28), (True, 8, 10)])
def test_a_block_has_room_up_to_the_edge_of_its_panel_and_its_title(*, down: bool, fits: int, not_so: int) -> None:
    fit = FIT if not down else Fitted({**FIT.leaves, "a": Area(10, 6, 20, 12)}, FIT.frames, 70, 20)
    ground = ground_of(TREE, fit, (), down=down)
    assert ground.has("a", "g", resized(ground.areas["a"], fits))
    assert not ground.has("a", "g", resized(ground.areas["a"], not_so))
    assert ground.has("a", "g", resized(ground.areas["a"], 2))


@pytest.mark.parametrize(
    ("ways", "most"),
    [
        ((), 24),
        ([(Link("b", "c", "a few words"), ((50.0, 11.0), (60.0, 11.0)))], 10),
        ([(Link("a", "c"), ((20.0, 11.0), (37.0, 11.0), (37.0, 2.0), (65.0, 2.0), (65.0, 8.0)))], 12),
    ],
)
def test_a_block_stays_clear_of_panels_and_blocks_and_of_the_labels_and_ways_of_arrows(ways: Ways, most: int) -> None:
    ground = ground_of(TREE, FIT, ways, down=False)
    assert max(size for size in range(10, 60, 2) if ground.has("b", "", resized(FIT.leaves["b"], size))) == most


@pytest.mark.parametrize(
    ("below", "joined", "most"), [(16, True, 24), (17, True, 60), (14, False, 24), (15, False, 24), (16, False, 60)]
)
def test_a_block_does_not_reach_over_one_that_it_would_touch_or_so_near_that_an_arrow_to_it_would_be_all_head(
    below: int, *, joined: bool, most: int
) -> None:
    fit = Fitted({"b": Area(40, 8, 50, 14), "c": Area(60, below, 80, below + 6)}, {}, 140, 40)
    tree = Bands(down=False, bands=((LEAVES["b"],), (LEAVES["c"],)))
    way: Ways = [(Link("b", "c"), ((50.0, 11.0), (55.0, 11.0), (55.0, 20.0), (60.0, 20.0)))]
    ground = structs.replace(ground_of(tree, fit, way if joined else (), down=False), inner={"": Area(0, 0, 140, 40)})
    assert max(size for size in range(10, 62, 2) if ground.has("b", "", resized(fit.leaves["b"], size))) == most


def test_ways_are_told_for_arrows_between_two_blocks() -> None:
    ways = expected(FIT, [Link("b", "c"), Link("b", "b")])
    assert [(link.target, way[0], way[-1]) for link, way in ways] == [("c", (50, 11), (60, 11))]


def test_what_is_turned_twice_is_as_before_and_a_resized_block_keeps_its_middle() -> None:
    assert turned(turned(FIT.leaves, down=True), down=True) == FIT.leaves == turned(FIT.leaves, down=False)
    assert resized(Area(10, 8, 20, 14), 16) == Area(7, 8, 23, 14)
