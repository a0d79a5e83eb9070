from pb_adapters.drawing.diagrams.references import (
    flows_and_numbers,
    numbered,
    numbered_in_labels,
    reference_note,
    references,
)
from pb_core.domain.diagrams.scene import Reference
from pb_core.domain.diagrams.spec import Connection, ConnectionKind, DiagramSpec, Element, Heads

SPEC = DiagramSpec(
    elements=(
        Element(id="a", label="Encoder", detail="12 layers"),
        Element(id="b", label="Decoder"),
        Element(id="c", label="Loss"),
    ),
    connections=(
        Connection(source="a", target="c", label="latent"),
        Connection(source="a", target="b"),
        Connection(source="c", target="a", kind=ConnectionKind.FEEDBACK),
        Connection(source="b", target="c", heads=Heads.BOTH),
        Connection(source="b", target="a", heads=Heads.NONE),
    ),
)


def test_every_label_has_a_number_and_every_box_names_where_its_arrows_lead() -> None:
    told = numbered(SPEC, seconds=True)
    assert not told.connections
    assert [element.label for element in told.elements] == ["1 · Encoder", "2 · Decoder", "3 · Loss"]
    assert [element.detail for element in told.elements] == [
        "12 layers\n→ 2,\n3 (latent)",
        "↔ 3\n– 1",
        "feedback → 1",
    ]


def test_what_is_no_flow_may_be_told_by_number_beside_arrows() -> None:
    partly = flows_and_numbers(SPEC)
    assert partly is not None
    assert partly.connections == (*SPEC.connections[:2], *SPEC.connections[3:])
    assert [element.label for element in partly.elements] == ["1 · Encoder", "Decoder", "Loss"]
    assert [element.detail for element in partly.elements] == ["12 layers", "", "feedback → 1"]
    assert flows_and_numbers(partly) is None


def test_second_lines_may_make_room_for_the_numbers() -> None:
    assert numbered(SPEC, seconds=False).elements[0].detail == "→ 2,\n3 (latent)"  # which stands beside its number


def test_all_of_it_may_stand_in_the_labels() -> None:
    told = numbered_in_labels(SPEC)
    assert not told.connections
    assert [element.label for element in told.elements] == [
        "1 · Encoder → 2, 3 (latent)",
        "2 · Decoder ↔ 3 – 1",
        "3 · Loss feedback → 1",
    ]
    assert not any(element.detail for element in told.elements)


def test_references_are_the_arrows_with_the_numbers_of_their_targets() -> None:
    assert references(SPEC)[:3] == (
        Reference("a", "c", "flow", 3),
        Reference("a", "b", "flow", 2),
        Reference("c", "a", "feedback", 1),
    )
    assert "5 connections" in reference_note(SPEC)
