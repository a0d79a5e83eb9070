"""Writes to a store until it is killed, and says on standard output what was acknowledged."""

import itertools
import sys

import anyio

from pb_adapters.storage.sqlite.store import SqliteStorage
from pb_core.testing.contracts.storage_base import (
    COMPLETED,
    COST,
    LEASE,
    NOW,
    sample_delivery,
    sample_intent,
    sample_task,
)


def say(*words: str) -> None:
    sys.stdout.write(" ".join(words) + "\n")
    sys.stdout.flush()


async def write(storage: SqliteStorage, worker: str) -> None:
    for number in itertools.count():
        name = f"{worker}.{number}"
        await storage.accept(sample_task(name))
        say("accepted", name)
        claimed = await storage.claim_task(NOW, LEASE, name)
        if claimed is None:
            continue
        await storage.begin_step(claimed.lease, sample_intent())
        say("begun", claimed.task.id)
        await storage.finish_step(claimed.lease, "plan", b"1", NOW, COST)
        say("planned", claimed.task.id)
        delivery = sample_delivery(f"delivery of {claimed.task.id}", claimed.task.id)
        await storage.finish_task(claimed.lease, COMPLETED, NOW, delivery)
        say("finished", claimed.task.id)


async def main(path: str, life: str) -> None:
    storage = await SqliteStorage.open(path)
    async with anyio.create_task_group() as group:
        for worker in range(8):
            group.start_soon(write, storage, f"{life}.{worker}")


anyio.run(main, *sys.argv[1:])
