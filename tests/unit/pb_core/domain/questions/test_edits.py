"""What of a model's patch its author ordered, and how large the question is."""

import msgspec
import pytest

from pb_core.domain.answer_schemas import LARGEST
from pb_core.domain.diagrams import patch as ops
from pb_core.domain.diagrams.patch import DiagramOperation, DiagramPatch
from pb_core.domain.diagrams.spec import DiagramSpec, Element, Styling
from pb_core.domain.plots.patch import PlotPatch
from pb_core.domain.questions import EditBrief, edits_schema, ordered

BRIEF = EditBrief(
    instruction="Merge both heads into a Ranker; the  “slate” palette.",
    spec=DiagramSpec(elements=(Element(id="a", label="Dense head"), Element(id="b", label="Sparse head"))),
    styling=Styling(),
    source="The ranking module has two heads.",
)
MERGE = ops.Merge(order="merge both heads into a ranker", parts=("a", "b"), text="Ranker")


@pytest.mark.parametrize("patch", [DiagramPatch, PlotPatch])
def test_the_schema_is_small_and_names_every_operation(patch: type) -> None:
    schema = edits_schema(patch)
    assert len(schema) < LARGEST
    item = msgspec.json.decode(schema)["properties"]["operations"]["items"]
    assert item["required"] == ["op", "order"]
    assert {"merge", "reverse"} <= set(item["properties"]["op"]["enum"]) or patch is PlotPatch


@pytest.mark.parametrize(
    "operation",
    [
        MERGE,
        ops.Restyle(order="the “slate” palette", palette="slate"),
        ops.Merge(order="Merge both heads", parts=("a", "b"), text="ranking module"),
        ops.Merge(order="Merge both heads", parts=("a", "b"), text="Dense and sparse head"),
    ],
)
def test_what_quotes_the_instruction_in_known_words_is_kept(operation: DiagramOperation) -> None:
    found = ordered(DiagramPatch(operations=(operation,)), BRIEF)
    assert (found.patch, found.left) == (DiagramPatch(operations=(operation,)), ())


@pytest.mark.parametrize(
    ("operation", "why"),
    [
        (ops.Remove(part="a"), "remove quotes '', which"),
        (ops.Remove(order="remove a head", part="a"), "remove quotes 'remove a head', which"),
        (ops.Rename(order="Merge both heads", part="a", text="Oracle"), "neither instruction nor source has: Oracle"),
    ],
)
def test_what_nobody_ordered_is_left_out_and_told(operation: DiagramOperation, why: str) -> None:
    found = ordered(DiagramPatch(operations=(operation, MERGE)), BRIEF)
    assert found.patch == DiagramPatch(operations=(MERGE,))
    assert why in found.left[0]
    assert ordered(DiagramPatch(operations=(operation,)), BRIEF).patch is None
