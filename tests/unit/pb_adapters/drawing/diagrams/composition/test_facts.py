from msgspec import structs

from pb_adapters.drawing.diagrams.composition.facts import facts_of
from pb_adapters.drawing.diagrams.placement import ROOT
from support.compositions import parts, plan

PLAN = plan("a>b", "b>c", "c>d", "d~a", groups={"g": "ab", "h": "c"})


def test_children_stand_below_their_groups_in_reading_order() -> None:
    facts = facts_of(parts(PLAN))
    assert facts.children == {ROOT: ("g", "h", "d"), "g": ("a", "b"), "h": ("c",)}
    assert facts.within(ROOT) == (ROOT, "g", "h")


def test_links_are_lifted_to_the_children_of_a_group_and_feedback_is_turned() -> None:
    facts = facts_of(parts(PLAN))
    assert facts.lifted("g") == [(0, 1)]
    assert facts.lifted(ROOT) == [(0, 1), (1, 2), (0, 2)]
    assert facts.lifted(ROOT, turned=False) == [(0, 1), (1, 2), (2, 0)]


def test_two_arrows_of_a_kind_turn_no_cycle_round() -> None:
    spec = plan("a>b", "b>a")
    twin = structs.replace(spec.connections[1], label="Deny")
    both = structs.replace(spec, connections=(*spec.connections, twin))
    assert facts_of(parts(both)).lifted(ROOT) == facts_of(parts(spec)).lifted(ROOT) == [(0, 1)]


def test_a_block_and_the_panel_of_its_inside_are_linked_without_an_arrow() -> None:
    spec = plan("a>b", "b>c", "x>y", "y>z", groups={"g": "xyz"})
    spec = structs.replace(
        spec, elements=tuple(structs.replace(e, zoom="g") if e.id == "b" else e for e in spec.elements)
    )
    facts = facts_of(parts(spec))
    assert [(link.source, link.target) for link in facts.links if link.guide] == [("b", "y")]
    assert len(facts.arrows) == len(spec.connections)
    assert facts.parts == ()


def test_connected_parts_are_groups_of_their_own_and_what_is_loose_is_the_last() -> None:
    facts = facts_of(parts(plan("a>b", "c>d", groups={"g": "ef"})))
    first, second, panel = facts.children[ROOT]
    assert (facts.children[first], facts.children[second], panel) == (("a", "b"), ("c", "d"), "g")
    assert facts.homes["a"] == first
    assert facts.lifted(ROOT) == []
    assert facts.twins(first) == (first, second)
    assert facts.twins("g") == ("g",)
    loose = facts_of(parts(plan("c>d", groups={"g": "abcd"})))
    assert [loose.children[name] for name in loose.children["g"]] == [("c", "d"), ("a", "b")]


def test_the_top_of_a_box_is_the_child_of_the_whole_that_holds_it() -> None:
    facts = facts_of(parts(plan("a>b", "b>c", groups={"g": "ab"})))
    assert [facts.top(name) for name in "abc"] == ["g", "g", "c"]


def test_elements_before_and_after_all_panels_are_told_apart_from_those_between() -> None:
    spec = plan("w>x", "x>a", "a>b", "b>y", "y>c", "c>z", "y>v", "z~x", groups={"g": "ab", "h": "c"})
    facts = facts_of(parts(spec))
    assert facts.outer() == (("w", "x"), ("z", "v"))
    assert facts.between()
    assert not facts_of(parts(plan("x>a", "a>y", groups={"g": "ab"}))).between()


def test_elements_on_both_sides_of_a_panel_are_neither_before_nor_after() -> None:
    facts = facts_of(parts(plan("x>a", "b>x", groups={"g": "ab"})))
    assert facts.outer() == ((), ())
