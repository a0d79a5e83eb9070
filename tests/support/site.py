"""The application on adapters in memory, called without a network; no task runs, the tests finish them by hand."""

import hashlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
import msgspec

from pb_core.application.engines import Engines
from pb_core.application.history import Administration
from pb_core.application.intake import Intake
from pb_core.application.keyring import Keyring
from pb_core.application.service import FigureService
from pb_core.domain.pictures import MEDIA_TYPES, Artifact
from pb_core.domain.tasks import Outcome, TaskResult
from pb_core.testing.memory import ManualClock, MemoryArtifacts, MemoryWakeups, SequentialIds
from pb_core.testing.memory.images import MemoryComposer, ScriptedImages
from pb_core.testing.memory.notifier import RecordingNotifier
from pb_core.testing.memory.pdf_files import InMemoryPdfReader
from pb_core.testing.memory.plots import ScriptedPlots
from pb_core.testing.memory.storage import MemoryStorage
from pb_core.testing.memory.vlm import ScriptedVlm
from pb_http.app import create_app
from pb_http.runtime import Runtime

BODY = {"source_context": "An encoder feeds a decoder.", "caption": "Figure 1"}


class NotedArtifacts(MemoryArtifacts):
    """``reads`` are the ranges that were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.reads: list[tuple[int, int | None]] = []

    async def get(self, owner: str, digest: str, start: int = 0, stop: int | None = None) -> bytes:
        self.reads.append((start, stop))
        return await super().get(owner, digest, start, stop)


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """The application behind a client with an API key of 10 units, and what lies below it."""

    http: httpx.AsyncClient
    storage: MemoryStorage
    artifacts: NotedArtifacts
    keyring: Keyring
    clock: ManualClock

    async def submitted(self) -> str:
        """The id of a new task."""
        return str((await self.http.post("/api/generate", json=BODY)).json()["task_id"])

    async def damage(self, picture: bytes) -> None:
        """Change a byte of a stored picture."""
        (key,) = await self.keyring.list()
        self.artifacts.damage(key.id, hashlib.sha256(picture).hexdigest())

    async def completed(self, **pictures: bytes) -> str:
        """The id of a task that has these pictures by format."""
        task_id = await self.submitted()
        claimed = await self.storage.claim_task(self.clock.now(), timedelta(minutes=1), "token")
        assert claimed is not None
        assert claimed.task.id == task_id
        made = [
            Artifact(
                format=kind,
                media_type=MEDIA_TYPES[kind],
                digest=await self.artifacts.put(claimed.task.key_id, data),
                size=len(data),
                width=4,
                height=3,
            )
            for kind, data in pictures.items()
        ]
        outcome = Outcome(result=TaskResult(description="An encoder.", artifacts=tuple(made)))
        await self.storage.finish_task(claimed.lease, outcome, self.clock.now())
        return task_id


@asynccontextmanager
async def site_in_memory(**options: Any) -> AsyncGenerator[Site]:  # noqa: ANN401 - the fields of Runtime
    """Put the application together, with one key; ``options`` are fields of the runtime."""
    storage, artifacts, clock, ids = MemoryStorage(), NotedArtifacts(), ManualClock(), SequentialIds()
    engines = Engines(vlm=ScriptedVlm(), images=ScriptedImages(), plots=ScriptedPlots(), composer=MemoryComposer())
    intake = Intake(engines=engines, artifacts=artifacts, pdf=InMemoryPdfReader(), tasks=storage)
    keyring = Keyring(store=storage, artifacts=artifacts, ids=ids, clock=clock)
    wakeups = MemoryWakeups(clock)
    service = FigureService(storage=storage, artifacts=artifacts, intake=intake, wakeups=wakeups, clock=clock, ids=ids)
    administration = Administration(
        storage=storage,
        service=service,
        keyring=keyring,
        notifier=RecordingNotifier(),
        wakeups=wakeups,
        clock=clock,
        ids=ids,
    )
    parts = {"service": service, "keyring": keyring, "administration": administration}
    usual = {**parts, "version": "1", "admin_key": "adm"}
    app = create_app(Runtime(**(usual | options)))
    value, _ = await keyring.create("test", 10)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://pb.test", headers={"Authorization": f"Bearer {value}"}
    ) as http:
        yield Site(http=http, storage=storage, artifacts=artifacts, keyring=keyring, clock=clock)
