from pb_core.application.engines import Engines
from pb_core.application.journal import Journal
from pb_core.application.workflows import TaskContext, Tools
from pb_core.application.workflows.optimization import optimize_prompt
from pb_core.domain.questions import OptimizeBrief, guide
from pb_core.domain.requests import DiagramType, OptimizeWork
from pb_core.testing.contracts.storage_base import running_task
from pb_core.testing.memory import ManualClock, MemoryArtifacts
from pb_core.testing.memory.images import ScriptedImages
from pb_core.testing.memory.pdf_files import InMemoryPdfReader
from pb_core.testing.memory.storage import MemoryStorage
from pb_core.testing.memory.vlm import ScriptedVlm


async def changed() -> None:
    """Nobody watches these tasks."""


async def asked(guidelines: str) -> OptimizeBrief:
    """Run the workflow under these guidelines; what the model was asked."""
    engine, storage = ScriptedVlm(), MemoryStorage()
    tools = Tools(
        engines=Engines(vlm=engine, images=ScriptedImages()), artifacts=MemoryArtifacts(), pdf=InMemoryPdfReader()
    )
    journal = Journal(storage, (await running_task(storage)).lease, ManualClock(), changed)
    work = OptimizeWork(
        description="draw an encoder",
        source_context="",
        caption="",
        diagram_type=DiagramType.STATISTICAL_PLOT,
        guidelines=guidelines,
    )

    result = await optimize_prompt(TaskContext(tools=tools, journal=journal, owner="owner"), work)

    assert result.description == "Subject: draw an encoder"
    assert result.artifacts == ()
    (request,) = engine.requests
    assert isinstance(request.brief, OptimizeBrief)
    return request.brief


async def test_the_callers_guidelines_replace_the_guide() -> None:
    brief = await asked(" - No colour. ")
    assert (brief.guidelines, brief.custom_guidelines) == ("- No colour.", True)


async def test_without_guidelines_the_guide_of_the_type_holds() -> None:
    brief = await asked(" ")
    assert (brief.guidelines, brief.custom_guidelines) == (guide("statistical_plot"), False)
