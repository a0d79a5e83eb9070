import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pb_adapters.notation.mermaid import read
from pb_core.domain.diagrams.plan import read_plan
from pb_core.domain.diagrams.spec import ConnectionKind
from pb_core.errors import InvalidRequest


@pytest.mark.parametrize(
    ("statements", "arrows"),
    [
        (("a & b --- j[ ] --> c",), "a-flow-target-c b-flow-target-c"),
        (("a --> j(( )) --> b & c",), "a-flow-target-b a-flow-target-c"),
        (("a & b --> j[ ] --> c & d",), "a-flow-target-c a-flow-target-d b-flow-target-c b-flow-target-d"),
        (("a --> i[ ] --> j[ ] --> b",), "a-flow-target-b"),  # one after the other
        (("a -.- j[ ] -.-> b",), "a-reference-target-b"),
        (("a -.- j[ ] --> b",), "a-flow-target-b"),
        (("a --- j[ ] --- b",), "a-flow-none-b"),
        (("subgraph g", "j[ ]", "x", "end", "a --- j --> b"), "a-flow-target-b"),
    ],
)
def test_arrows_pass_through_a_node_without_words(statements: tuple[str, ...], arrows: str) -> None:
    plan = read("flowchart LR\n" + "\n".join(statements))
    drawn = [f"{c.source}-{c.kind.value}-{c.heads.value}-{c.target}" for c in plan.spec.connections]
    assert drawn == arrows.split()
    assert all(element.label.strip() not in {"", "●", "○", "□", "j"} for element in plan.spec.elements)
    assert any(note.startswith("Arrows pass through joins, which have no text: ") for note in plan.notes)


@pytest.mark.parametrize("statement", ["a -- reads --- j[ ] --> b", "a --- j[ ] -- reads --> b"])
def test_the_label_before_or_behind_a_join_is_that_of_the_arrow(statement: str) -> None:
    (arrow,) = read(f"flowchart LR\n{statement}").spec.connections
    assert (arrow.source, arrow.target, arrow.label) == ("a", "b", "reads")


def test_what_the_comment_behind_a_join_says_is_said_of_the_arrow() -> None:
    (arrow,) = read(
        'flowchart LR\na --> j[ ]\n%% pb: {"kind": "feedback", "evidence": "Sec. 2"}\nj --> b'
    ).spec.connections
    assert (arrow.source, arrow.kind, arrow.evidence) == ("a", ConnectionKind.FEEDBACK, "Sec. 2")


def test_joins_are_named_in_the_order_of_their_lines() -> None:
    names = [f"j{number}" for number in range(5)]
    notes = read("flowchart LR\n" + "\n".join(f"a --> {name}[ ] --> b" for name in names)).notes
    assert f"Arrows pass through joins, which have no text: {', '.join(names)}." in notes


@pytest.mark.parametrize(
    "statement",
    [
        "a --> j[ ]",  # nothing leaves it
        "a --> j[ ] --- b",  # which has no head at its end
        "a <--> j[ ] --> b",
        "a & b & c --> j[ ] --> d & e",  # more lines than there were
        "a --> j[ ] --> a",
        "a --> j@{ shape: stop } --> b",  # a sign of its own
        "a --> j --> b",  # a node without a label is called by its id
        "subgraph g\nj[ ]\nend\na --> j --> b",  # which would be empty
        "a --> j{ } -- yes --> b\nj -- no --> c",
        "a --> j{ } --> b",
        "a --> j[ ] -- yes --> b\nj -- no --> c",  # answers
        "a --> j[ ]:::model --> b",  # a kind of its own
        "a -- reads --> j[ ] -- writes --> b",
        "a -- reads --> j[ ] --> b\na -- writes --> b",
        "a --> j[ ] --> b\na --x b",
        "a --x j[ ] --> b",
        '%% pb: {"kind": "feedback"}\na --> j[ ]\nj --> b',
        '%% pb: {"evidence": "Sec. 2"}\na --> j[ ]\nj --> b',
        'subgraph g\nx\ny\nend\n%% pb: {"leads_from": "x"}\ng --> j[ ]\nj --> b',
        "subgraph g\nx --> y\nend\nx --> j[ ] --> g",  # out of a subgraph and into it again
        "subgraph g\nsubgraph h\nx\nend\nend\ng --> j[ ] --> h",
        'subgraph g\nj[ ]\nx\nend\na --> j --> b\n%% pb: {"leads_to": "j"}\nc --> g',
    ],
)
def test_other_nodes_are_drawn(statement: str) -> None:
    assert "j" in {element.id for element in read(f"flowchart LR\n{statement}").spec.elements}


_WORDS = st.sampled_from(["a", "b", "c", "i", "j", "g"])
_ARROWS = st.lists(
    st.tuples(_WORDS, st.sampled_from(["-->", "---", "-.->", "--x"]), st.sampled_from("xyz "), _WORDS),
    min_size=1,
    max_size=6,
)


@settings(max_examples=150, deadline=None)
@given(arrows=_ARROWS, inside=st.sets(st.sampled_from("abij"), min_size=1))
def test_a_plan_with_joins_is_accepted_wherever_one_with_words_is(
    arrows: list[tuple[str, str, str, str]], inside: set[str]
) -> None:
    members = [f'{word}["{{{word}}}"]' for word in "ij"]
    lines = [f'{source} {line}|"{sign * 70}"| {target}' for source, line, sign, target in arrows]
    text = "\n".join(["flowchart LR", "subgraph g", *sorted(inside), "end", *members, *lines])
    try:
        read(text.format(i="I", j="J"))
    except InvalidRequest:
        return

    spec = read(text.format(i=" ", j=" ")).spec

    assert read_plan(msgspec.to_builtins(spec))
