"""Drills of whole installations: an outage that fails no task, and a cap that refuses none while money is free."""

import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta

import anyio
import pytest

from pb_adapters.fakes.answers import by_engine
from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.prompt_parser import no_latency
from pb_adapters.fakes.server import served
from pb_adapters.planners.engine import OfflineEngine
from pb_adapters.providers.gemini.vlm import GeminiVlm
from pb_adapters.providers.gemini.wire import gemini_upstream
from pb_adapters.runtime import SystemClock
from pb_adapters.upstream.breaker import Breaker
from pb_adapters.upstream.exchange import UpstreamPool
from pb_adapters.upstream.guard import ResilientVlm, UpstreamGuard
from pb_core.application.assembly import Core, Options, Ports, assemble
from pb_core.application.engines import Engines
from pb_core.domain.billing import MICROS, ApiKey, Caps
from pb_core.domain.requests import Body, GenerateBody, OptimizePromptBody
from pb_core.domain.tasks import Task, TaskStatus
from pb_core.errors import EngineError, EngineThrottled, EngineUnavailable, OutcomeUnknown
from pb_core.ports.clock import Clock
from pb_core.ports.vlm import VlmEngine, VlmReply, VlmRequest
from pb_core.testing.memory import ManualClock, MemoryArtifacts, MemoryWakeups, SequentialIds
from pb_core.testing.memory.images import ScriptedImages
from pb_core.testing.memory.notifier import RecordingNotifier
from pb_core.testing.memory.pdf_files import InMemoryPdfReader
from pb_core.testing.memory.storage import MemoryLocation, MemoryStorage
from pb_core.testing.memory.vlm import SOURCE, ScriptedVlm

log = logging.getLogger(__name__)

MODEL = "gemini-3-flash-preview"
SENTENCES = (
    "The encoder maps each token to a vector. ",
    "The vectors are passed to a retriever, which ranks the passages of the corpus. ",
    "The decoder reads the ranked passages and writes the answer. ",
)


class Installation:
    """A core in memory on a clock, around one engine for words."""

    def __init__(self, vlm: VlmEngine, clock: Clock, options: Options) -> None:
        self.clock, self.at = clock, MemoryLocation()
        self.core: Core = assemble(
            Ports(
                engines=Engines(vlm=vlm, images=ScriptedImages()),
                storage=MemoryStorage(self.at),
                artifacts=MemoryArtifacts(),
                pdf=InMemoryPdfReader(),
                notifier=RecordingNotifier(),
                wakeups=MemoryWakeups(clock),
                clock=clock,
                ids=SequentialIds(),
            ),
            options,
        )

    async def submitted(self, bodies: list[Body]) -> ApiKey:
        _, key = await self.core.keyring.create("drill")
        for body in bodies:
            await self.core.service.submit(key, body)
        return key

    @property
    def tasks(self) -> list[Task]:
        return list(self.at.tasks.values())

    @property
    def is_over(self) -> bool:
        return all(task.status.final for task in self.tasks)

    def failures(self) -> list[str | None]:
        return [task.error for task in self.tasks if task.status is not TaskStatus.COMPLETED]


# --- outage -------------------------------------------------------------------------------------

WORKERS = 4


class Interrupted(ScriptedVlm):
    """Is away until some seconds after the start."""

    def __init__(self, clock: ManualClock, seconds: float, error: type[EngineError]) -> None:
        super().__init__(sees_images=True)
        self.clock, self.refused, self._up_at = clock, 0, clock.now() + timedelta(seconds=seconds)
        self._error = error

    async def complete(self, request: VlmRequest) -> VlmReply:
        if self.clock.now() < self._up_at:
            self.refused += 1
            await self.clock.sleep(0.5)
            raise self._error("The provider failed.")
        return await super().complete(request)


def around(down: Interrupted, clock: ManualClock) -> Installation:
    """An installation that asks this engine behind a breaker."""
    start = clock.now()

    def seconds() -> float:
        return (clock.now() - start).total_seconds()

    guard = UpstreamGuard(Breaker("The provider", now=seconds), sleep=clock.sleep)
    options = Options(concurrency=WORKERS, lease=timedelta(hours=1), probe_vision=False)
    return Installation(ResilientVlm(down, guard), clock, options)


async def pass_time(site: Installation, clock: ManualClock, seconds: float = 1) -> None:
    """Turn the clock by a second or more whenever every worker waits for it: idle ones, and those whose call waits."""
    while not site.is_over:
        await anyio.lowlevel.checkpoint()
        if clock.sleepers >= WORKERS + len(site.at.leases):
            clock.advance(seconds)
        else:
            await anyio.sleep(0.001)


@pytest.mark.parametrize("error", [EngineUnavailable, EngineThrottled, OutcomeUnknown])
async def test_no_task_fails_by_ten_minutes_of_outage(error: type[EngineError]) -> None:
    clock = ManualClock()
    start, down = clock.now(), Interrupted(clock, 600, error)
    site = around(down, clock)
    prompt = OptimizePromptBody(description="draw an encoder")
    diagram = GenerateBody(source_context=SOURCE, caption="Figure 1: The summariser", iterations=2)
    await site.submitted([*[prompt] * 50, *[diagram] * 50])
    async with anyio.create_task_group() as group:
        group.start_soon(site.core.worker.run)
        await pass_time(site, clock)
        site.core.worker.stop()
    latest = max(task.completed_at for task in site.tasks if task.completed_at)
    log.info(
        "outage drill, %s: %d tasks, 600 s, %d failed; %d calls were refused, the last task ended after %.0f s",
        error.__name__,
        len(site.tasks),
        len(site.failures()),
        down.refused,
        (latest - start).total_seconds(),
    )
    assert site.failures() == []
    assert any(task.put_backs for task in site.tasks)
    assert down.refused < (100 if error is not EngineThrottled else 10_000), "the breaker spares who is away"


async def test_a_task_alone_outlives_an_outage_of_lost_answers_and_books_each() -> None:
    clock = ManualClock()
    start, down = clock.now(), Interrupted(clock, 600, OutcomeUnknown)
    site = around(down, clock)
    await site.submitted([OptimizePromptBody(description="draw an encoder")])
    async with anyio.create_task_group() as group:
        group.start_soon(site.core.worker.run)
        await pass_time(site, clock, 15)
        site.core.worker.stop()
    (task,), (step,) = site.tasks, site.at.steps.values()
    assert task.completed_at is not None
    log.info(
        "lone drill: 600 s, %d calls lost, all booked, the task ended after %.0f s",
        down.refused,
        (task.completed_at - start).total_seconds(),
    )
    assert site.failures() == []
    assert task.put_backs == down.refused - 1, "the first lost answer is asked for again at once"
    assert (step.attempts, step.abandoned) == (down.refused + 1, down.refused)
    assert down.refused <= 4


# --- caps ---------------------------------------------------------------------------------------


@pytest.fixture
async def gemini() -> AsyncIterator[VlmEngine]:
    """Gemini's engine, at the fake that counts a token for four bytes and answers as the rules plan."""
    async with AsyncExitStack() as stack:
        fakes = stack.enter_context(
            served(FakeProviders(answer=by_engine(OfflineEngine(), revises=False), latency=no_latency))
        )
        pool = await stack.enter_async_context(UpstreamPool())
        yield GeminiVlm(gemini_upstream(pool, key=fakes.key, base_url=fakes.base_url("gemini")), MODEL)


def bodies() -> list[Body]:
    """Forty submissions of very different lengths."""
    texts = ["".join(SENTENCES * (1 + number % 9)) for number in range(20)]
    diagrams = [GenerateBody(source_context=text, caption="Figure 1: Overview", iterations=2) for text in texts]
    return [*diagrams, *[OptimizePromptBody(description=text) for text in texts]]


async def drilled(gemini: VlmEngine, cap_micros: int | None) -> tuple[Installation, int]:
    """Forty tasks under a cap for the day, and what they were billed."""
    options = Options(concurrency=8, probe_vision=False, caps=Caps(day_micros=cap_micros))
    site = Installation(gemini, SystemClock(), options)
    key = await site.submitted(bodies())
    async with anyio.create_task_group() as group:
        group.start_soon(site.core.worker.run)
        for task in site.tasks:
            await site.core.service.wait(key, task.id, 240)
        site.core.worker.stop()
    return site, (await site.core.keyring.spent(key)).settled_micros


async def test_no_task_is_refused_while_money_is_free(gemini: VlmEngine) -> None:
    free, billed = await drilled(gemini, None)
    assert free.failures() == []
    cap = billed * 11 // 10
    site, spent = await drilled(gemini, cap)
    steps = [step for step in site.at.steps.values() if step.most_micros]
    reserved, most = (sum(getattr(step, name) for step in steps) for name in ("reserved_micros", "most_micros"))
    log.info(
        "cap drill: 40 tasks under $%.3f, %d failed, $%.3f billed; reserved : billed %.2f, upper bounds : billed %.1f",
        cap / MICROS,
        len(site.failures()),
        spent / MICROS,
        reserved / spent,
        most / spent,
    )
    assert site.failures() == []
    assert spent <= cap
    assert reserved <= 2 * spent


async def test_a_cap_ends_tasks_once_its_money_is_spent(gemini: VlmEngine) -> None:
    _, billed = await drilled(gemini, None)
    site, spent = await drilled(gemini, billed // 2)
    assert site.failures()
    assert all("could pass the spending cap" in str(error) for error in site.failures())
    assert 0.8 * billed / 2 < spent <= billed / 2 * 1.1
