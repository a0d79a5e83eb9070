"""A site: a data folder, the server on it, fake providers that count what is bought, and what became of the tasks."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import anyio

from kill_drill import verified
from machine_faults.below import Below
from pb_adapters.fakes.answers import by_engine
from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.prompt_parser import latency_of
from pb_adapters.planners.engine import OfflineEngine
from provider_settings import settings_of
from served import StartFailed, StartingServer, database

PROVIDER = "gemini"
PATIENCE_SECONDS = 150
BODY = {
    "source_context": "The encoder maps tokens to vectors. The decoder reads the vectors and writes the answer.",
    "caption": "Figure 1: Overview",
    "iterations": 1,
    "grounding": "lenient",  # so that versions draw what the fakes plan whatever each holds for supported
}


class Outcome(NamedTuple):
    """What a fault came to; ``problems`` are sentences about broken promises."""

    accepted: int
    completed: int
    failed: int
    bought: int
    needed: int
    problems: tuple[str, ...]


class Site:
    """Starts servers on one folder and submits tasks to them; ``seconds`` is how long each paid answer takes.

    ``source`` is the ``src`` of another version of the program, which is to serve instead of this one.
    """

    def __init__(self, home: Path, fakes: FakeProviders, settings: Mapping[str, str], source: Path | None) -> None:
        self.folder = home / "data"
        self.below = Below(home, self.folder)
        self.fakes = fakes
        defaults = {
            "CONCURRENCY": "8",
            "LEASE_SECONDS": "1",
            "VISION_PROBE": "false",
        }  # with free places
        self.settings = {**defaults, **settings_of(fakes, PROVIDER), **settings}
        self.source = source
        self.problems: list[str] = []
        self.bought_again = 0
        """How many calls a crash may have lost, which must be bought again."""
        self.poisoned: set[str] = set()
        self._accepted: list[str] = []
        self._server: StartingServer | None = None
        self._started_at = ""

    @property
    def server(self) -> StartingServer:
        """The server that was started last."""
        if self._server is None:
            raise RuntimeError("no server was started")
        return self._server

    def start(self, below: Sequence[str] = ()) -> StartingServer:
        """Start a server; raises ``StartFailed``."""
        self._started_at = datetime.now(UTC).isoformat()
        self._server = self.starting(below)
        self._server.wait_until_it_serves()
        return self._server

    def kill(self) -> None:
        """``kill -9``, and count the calls that this server began and stored no end of.

        They are read from the database, as a call that is on its way to the fakes is not yet under way there.
        """
        self.server.kill()
        await_that(lambda: not self.fakes.counts(PROVIDER).under_way, "calls of a killed server do not end")
        begun = "SELECT count(*) FROM steps WHERE state = 'started' AND started_at >= ? AND engine LIKE ?"
        with database(self.folder) as rows:
            self.bought_again += rows.execute(begun, (self._started_at, f"{PROVIDER}%")).fetchone()[0]

    def starting(self, below: Sequence[str] = ()) -> StartingServer:
        """A server that need not serve yet, and that this site does not end."""
        variables = {**self.below.variables, **({"PYTHONPATH": str(self.source)} if self.source else {})}
        return StartingServer(self.folder, self.settings, variables=variables, below=below)

    def submit(self, count: int, key: str | None = None) -> list[str]:
        """Submit tasks, with a key of their own unless one is given; their ids."""
        with closing(self.server.client(key or self.server.new_key())) as api:
            answers = [
                api.post("/api/generate", json=BODY | {"caption": f"Figure {number}"}) for number in range(count)
            ]
        ids = [answer.raise_for_status().json()["task_id"] for answer in answers]
        self._accepted += ids
        return ids

    def wait_for_calls(self, number: int) -> None:
        """Wait until so many paid calls are under way."""
        await_that(lambda: self.fakes.counts(PROVIDER).under_way >= number, "no calls are under way")

    def ended(self) -> list[str]:
        """The tasks that are over, in the order in which they ended."""
        with database(self.folder) as rows:
            found = rows.execute("SELECT id FROM tasks WHERE completed_at IS NOT NULL ORDER BY completed_at, seq")
            return [row["id"] for row in found]

    def outcome(self) -> Outcome:
        """Wait until every task has ended, stop the server, and hold folder and bills against what was accepted."""
        try:
            await_that(lambda: len(self.ended()) == len(self._accepted), "tasks have not ended", PATIENCE_SECONDS)
            if code := self.server.stop():
                self.problems.append(f"the server ended with exit code {code}")
        except (TimeoutError, StartFailed) as error:
            self.problems.append(str(error))
        finally:
            self.server.abort()
        return self._judged()

    def _judged(self) -> Outcome:
        with database(self.folder) as rows:
            tasks = {row["id"]: row for row in rows.execute("SELECT id, status, error FROM tasks")}
            charges = [row[0] for row in rows.execute("SELECT task_id FROM ledger WHERE kind = 'charge'")]
            used = rows.execute("SELECT sum(total_used) FROM keys").fetchone()[0]
            needed = rows.execute("SELECT count(*) FROM steps WHERE state = 'finished' AND engine LIKE ?",
                                  (f"{PROVIDER}%",)).fetchone()[0]  # fmt: skip
        healthy = [row for task, row in tasks.items() if task not in self.poisoned]
        failed = [row["error"] for row in healthy if row["status"] == "failed"]
        bought = self.fakes.counts(PROVIDER).bills
        broken = {
            f"{len(failed)} healthy tasks failed: {failed[:1]}": failed,
            f"{len(set(self._accepted) - tasks.keys())} tasks are lost": set(self._accepted) - tasks.keys(),
            "tasks were not charged once each": sorted(charges) != sorted(self._accepted) or used != len(charges),
            f"{bought - needed} calls were bought again, {self.bought_again} were lost": bought
            > needed + self.bought_again,
        }
        found = [sentence for sentence, is_broken in broken.items() if is_broken]
        completed = sum(row["status"] == "completed" for row in healthy)
        return Outcome(
            len(self._accepted), completed, len(failed), bought, needed, (*self.problems, *found, *self._flaws())
        )

    def _flaws(self) -> list[str]:
        """What `pb verify` finds, but for what was damaged on purpose; it reads databases of this version only."""
        if self.source:
            return []
        flaws = anyio.run(verified, self.folder).flaws
        texts = [f"{flaw.check}: {flaw.text}" for flaw in flaws]
        return [text for text in texts if not any(task in text for task in self.poisoned)]


def paid_fakes(seconds: float) -> FakeProviders:
    """Fakes whose answers take so long."""
    return FakeProviders(answer=by_engine(OfflineEngine()), latency=latency_of(seconds))


def await_that(met: Callable[[], bool], otherwise: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until something is so; raises ``TimeoutError`` that says ``otherwise``."""
    end = time.monotonic() + seconds
    while not met():
        if time.monotonic() > end:
            raise TimeoutError(otherwise)
        time.sleep(0.02)
