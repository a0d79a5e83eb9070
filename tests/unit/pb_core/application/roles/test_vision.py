from collections.abc import Callable

import anyio
import pytest

from pb_core.application.engines import FallbackVlm, name_of
from pb_core.application.journal import Journal
from pb_core.application.roles.vision import VisionCheck, probe
from pb_core.domain.questions.vision_probe import VisionRecord, read_probe
from pb_core.domain.tasks import Lease
from pb_core.errors import BadAnswer, Billed, BlindEngine, CutAnswer, EngineError, EngineRefused, EngineUnavailable
from pb_core.ports.storage import Storage
from pb_core.ports.vlm import VlmEngine, VlmRequest
from pb_core.testing.contracts.storage_base import running_task
from pb_core.testing.memory import ManualClock, SequentialIds
from pb_core.testing.memory.storage import MemoryStorage
from pb_core.testing.memory.storage_state import MemoryLocation
from pb_core.testing.memory.vlm import ScriptedVlm

BLIND = '{"text": "I see a fine diagram"}'


def model(provider: str, *script: str | Exception | Callable[[VlmRequest], str]) -> ScriptedVlm:
    """A model that says it sees, and looks (or does as scripted) when it is probed."""
    engine = ScriptedVlm(sees_images=True)
    engine.provider = provider
    engine.script("vision", *script)
    return engine


def seen_token(request: VlmRequest) -> str:
    """What a model that really looks at the picture says."""
    return f'{{"text": "{read_probe(request.images[0].data)}"}}'


class Room:
    """One running task, and what is known of models."""

    lease: Lease

    def __init__(self) -> None:
        self.location = MemoryLocation()
        self.storage: Storage = MemoryStorage(self.location)
        self.clock, self.ids = ManualClock(), SequentialIds()
        self.check = VisionCheck(store=self.storage, ids=self.ids, clock=self.clock)

    async def seeing_engine(self, engine: VlmEngine) -> VlmEngine:
        return await self.check.seeing_engine(Journal(self.storage, self.lease, self.clock, _nobody), engine)

    async def steps(self) -> list[tuple[str, str]]:
        return [(step.name, step.engine) for step in await self.storage.steps("task-1")]


async def _nobody() -> None:
    """Nobody watches."""


@pytest.fixture
async def room() -> Room:
    room = Room()
    room.lease = (await running_task(room.storage)).lease
    return room


async def test_a_model_that_looks_is_trusted_and_probed_once(room: Room) -> None:
    engine = model("gemini", seen_token)
    assert [await room.seeing_engine(engine) for _ in range(3)] == [engine] * 3
    assert await room.steps() == [("probe/gemini/scripted-1", "gemini/scripted-1")]
    (request,) = engine.requests
    assert (request.role, len(request.images)) == ("vision", 1)
    token = read_probe(request.images[0].data)
    assert token not in request.prompt + request.system + request.schema.decode()
    known = await room.storage.vision("gemini", "scripted-1")
    assert known == VisionRecord(provider="gemini", model="scripted-1", sees=True, checked_at=room.clock.now())


@pytest.mark.parametrize("said", [BLIND, '{"text": ""}', "A picture of a cat.", "{}"])
async def test_a_blind_model_is_refused_and_remembered(room: Room, said: str) -> None:
    engine = model("kie", said)
    for _ in range(2):
        with pytest.raises(BlindEngine, match="kie/scripted-1 does not see the pictures that it is shown"):
            await room.seeing_engine(engine)
    assert len(engine.requests) == 1


@pytest.mark.parametrize(("billed", "cost"), [(Billed.NO, 0), (Billed.YES, 10_000)])
async def test_an_engine_that_knows_its_model_is_blind_is_believed(room: Room, billed: Billed, cost: int) -> None:
    class Paid(ScriptedVlm):
        def estimate(self, _request: VlmRequest, /) -> int:
            return 10_000

    engine = Paid(sees_images=True)
    engine.script("vision", BlindEngine("The picture was not counted.", billed=billed))
    for _ in range(2):
        with pytest.raises(BlindEngine, match="does not see the pictures"):
            await room.seeing_engine(engine)
    assert (len(engine.requests), (await room.storage.spent()).total_micros) == (1, cost)


async def test_a_token_named_in_the_wrong_form_is_named(room: Room) -> None:
    engine = model("kie", lambda request: f"It says {read_probe(request.images[0].data)}!")
    assert await room.seeing_engine(engine) is engine


async def test_many_tasks_at_once_probe_a_model_once(room: Room) -> None:
    engine, answers = model("gemini", seen_token), []

    async def ask() -> None:
        answers.append(await room.seeing_engine(engine))

    async with anyio.create_task_group() as group:
        for _ in range(20):
            group.start_soon(ask)
    assert (len(engine.requests), answers) == (1, [engine] * 20)


async def test_every_model_of_a_provider_is_probed_by_itself(room: Room) -> None:
    await room.storage.record_vision(
        VisionRecord(provider="gemini", model="another", sees=True, checked_at=room.clock.now())
    )
    engine = model("gemini", BLIND)
    with pytest.raises(BlindEngine):
        await room.seeing_engine(engine)


async def test_a_probe_cut_off_after_its_answer_is_not_bought_again(room: Room) -> None:
    engine = model("gemini", seen_token)
    await room.seeing_engine(engine)
    room.location.vision_records.clear()
    await room.seeing_engine(engine)
    assert len(engine.requests) == 1
    assert await room.storage.vision("gemini", "scripted-1") is not None


@pytest.mark.parametrize("error", [EngineRefused("In words."), BadAnswer("Broken."), CutAnswer("Cut.")])
@pytest.mark.parametrize("looks", [True, False])
async def test_an_answer_that_an_engine_takes_for_none_is_read_and_not_bought_again(
    room: Room,
    error: EngineError,
    looks: bool,  # noqa: FBT001 - a case
) -> None:
    def answer(request: VlmRequest) -> str:
        error.said = f"It says {read_probe(request.images[0].data)}." if looks else "I see nothing."
        raise error

    engine = model("kie", answer)
    for _ in range(2):
        if looks:
            assert await room.seeing_engine(engine) is engine
        else:
            with pytest.raises(BlindEngine):
                await room.seeing_engine(engine)
    known = await room.storage.vision("kie", "scripted-1")
    assert (len(engine.requests), known and known.sees) == (1, looks)


@pytest.mark.parametrize("error", [EngineUnavailable("Down."), EngineRefused("Not asked.", billed=Billed.NO)])
async def test_a_probe_that_fails_says_nothing_of_the_model(room: Room, error: EngineError) -> None:
    with pytest.raises(type(error)):
        await room.seeing_engine(model("gemini", error))
    assert await room.storage.vision("gemini", "scripted-1") is None
    engine = model("gemini", seen_token)
    assert await room.seeing_engine(engine) is engine


async def test_of_a_chain_those_that_see_judge(room: Room) -> None:
    first, second, third = model("gemini", BLIND), model("kie", seen_token), model("apimart", seen_token)
    chain = await room.seeing_engine(FallbackVlm(first, ScriptedVlm(), second, third))
    assert name_of(chain) == "kie/scripted-1 > apimart/scripted-1"
    assert await room.steps() == [
        ("probe/gemini/scripted-1", "gemini/scripted-1"),
        ("probe/kie/scripted-1", "kie/scripted-1"),
        ("probe/apimart/scripted-1", "apimart/scripted-1"),
    ]


async def test_a_chain_that_sees_stays_as_it_is(room: Room) -> None:
    chain = FallbackVlm(model("gemini", seen_token), model("kie", seen_token))
    assert await room.seeing_engine(chain) is chain


async def test_a_chain_goes_on_when_a_probe_cost_nothing(room: Room) -> None:
    chain = FallbackVlm(model("gemini", EngineUnavailable("Down.")), model("kie", seen_token))
    assert name_of(await room.seeing_engine(chain)) == "kie/scripted-1"
    with pytest.raises(EngineUnavailable):
        await room.seeing_engine(FallbackVlm(model("apimart", EngineUnavailable("Down.")), model("openrouter", BLIND)))


async def test_a_look_by_hand_replaces_what_was_known(room: Room) -> None:
    engine = model("gemini", BLIND, seen_token)
    assert not (await room.check.check_now(engine)).sees
    assert (await room.check.check_now(engine)).sees
    assert (await room.seeing_engine(engine), len(engine.requests)) == (engine, 2)


async def test_a_probe_tells_what_was_said() -> None:
    answer, usage = await probe(model("gemini", "x" * 999), "AC3K9W")
    assert (answer.token, answer.said, answer.sees) == ("AC3K9W", "x" * 200, False)
    assert usage.input_tokens == 10
