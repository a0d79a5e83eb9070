import pytest
from msgspec.structs import replace

from pb_adapters.notation.mermaid_frames import Frames
from pb_adapters.notation.mermaid_joining import joined
from pb_adapters.notation.mermaid_notes import Notes
from pb_adapters.notation.mermaid_parts import Link, Part
from pb_adapters.notation.mermaid_words import Arrow
from pb_core.domain.diagrams.notation import PartComment
from pb_core.domain.diagrams.spec import ConnectionKind, ElementKind, Heads
from pb_core.errors import InvalidRequest


def link(source: str, target: str, label: str = "", kind: ConnectionKind | None = None) -> Link:
    comment = PartComment(kind=kind) if kind else None
    return Link(source=source, target=target, label=label, arrow=Arrow(), line=7, comment=comment)


def test_a_comment_gives_a_part_its_id_and_place() -> None:
    nodes = {
        "n1": Part(line=2, label="First", comment=PartComment(id="the first", place=1)),
        "b": Part(line=3, comment=PartComment(place=0), fixed=ElementKind.ACTOR),
    }

    spec, ids = joined(nodes, Frames(), [link("n1", "b")], Notes())

    assert [(e.id, e.label, e.kind) for e in spec.elements] == [
        ("b", "b", ElementKind.ACTOR),
        ("the first", "First", ElementKind.PROCESS),
    ]
    assert spec.connections[0].name == "the first->b"
    assert ids == {"n1": "the first", "b": "b"}


def test_arrows_of_different_kinds_stay_apart() -> None:
    nodes = {"a": Part(line=1), "b": Part(line=1)}

    spec, _ = joined(nodes, Frames(), [link("a", "b"), link("a", "b", kind=ConnectionKind.SKIP)], Notes())

    assert [c.kind for c in spec.connections] == [ConnectionKind.FLOW, ConnectionKind.SKIP]


def test_an_arrow_without_words_stays_beside_one_with_words() -> None:
    nodes, notes = {"a": Part(line=1), "b": Part(line=1)}, Notes()

    spec, _ = joined(nodes, Frames(), [link("a", "b", "Deny"), link("a", "b")], notes)

    assert [c.label for c in spec.connections] == ["Deny", ""]
    assert notes.sentences() == ()


def test_a_comment_keeps_arrows_with_words_apart() -> None:
    nodes = {"a": Part(line=1), "b": Part(line=1)}
    links = [replace(link("a", "b", label), comment=PartComment(apart=True)) for label in ("x", "y")]

    spec, _ = joined(nodes, Frames(), links, Notes())

    assert [c.label for c in spec.connections] == ["x", "y"]


def test_arrows_that_look_unlike_are_one_only_where_nothing_else_tells_them_apart() -> None:
    nodes, notes = {"a": Part(line=1), "b": Part(line=1)}, Notes()
    heads = {"x": Heads.TARGET, "y": Heads.BOTH, "x ": Heads.NONE}
    links = [replace(link("a", "b", label.strip()), arrow=Arrow(heads=one)) for label, one in heads.items()]

    spec, _ = joined(nodes, Frames(), links, notes)

    assert [(c.label, c.heads) for c in spec.connections] == [("x", Heads.TARGET), ("y", Heads.BOTH)]
    assert notes.sentences() == ("Arrows from 'a' to 'b' with the same words are drawn as one.",)


def test_labels_that_are_too_long_together_are_refused() -> None:
    nodes = {"a": Part(line=1), "b": Part(line=1)}

    with pytest.raises(InvalidRequest, match="line 7: several arrows go from 'a' to 'b'"):
        joined(nodes, Frames(), [link("a", "b", "x" * 70), link("a", "b", "y" * 70)], Notes())


def test_a_comment_adds_to_a_second_line() -> None:
    node = Part(line=1, label="Encoder", detail="6 layers", comment=PartComment(detail="frozen"))

    spec, _ = joined({"a": node}, Frames(), [], Notes())

    assert spec.elements[0].detail == "6 layers\nfrozen"


def test_a_comment_says_how_many_lines_are_the_label() -> None:
    node = Part(line=1, label="one", detail="two\nthree", comment=PartComment(lines=2))

    spec, _ = joined({"a": node}, Frames(), [], Notes())

    assert (spec.elements[0].label, spec.elements[0].detail) == ("one\ntwo", "three")
