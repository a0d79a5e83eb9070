"""A life of a data folder: tasks of five kinds, webhooks, a key that is deleted; begun again after every fault."""

import base64
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import anyio
from msgspec import Struct

from pb_adapters.artifacts import FileArtifacts
from pb_adapters.data_folder import ARTIFACTS, DATABASE, claimed, require_database
from pb_adapters.runtime import SecureIds
from pb_adapters.storage.sqlite.store import SqliteStorage
from pb_adapters.verification import verify
from pb_core.application.assembly import Core, Options, Ports, assemble, working
from pb_core.application.engines import Engines
from pb_core.domain.billing import ApiKey
from pb_core.domain.requests import Body, CompositeBody, GenerateBody, GenerateFromPdfBody, OptimizePromptBody, PlotBody
from pb_core.domain.tasks import Task, TaskStatus
from pb_core.errors import NotFound, StorageError
from pb_core.testing.memory import MemoryWakeups
from pb_core.testing.memory.images import MemoryComposer, ScriptedImages
from pb_core.testing.memory.notifier import RecordingNotifier
from pb_core.testing.memory.pdf_files import InMemoryPdfReader, write_pdf
from pb_core.testing.memory.plots import ScriptedPlots
from pb_core.testing.memory.vlm import SOURCE, ScriptedVlm

T = TypeVar("T")

_PDF = base64.b64encode(write_pdf([SOURCE])).decode("ascii")

HURRY = 1_000.0
"""How much faster time passes for the core than here."""

PATIENCE_SECONDS = 20.0
"""How long one program may take for everything that is left, on a loaded machine."""

MOST_TRIES = 100
"""How often a caller asks again before it gives up, and how often a program is begun again."""

HOOK = "https://receiver.example/hook"
OPTIONS = Options(
    concurrency=2, lease=timedelta(hours=1), deadline=timedelta(days=30), poll=timedelta(seconds=20), probe_vision=False
)


class Hurried:
    """A clock for which ``HURRY`` seconds pass in one."""

    def __init__(self) -> None:
        self._begun, self._since = datetime.now(UTC), time.monotonic()

    def now(self) -> datetime:
        """The time, which flies."""
        return self._begun + timedelta(seconds=(time.monotonic() - self._since) * HURRY)

    async def sleep(self, seconds: float) -> None:
        """Wait for a thousandth of it."""
        await anyio.sleep(seconds / HURRY)


class Ended(Struct, frozen=True, kw_only=True):
    """What a life came to: how often a program had to be begun again, and what does not hold."""

    restarts: int
    problems: tuple[str, ...]


class Life:
    """One data folder through all of its programs; what callers, engines and receivers know outlives these."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.restarts = 0
        self.accepted: dict[str, str] = {}
        self._clock, self._ids, self._notifier = Hurried(), SecureIds(), RecordingNotifier()
        self._vlm, self._images, self._plots = ScriptedVlm(), ScriptedImages(), ScriptedPlots()
        self._values: dict[str, str] = {}
        self._deleted = False

    async def run(self) -> None:
        """Do everything, in as many programs as it takes."""
        while True:
            try:
                with anyio.fail_after(PATIENCE_SECONDS):
                    async with self._program() as core:
                        await self._act(core)
            except (StorageError, OSError, TimeoutError):
                self.restarts += 1
                if self.restarts >= MOST_TRIES:
                    raise
            else:
                return

    async def prepare(self) -> None:
        """Make an empty database."""
        async with self._program():
            pass

    async def check(self) -> Ended:
        """Begin once more without faults, and look at everything."""
        problems: list[str] = []
        async with self._program() as core:
            await self._act(core)
            await core.keyring.finish_removals()
            problems += [text async for text in self._lost(core)]
        for repair in (False, True, False):
            found = await verify(self.folder, FileArtifacts(self.folder / ARTIFACTS), repair=repair)
            problems += [f"{flaw.check}: {flaw.text}" for flaw in found.flaws]
        problems += [f"{found.orphans + found.recent} orphans are left"] if found.orphans + found.recent else []
        return Ended(restarts=self.restarts, problems=tuple(dict.fromkeys(problems)))

    @asynccontextmanager
    async def _program(self) -> AsyncGenerator[Core]:
        async with AsyncExitStack() as stack:
            stack.enter_context(claimed(self.folder))
            require_database(self.folder)
            storage = await stack.enter_async_context(aclosing(await SqliteStorage.open(self.folder / DATABASE)))
            artifacts = FileArtifacts(self.folder / ARTIFACTS)
            engines = Engines(vlm=self._vlm, images=self._images, plots=self._plots, composer=MemoryComposer())
            ports = Ports(
                engines=engines,
                storage=storage,
                artifacts=artifacts,
                pdf=InMemoryPdfReader(),
                notifier=self._notifier,
                wakeups=MemoryWakeups(self._clock),
                clock=self._clock,
                ids=self._ids,
            )
            core = assemble(ports, OPTIONS)
            async with working(core):
                yield core

    async def _act(self, core: Core) -> None:
        """What callers and the administrator want; whatever is done already is asked for again, as they cannot know."""
        kept, gone = await self._key(core, "kept"), None if self._deleted else await self._key(core, "gone")
        tasks = {name: await self._submit(core, kept, name, body) for name, body in bodies().items()}
        if gone is not None:
            await self._end(core, gone, await self._submit(core, gone, "of the key to delete", bodies()["diagram"]))
        ended = [await self._end(core, kept, task) for task in tasks.values()]
        sources = [task.id for task in ended if task.result and task.result.artifacts][:2]
        composite = CompositeBody(source_task_ids=sources, webhook_url=HOOK)
        await self._end(core, kept, await self._submit(core, kept, "composite", composite))
        while len({notice.body for notice in self._notifier.notices}) < len(tasks) + 1:
            await anyio.sleep(0.001)
        if gone is not None:
            await _asked(lambda: _removed(core, gone))
            self._deleted = True

    async def _key(self, core: Core, name: str) -> ApiKey:
        """The key of a caller; one whose creation was not answered is made again, as an administrator would."""
        if name not in self._values:
            self._values[name], key = await _asked(lambda: core.keyring.create(name, 100))
            return key
        return await _asked(lambda: core.keyring.authenticate(self._values[name]))

    async def _submit(self, core: Core, key: ApiKey, name: str, body: Body) -> Task:
        task = await _asked(lambda: core.service.submit(key, body, idempotency_key=name))
        self.accepted.setdefault(name, task.id)
        if self.accepted[name] != task.id:
            raise AssertionError(f"{name} was accepted twice")
        return task

    async def _end(self, core: Core, key: ApiKey, task: Task) -> Task:
        """Wait for the end of a task."""
        waited = partial(core.service.wait, key, task.id, PATIENCE_SECONDS)
        while not task.status.final:
            task = await _asked(waited)
        return task

    async def _lost(self, core: Core) -> AsyncGenerator[str]:
        """What was accepted and did not end well, or whose picture cannot be read."""
        key = await core.keyring.authenticate(self._values["kept"])
        for name, task_id in self.accepted.items():
            if name == "of the key to delete":
                continue
            task = await core.service.task(key, task_id)
            if task.status is not TaskStatus.COMPLETED:
                yield f"task {name} is {task.status.value}: {task.error}"
            for artifact in task.result.artifacts if task.result else ():
                await core.service.artifact_bytes(task, artifact)
        tasks = len(self.accepted) - 1
        if (key.total_used, key.quota_remaining) != (tasks, 100 - tasks):
            yield f"{tasks} tasks were charged {key.total_used} units"
        if any(entry.name == "gone" for entry in await core.keyring.list()):
            yield "the key that was deleted is there"


def bodies() -> dict[str, Body]:
    """What the caller of the key that is kept submits, besides a composite."""
    return {
        "diagram": GenerateBody(source_context=SOURCE, caption="Figure 1", iterations=1, webhook_url=HOOK),
        "pdf": GenerateFromPdfBody(pdf_base64=_PDF, caption="Figure 2", iterations=1, webhook_url=HOOK),
        "plot": PlotBody(
            data_json='[{"model": "a", "score": 1}, {"model": "b", "score": 2}]',
            intent="bars of score by model",
            iterations=1,
            webhook_url=HOOK,
            webhook_include_image=True,
        ),
        "prompt": OptimizePromptBody(description="draw an encoder", webhook_url=HOOK),
    }


async def _asked(call: Callable[[], Awaitable[T]]) -> T:
    """What a call answers, asked again after a refusal that may pass, as the API's 503 asks for."""
    for _ in range(MOST_TRIES):
        try:
            return await call()
        except StorageError:
            await anyio.sleep(0.001)
    return await call()


async def _removed(core: Core, key: ApiKey) -> None:
    try:
        await core.keyring.remove(key.id)
    except NotFound:
        return  # it was removed, and that was not answered
