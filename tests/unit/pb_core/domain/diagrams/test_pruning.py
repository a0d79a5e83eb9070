import pytest
from msgspec.structs import replace

from pb_core.domain.diagrams.pruning import pruned, without
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Group, validate
from pb_core.domain.diagrams.support import PartSupport, Support, SupportReport

SPEC = DiagramSpec(
    elements=(
        Element(id="a", label="A", group="inner"),
        Element(id="b", label="B", group="outer"),
        Element(id="c", label="C"),
    ),
    connections=(Connection(source="a", target="b"), Connection(source="b", target="c")),
    groups=(Group(id="outer", title="Outer"), Group(id="inner", title="Inner", parent="outer")),
)


def test_an_element_goes_with_its_arrows() -> None:
    rest = without(SPEC, {"b"})

    assert rest is not None
    assert ([e.id for e in rest.elements], rest.connections) == (["a", "c"], ())
    validate(rest)


def test_an_arrow_goes_alone() -> None:
    rest = without(SPEC, {"a->b"})

    assert rest is not None
    assert [c.name for c in rest.connections] == ["b->c"]
    assert rest.elements == SPEC.elements


def test_members_of_a_removed_group_move_to_its_parent() -> None:
    rest = without(SPEC, {"inner"})

    assert rest is not None
    assert [e.group for e in rest.elements] == ["outer", "outer", None]
    validate(rest)


def test_nested_groups_can_go_together() -> None:
    rest = without(SPEC, {"inner", "outer"})

    assert rest is not None
    assert [e.group for e in rest.elements] == [None, None, None]


def test_nothing_is_left_of_a_spec_without_elements() -> None:
    assert without(SPEC, {"a", "b", "c"}) is None


def test_nothing_named_changes_nothing() -> None:
    assert without(SPEC, set()) == SPEC


def test_arrows_at_a_removed_group_are_those_of_its_members() -> None:
    arrow = Connection(source="a", target="c", source_group="inner")
    whole = DiagramSpec(elements=SPEC.elements, connections=(arrow,), groups=SPEC.groups)
    rest, same = without(whole, {"inner"}), without(whole, {"b"})

    assert rest is not None
    assert same is not None
    assert [c.source_group for c in (*rest.connections, *same.connections)] == [None, "inner"]
    validate(rest)


TWINS = replace(SPEC, connections=(*SPEC.connections, Connection(source="a", target="b", label="Deny")))


@pytest.mark.parametrize(("gone", "left"), [("a->b", ["", "Deny"]), ("a->b: Deny", ["", ""])])
def test_of_twins_the_one_that_is_named_goes(gone: str, left: list[str]) -> None:
    rest = without(TWINS, {gone})

    assert rest is not None
    assert [c.label for c in rest.connections] == left


def test_twins_are_one_where_the_words_that_tell_them_apart_go() -> None:
    fine = PartSupport(subject="", support=Support.STATED)
    verdicts = (fine, fine, replace(fine, unsupported_fields=("label",)))

    rest = pruned(TWINS, SupportReport(elements=(fine,) * 3, connections=verdicts, groups=(fine,) * 2))

    assert rest is not None
    assert rest.connections == SPEC.connections
