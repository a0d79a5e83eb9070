"""Clauses are read one after the other, each of the figure that the one before it left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pb_adapters.planners.edits.diagrams import edit
from pb_core.domain.diagrams import patch as ops
from pb_core.domain.diagrams.patch import DiagramPatch, PlannedDiagram
from pb_core.domain.diagrams.patching import apply
from pb_core.domain.diagrams.spec import DiagramSpec, Element, Styling
from pb_core.domain.questions import EditBrief
from pb_core.errors import NotUnderstood

SPEC = DiagramSpec(elements=(Element(id="a", label="Class head"), Element(id="b", label="Box head")))


def operations(instruction: str) -> tuple[ops.DiagramOperation, ...]:
    return edit(EditBrief(instruction=instruction, spec=SPEC, styling=Styling())).operations


def test_a_later_clause_knows_what_an_earlier_one_made() -> None:
    assert operations("merge both heads into 'Ranker', then make the ranker blue") == (
        ops.Merge(order="merge both heads into 'Ranker'", parts=("a", "b"), text="Ranker"),
        ops.Recolour(order="make the ranker blue", parts=("a",), color="blue"),
    )


@pytest.mark.parametrize(
    ("instruction", "last"),
    [
        ("rename the box head to Tail and highlight it", ops.Emphasise(parts=("b",))),
        ("merge both heads, make it red", ops.Recolour(parts=("a",), color="red")),
        ("highlight both heads and make them red", ops.Recolour(parts=("a", "b"), color="red")),
        ("highlight the box head, make it grey", ops.Recolour(parts=("b",), color="grey")),
        ("make it grey", ops.Restyle(theme="grey")),
        ("highlight the box head, make it 4:3", ops.Restyle(aspect_ratio="4:3")),
    ],
)
def test_it_is_what_was_named_just_before(instruction: str, last: ops.DiagramOperation) -> None:
    found = operations(instruction)[-1]
    assert replace(found, order="") == last


@pytest.mark.parametrize(
    ("instruction", "why"),
    [
        ("make it nicer", "“make it nicer” is no edit that this server's rules know. They know: reverse the arrow"),
        ("please", "is no edit that"),
        ("merge both ' '", "is no edit that"),
        ("connect" + " to" * 3_000, "is no edit that"),
        ("merge" + " the box head and" * 500, "is no edit that"),
        ("add a box A, " * 21, "20 edits at most"),
        ("remove the box head and make it nicer", "“make it nicer” is no edit"),
        ("merge both heads into 'Ranker', remove the tail", "called 'tail'; it has 'Ranker'"),
        ("highlight the class head, highlight the class head", "“highlight the class head” cannot be done: it changes"),
    ],
)
def test_an_instruction_is_understood_whole_or_not_at_all(instruction: str, why: str) -> None:
    with pytest.raises(NotUnderstood) as error:
        operations(instruction)
    assert why in str(error.value)


WORDS = st.sampled_from(
    [
        "the",
        "both",
        "it",
        "to",
        "from",
        "and",
        "as",
        "into",
        ",",
        ";",
        "'",
        "“",
        "”",
        ".",
        "head",
        "box",
        "x",
        "make",
        "merge",
        "remove",
        "connect",
        "rename",
        "label",
        "arrow",
        "between",
        "group",
        "blue",
        "16:9",
        "add",
        "call",
        "é",
        "A",
    ]
)


@given(st.lists(WORDS, max_size=30).map(" ".join))
def test_whatever_is_said_is_read_or_refused_in_a_sentence(instruction: str) -> None:
    try:
        found = operations(instruction)
    except NotUnderstood:
        return
    assert all(operation.order in instruction for operation in found)
    apply(DiagramPatch(operations=found), PlannedDiagram(spec=SPEC))
