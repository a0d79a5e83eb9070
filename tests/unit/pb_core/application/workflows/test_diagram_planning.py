"""What a figure is planned from: read once, however many candidates there are."""

import msgspec

from pb_core.application.workflows.diagram_planning import plan_figure, read
from pb_core.domain.diagrams.plan import GivenDiagram
from pb_core.domain.diagrams.spec import DiagramSpec, Element
from pb_core.domain.requests import Canvas, MethodologyWork, PdfPages
from pb_core.testing.memory.pdf_files import write_pdf
from pb_core.testing.memory.vlm import SOURCE, ScriptedVlm
from support.claims import OWNER
from support.diagram_run import DiagramRun

TEXT = MethodologyWork(caption="Figure 1", source=SOURCE)


async def test_pages_are_read_once_for_all_candidates() -> None:
    run = DiagramRun(vlm=ScriptedVlm())
    digest = await run.artifacts.put(OWNER, write_pdf([SOURCE]))
    pdf = PdfPages(digest=digest, path="path", pages=(1,))
    work = MethodologyWork(caption="Figure 1", pdf=pdf, canvas=Canvas(iterations=1, candidates=2))
    context = await run.context(work)

    reading = await read(context, work)
    for number in (1, 2):
        await plan_figure(context.of_candidate(number), work, reading, number)

    assert await run.steps() == ["extract", "plan", "style", "candidate/2/plan", "candidate/2/style"]
    assert "encoder" in reading.material.text


async def test_a_further_candidate_is_planned_and_styled_more_freely_from_the_same_words() -> None:
    run = DiagramRun(vlm=ScriptedVlm())
    context = await run.context(TEXT)
    reading = await read(context, TEXT)
    for number in (1, 3):
        await plan_figure(context.of_candidate(number), TEXT, reading, number)

    asked = [(request.role, request.prompt) for request in run.vlm.requests]
    assert asked[:2] == asked[2:]
    first, third = run.vlm.requests[0].temperature, run.vlm.requests[2].temperature
    assert first < third
    assert [request.temperature for request in run.vlm.requests] == [first, first, third, third]


async def test_of_a_given_plan_no_planner_is_asked_and_its_notes_stand_first() -> None:
    run = DiagramRun(vlm=ScriptedVlm())
    spec = DiagramSpec(elements=(Element(id="a", label="Encoder"),))
    work = msgspec.structs.replace(TEXT, source="", plan=GivenDiagram(spec=spec, notes=("As given.",)))
    run.vlm.script("stylist", "no JSON", "no JSON either")
    context = await run.context(work)

    planned = await plan_figure(context, work, await read(context, work))

    assert {request.role for request in run.vlm.requests} == {"stylist"}
    assert planned.draft.spec == spec
    assert planned.notes[0] == "As given."
    assert "usual look" in planned.notes[1]
