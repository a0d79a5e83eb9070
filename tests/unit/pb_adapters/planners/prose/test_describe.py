"""A plan in prose names all of it."""

from pb_adapters.planners.prose.describe import describe
from pb_core.domain.diagrams.spec import Connection, ConnectionKind, DiagramSpec, Element, Group

SPEC = DiagramSpec(
    elements=(
        Element(id="a", label="Reader", detail="two layers", repeat=6, group="g"),
        Element(id="b", label="Writer", group="g"),
    ),
    connections=(
        Connection(source="a", target="b", label="text"),
        Connection(source="b", target="a", kind=ConnectionKind.FEEDBACK),
    ),
    groups=(Group(id="g", title="Scribes", repeat=2),),
)


def test_elements_groups_arrows_and_ends() -> None:
    text = describe(SPEC, "Figure 1: Scribes.")
    for words in (
        "Reader",
        "two layers",
        "×6",
        "Scribes",
        "×2",
        "labelled \u201ctext\u201d",
        "feedback",
        "a box of the kind",
    ):
        assert words in text


def test_parts_alone_have_no_flow() -> None:
    assert "Flow:" not in describe(DiagramSpec(elements=SPEC.elements[1:]), "A list")
