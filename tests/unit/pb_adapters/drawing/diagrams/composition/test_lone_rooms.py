"""Hollow panels of one block become higher where nothing stands beside them, and what is below them moves down."""

from msgspec import structs

from pb_adapters.drawing.diagrams.composition.extents import PAD, Link
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.leaf_sizes import alone
from pb_adapters.drawing.diagrams.composition.lone_blocks import cuts_of, void_around
from pb_adapters.drawing.diagrams.composition.lone_rooms import roomier, with_rooms
from pb_adapters.drawing.diagrams.composition.pages import Page
from pb_adapters.drawing.diagrams.composition.search import sketched
from pb_adapters.drawing.diagrams.composition.tree import Bands
from pb_adapters.drawing.diagrams.detail_levels import Detail
from pb_adapters.drawing.diagrams.placement import Area
from pb_adapters.drawing.diagrams.routing import Effort
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.spec import Styling
from support.compositions import drawn_up, plan, sized

PLAN = plan("b>a", "a>c", groups={"g": "a"})
LEAVES = sized(PLAN)
TITLE = 6
LONE = Bands(down=True, bands=((alone(LEAVES["a"]),),), frame="g", title=(10, TITLE))
OUTER = Bands(down=True, bands=((LONE,), (LEAVES["c"],)), frame="o", title=(10, TITLE))
PAGE = Bands(down=True, bands=((LEAVES["b"],), (OUTER,)))
AREAS = {"b": Area(40, 0, 60, 8), "a": Area(25, 26, 75, 32), "c": Area(40, 45, 60, 53)}
FRAMES = {"o": Area(8, 13, 92, 55), "g": Area(10, 19, 90, 35)}
FIT = Fitted(AREAS, FRAMES, 100, 55)
WAYS = [
    (Link("b", "a"), ((50.0, 8.0), (50.0, 26.0))),
    (Link("a", "c"), ((50.0, 32.0), (50.0, 45.0))),
]


def _room(fit: Fitted) -> Area:
    """What the panel of one block has below the words of its title."""
    frame = fit.frames["g"]
    return Area(frame.x, frame.y + TITLE - PAD, frame.right, frame.bottom)


def _void(fit: Fitted) -> float:
    block, room = fit.leaves["a"], _room(fit)
    cuts = cuts_of("a", block, room, WAYS)
    return void_around(alone(LEAVES["a"]), (block.width, block.height), (room.width, room.height), cuts)


def test_a_hollow_panel_of_one_block_is_higher_and_emptier_nowhere() -> None:
    found = roomier(PAGE, FIT, WAYS)
    assert _void(FIT) > 0.16 >= _void(found)
    more = found.height - FIT.height
    assert more > 0
    assert found.frames["g"] == Area(10, 19, 90, 35 + more)
    assert found.frames["o"] == Area(8, 13, 92, 55 + more)
    assert found.leaves["b"] == AREAS["b"]
    assert found.leaves["c"] == AREAS["c"].moved(0, more)


def test_its_block_stands_in_the_middle_of_what_is_below_the_title() -> None:
    found = roomier(PAGE, FIT, WAYS)
    block, room = found.leaves["a"], _room(found)
    assert block.x + block.right == AREAS["a"].x + AREAS["a"].right
    assert abs(block.y + block.bottom - room.y - room.bottom) <= 1
    assert block.y >= found.frames["g"].y + TITLE


def test_no_panel_is_higher_that_is_full_or_has_something_beside_it() -> None:
    full = roomier(PAGE, FIT, WAYS)
    assert roomier(PAGE, full, WAYS) == full
    beside = structs.replace(FIT, leaves=AREAS | {"c": Area(104, 20, 124, 28)}, width=124)
    assert roomier(PAGE, beside, WAYS) == beside


def test_the_arrows_of_a_drawing_meet_the_block_in_its_higher_panel() -> None:
    with settings():
        sketch = sketched(PLAN, Styling(), Page(), Detail())[0]
        tree = Bands(down=True, bands=((LEAVES["b"],), (LONE,), (LEAVES["c"],)))
        fit = structs.replace(FIT, frames={"g": FRAMES["g"]})
        drawn = drawn_up(PLAN, structs.replace(sketch, tree=tree, leaves=LEAVES), fit)
        found = with_rooms(PLAN, drawn, Effort())
        assert found is not None
        assert found.fit.height > fit.height
        boxes = {box.id: box.rect for box in found.boxes}
        assert [round(line.points[-1][1], 1) for line in found.attempt.lines] == [
            round(boxes[name].y, 1) for name in "ac"
        ]
        assert with_rooms(PLAN, found, Effort()) is None
        assert with_rooms(PLAN, structs.replace(drawn, tree=None), Effort()) is None
