"""Checks: what must hold of a store once every accepted task has ended, however often its servers were killed."""

import time
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, Self

from crash.receiver import Receiver
from crash.work import Clients

if TYPE_CHECKING:
    from crash.sites import Site

PATIENCE_SECONDS = 900


class Verdict(NamedTuple):
    """What was counted, and a sentence for each promise that was broken."""

    tasks: int
    failed: int
    bought_again: int
    sent_twice: int
    faults: tuple[str, ...]


class Rows(Protocol):
    """A connection that reads the database, SQLite's or PostgreSQL's; rows are asked by name."""

    def execute(self, query: Any, /) -> Any:  # noqa: ANN401 - both libraries have types of their own
        """The cursor of a query."""


class Facts(NamedTuple):
    """What the database says: tasks by id with state and error, charges by task, and how steps and the key stand."""

    tasks: dict[str, tuple[str, str | None]]
    charges: Counter[str]
    abandoned: int
    unfinished: int
    used: int

    @classmethod
    def read(cls, rows: Rows) -> Self:
        """Read all; the database has one key."""
        tasks = rows.execute("SELECT id, status, error FROM tasks")
        charges = rows.execute("SELECT task_id FROM ledger WHERE kind = 'charge'")
        return cls(
            {row["id"]: (row["status"], row["error"]) for row in tasks},
            Counter(row["task_id"] for row in charges),
            count(rows, "SELECT coalesce(sum(abandoned), 0) AS n FROM steps"),
            count(rows, "SELECT count(*) AS n FROM steps WHERE state <> 'finished'"),
            count(rows, "SELECT total_used AS n FROM keys"),
        )


def count(rows: Rows, query: str) -> int:
    """The one number, called ``n``, that a query gives."""
    return int(rows.execute(query).fetchone()["n"])


def left_to_do(rows: Rows) -> tuple[int, int]:
    """How many tasks and webhooks have not ended."""
    return (
        count(rows, "SELECT count(*) AS n FROM tasks WHERE completed_at IS NULL"),
        count(rows, "SELECT count(*) AS n FROM deliveries WHERE state = 'pending'"),
    )


def wait_for_end(site: "Site") -> None:
    """Wait until no task and no webhook of a site is left to do."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    with site.rows() as rows:
        while any(left := left_to_do(rows)):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{left[0]} tasks and {left[1]} webhooks have not ended")
            time.sleep(0.2)


def judged(site: "Site", clients: Clients, receiver: Receiver, most_bought_again: int) -> Verdict:
    """Hold a site against what clients were told and what the receiver got; its server must have ended."""
    with site.rows() as rows:
        facts = Facts.read(rows)
    verdict = compared(facts, clients, receiver, most_bought_again)
    return verdict._replace(faults=(*verdict.faults, *verified(site)))


def compared(facts: Facts, clients: Clients, receiver: Receiver, most_bought_again: int) -> Verdict:
    """Hold a database against what clients were told and what the receiver got."""
    accepted, ended = set(clients.accepted.values()), facts.tasks.keys()
    failed = [error for status, error in facts.tasks.values() if status != "completed"]
    hooks = receiver.deliveries.keys()
    broken = {
        f"{len(clients.refusals)} requests were refused: {clients.refusals[:1]}": clients.refusals,
        f"{len(accepted - ended)} accepted tasks are lost": accepted - ended,
        f"{len(ended - accepted)} tasks belong to no request": ended - accepted,
        f"{len(clients.accepted) - len(accepted)} requests share a task": len(clients.accepted) != len(accepted),
        f"{len(failed)} healthy tasks failed: {failed[:3]}": failed,
        "tasks were not charged once each": facts.charges != Counter(ended),
        f"the key shows {facts.used} tasks": facts.used != len(ended),
        f"{facts.unfinished} steps have no end": facts.unfinished,
        f"{facts.abandoned} calls were made again, {most_bought_again} were under way": (
            facts.abandoned > most_bought_again
        ),
        f"{len(ended - hooks)} webhooks never came": ended - hooks,
        f"{len(hooks - ended)} webhooks of nobody": hooks - ended,
        f"{receiver.forged} webhooks were not signed": receiver.forged,
    }
    faults = tuple(sentence for sentence, is_broken in broken.items() if is_broken)
    twice = sum(times - 1 for times in receiver.deliveries.values())
    return Verdict(len(ended), len(failed), facts.abandoned, twice, faults)


def verified(site: "Site") -> list[str]:
    """What ``pb verify`` finds once orphans were removed."""
    removed, left = site.verify("--repair"), site.verify()
    flaws = [f"pb verify: {flaw}" for flaw in left["flaws"]]
    return flaws + [f"{left['orphans']} orphans are left of {removed['orphans']}"] * bool(left["orphans"])
