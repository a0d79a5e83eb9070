"""Kill a server that has 20 tasks in flight, again and again, and prove that nothing was lost or done twice.

Usage: python tools/kill_drill.py [--kills 10] [--tasks 30] [--seed 1]

Each round submits tasks, kills the server with SIGKILL once a random number of their steps is finished, starts
another on the same folder, compares the database before and after, and verifies the folder beside it.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import anyio

from pb_adapters.artifacts import FileArtifacts
from pb_adapters.data_folder import ARTIFACTS
from pb_adapters.verification import Verification, verify
from served import PbServer, database

TEXT = """The encoder maps each token of the sentence to a contextual vector. A retriever looks up related passages in
the index, and the fusion module merges both into one memory. The decoder then attends to this memory and emits the
summary. A critic scores every summary, and its loss is fed back to the decoder."""
IN_FLIGHT = 20
SETTINGS = {"CONCURRENCY": str(IN_FLIGHT), "LEASE_SECONDS": "1"}
SECONDS = 300


class Step(NamedTuple):
    """What the database holds of a finished step."""

    task: str
    name: str
    attempts: int
    abandoned: int
    finished_at: str
    result: bytes


class Round(NamedTuple):
    """What one kill did; ``faults`` are sentences about broken promises."""

    running: int
    finished_before: int
    tasks: int
    completed: int
    charges: int
    steps: int
    calls: int
    repeated: int
    abandoned: int
    faults: tuple[str, ...]


def drill(folder: Path, kills: int, tasks: int, seed: int) -> list[Round]:
    """Run the drill on a fresh data folder."""
    chance = random.Random(seed)  # noqa: S311 - moments to kill at, not secrets
    server = PbServer(folder, **SETTINGS)
    rounds = []
    try:
        key, quota = server.new_key(kills * tasks), kills * tasks
        for number in range(kills):
            ids = submit(server, key, tasks, f"round {number}")
            running = wait_for_steps(server, ids, chance.randrange(1, 3 * IN_FLIGHT))
            server.kill()
            before = steps(folder, ids)
            server = PbServer(folder, **SETTINGS)
            wait_for_end(server, ids)
            quota -= tasks
            rounds.append(compare(server, key, quota, ids, running, before))
    finally:
        server.abort()
    return rounds


def submit(server: PbServer, key: str, count: int, caption: str) -> tuple[str, ...]:
    """Submit tasks; their ids."""
    with server.client(key) as api:
        answers = [
            api.post("/api/generate", json={"source_context": TEXT, "caption": f"{caption}, figure {number}"})
            for number in range(count)
        ]
    return tuple(answer.raise_for_status().json()["task_id"] for answer in answers)


def wait_for_steps(server: PbServer, ids: tuple[str, ...], wanted: int) -> int:
    """Wait until 20 tasks (or all) run and ``wanted`` steps are finished, or until fewer than 20 are left.

    Returns how many tasks were running then.
    """
    full = min(IN_FLIGHT, len(ids))
    for _ in patience(server):
        with database(server.data_dir) as db:
            status = [db.execute("SELECT status FROM tasks WHERE id = ?", (task,)).fetchone()[0] for task in ids]
        running = status.count("running")
        past = "pending" not in status and running < full
        if past or (running == full and len(steps(server.data_dir, ids)) >= wanted):
            return running
    raise TimeoutError


def wait_for_end(server: PbServer, ids: tuple[str, ...]) -> None:
    """Wait until every task has ended."""
    for _ in patience(server):
        with database(server.data_dir) as db:
            open_tasks = {row[0] for row in db.execute("SELECT id FROM tasks WHERE completed_at IS NULL")}
        if not open_tasks.intersection(ids):
            return
    raise TimeoutError


def patience(server: PbServer) -> Iterator[None]:
    """Look again and again, for ``SECONDS`` at most; raises ``ServerEnded`` where there is no server any more."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        server.must_run()
        yield
        time.sleep(0.02)


def steps(folder: Path, ids: tuple[str, ...]) -> dict[tuple[str, str], Step]:
    """The finished steps of the tasks."""
    with database(folder) as db:
        rows = db.execute(
            "SELECT task_id, name, attempts, abandoned, finished_at, result FROM steps WHERE state = 'finished'"
        ).fetchall()
    found = [Step(*row) for row in rows if row["task_id"] in ids]
    return {(step.task, step.name): step for step in found}


def compare(
    server: PbServer, key: str, quota: int, ids: tuple[str, ...], running: int, before: dict[tuple[str, str], Step]
) -> Round:
    """Hold the database after the restart against what it held when the server was killed."""
    after = steps(server.data_dir, ids)
    repeated = [name for name, step in before.items() if after.get(name) != step]
    faults = [f"finished step {name} of {task} was done again" for task, name in repeated]
    faults += [
        f"{step.name} of {step.task}: {step.attempts} calls, {step.abandoned} abandoned, one finish"
        for step in after.values()
        if step.attempts != step.abandoned + 1
    ]
    with database(server.data_dir) as db:
        ended = dict(db.execute("SELECT id, status FROM tasks").fetchall())
        charges = db.execute("SELECT task_id, amount FROM ledger WHERE kind = 'charge'").fetchall()
        unfinished = db.execute("SELECT count(*) FROM steps WHERE state <> 'finished'").fetchone()[0]
    completed = sum(ended[task] == "completed" for task in ids)
    charged = [row["task_id"] for row in charges if row["task_id"] in ids]
    if completed != len(ids):
        faults.append(f"{len(ids) - completed} tasks are not completed")
    if sorted(charged) != sorted(ids) or any(abs(row["amount"]) != 1 for row in charges):
        faults.append(f"{len(charged)} charges for {len(ids)} tasks")
    if unfinished:
        faults.append(f"{unfinished} steps have no end")
    faults += account_faults(server, key, quota, len(ended))
    faults += [f"{flaw.check}: {flaw.text}" for flaw in anyio.run(verified, server.data_dir).flaws]
    abandoned = sum(step.abandoned for step in after.values())
    calls = sum(step.attempts for step in after.values())
    return Round(
        running, len(before), len(ids), completed, len(charged), len(after), calls, len(repeated), abandoned,
        tuple(faults),
    )  # fmt: skip


async def verified(folder: Path) -> Verification:
    """What `pb verify` finds beside the server."""
    return await verify(folder, FileArtifacts(folder / ARTIFACTS))


def account_faults(server: PbServer, key: str, quota: int, used: int) -> list[str]:
    """Whether the admin API tells of the balance that is due."""
    with server.admin as admin:
        detail = admin.get(f"/api/admin/keys/{key}").raise_for_status().json()
    seen = (detail["quota_remaining"], detail["total_used"])
    return [] if seen == (quota, used) else [f"the key shows {seen}, due is {(quota, used)}"]


def main() -> int:
    """Run the drill and print its table; 1 when a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--tasks", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rounds = drill(Path(folder), options.kills, options.tasks, options.seed)
    names = ("running", "steps done", "tasks", "completed", "charges", "steps", "calls", "repeated", "abandoned")
    print(" kill  " + "  ".join(names))
    for number, result in enumerate(rounds, 1):
        print(f"{number:5}  " + "  ".join(f"{value:{len(name)}}" for name, value in zip(names, result, strict=False)))
    totals = [sum(column) for column in list(zip(*rounds, strict=True))[:-1]]
    print("total  " + "  ".join(f"{value:{len(name)}}" for name, value in zip(names, totals, strict=True)))
    faults = [fault for result in rounds for fault in result.faults]
    print(f"{len(faults)} broken promises", *faults, sep="\n  ")
    return min(len(faults), 1)


if __name__ == "__main__":
    sys.exit(main())
