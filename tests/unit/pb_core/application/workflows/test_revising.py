"""A revised diagram: what is ordered is drawn and marked as the author's, all else is as it was."""

from typing import Any

import msgspec
from msgspec.structs import replace

from pb_core.domain.diagrams import patch as ops
from pb_core.domain.diagrams.patch import DiagramOperation, DiagramPatch
from pb_core.domain.diagrams.plan import GivenDiagram
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Direction, Element, Palette, Styling
from pb_core.domain.diagrams.support import PartSupport, Support, SupportReport
from pb_core.domain.questions import EditBrief, StyleBrief
from pb_core.domain.requests import RevisedDiagram
from pb_core.domain.tasks import DiagramRecord, TaskResult
from pb_core.testing.memory.vlm import SOURCE
from support.diagram_run import DiagramRun

SPEC = DiagramSpec(
    elements=(
        Element(id="e", label="encoder", evidence="The encoder maps tokens to vectors."),
        Element(id="d", label="decoder", evidence="The vectors are passed to the decoder"),
    ),
    connections=(
        Connection(source="e", target="d", label="vectors", evidence="The vectors are passed to the decoder"),
    ),
)
STATED = SupportReport(
    elements=tuple(PartSupport(subject=name, support=Support.STATED, why="so said") for name in "ed"),
    connections=(PartSupport(subject="e->d", support=Support.STATED, why="so said"),),
)
WAS = RevisedDiagram(spec=SPEC, styling=Styling(palette=Palette.SLATE, emphasis=("e",)), support=STATED)
INSTRUCTION = "Call the encoder Vision tower, add an oracle that the decoder asks, top down"
EDITS = (
    ops.Rename(order="Call the encoder Vision tower", part="e", text="Vision tower"),
    ops.AddElement(order="add an oracle", part="o", text="oracle"),
    ops.AddArrow(order="that the decoder asks", source="d", target="o", text="asks"),
    ops.Restyle(order="top down", direction=Direction.DOWN, aspect_ratio="1:1"),
)


async def revision(
    run: DiagramRun,
    *operations: DiagramOperation,
    instruction: str = INSTRUCTION,
    **fields: Any,  # noqa: ANN401 - of the work
) -> TaskResult:
    run.vlm.script("editor", msgspec.json.encode(DiagramPatch(operations=operations)).decode())
    revises = replace(WAS, instruction=instruction)
    return await run.draw(**{"plan": GivenDiagram(spec=SPEC), "source": SOURCE, "revises": revises, **fields})


def record(result: TaskResult) -> DiagramRecord:
    assert result.diagram is not None
    return result.diagram


def supports(result: TaskResult) -> dict[str, Support]:
    return {part.subject: part.support for part in record(result).support.parts}


async def test_what_the_author_orders_is_drawn_and_marked() -> None:
    run = DiagramRun()
    result = await revision(run, *EDITS)
    assert supports(result) == {
        "e": Support.AUTHOR,
        "d": Support.STATED,
        "o": Support.AUTHOR,
        "e->d": Support.STATED,
        "d->o": Support.AUTHOR,
    }
    assert await run.steps() == ["revise", "style", "round/1/draw"]
    assert not any("Left out" in note for note in result.notes)


async def test_the_look_is_as_it_was_but_for_what_is_ordered() -> None:
    run = DiagramRun()
    result = await revision(run, *EDITS)
    assert record(result).styling == Styling(palette=Palette.SLATE, emphasis=("e",), direction=Direction.DOWN)
    assert run.images.requests[0].aspect_ratio == "1:1"
    styled = next(request.brief for request in run.vlm.requests if isinstance(request.brief, StyleBrief))
    assert styled.fixed.palette is Palette.SLATE


async def test_a_model_is_told_plan_source_and_instruction() -> None:
    run = DiagramRun()
    await revision(run, *EDITS)
    (asked,) = (request.brief for request in run.vlm.requests if isinstance(request.brief, EditBrief))
    assert (asked.spec, asked.source, asked.instruction) == (SPEC, SOURCE, INSTRUCTION)


async def test_an_addition_that_the_source_says_is_the_sources() -> None:
    result = await revision(
        DiagramRun(), ops.AddElement(order="add the summary", part="s", text="summary"), instruction="add the summary"
    )
    assert supports(result)["s"] is Support.STATED


async def test_what_nobody_ordered_is_not_done_and_named() -> None:
    made_up = ops.Remove(order="drop the decoder", part="d")
    run = DiagramRun()
    run.vlm.script("editor", *[msgspec.json.encode(DiagramPatch(operations=(EDITS[0], made_up))).decode()] * 2)
    result = await run.draw(plan=GivenDiagram(spec=SPEC), source=SOURCE, revises=replace(WAS, instruction=INSTRUCTION))
    assert [element.label for element in record(result).spec.elements] == ["Vision tower", "decoder"]
    assert any("nobody ordered it: remove quotes" in note for note in result.notes)


async def test_a_plan_of_the_authors_is_held_against_the_source() -> None:
    run = DiagramRun()
    plan = replace(SPEC, elements=(*SPEC.elements, Element(id="o", label="Oracle")))
    result = await run.draw(
        plan=GivenDiagram(spec=plan), source=SOURCE, revises=replace(WAS, by_plan=True, instruction="an oracle")
    )
    assert [element.id for element in record(result).spec.elements] == ["e", "d"]
    assert any("'Oracle'" in note for note in result.notes)
    assert "revise" not in await run.steps()


async def test_what_was_the_authors_stays_so_in_a_plan() -> None:
    oracle = Element(id="o", label="Oracle")
    was = replace(
        WAS,
        spec=replace(SPEC, elements=(*SPEC.elements, oracle)),
        support=replace(
            STATED, elements=(*STATED.elements, PartSupport(subject="o", support=Support.AUTHOR, why="ordered"))
        ),
        by_plan=True,
    )
    result = await DiagramRun().draw(plan=GivenDiagram(spec=was.spec), source=SOURCE, revises=was)
    assert supports(result)["o"] is Support.AUTHOR


async def test_a_figure_without_a_text_is_held_against_nothing() -> None:
    result = await revision(DiagramRun(), *EDITS, source="")
    assert record(result).support == SupportReport()
    assert len(record(result).spec.elements) == 3
