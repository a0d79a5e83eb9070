"""The history at 1,000 and at 1,000,000 tasks: pages, filters, words, totals, a whole task and the overview.

Both are asked by turns over the API, without a network; printed are the medians and the 95th percentiles of processor
time as ratios, many to few. Building the large store takes minutes; ``--folder`` keeps it.
"""

import argparse
import random
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import urlencode

import anyio
from litestar import Litestar

from pb_adapters.runtime import SecureIds
from pb_adapters.storage.sqlite.billing import KEYS
from pb_adapters.storage.sqlite.history_lines import write_lines
from pb_adapters.storage.sqlite.queue import TASKS
from pb_adapters.storage.sqlite.store import SqliteStorage, connect, open_writer
from pb_adapters.storage.sqlite.tasks import STEPS
from pb_core.application.history import Administration
from pb_core.application.keyring import Keyring
from pb_core.domain.billing import ApiKey, Usage, percentile
from pb_core.domain.history import first_place
from pb_core.domain.requests import MethodologyWork
from pb_core.domain.steps import StepRecord, StepState
from pb_core.domain.tasks import Task, TaskKind, TaskStatus
from pb_http.app import create_app
from pb_http.runtime import Runtime

FEW, MANY = 1_000, 1_000_000
KEY_COUNT = 20
START = datetime(2026, 1, 1, tzinfo=UTC)
EVERY = timedelta(seconds=20)
CALLS = 400
"""Calls of each question and size; the first tenth warms up."""

TARGET = 1.3
AT_ONCE = 10_000

_STATUSES = (*[TaskStatus.COMPLETED] * 17, *[TaskStatus.FAILED] * 2, TaskStatus.PENDING)
_KINDS = (*[TaskKind.METHODOLOGY] * 6, *[TaskKind.STATISTICAL_PLOT] * 3, TaskKind.COMPOSITE)
_ENGINES = (*["offline/rules-1"] * 7, *["gemini/gemini-3.8-flash"] * 3)
_WORDS = [f"word{number}" for number in range(5_000)]
_SOURCE = "The encoder maps tokens to vectors, and the decoder reads the vectors and writes a summary. " * 6

Conditions = Mapping[str, str | Callable[[random.Random, int], str]]


class FixedClock:
    """Stands still a day behind the first of the last ``FEW`` tasks."""

    at = START

    def now(self) -> datetime:
        """The same time, always."""
        return self.at

    async def sleep(self, seconds: float) -> None:
        """Nobody sleeps here."""
        raise NotImplementedError(seconds)


def task(number: int, chance: random.Random) -> Task:
    """One of many tasks; one in ten has the word ``common``, one in fifty ``seldom``."""
    status = chance.choice(_STATUSES)
    ended = (
        None if status is TaskStatus.PENDING else START + number * EVERY + timedelta(seconds=chance.expovariate(0.02))
    )
    rare = [word for word, share in (("common", 0.1), ("seldom", 0.02)) if chance.random() < share]
    caption = " ".join(["Figure", str(number), *chance.choices(_WORDS, k=8), *rare])
    return Task(
        id=f"{number:032x}",
        key_id=f"key-{chance.randrange(KEY_COUNT)}",
        kind=chance.choice(_KINDS),
        endpoint="generate",
        work=MethodologyWork(caption=caption, source=_SOURCE),
        public_url="https://figures.example",
        created_at=START + number * EVERY,
        status=status,
        started_at=ended and START + number * EVERY,
        completed_at=ended,
        error="The engine broke down." if status is TaskStatus.FAILED else None,
    )


def steps(number: int, chance: random.Random) -> Iterator[StepRecord]:
    """What a task asked: a planner, then the engine that draws."""
    for name, engine in (("plan", chance.choice(_ENGINES)), ("round/1/draw", "vector/vector-layered")):
        yield StepRecord(
            task_id=f"{number:032x}",
            name=name,
            digest="d" * 64,
            engine=engine,
            state=StepState.FINISHED,
            started_at=START + number * EVERY,
            finished_at=START + number * EVERY,
            result=b"{}",
            usage=Usage(cost_micros=400),
            booked_micros=400,
        )


def fill(path: Path, count: int) -> None:
    """Store that many tasks with their steps as rows, then write their lines as the upkeep does."""
    chance = random.Random(7)  # noqa: S311 - the same tasks each time
    with closing(connect(path)) as rows:
        rows.execute("PRAGMA synchronous = OFF")
        rows.execute("PRAGMA cache_size = -400000")
        rows.execute("BEGIN")
        for number in range(KEY_COUNT):
            key = ApiKey(
                id=f"key-{number}", prefix="pb_abcdef", digest=str(number), name=f"Key {number}", created_at=START
            )
            _insert(rows, "keys", [KEYS.encode(key)])
        for first in range(0, count, AT_ONCE):
            some = range(first, min(first + AT_ONCE, count))
            _insert(rows, "tasks", ({**TASKS.encode(task(number, chance)), "queued_at": ""} for number in some))
            _insert(rows, "steps", (STEPS.encode(step) for number in some for step in steps(number, chance)))
        while write_lines(rows, AT_ONCE):
            pass
        rows.execute("COMMIT")
        rows.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _insert(rows: sqlite3.Connection, table: str, values: Any) -> None:  # noqa: ANN401 - rows by column
    values = iter(values)
    first = next(values)
    columns, marks = ", ".join(first), ", ".join(f":{name}" for name in first)
    text = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 - our own words
    rows.execute(text, first)
    rows.executemany(text, values)


class Question(NamedTuple):
    """What is asked of the API: an address below ``/api/admin``, and conditions, those of a place left to chance."""

    address: str = "history"
    conditions: Conditions = MappingProxyType({})
    is_placed: bool = False

    def path(self, chance: random.Random, count: int) -> str:
        """The address for a store of so many tasks."""
        given = dict(self.conditions)
        if self.is_placed:
            behind = START + chance.randrange(count * 3 // 4, count) * EVERY
            given["cursor"] = str(first_place(behind))
        query = urlencode({name: value(chance, count) if callable(value) else value for name, value in given.items()})
        task_id = f"{chance.randrange(count):032x}"
        return f"/api/admin/{self.address.format(task_id=task_id)}?{query}"


def numbered(chance: random.Random, count: int) -> str:
    """The number of a page."""
    del count
    return str(chance.randrange(2, 50))


def since(chance: random.Random, count: int) -> str:
    """A time with at least half an hour of tasks behind it."""
    return (START + chance.randrange(count - 200) * EVERY).isoformat()


FAILED, GEMINI, DIAGRAMS = {"status": "failed"}, {"provider": "gemini"}, {"diagram_type": "methodology"}
QUESTIONS = {
    "first page": Question(),
    "page by number": Question(conditions={"page": numbered}),
    "page by cursor": Question(is_placed=True),
    "of a key": Question(conditions={"key": "key-3"}),
    "of a key, by cursor": Question(conditions={"key": "key-3"}, is_placed=True),
    "of a kind": Question(conditions=DIAGRAMS),
    "of a status": Question(conditions=FAILED),
    "of a status, by cursor": Question(conditions=FAILED, is_placed=True),
    "of kind and status": Question(conditions=DIAGRAMS | FAILED),
    "of a provider": Question(conditions=GEMINI),
    "since a time": Question(conditions={"since": since}),
    "with a word": Question(conditions={"words": "common"}),
    "with two words": Question(conditions={"words": "common figure"}),
    "with a word, of a kind": Question(conditions={"words": "common"} | DIAGRAMS),
    "of provider and kind": Question(conditions=GEMINI | DIAGRAMS),
    "a whole task": Question("tasks/{task_id}"),
    "overview of a day": Question("overview", {"days": "1"}),
    "failed webhooks": Question("webhooks", {"state": "failed"}),
}


def server(store: SqliteStorage) -> Litestar:
    """The API on a store; nobody works on its tasks."""
    nothing: Any = None
    clock, ids = FixedClock(), SecureIds()
    keyring = Keyring(store=store, artifacts=nothing, ids=ids, clock=clock)
    parts = {"storage": store, "service": nothing, "keyring": keyring, "notifier": nothing, "wakeups": nothing}
    administration = Administration(**parts, clock=clock, ids=ids)
    return create_app(
        Runtime(service=nothing, keyring=keyring, administration=administration, version="0", admin_key="adm")
    )


async def answered(app: Litestar, path: str) -> bytes:
    """The body of an answer, which is a good one; without a network and a client."""
    target, _, query = path.partition("?")
    scope: Any = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": target,
        "raw_path": target.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"x"), (b"authorization", b"Bearer adm")],
        "server": ("x", 80),
        "client": ("y", 1),
    }
    told: list[Any] = []

    async def receive() -> Any:  # noqa: ANN401 - a message of ASGI
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:  # noqa: ANN401 - see above
        told.append(message)

    await app(scope, receive, send)
    body = b"".join(message.get("body", b"") for message in told)
    assert told[0]["status"] == 200, body
    return body


async def compare(few: Path, many: Path, most: int) -> None:
    """Ask both servers every question by turns and print the ratios."""
    chance = random.Random(11)  # noqa: S311 - the same questions each time
    async with await SqliteStorage.open(few) as small, await SqliteStorage.open(many) as large:
        servers = ((server(small), FEW), (server(large), most))
        for name, question in QUESTIONS.items():
            took: tuple[list[float], list[float]] = ([], [])
            for _ in range(CALLS):
                for times, (app, count) in zip(took, servers, strict=True):
                    FixedClock.at = START + (count - FEW) * EVERY + timedelta(days=1)
                    path = question.path(chance, count)
                    began = process_time()
                    await answered(app, path)
                    times.append(process_time() - began)
            tell(name, *(sorted(times[CALLS // 10 :]) for times in took))


def tell(name: str, low: list[float], high: list[float]) -> None:
    """Print how much more the larger store takes."""
    ratios = [percentile(high, share) / percentile(low, share) for share in (0.5, 0.95)]
    verdict = "reached" if max(ratios) <= TARGET else "MISSED"
    usual = percentile(low, 0.5) * 1e3
    print(f"{name:24} median {ratios[0]:5.2f}  95 of 100 {ratios[1]:5.2f}  {verdict}  ({usual:.2f} ms)", flush=True)


def built(path: Path, count: int) -> Path:
    """The store of so many tasks, made unless it is there."""
    if not path.exists():
        making = path.with_suffix(".making")
        open_writer(making).close()
        fill(making, count)
        making.rename(path)
    return path


def main() -> None:
    """Build both stores and compare them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=MANY)
    parser.add_argument("--folder", type=Path, help="where the stores are kept; default: a temporary folder")
    options = parser.parse_args()
    keeping = nullcontext(options.folder) if options.folder else tempfile.TemporaryDirectory()
    with keeping as name:
        few, many = (built(Path(name) / f"{count}.db", count) for count in (FEW, options.most))
        anyio.run(compare, few, many, options.most)


if __name__ == "__main__":
    main()
