"""Checks: what must hold of a data folder once every accepted task has ended, however often its server was killed."""

import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from crash.receiver import Receiver
from crash.work import Clients
from served import database, environment

PATIENCE_SECONDS = 900


class Verdict(NamedTuple):
    """What was counted, and a sentence for each promise that was broken."""

    tasks: int
    failed: int
    bought_again: int
    sent_twice: int
    faults: tuple[str, ...]


def wait_for_end(folder: Path) -> None:
    """Wait until no task and no webhook is left to do."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with database(folder) as db:
            tasks = db.execute("SELECT count(*) FROM tasks WHERE completed_at IS NULL").fetchone()[0]
            hooks = db.execute("SELECT count(*) FROM deliveries WHERE state = 'pending'").fetchone()[0]
        if not tasks and not hooks:
            return
        time.sleep(0.2)
    raise TimeoutError(f"{tasks} tasks and {hooks} webhooks have not ended")


def judged(folder: Path, clients: Clients, receiver: Receiver, most_bought_again: int) -> Verdict:
    """Hold the database against what clients were told and what the receiver got."""
    with database(folder) as db:
        ended = {row["id"]: row for row in db.execute("SELECT id, status, error FROM tasks")}
        charges = Counter(row["task_id"] for row in db.execute("SELECT task_id FROM ledger WHERE kind = 'charge'"))
        abandoned = db.execute("SELECT coalesce(sum(abandoned), 0) FROM steps").fetchone()[0]
        unfinished = db.execute("SELECT count(*) FROM steps WHERE state <> 'finished'").fetchone()[0]
        balance = db.execute("SELECT quota_remaining, total_used FROM keys").fetchone()
    accepted = set(clients.accepted.values())
    failed = [row for row in ended.values() if row["status"] != "completed"]
    broken = {
        f"{len(clients.refusals)} requests were refused: {clients.refusals[:1]}": clients.refusals,
        f"{len(accepted - ended.keys())} accepted tasks are lost": accepted - ended.keys(),
        f"{len(ended.keys() - accepted)} tasks belong to no request": ended.keys() - accepted,
        f"{len(clients.accepted) - len(accepted)} requests share a task": len(clients.accepted) != len(accepted),
        f"{len(failed)} healthy tasks failed: {[row['error'] for row in failed[:3]]}": failed,
        "tasks were not charged once each": charges != Counter(ended.keys()),
        f"the key shows {tuple(balance)}": balance["total_used"] != len(ended),
        f"{unfinished} steps have no end": unfinished,
        f"{abandoned} calls were made again, {most_bought_again} were under way": abandoned > most_bought_again,
        f"{len(ended.keys() - receiver.deliveries.keys())} webhooks never came": ended.keys()
        - receiver.deliveries.keys(),
        f"{len(receiver.deliveries.keys() - ended.keys())} webhooks of nobody": receiver.deliveries.keys()
        - ended.keys(),
        f"{receiver.forged} webhooks were not signed": receiver.forged,
    }
    faults = [sentence for sentence, is_broken in broken.items() if is_broken]
    twice = sum(count - 1 for count in receiver.deliveries.values())
    return Verdict(len(ended), len(failed), abandoned, twice, (*faults, *verified(folder)))


def verified(folder: Path) -> list[str]:
    """What ``pb verify`` finds once orphans were removed; the server must have ended."""
    removed, left = _verify(folder, "--repair"), _verify(folder)
    flaws = [f"pb verify: {flaw}" for flaw in left["flaws"]]
    return flaws + [f"{left['orphans']} orphans are left of {removed['orphans']}"] * bool(left["orphans"])


def _verify(folder: Path, *options: str) -> dict[str, Any]:
    done = subprocess.run(  # noqa: S603 - our own program with our own arguments
        [sys.executable, "-m", "pb_http.cli.main", "verify", "--json", "--data-dir", str(folder), *options],
        capture_output=True,
        text=True,
        check=False,
        env=environment(),
    )
    report: dict[str, Any] = json.loads(done.stdout)
    return report
