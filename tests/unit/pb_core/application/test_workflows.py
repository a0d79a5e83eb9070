import pytest

from pb_core.application.engines import Engines
from pb_core.application.journal import Journal
from pb_core.application.roles.vision import VisionCheck
from pb_core.application.workflows import Sight, TaskContext, Tools
from pb_core.domain.tasks import Lease
from pb_core.errors import BadAnswer, EngineMisconfigured, EngineRefused, EngineUnavailable, RequestRejected
from pb_core.testing.contracts.storage_base import running_task
from pb_core.testing.memory import ManualClock, MemoryArtifacts, SequentialIds
from pb_core.testing.memory.images import ScriptedImages
from pb_core.testing.memory.pdf_files import InMemoryPdfReader
from pb_core.testing.memory.storage import MemoryStorage
from pb_core.testing.memory.vlm import ScriptedVlm


async def context(engine: ScriptedVlm, *, probes: bool = True) -> TaskContext:
    """The context of a task whose model may be probed."""
    storage, clock = MemoryStorage(), ManualClock()
    lease: Lease = (await running_task(storage)).lease

    async def changed() -> None:
        """Nobody watches."""

    tools = Tools(
        engines=Engines(vlm=engine, images=ScriptedImages()), artifacts=MemoryArtifacts(), pdf=InMemoryPdfReader()
    )
    vision = VisionCheck(store=storage, ids=SequentialIds(), clock=clock) if probes else None
    return TaskContext(tools=tools, journal=Journal(storage, lease, clock, changed), owner="k", vision=vision)


async def test_a_model_that_names_the_token_sees() -> None:
    engine = ScriptedVlm(sees_images=True)
    assert (await (await context(engine)).sight(engine)).engine is engine


async def test_without_probes_a_model_is_believed() -> None:
    engine = ScriptedVlm(sees_images=True)
    assert (await (await context(engine, probes=False)).sight(engine)).engine is engine
    assert engine.requests == []


@pytest.mark.parametrize("error", [EngineRefused("No."), BadAnswer("Nothing."), RequestRejected("No pictures here.")])
async def test_a_model_that_answers_no_probe_is_taken_for_blind(error: Exception) -> None:
    engine = ScriptedVlm(sees_images=True)
    engine.script("vision", error)
    sight = await (await context(engine)).sight(engine)
    assert (sight.engine, sight.judging(engine)) == (None, engine)


@pytest.mark.parametrize("error", [EngineUnavailable("503"), EngineMisconfigured("No such model.")])
async def test_an_outage_says_nothing_of_sight(error: Exception) -> None:
    engine = ScriptedVlm(sees_images=True)
    engine.script("vision", error)
    with pytest.raises(type(error)):
        await (await context(engine)).sight(engine)


@pytest.mark.parametrize(
    ("sight", "measured", "said"),
    [
        (Sight(model="m", engine=ScriptedVlm()), True, ""),
        (Sight(model="m"), True, "it judged the plan and the measured geometry"),
        (Sight(model="m"), False, "nobody judged the painted figure"),
        (Sight(model="m", by_rules=True), True, ""),
        (Sight(model="m", by_rules=True), False, "nobody judged the painted figure"),
    ],
)
def test_a_critique_without_a_picture_is_told(sight: Sight, measured: bool, said: str) -> None:  # noqa: FBT001 - a case
    assert said in sight.note(measured=measured)
    assert bool(said) == bool(sight.note(measured=measured))
