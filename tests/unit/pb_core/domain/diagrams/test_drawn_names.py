"""The names of a diagram's parts in its SVG."""

from pb_core.domain.diagrams.drawn_names import drawn_names, identifiers
from pb_core.domain.diagrams.scene import Continuation, Gathering
from pb_core.domain.diagrams.spec import Connection, ConnectionKind, DiagramSpec, Element, Group


def test_names_are_valid_and_given_once() -> None:
    name = identifiers()
    assert name("element", "plain_id") == "element-plain_id"
    assert name("arrow", "a->b") == "arrow-a-to-b"
    assert name("arrow", "a->b") == "arrow-a-to-b-2"
    assert name("element", 'odd "id" <x>') == "element-odd-id-x>"


def test_a_plan_names_its_elements_arrows_and_groups_in_order() -> None:
    spec = DiagramSpec(
        elements=(Element(id="a", label="A", group="g"), Element(id="b b", label="B")),
        connections=(
            Connection(source="a", target="b b"),
            Connection(source="a", target="b b", kind=ConnectionKind.CONTROL),
        ),
        groups=(Group(id="g", title="G"),),
    )
    names = ["element-a", "element-b-b", "arrow-a-to-b-b", "arrow-a-to-b-b-2", "panel-g"]
    assert list(drawn_names(spec)) == [(name,) for name in names]


def test_arrows_told_at_the_edge_of_a_panel_have_the_name_of_the_one_that_is_drawn() -> None:
    spec = DiagramSpec(
        elements=(Element(id="x", label="X"), *(Element(id=name, label=name, group="g") for name in "abc")),
        connections=(
            *(Connection(source="x", target=name) for name in "abc"),
            Connection(source="a", target="b"),
        ),
        groups=(Group(id="g", title="G"),),
    )
    told = tuple(
        Gathering(source="x", target=name, kind="flow", drawn_source="x", drawn_target="b", target_group="g")
        for name in "abc"
    )
    arrows = [name for (name,) in drawn_names(spec, (), told) if name.startswith("arrow")]
    assert arrows == ["arrow-x-to-b"] * 3 + ["arrow-a-to-b"]


def test_twins_have_names_of_their_own() -> None:
    spec = DiagramSpec(
        elements=(Element(id="a", label="A"), Element(id="b", label="B")),
        connections=(Connection(source="a", target="b", label="Deny"), Connection(source="a", target="b")),
    )
    told = Continuation(source="a", target="b", kind="flow", letter="A", leaves="out", arrives="in", twin="Deny")
    assert list(drawn_names(spec))[2:] == [("arrow-a-to-b",), ("arrow-a-to-b-2",)]
    assert list(drawn_names(spec, [told]))[2:] == [
        ("element-out", "element-in", "element-a-to-out"),
        ("arrow-a-to-b",),
    ]
