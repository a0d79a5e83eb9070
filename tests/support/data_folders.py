"""A data folder with one task that is finished and one that runs, and the artifacts that they refer to."""

import hashlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
from msgspec.structs import replace

from fresh_database import lay
from pb_adapters.artifacts import FileArtifacts
from pb_adapters.data_folder import ARTIFACTS, DATABASE
from pb_adapters.storage.sqlite.store import SqliteStorage
from pb_core.application.workflows.material import Extract
from pb_core.domain.pictures import Artifact
from pb_core.domain.requests import MethodologyWork, PdfPages, PlotWork, StoredData
from pb_core.domain.tasks import Outcome, TaskKind, TaskResult
from pb_core.domain.webhooks import Delivery
from pb_core.ports.artifacts import ArtifactStore
from pb_core.ports.storage import Storage
from pb_core.testing.contracts.storage_base import (
    COST,
    LEASE,
    NOW,
    sample_delivery,
    sample_intent,
    sample_key,
    sample_task,
)

OWNER = "key-1"
CONTENTS = {name: name.encode() for name in ("pdf", "text", "png", "svg", "data")}
"""The artifacts of the finished task, in the order of its life, and the data of the one that runs."""

DIGESTS = {name: hashlib.sha256(data).hexdigest() for name, data in CONTENTS.items()}


def artifact(name: str) -> Artifact:
    """A picture in that format."""
    size = len(CONTENTS[name])
    return Artifact(format=name, media_type=f"image/{name}", digest=DIGESTS[name], size=size, width=10, height=10)


@asynccontextmanager
async def filled(folder: Path) -> AsyncGenerator[tuple[SqliteStorage, FileArtifacts]]:
    """Fill a folder and keep its stores open, as a server does."""
    lay(folder / DATABASE)
    artifacts = FileArtifacts(folder / ARTIFACTS)
    async with await SqliteStorage.open(folder / DATABASE) as storage:
        await fill(storage, artifacts)
        yield storage, artifacts


async def fill(storage: Storage, artifacts: ArtifactStore) -> None:
    """Fill any stores."""
    for data in CONTENTS.values():
        await artifacts.put(OWNER, data)
    await storage.add_key(sample_key(OWNER))
    await _finish(storage, artifacts)
    data = StoredData(digest=DIGESTS["data"], path="")
    await storage.accept(sample_task("task-2", kind=TaskKind.STATISTICAL_PLOT, work=PlotWork(intent="", data=data)))
    await storage.claim_task(NOW, LEASE, "t2")


async def _finish(storage: Storage, artifacts: ArtifactStore) -> None:
    pdf = PdfPages(digest=DIGESTS["pdf"], path=artifacts.location(OWNER, DIGESTS["pdf"]), pages=(1,))
    await storage.accept(sample_task(work=MethodologyWork(caption="Figure 1", pdf=pdf)))
    claimed = await storage.claim_task(NOW, LEASE, "t1")
    assert claimed is not None
    extract = Extract(digest=DIGESTS["text"], length=4, pages=(1,), blank_pages=())
    answers = {"extract": extract, "round/1/draw": {"pictures": [artifact("png"), artifact("svg")]}}
    for name, answer in answers.items():
        await storage.begin_step(claimed.lease, sample_intent(name, estimate=500, most=900))
        await storage.finish_step(claimed.lease, name, msgspec.json.encode(answer), NOW, COST)
    result = TaskResult(description="Drawn.", artifacts=(artifact("png"), artifact("svg")))
    await storage.finish_task(claimed.lease, Outcome(result=result), NOW, delivery())


def delivery() -> Delivery:
    """The webhook of the finished task."""
    return replace(sample_delivery(), key_id=OWNER)
