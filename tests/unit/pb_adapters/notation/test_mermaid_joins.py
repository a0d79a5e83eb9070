import pytest

from pb_adapters.notation.mermaid import read


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
    assert all(element.label.strip() not in {"", "●", "j"} for element in plan.spec.elements)
    assert any(note.startswith("Arrows pass through joins, which have no text: ") for note in plan.notes)


def test_the_labels_before_and_behind_a_join_are_those_of_the_arrow() -> None:
    (arrow,) = read("flowchart LR\na -- reads --- j[ ] -- writes --> b").spec.connections
    assert arrow.label == "reads / writes"


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
    ],
)
def test_other_nodes_are_drawn(statement: str) -> None:
    assert "j" in {element.id for element in read(f"flowchart LR\n{statement}").spec.elements}
