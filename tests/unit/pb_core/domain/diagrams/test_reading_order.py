"""How a figure without groups is read: measured from where its blocks stand and what its arrows join."""

import pytest

from pb_core.domain.diagrams.reading_order import closing_pairs, led_back, plain_steps, reading_measures
from pb_core.domain.diagrams.scene import Continuation, DrawnBox, DrawnScene
from pb_core.domain.diagrams.spec import Connection, ConnectionKind, DiagramSpec, Element, Group
from pb_core.domain.plane import Point, Rect


def scene(*boxes: DrawnBox, told: tuple[Continuation, ...] = ()) -> DrawnScene:
    return DrawnScene(width=400, height=300, boxes=boxes, frames=(), lines=(), texts=(), continuations=told)


def measured(places: dict[str, Point], *arrows: str, kind: ConnectionKind = ConnectionKind.FLOW) -> dict[str, float]:
    """Blocks of 40 by 20 points at these places, joined by arrows like ``ab``."""
    boxes = tuple(DrawnBox(id=n, rect=Rect(x, y, 40, 20), shape="rounded") for n, (x, y) in places.items())
    connections = tuple(Connection(source=pair[0], target=pair[1], kind=kind) for pair in arrows)
    spec = DiagramSpec(elements=tuple(Element(id=n, label=n) for n in places), connections=connections)
    return reading_measures(scene(*boxes), spec)


@pytest.mark.parametrize(
    ("place", "count"),
    [((100, 0), 0), ((0, 100), 0), ((-100, 0), 1), ((0, -100), 1), ((100, -100), 0), ((-100, 100), 0)],
)
def test_an_arrow_is_contrary_that_leads_only_left_or_up(place: Point, count: int) -> None:
    assert measured({"a": (0, 0), "b": place}, "ab")["contrary arrows"] == count


def test_what_closes_a_loop_or_is_no_flow_may_lead_anywhere() -> None:
    on, back = {"a": (0, 0), "b": (100, 0)}, {"a": (0, 0), "b": (-100, 0)}
    assert measured(on, "ab", "ba")["contrary arrows"] == 0
    assert measured(back, "ab", kind=ConnectionKind.REFERENCE)["contrary arrows"] == 0


def test_an_arrow_leads_back_between_groups_and_by_letter_too() -> None:
    groups = (Group(id="g", title="G"), Group(id="h", title="H"))
    elements = (Element(id="a", label="a", group="g"), Element(id="b", label="b", group="h"))
    spec = DiagramSpec(elements=elements, connections=(Connection(source="a", target="b"),), groups=groups)
    low, high = (DrawnBox(id=name, rect=Rect(0, y, 40, 20), shape="rounded") for name, y in (("a", 100), ("b", 0)))
    told = Continuation(source="a", target="b", kind="flow", letter="A", leaves="t", arrives="u")
    assert led_back(scene(low, high, told=(told,)), spec) == 1


def test_one_arrow_of_each_loop_closes_it() -> None:
    loop = [("b", "c"), ("c", "d"), ("d", "b")]
    assert closing_pairs([*loop, ("a", "b"), ("c", "e")]) == {("d", "b")}
    assert closing_pairs([("a", "c"), *loop]) == {("b", "c")}
    assert closing_pairs([("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")]) == frozenset()


def test_the_other_arrows_of_a_loop_lead_on() -> None:
    places = {"a": (0.0, 0.0), "b": (-100.0, 0.0), "c": (-200.0, 0.0)}
    assert measured(places, "ab", "bc", "ca")["contrary arrows"] == 2


def test_a_flow_turns_by_the_share_that_leads_another_way() -> None:
    places = {"a": (0.0, 0.0), "b": (60.0, 0.0), "c": (120.0, 0.0), "d": (120.0, 40.0), "e": (180.0, 40.0)}
    assert measured(places, "ab", "bc", "cd", "de")["turning flow"] == 0.25
    assert measured(places, "ab", "bc")["turning flow"] == 0


@pytest.mark.parametrize(("top", "count"), [(0.0, 0), (10.0, 0), (40.0, 1)])
def test_columns_in_which_something_leads_down_begin_at_one_height(top: float, count: int) -> None:
    places = {"a": (0.0, 0.0), "b": (0.0, 100.0), "c": (80.0, top), "d": (80.0, 140.0), "e": (160.0, 90.0)}
    assert measured(places, "ab", "bc", "cd", "de")["ragged columns"] == count


def test_a_letter_in_place_of_all_that_a_block_sends_tears_a_step_out() -> None:
    spec = DiagramSpec(
        elements=tuple(Element(id=n, label=n) for n in "abc"),
        connections=tuple(Connection(source=s, target=t) for s, t in ("ab", "ac", "bc")),
    )
    for source, count in (("a", 0), ("b", 1)):
        told = Continuation(letter="A", source=source, target="c", kind="flow", leaves="x", arrives="y")
        assert reading_measures(scene(told=(told,)), spec)["torn steps"] == count


@pytest.mark.parametrize(
    ("place", "count"),
    [((0, 100), 0), ((80, 0), 0), ((20, 100), 1), ((80, 10), 1), ((80, 100), 1), ((80, -100), 0), ((-80, 100), 0)],
)
def test_a_step_is_straight_or_begins_a_row_or_a_column(place: Point, count: int) -> None:
    assert measured({"a": (0, 0), "b": place}, "ab")["crooked steps"] == count


def test_new_rows_and_new_columns_do_not_mix() -> None:
    places = {"a": (0.0, 0.0), "b": (80.0, -100.0), "c": (160.0, -200.0), "d": (0.0, -150.0)}
    assert measured(places, "ab", "bc")["crooked steps"] == 0
    assert measured(places, "ab", "bc", "cd")["crooked steps"] == 1


def test_only_what_is_all_that_one_block_sends_and_the_next_one_gets_is_a_plain_step() -> None:
    assert plain_steps([("a", "b"), ("b", "c"), ("b", "d"), ("c", "e"), ("d", "e")]) == [("a", "b")]
    assert plain_steps([]) == []


@pytest.mark.parametrize(("group", "count"), [("g", 1), (None, 0)])
def test_groups_have_directions_of_their_own_and_only_steps_within_them_are_straight(
    group: str | None, count: int
) -> None:
    spec = DiagramSpec(
        elements=(Element(id="a", label="a", group="g"), Element(id="b", label="b", group=group)),
        groups=(Group(id="g", title="G"),),
        connections=(Connection(source="a", target="b"),),
    )
    boxes = [DrawnBox(id=n, rect=Rect(x, y, 40, 20), shape="rounded") for n, x, y in (("a", 0, 0), ("b", 15, 50))]
    assert reading_measures(scene(*boxes), spec) == {"crooked inner steps": count}


def test_arrows_that_lead_on_are_offset_where_their_blocks_share_no_line() -> None:
    places = {"a": (0.0, 0.0), "b": (15.0, 50.0), "c": (15.0, 100.0)}
    assert measured(places, "ab", "bc", "ca")["offset steps"] == 1
