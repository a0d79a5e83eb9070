"""What part a connection plays in a plan."""

from msgspec import structs

from pb_adapters.drawing.diagrams.composition.link_roles import (
    is_bound,
    is_first_step,
    is_of_fan,
    only_ways,
    onward_flow,
    parting,
    together,
    usual_tip,
)
from pb_core.domain.diagrams.spec import Connection, ConnectionKind, DiagramSpec, Element, ElementKind, Group, Tip


def plan(*pairs: str, decision: str = "", grouped: str = "") -> DiagramSpec:
    """A plan of arrows such as ``ab``, with a decision and a group of these elements."""
    names = sorted({name for pair in pairs for name in pair})
    kinds = {name: ElementKind.DECISION if name == decision else ElementKind.PROCESS for name in names}
    return DiagramSpec(
        elements=tuple(
            Element(id=name, label=name, kind=kinds[name], group="g" if name in grouped else None) for name in names
        ),
        connections=tuple(Connection(source=source, target=target) for source, target in pairs),
        groups=(Group(id="g", title="G"),) if grouped else (),
    )


def test_the_only_way_on_and_all_that_a_box_has_lead_on() -> None:
    assert only_ways(plan("ab", "bc", "cd", "ad", "eb")) == {1, 2, 4}  # a leads on in two ways


def test_steps_are_told_by_the_plain_flow_that_closes_no_loop() -> None:
    spec = plan("ab", "bc", "cd", "db")
    dashed = Connection(source="b", target="d", kind=ConnectionKind.REFERENCE)
    assert onward_flow(structs.replace(spec, connections=(*spec.connections, dashed))).keys() == {0, 1, 2}
    assert only_ways(structs.replace(spec, connections=(*spec.connections, dashed))) == {0, 1, 2}
    assert onward_flow(DiagramSpec(elements=spec.elements, connections=(dashed,))) == {0: ("b", "d")}


def test_the_one_step_between_two_groups_is_the_only_way_on() -> None:
    spec = plan("ab", "bc", "bd", "ce", "de", grouped="ab")
    assert 1 not in only_ways(spec)
    homes = {"a": "g", "b": "g", "c": "h", "d": "i", "e": "i"}
    elements = tuple(structs.replace(element, group=homes[element.id]) for element in spec.elements)
    more = tuple(Group(id=name, title=name) for name in "hi")
    assert {1, 2} <= only_ways(structs.replace(spec, elements=elements, groups=(*spec.groups, *more)))


def test_links_of_chains_and_answers_are_bound() -> None:
    spec = plan("ab", "bc", "bd", "de")
    assert [is_bound(connection, spec) for connection in spec.connections] == [True, False, False, True]
    asked = plan("ab", "bc", "bd", decision="b")
    assert [is_bound(connection, asked) for connection in asked.connections] == [True, True, True]


def test_arrows_alike_from_one_box_into_one_group_are_a_fan() -> None:
    spec = plan("ab", "ac", "ad", "ae", grouped="bcd")
    assert [is_of_fan(connection, spec) for connection in spec.connections] == [True, True, True, False]


def test_arrows_alike_from_one_group_to_one_box_go_together() -> None:
    spec = plan("az", "bz", "cz", "dz", grouped="abc")
    assert [together(i, spec) for i in range(4)] == [(0, 1, 2)] * 3 + [(3,)]
    assert together(0, structs.replace(spec, connections=spec.connections[:2])) == (0, 1)
    assert together(0, structs.replace(spec, connections=spec.connections[:1])) == (0,)
    assert together(0, plan("ac", "bc", grouped="abc")) == (0,)  # in one panel each is a step of its own


def test_three_arrows_alike_from_one_box_to_one_group_part_together() -> None:
    spec = plan("az", "ab", "ac", "ad", grouped="bcd")
    assert [parting(i, spec) for i in range(4)] == [(0,), *[(1, 2, 3)] * 3]
    assert parting(1, structs.replace(spec, connections=spec.connections[:3])) == (1,)


def test_the_first_step_is_all_that_a_start_has_beside_what_it_leads_to() -> None:
    spec = plan("ab", "bc", grouped="bc")
    assert not is_first_step(spec.connections[0], spec)
    assert is_first_step(spec.connections[0], plan("ab", "bc"))


def test_a_tag_seems_to_stand_for_the_least_weight_and_the_most_common_tip() -> None:
    spec = plan("ab", "bc", "cd")
    odd = structs.replace(spec.connections[0], tip=Tip.CROSS)
    assert usual_tip(structs.replace(spec, connections=(odd, *spec.connections[1:]))) == (False, Tip.ARROW)
    heavy = tuple(structs.replace(connection, heavy=True) for connection in spec.connections)
    assert usual_tip(structs.replace(spec, connections=(*heavy[:2], spec.connections[2]))) == (False, Tip.ARROW)
    assert usual_tip(structs.replace(spec, connections=heavy)) == (True, Tip.ARROW)
