import pytest
from msgspec.structs import replace

from pb_adapters.notation.mermaid_frames import Frames
from pb_adapters.notation.mermaid_joining import joined
from pb_adapters.notation.mermaid_notes import Notes
from pb_adapters.notation.mermaid_parts import Link, Part
from pb_adapters.notation.mermaid_words import Arrow
from pb_core.domain.diagrams.notation import PartComment
from pb_core.domain.diagrams.spec import ConnectionKind, ElementKind, Heads, Shape
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


@pytest.mark.parametrize(
    ("kind", "lines", "label", "detail"),
    [
        (ElementKind.PROCESS, None, "one", "two\nthree"),
        (ElementKind.DECISION, None, "one\ntwo\nthree", ""),
        (ElementKind.PROCESS, 2, "one\ntwo", "three"),
        (ElementKind.DECISION, 1, "one", "two\nthree"),
        (ElementKind.PROCESS, 9, "one\ntwo\nthree", ""),
    ],
)
def test_lines_of_a_node_are_its_label_or_its_small_print(
    kind: ElementKind, lines: int | None, label: str, detail: str
) -> None:
    node = Part(line=1, label="one", detail="two\nthree", kind=kind, comment=PartComment(lines=lines))

    spec, _ = joined({"a": node}, Frames(), [], Notes())

    assert (spec.elements[0].label, spec.elements[0].detail) == (label, detail)


PLAIN = Part(line=1, label="Model", detail="Time Windows", plain=True)


@pytest.mark.parametrize(
    ("others", "found"),
    [
        ([], ("Model\nTime Windows", "")),
        ([PLAIN], ("Model\nTime Windows", "")),
        ([Part(line=2, label="Encoder", detail="6 layers")], ("Model", "Time Windows")),
        (
            [Part(line=2, label="Encoder", detail="6 layers"), *[Part(line=3, label="Drop and\nkeep")] * 2],
            ("Model\nTime Windows", ""),
        ),
        ([Part(line=2, label="Is it", detail="6 layers?", kind=ElementKind.DECISION)], ("Model\nTime Windows", "")),
        ([Part(line=2, label="Encoder", comment=PartComment(detail="6 layers"))], ("Model\nTime Windows", "")),
    ],
)
def test_plain_lines_are_small_in_all_nodes_or_in_none(others: list[Part], found: tuple[str, str]) -> None:
    nodes = {"a": PLAIN} | {f"b{index}": node for index, node in enumerate(others)}

    spec, _ = joined(nodes, Frames(), [], Notes())

    assert (spec.elements[0].label, spec.elements[0].detail) == found


ENDING, DETAILED = (
    Part(line=1, label="Model", detail="Windows", plain=True, ending=True),
    Part(line=2, label="A", detail="6"),
)


@pytest.mark.parametrize(
    ("others", "found"),
    [
        ([], ("Model\nWindows", "")),
        ([DETAILED], ("Model\nWindows", "")),
        ([DETAILED, PLAIN], ("Model", "Windows")),
        ([PLAIN, PLAIN], ("Model\nWindows", "")),
        ([DETAILED, DETAILED, ENDING], ("Model\nWindows", "")),
        ([DETAILED] * 4 + [ENDING], ("Model", "Windows")),
    ],
)
def test_one_word_that_may_end_a_name_is_small_among_much_small_print(
    others: list[Part], found: tuple[str, str]
) -> None:
    nodes = {"a": ENDING} | {f"b{index}": node for index, node in enumerate(others)}

    spec, _ = joined(nodes, Frames(), [], Notes())

    assert (spec.elements[0].label, spec.elements[0].detail) == found


def test_parentheses_in_a_question_are_small_print() -> None:
    node = Part(line=1, label="Which part?", detail="(layers, features)", kind=ElementKind.DECISION)

    spec, _ = joined({"a": node}, Frames(), [], Notes())

    assert (spec.elements[0].label, spec.elements[0].detail) == ("Which part?", "(layers, features)")


@pytest.mark.parametrize(("others", "found"), [(4, "Add missingness\nindicator features"), (3, "Add missingness")])
def test_words_behind_a_break_are_of_the_name_where_nearly_all_breaks_are_in_names(others: int, found: str) -> None:
    node = Part(line=1, label="Add missingness", detail="indicator features")
    nodes = {"a": node} | {f"b{index}": Part(line=2, label="Drop and\nkeep") for index in range(others)}

    spec, _ = joined(nodes, Frames(), [], Notes())

    assert spec.elements[0].label == found


@pytest.mark.parametrize(
    ("node", "label", "note"),
    [
        (Part(line=1), "a", ()),
        (Part(line=1, label=""), "□", ("Nodes that have no text are drawn with a sign: a (□).",)),
        (
            Part(line=1, label="", kind=ElementKind.DECISION, form=Shape.DIAMOND),
            "●",
            ("Nodes that have no text are drawn with a sign: a (●).",),
        ),
        (
            Part(line=1, label="", form=Shape.CIRCLE),
            "○",
            ("Nodes that have no text are drawn with a sign: a (○).",),
        ),
        (Part(line=1, sign="●"), "●", ("Nodes that have no text are drawn with a sign: a (●).",)),
        (Part(line=1, sign="●", label="Start"), "Start", ()),
    ],
)
def test_a_node_without_text(node: Part, label: str, note: tuple[str, ...]) -> None:
    notes = Notes()

    spec, _ = joined({"a": node}, Frames(), [], notes)

    assert (spec.elements[0].label, notes.sentences()) == (label, note)
