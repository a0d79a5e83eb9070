from msgspec.structs import replace

from pb_core.domain.diagrams.patch_merging import common_group, merged, redirected, renamed
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Group

SPEC = DiagramSpec(
    elements=(
        Element(id="a", label="A", group="inner", repeat=2, evidence="an A"),
        Element(id="b", label="B", group="inner", repeat=2, evidence="a B"),
        Element(id="c", label="C", group="outer", repeat=3),
        Element(id="d", label="D"),
    ),
    connections=(
        Connection(source="a", target="b"),
        Connection(source="a", target="a", label="again"),
        Connection(source="c", target="a", label="x", evidence="c gives x"),
        Connection(source="c", target="b", label="y", evidence="c gives y"),
    ),
    groups=(Group(id="outer", title="Outer"), Group(id="inner", title="Inner", parent="outer")),
)
A, B, C, D = SPEC.elements


def test_one_element_has_what_all_agree_on() -> None:
    one = merged(SPEC, [A, B], "Both")
    assert (one.id, one.label, one.aliases) == ("a", "Both", ("A", "B"))
    assert (one.group, one.repeat, one.evidence) == ("inner", 2, "an A … a B")
    assert merged(SPEC, [A, C], "Both").repeat is None


def test_elements_share_the_innermost_group_around_all() -> None:
    assert [common_group(SPEC, parts) for parts in ([A, B], [A, C], [A, D])] == ["inner", "outer", None]


def test_arrows_that_join_the_same_are_one_and_those_between_the_merged_are_gone() -> None:
    loop, given = redirected(SPEC, {"a", "b"}, "a")
    assert (loop.name, loop.label) == ("a->a", "again")
    assert (given.name, given.label, given.evidence) == ("c->a", "x, y", "c gives x … c gives y")


def test_a_name_that_reads_the_same_is_no_other_name() -> None:
    assert renamed(A, "a").aliases == ()
    assert renamed(renamed(A, "New"), "Newer").aliases == ("A", "New")


def test_an_arrow_without_words_stays_beside_those_with_words() -> None:
    bare = Connection(source="d", target="a")
    spec = replace(SPEC, connections=(bare, Connection(source="d", target="b", label="Deny")))
    assert [arrow.label for arrow in redirected(spec, {"a", "b"}, "a")] == ["", "Deny"]


def test_twins_that_do_not_meet_the_merged_stay_as_they_are() -> None:
    twins = tuple(Connection(source="c", target="d", label=label) for label in ("", "x", "y"))
    assert tuple(redirected(replace(SPEC, connections=twins), {"a", "b"}, "a")) == twins
