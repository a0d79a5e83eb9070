"""What is told of how a figure was made."""

from msgspec.structs import replace

from pb_core.application.figure_trace import FigureTrace, ShownElsewhere
from pb_core.domain.diagrams.scene import DrawnScene, Fold
from pb_core.domain.requests import MethodologyWork, OptimizeWork, PdfPages, PlotWork, StoredData
from pb_core.domain.tasks import Task
from pb_core.testing.memory.images import ScriptedImages
from pb_core.testing.memory.pdf_files import write_pdf
from support.claims import OWNER
from support.diagram_run import DiagramRun

SOURCE = "An encoder feeds a decoder."


async def drawn(run: DiagramRun, **fields: object) -> tuple[FigureTrace, Task]:
    await run.draw(source=SOURCE, **fields)
    task = await run.storage.task("t")
    assert task is not None
    return FigureTrace(run.storage, run.artifacts), task


async def test_each_round_has_its_pictures_and_what_its_critic_said() -> None:
    run = DiagramRun()
    trace, task = await drawn(run, iterations=2)
    first, *_ = await trace.rounds(task)
    assert first.drawn.step == "round/1/draw"
    assert first.drawn.png is not None
    assert first.verdict is not None
    assert first.verdict.scores.faithfulness >= 0


async def test_a_round_that_nobody_judged_has_no_verdict() -> None:
    trace, task = await drawn(DiagramRun())
    (only,) = await trace.rounds(task)
    assert only.verdict is None


async def test_a_verdict_that_another_version_wrote_tells_nothing() -> None:
    run = DiagramRun()
    trace, task = await drawn(run, iterations=2)
    steps = run.storage._at.steps
    for name, record in list(steps.items()):
        if "critique" in record.name:
            steps[name] = replace(record, result=b'{"of": "another version"}')
    assert [one.verdict for one in await trace.rounds(task)] == [None]


async def test_the_source_of_a_text_a_prompt_and_a_plot() -> None:
    trace, task = await drawn(DiagramRun())
    assert await trace.source(replace(task, work=MethodologyWork(caption="c", source="A text."))) == "A text."
    prompt = OptimizeWork(
        description="d", source_context="Of it.", caption="", diagram_type="methodology", guidelines=""
    )
    assert await trace.source(replace(task, work=prompt)) == "Of it."
    plot = PlotWork(intent="i", data=StoredData(digest="d", path="p"))
    assert await trace.source(replace(task, work=plot)) == ""


async def test_the_source_of_a_pdf_is_what_was_read_of_its_pages() -> None:
    run = DiagramRun()
    pdf = PdfPages(digest=await run.artifacts.put(OWNER, write_pdf([SOURCE])), path="p", pages=(1,))
    await run.draw(pdf=pdf)
    task = await run.storage.task("t")
    assert task is not None
    trace = FigureTrace(run.storage, run.artifacts)
    assert (await trace.source(task)).strip() == SOURCE
    await run.artifacts.remove_owner(OWNER)
    assert await trace.source(task) == ""


async def test_the_data_of_a_plot_is_what_its_caller_sent() -> None:
    run = DiagramRun()
    trace, task = await drawn(run)
    assert await trace.data(task) is None
    data = StoredData(digest=await run.artifacts.put(OWNER, b"[1, 2]"), path="p")
    plot = replace(task, work=PlotWork(intent="i", data=data))
    assert await trace.data(plot) == b"[1, 2]"
    await run.artifacts.remove_owner(OWNER)
    assert await trace.data(plot) is None


async def test_what_is_drawn_as_a_line_in_the_box_of_another_is_read_of_the_scene() -> None:
    scene = DrawnScene(width=9, height=9, boxes=(), frames=(), lines=(), texts=(), folds=(Fold("a", "b"),))
    trace, task = await drawn(DiagramRun(images=ScriptedImages(scene)))
    assert await trace.shown_elsewhere(task) == ShownElsewhere(folds=(Fold("a", "b"),))
    trace, task = await drawn(DiagramRun())
    assert await trace.shown_elsewhere(task) == ShownElsewhere()
