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
