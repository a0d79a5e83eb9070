import pytest

from pb_adapters.notation.mermaid_node_words import NodeWords
from pb_adapters.notation.mermaid_notes import Notes
from pb_adapters.notation.mermaid_parts import Part
from pb_core.domain.diagrams.notation import PartComment
from pb_core.domain.diagrams.spec import ElementKind, Shape


def words(nodes: list[Part], lines: int | None = None) -> tuple[str, str]:
    """The label and the small print of the first of these nodes."""
    return NodeWords(nodes, Notes()).of("a", nodes[0], lines)


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
    node = Part(line=1, label="one", detail="two\nthree", kind=kind)
    assert words([node], lines=lines) == (label, detail)


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
    assert words([PLAIN, *others]) == found


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
    assert words([ENDING, *others]) == found


def test_parentheses_in_a_question_are_small_print() -> None:
    node = Part(line=1, label="Which part?", detail="(layers, features)", kind=ElementKind.DECISION)
    assert words([node]) == ("Which part?", "(layers, features)")


@pytest.mark.parametrize(("others", "found"), [(4, "Add missingness\nindicator features"), (3, "Add missingness")])
def test_words_behind_a_break_are_of_the_name_where_nearly_all_breaks_are_in_names(others: int, found: str) -> None:
    node = Part(line=1, label="Add missingness", detail="indicator features")
    assert words([node, *[Part(line=2, label="Drop and\nkeep")] * others])[0] == found


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
    assert NodeWords([node], notes).of("a", node, None) == (label, "")
    assert notes.sentences() == note
