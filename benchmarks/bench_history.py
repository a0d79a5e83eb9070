"""The history at 1,000 and at 1,000,000 tasks: pages, filters, words, totals, a whole task and the overview.

Both stores are asked by turns; printed are the medians and the 95th percentiles as ratios, many to few. A page is what
the route reads, lines and total, without HTTP. Building the large store takes minutes; ``--folder`` keeps it.
"""

import argparse
import random
import sqlite3
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time
from typing import Any

import anyio

from pb_adapters.storage.billing import KEYS
from pb_adapters.storage.history_lines import write_lines
from pb_adapters.storage.queue import TASKS
from pb_adapters.storage.sqlite import SqliteStorage, connect, open_writer
from pb_adapters.storage.tasks import STEPS
from pb_core.domain.billing import ApiKey, Usage, percentile
from pb_core.domain.history import HistoryQuery, first_place
from pb_core.domain.requests import MethodologyWork
from pb_core.domain.tasks import StepRecord, StepState, Task, TaskKind, TaskStatus

FEW, MANY = 1_000, 1_000_000
KEY_COUNT = 20
START = datetime(2026, 1, 1, tzinfo=UTC)
EVERY = timedelta(seconds=20)
CALLS = 400
"""Calls of each question and size; the first tenth warms up."""

TARGET = 1.3
SIZE = 20
AT_ONCE = 10_000

_STATUSES = (*[TaskStatus.COMPLETED] * 17, *[TaskStatus.FAILED] * 2, TaskStatus.PENDING)
_KINDS = (*[TaskKind.METHODOLOGY] * 6, *[TaskKind.STATISTICAL_PLOT] * 3, TaskKind.COMPOSITE)
_ENGINES = (*["offline/rules-1"] * 7, *["gemini/gemini-3.8-flash"] * 3)
_WORDS = [f"word{number}" for number in range(5_000)]
_SOURCE = "The encoder maps tokens to vectors, and the decoder reads the vectors and writes a summary. " * 6

Ask = Callable[[SqliteStorage, random.Random, int], Awaitable[object]]
"""A question to a store of so many tasks; what it asks for in particular is left to chance."""


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


def page(*, by_cursor: bool = False, **conditions: Any) -> Ask:  # noqa: ANN401 - the fields of a query
    """A page of the history with its total: the first one, or one behind a task by chance."""

    async def ask(store: SqliteStorage, chance: random.Random, count: int) -> object:
        behind = START + chance.randrange(count * 3 // 4, count) * EVERY
        query = HistoryQuery(size=SIZE, before=first_place(behind) if by_cursor else None, **conditions)
        lines = await store.history(query)
        assert len(lines.lines) == query.size, (len(lines.lines), conditions)
        return lines, await store.history_total(query)

    return ask


async def numbered(store: SqliteStorage, chance: random.Random, count: int) -> object:
    """A page by its number."""
    del count
    query = HistoryQuery(size=SIZE, page=chance.randrange(2, 50))
    return await store.history(query), await store.history_total(query)


async def of_a_time(store: SqliteStorage, chance: random.Random, count: int) -> object:
    """The first page of what was accepted in half an hour."""
    since = START + chance.randrange(count - 200) * EVERY
    query = HistoryQuery(size=SIZE, since=since, until=since + timedelta(minutes=30))
    return await store.history(query), await store.history_total(query)


async def whole(store: SqliteStorage, chance: random.Random, count: int) -> object:
    """A task with its steps and webhooks."""
    task_id = f"{chance.randrange(count):032x}"
    return await store.task(task_id), await store.steps(task_id), await store.deliveries(task_id)


async def overview(store: SqliteStorage, chance: random.Random, count: int) -> object:
    """What happened in the last five hours."""
    del chance
    now = START + count * EVERY
    return await store.activity(now - timedelta(hours=5), now)


_FAILED = {"status": TaskStatus.FAILED}
QUESTIONS: dict[str, Ask] = {
    "first page": page(),
    "page by number": numbered,
    "page by cursor": page(by_cursor=True),
    "of a key": page(key_id="key-3"),
    "of a key, by cursor": page(key_id="key-3", by_cursor=True),
    "of a kind": page(kind=TaskKind.STATISTICAL_PLOT),
    "of a status": page(**_FAILED),
    "of a status, by cursor": page(**_FAILED, by_cursor=True),
    "of a provider": page(provider="gemini"),
    "of half an hour": of_a_time,
    "with a word": page(words=("common",)),
    "with two words": page(words=("common", "figure")),
    "of kind and status": page(kind=TaskKind.METHODOLOGY, **_FAILED),
    "of provider and kind": page(provider="gemini", kind=TaskKind.METHODOLOGY),
    "a whole task": whole,
    "overview of five hours": overview,
}


async def compare(few: Path, many: Path, most: int) -> None:
    """Ask both stores every question by turns and print the ratios."""
    chance = random.Random(11)  # noqa: S311 - the same questions each time
    async with await SqliteStorage.open(few) as small, await SqliteStorage.open(many) as large:
        for name, ask in QUESTIONS.items():
            took: tuple[list[float], list[float]] = ([], [])
            for _ in range(CALLS):
                for times, store, count in ((took[0], small, FEW), (took[1], large, most)):
                    began = process_time()
                    await ask(store, chance, count)
                    times.append(process_time() - began)
            low, high = (sorted(times[CALLS // 10 :]) for times in took)
            ratios = [percentile(high, share) / percentile(low, share) for share in (0.5, 0.95)]
            verdict = "reached" if max(ratios) <= TARGET else "MISSED"
            print(
                f"{name:24} median {ratios[0]:5.2f}  95 of 100 {ratios[1]:5.2f}  {verdict}  "
                f"({percentile(low, 0.5) * 1e3:.2f} ms at {FEW:,})",
                flush=True,
            )


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
