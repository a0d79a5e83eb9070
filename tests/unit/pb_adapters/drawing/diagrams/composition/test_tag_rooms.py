"""Lettered tags have room below titles where their arrows come from above, and between the blocks of a column."""

from msgspec import structs

from pb_adapters.drawing.diagrams.composition.pages import Page
from pb_adapters.drawing.diagrams.composition.print_columns import TALLEST
from pb_adapters.drawing.diagrams.composition.search import sketched
from pb_adapters.drawing.diagrams.composition.sketcher import Sketch
from pb_adapters.drawing.diagrams.composition.tag_rooms import with_tag_rooms
from pb_adapters.drawing.diagrams.detail_levels import Detail
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Group, Styling

PLAN = DiagramSpec(
    elements=tuple(Element(id=name, label=name, group=name[0]) for name in ("a1", "a2", "b1", "b2", "c1", "c2")),
    groups=tuple(Group(id=name, title=f"Stage {name}") for name in "abc"),
    connections=tuple(
        Connection(source=s, target=t)
        for s, t in (("a1", "a2"), ("a2", "b1"), ("b1", "b2"), ("b2", "c1"), ("c1", "c2"))
    ),
)
PAGE = Page()


def _stacked() -> Sketch:
    """A sketch whose second panel stands below the first."""
    found = sketched(PLAN, Styling(), PAGE, Detail())
    return next(s for s in found if s.fit.frames["a"].bottom <= s.fit.frames["b"].y and _below_title(s, "b1"))


def _below_title(sketch: Sketch, name: str) -> bool:
    frame = sketch.fit.frames[name[0]]
    return sketch.fit.leaves[name].y - frame.y <= 6


def _told(sketch: Sketch, index: int, plan: DiagramSpec = PLAN) -> Sketch:
    return structs.replace(sketch, stock=sketch.stock.telling([plan.connections[index]]))


def test_a_tag_that_arrives_from_above_has_room_below_the_title() -> None:
    with settings():
        before = _stacked()
        after = with_tag_rooms(_told(before, 1), PAGE)
    rooms = [s.fit.leaves["b1"].y - s.fit.frames["b"].y for s in (before, after)]
    assert rooms[1] > rooms[0]
    assert after.height > before.height


def test_a_tag_for_an_arrow_from_the_block_above_it_in_the_panel_needs_none() -> None:
    with settings():
        sketch = _told(_stacked(), 2)
        assert with_tag_rooms(sketch, PAGE) is sketch


def test_no_page_becomes_higher_than_one_of_print_and_none_of_a_given_height_higher() -> None:
    with settings():
        sketch = _told(_stacked(), 1)
        assert with_tag_rooms(sketch, structs.replace(PAGE, below=TALLEST - sketch.height)) is sketch
        assert with_tag_rooms(sketch, structs.replace(PAGE, height=400.0)) is sketch


def test_blocks_of_a_column_one_below_the_other_have_room_for_their_tags() -> None:
    pairs = (("a1", "b1"), ("a2", "c1"))
    spec = structs.replace(PLAN, connections=tuple(Connection(source=s, target=t) for s, t in pairs))
    column = structs.replace(PAGE, width=251.0)
    with settings():
        found = sketched(spec, Styling(), column, Detail())
        before = next(sketch for sketch in found if sketch.fit.leaves["a1"].x == sketch.fit.leaves["a2"].x)
        told = _told(before, 1, spec)
        after = with_tag_rooms(told, column)
    gaps = [abs(s.fit.leaves["a2"].y - s.fit.leaves["a1"].bottom) for s in (before, after)]
    assert gaps[1] > gaps[0]
    assert with_tag_rooms(told, PAGE).fit.leaves == told.fit.leaves
