"""A data folder of many tasks into PostgreSQL and back by ``pb copy``: what must be the same, and how long it takes.

    python tools/copy_drill.py --tasks 10000

The folder is made by the store itself: charges, steps with costs, artifacts, webhooks, failures, and tasks that wait.
Exits with 1 where a table of the copy back differs from the first one, or ``pb verify`` finds a fault.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
from msgspec.structs import replace

import machines  # noqa: F401 - makes the support of tests importable
from pb_adapters.artifacts import FileArtifacts
from pb_adapters.data_folder import ARTIFACTS, DATABASE
from pb_adapters.storage.sqlite.store import SqliteStorage
from pb_core.domain.pictures import Artifact
from pb_core.domain.tasks import Outcome, TaskResult
from pb_core.testing.contracts.storage_base import (
    COST,
    FAILED,
    LEASE,
    after,
    sample_delivery,
    sample_intent,
    sample_key,
    sample_task,
)
from support.postgres import shared_server
from support.processes import run_module

KEYS, AT_ONCE, WAITING = 20, 64, 50


async def fill(folder: Path, count: int) -> None:
    """Make a folder with so many tasks, of which ``WAITING`` are not begun and one in twenty failed."""
    artifacts = FileArtifacts(folder / ARTIFACTS)
    async with await SqliteStorage.open(folder / DATABASE) as storage:
        for number in range(KEYS):
            await storage.add_key(sample_key(f"key-{number}", quota=None if number % 2 else count))

        async def accept(number: int) -> None:
            key, name = f"key-{number % KEYS}", f"task-{number}"
            await storage.accept(sample_task(name, key, seconds=number))

        async def finish(number: int) -> None:
            claimed = await storage.claim_task(after(count), LEASE, f"token-{number}")
            if claimed is None:
                raise RuntimeError("a task that was accepted cannot be claimed")
            task, lease = claimed.task, claimed.lease
            await storage.begin_step(lease, sample_intent(estimate=500, most=900))
            picture = await picture_of(artifacts, task.key_id, task.id)
            await storage.finish_step(lease, "plan", picture_text(picture), after(count), COST)
            done = Outcome(result=TaskResult(description=task.id, artifacts=(picture,)))
            delivery = replace(sample_delivery(), id=f"hook-{task.id}", task_id=task.id, key_id=task.key_id)
            outcome = done if number % 20 else FAILED
            await storage.finish_task(lease, outcome, after(count + number), delivery)

        await many(accept, count)
        await many(finish, count - WAITING)


async def picture_of(artifacts: FileArtifacts, owner: str, text: str) -> Artifact:
    """Store an artifact of a few kilobytes."""
    data = text.encode() * 400
    digest = await artifacts.put(owner, data)
    return Artifact(format="png", media_type="image/png", digest=digest, size=len(data), width=10, height=10)


def picture_text(picture: Artifact) -> bytes:
    """What a step keeps of it."""
    return json.dumps({"pictures": [{name: getattr(picture, name) for name in picture.__struct_fields__}]}).encode()


async def many(call: Callable[[int], Awaitable[None]], count: int) -> None:
    """Make that many calls, some at a time."""
    numbers = iter(range(count))

    async def work() -> None:
        for number in numbers:
            await call(number)

    async with anyio.create_task_group() as group:
        for _ in range(AT_ONCE):
            group.start_soon(work)


def pb(folder: Path, *arguments: str) -> dict[str, Any]:
    """Run a command that tells what it did as JSON, and print how long it took."""
    began = time.monotonic()
    done = run_module("pb_http.cli.main", *arguments, "--json", "--quiet", folder=folder)
    print(f"pb {arguments[0]}: {time.monotonic() - began:.1f} s, exit {done.returncode}", flush=True)
    told: dict[str, Any] = json.loads(done.stdout or "{}")
    return told or {"error": done.stderr}


def main() -> int:
    """Make the folder, copy it there and back, and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=10_000)
    count = parser.parse_args().tasks
    with tempfile.TemporaryDirectory() as name, shared_server().own_database("template0") as url:
        folder = Path(name)
        began = time.monotonic()
        (folder / "old").mkdir()
        anyio.run(fill, folder / "old", count)
        print(f"{count} tasks made in {time.monotonic() - began:.1f} s", flush=True)
        there = pb(folder, "copy", "--from", "old", "--to", url, "--to-artifacts", "mid")
        back = pb(folder, "copy", "--from", url, "--from-artifacts", "mid", "--to", "new")
        once, twice = pb(folder, "verify", "--data-dir", "old"), pb(folder, "verify", "--data-dir", "new")
    for told in (there, back, once, twice):
        if not told.get("sound"):
            print(f"not sound: {json.dumps(told)[:2000]}")
            return 1
    for table, found in there["tables"].items():
        print(f"{table:18} {found['rows']:7} rows  {found['digest'][:16]}  {back['tables'][table]['digest'][:16]}")
    counted = ("rows", "artifacts", "artifact_bytes", "orphans")
    print("pb verify:", {name: (once[name], twice[name]) for name in counted})
    is_same = there["tables"] == back["tables"] and all(once[name] == twice[name] for name in counted)
    print("the same" if is_same else "DIFFERENT")
    return 0 if is_same else 1


if __name__ == "__main__":
    sys.exit(main())
