"""What the database itself refuses, and that what is asked often is found by an index."""

import re
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlite_utils import Database

from pb_adapters.storage.sqlite import (
    billing,
    history,
    history_lines,
    history_lists,
    outbox,
    queue,
    tasks,
    webhook_lists,
)
from pb_adapters.storage.sqlite.migrations import MIGRATIONS
from pb_adapters.storage.sqlite.store import APPLICATION_ID, SqliteStorage, connect, open_writer
from pb_core.domain.billing import Spent
from pb_core.domain.history import HistoryQuery, Total
from pb_core.domain.history.deliveries import DeliveryQuery
from pb_core.domain.steps import begun, finished
from pb_core.domain.tasks import TaskKind, TaskQuery, TaskStatus
from pb_core.domain.webhooks import Attempt, DeliveryState
from pb_core.testing.contracts.storage_base import (
    COMPLETED,
    COST,
    LEASE,
    NOW,
    after,
    running_task,
    sample_delivery,
    sample_intent,
    sample_key,
    sample_task,
)


@pytest.fixture
async def rows(tmp_path: Path) -> AsyncIterator[sqlite3.Connection]:
    """A database that holds one row of everything, opened past the adapter."""
    async with await SqliteStorage.open(tmp_path / "rows.db") as storage:
        held = await running_task(storage)
        await storage.begin_step(held.lease, sample_intent())
        await storage.finish_step(held.lease, "plan", b"1", NOW, COST)
        await storage.finish_task(held.lease, COMPLETED, NOW, sample_delivery())
    connection = open_writer(tmp_path / "rows.db")
    yield connection
    connection.close()


ENTRY = "INSERT INTO ledger (key_id, kind, fact, amount, balance, created_at) VALUES "
REPLACE = """
INSERT OR REPLACE INTO ledger (id, key_id, kind, fact, amount, balance, created_at)
SELECT id, key_id, kind, fact, amount, balance, created_at FROM ledger
"""
ORPHAN = """
INSERT INTO steps SELECT 9, 'task-9', name, digest, engine, state, started_at, finished_at, attempts, abandoned,
                         provider_ref, error, usage, result, reservation, booked_micros, role, most_micros,
                         reserved_micros, version FROM steps
"""


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE ledger SET amount = 0", "never changed"),
        ("UPDATE ledger SET created_at = created_at", "never changed"),
        ("DELETE FROM ledger", "deleted with its key only"),
        ("DELETE FROM ledger WHERE kind = 'charge'", "deleted with its key only"),
        (REPLACE, "deleted with its key only"),
        (f"{ENTRY} ('key-1', 'adjust', 'x', 1, 8, '')", "does not equal the balance"),
        (f"{ENTRY} ('key-1', 'charge', 'charge:task-1', -1, 9, '')", "UNIQUE"),
        (f"{ENTRY} ('key-1', 'gift', 'x', 0, 9, '')", "CHECK"),
        (f"{ENTRY} ('key-9', 'grant', 'x', 0, NULL, '')", "FOREIGN KEY"),
        ("UPDATE keys SET quota_remaining = quota_remaining - 10", "CHECK"),
        ("UPDATE keys SET quota_remaining = 'many'", "cannot store TEXT"),
        ("UPDATE keys SET webhook_secret = NULL, next_webhook_secret = 'x'", "CHECK"),
        ("UPDATE tasks SET status = 'running'", "CHECK"),
        ("UPDATE tasks SET lease_token = 't'", "CHECK"),
        ("UPDATE tasks SET put_backs = -1", "CHECK"),
        ("UPDATE tasks SET faults = -1", "CHECK"),
        ("UPDATE tasks SET lease_holder = 'h'", "CHECK"),
        ("UPDATE tasks SET not_before = 'x', waits_for = 'y'", "CHECK"),
        ("UPDATE tasks SET not_before = NULL, waits_for = 'y'", "CHECK"),
        ("UPDATE steps SET result = x'32'", "never changed"),
        ("INSERT INTO spent_by_day VALUES ('2026-02-01', 0, -1)", "CHECK"),
        ("UPDATE spent_by_key SET settled = settled - 451", "CHECK"),
        ("INSERT INTO spent_by_key VALUES ('key-9', '2026-02-01', 0, 0)", "FOREIGN KEY"),
        ("INSERT INTO vision VALUES ('kie', 'm', 2, '')", "CHECK"),
        (ORPHAN, "FOREIGN KEY"),
    ],
)
async def test_the_database_refuses_what_breaks_a_rule(rows: sqlite3.Connection, statement: str, reason: str) -> None:
    before = list(rows.iterdump())
    with pytest.raises(sqlite3.IntegrityError, match=reason):
        rows.execute(statement)
    assert list(rows.iterdump()) == before


async def test_deleting_a_key_deletes_all_its_rows(rows: sqlite3.Connection) -> None:
    rows.execute("DELETE FROM keys")
    for table in ("keys", "ledger", "tasks", "steps", "deliveries", "receivers", "spent_by_key"):
        assert rows.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0  # noqa: S608 - our own words


WEBHOOKS = (
    DeliveryQuery(),
    DeliveryQuery(state=DeliveryState.FAILED),
    DeliveryQuery(key_id="key-1"),
    DeliveryQuery(key_id="key-1", state=DeliveryState.FAILED),
)
OFTEN = {
    "a task": "SELECT * FROM tasks WHERE id = :id",
    "a key": "SELECT * FROM keys WHERE digest = :id",
    "the steps of a task": "SELECT * FROM steps WHERE task_id = :id AND name = :id",
    "an idempotency key": "SELECT * FROM tasks WHERE key_id = :id AND idempotency_key = :id",
    "the usage of a key": billing._USAGE.replace("?", ":id"),
    "a charge": billing._CHARGE.replace("?", ":id"),
    "whose turn it is": queue._NEXT,
    "a turn that was had": queue._HAD_TURN,
    "a key that leaves": queue._LEAVE,
    "a page of tasks": tasks._listed("k", TaskQuery(before="t"))[0],
    "a page of tasks of a status": tasks._listed("k", TaskQuery(before="t", status=TaskStatus.FAILED))[0],
    "a task to cancel": queue._CANCEL,
    "how many wait": tasks._QUEUED.replace("?", ":id"),
    "a suspect": queue._SUSPECT.replace("?", ":id"),
    "what a holder holds": queue._HELD.replace("?", ":id"),
    "a claimed task": queue._TAKE,
    "a held task": queue._CHANGED,
    "a step to change": tasks._UPDATE,
    "the delivery that is longest due": outbox._NEXT,
    "a claimed delivery": outbox._TAKE,
    "a receiver that rests": outbox._REST,
    "what a task spent": billing._OF_TASK.replace("?", ":id"),
    "what a key spent on a day": billing._OF_KEY_DAY.replace("?", ":id"),
    "what was spent on a day": billing._OF_DAY.replace("?", ":id"),
    "what a key spent": billing._QUESTIONS[True, False].replace("?", ":id"),
    "reservations of a task": billing._OPEN_RESERVATIONS.replace("?", ":id"),
    "what calls cost and take": tasks._CALLS.replace("?", ":id"),
    "the amounts of a key": billing._MOVE_KEY,
    "the amounts of a day": billing._MOVE_DAY,
    "the ledger of a key": "SELECT * FROM ledger WHERE key_id = :id ORDER BY id",
    "a page of a ledger": webhook_lists._LEDGER.replace("?", ":id"),
    "lines that are missing": history_lines._NEXT.replace("?", ":id"),
    "a free place": history_lines._LAST.replace("?", ":id"),
    "hours": history._HOURS.replace("?", ":id"),
    "failures": history._FAILURES,
    "how long tasks took": history._ENDED,
    "webhooks of a state": webhook_lists._OF_STATE,
    **{f"webhooks {number}": webhook_lists.listed(query) for number, query in enumerate(WEBHOOKS)},
}


@pytest.mark.parametrize("question", OFTEN)
async def test_what_is_asked_often_is_found_by_an_index(rows: sqlite3.Connection, question: str) -> None:
    values = dict.fromkeys(re.findall(r":(\w+)", OFTEN[question]), "x")
    plan = [row["detail"] for row in rows.execute(f"EXPLAIN QUERY PLAN {OFTEN[question]}", values)]
    assert plan
    assert [line for line in plan if "TEMP B-TREE" in line] == []
    assert [line for line in plan if line.startswith("SCAN") and "USING COVERING INDEX" not in line] == []


ASKED = (
    HistoryQuery(),
    HistoryQuery(key_id="key-1"),
    HistoryQuery(kind=TaskKind.METHODOLOGY),
    HistoryQuery(status=TaskStatus.COMPLETED),
    HistoryQuery(key_id="key-1", kind=TaskKind.METHODOLOGY, status=TaskStatus.COMPLETED),
    HistoryQuery(provider="offline"),
    HistoryQuery(words=("encoder", "figure")),
    HistoryQuery(since=NOW, until=after(1)),
    HistoryQuery(key_id="key-1", provider="offline", words=("encoder",), since=NOW),
)


@pytest.mark.parametrize("query", ASKED)
async def test_a_page_of_the_history_reads_an_index_backwards_and_sorts_nothing(
    rows: sqlite3.Connection, query: HistoryQuery
) -> None:
    asked = history_lists.question(rows, query)
    values = {**asked.values, "most": 9, "size": 9, "skip": 0}
    for text in (asked.places, asked.total, asked.last_candidate):
        plan = [row["detail"] for row in rows.execute(f"EXPLAIN QUERY PLAN {text}", values)]
        read = [line for line in plan if line.startswith(("SCAN", "SEARCH"))]
        fine = re.compile(r"SEARCH .* USING|SCAN \S+ VIRTUAL TABLE INDEX \d+:M|SCAN (candidate|\(subquery)")
        assert read
        assert [line for line in read if not fine.match(line)] == []
        assert [line for line in plan if "TEMP B-TREE" in line or "AUTOMATIC" in line] == []


async def test_accepting_leaves_the_line_of_a_task_for_later(tmp_path: Path) -> None:
    """To whoever reads first, or to the upkeep; what a task did meanwhile stands in its line."""
    async with await SqliteStorage.open(tmp_path / "rows.db") as storage:
        await storage.add_key(sample_key(quota=None))
        held = await running_task(storage, key=False)
        await storage.begin_step(held.lease, sample_intent())
        await storage.finish_step(held.lease, "plan", b"1", NOW, COST)
        with closing(connect(tmp_path / "rows.db")) as rows:
            assert rows.execute("SELECT count(*) FROM history").fetchone()[0] == 0
            assert await storage.write_history() is False
            line = rows.execute("SELECT status, engines, cost_micros FROM history").fetchone()
            assert tuple(line) == ("running", "offline/rules-1\n", 450)
            for number in range(history_lines.MOST_LINES + 1):
                await storage.accept(sample_task(f"more-{number}", seconds=number))
            assert [await storage.write_history() for _ in range(3)] == [True, False, False]
            assert rows.execute("SELECT count(*) FROM history").fetchone()[0] == history_lines.MOST_LINES + 2


async def test_tasks_of_an_older_schema_are_in_the_history(tmp_path: Path) -> None:
    """With their words, engines and costs, also those whose request cannot be read; past ones are counted by hour."""
    old = connect(tmp_path / "rows.db")
    MIGRATIONS.apply(Database(old), stop_before="0014_history")
    old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    old.execute("PRAGMA user_version = 13")
    _insert(old, "keys", billing.KEYS.encode(sample_key()))
    done = {"status": TaskStatus.COMPLETED, "completed_at": after(7200)}
    for task in (sample_task(**done), sample_task("task-2", seconds=-60), sample_task("task-3", seconds=-30)):
        _insert(old, "tasks", {**queue.TASKS.encode(task), "queued_at": ""})
    old.execute("UPDATE tasks SET work = '{\"type\":\"of another version\"}' WHERE id = 'task-3'")
    step = replace(finished(begun("task-1", None, sample_intent()).record, b"1", NOW, COST).record, booked_micros=450)
    _insert(old, "steps", tasks.STEPS.encode(step))
    old.execute("INSERT INTO past_tasks VALUES (9, 'task-0', 'key-1', '/api/plot', '2026-01-31T11:00:00.000000+00:00')")
    old.close()
    async with await SqliteStorage.open(tmp_path / "rows.db") as storage:
        lines = (await storage.history(HistoryQuery())).lines
        assert [(line.id, line.title, line.engines, line.cost_micros) for line in lines] == [
            ("task-1", "Überblick", ("offline/rules-1",), 450),
            ("task-3", "", (), 0),
            ("task-2", "Überblick", (), 0),
        ]
        assert [line.id for line in (await storage.history(HistoryQuery(words=("uberblick",)))).lines] == [
            "task-1",
            "task-2",
        ]
        assert await storage.history_total(HistoryQuery(status=TaskStatus.PENDING)) == Total(number=2)
        assert await storage.providers() == ("offline",)
        hours = (await storage.activity(after(-7200), after(7200))).hours
        assert [(hour.accepted, hour.completed) for hour in hours] == [(3, 0), (1, 0), (0, 1)]


async def test_a_database_of_the_first_schema_is_upgraded_with_its_rows(tmp_path: Path) -> None:
    """A step that was under way when the older program stopped is resumed, with nothing spent so far."""
    old = connect(tmp_path / "rows.db")
    MIGRATIONS.apply(Database(old), stop_before="0002_spending")
    old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    old.execute("PRAGMA user_version = 1")
    key, task, step = sample_key(), sample_task(), begun("task-1", None, sample_intent()).record
    for table, values in (
        ("keys", billing.KEYS.encode(key)),
        ("tasks", queue.TASKS.encode(task)),
        ("steps", tasks.STEPS.encode(step)),
    ):
        _insert(old, table, values)
    old.close()
    async with await SqliteStorage.open(tmp_path / "rows.db") as storage:
        assert (await storage.key("key-1"), await storage.task("task-1")) == (key, task)
        assert await storage.steps("task-1") == (replace(step, role=""),)
        assert await storage.spent("key-1") == Spent()
        held = await storage.claim_task(NOW, LEASE, "t0")
        assert held is not None
        resumed = await storage.begin_step(held.lease, sample_intent(digest="d2", estimate=9))
        assert (resumed.abandoned, resumed.digest) == (1, "d2")
        assert await storage.spent("key-1") == Spent(reserved_micros=9)


async def test_pending_webhooks_of_an_older_schema_are_sent_and_ended_ones_kept(tmp_path: Path) -> None:
    old = connect(tmp_path / "rows.db")
    MIGRATIONS.apply(Database(old), stop_before="0009_receivers")
    old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    old.execute("PRAGMA user_version = 8")
    sent = replace(sample_delivery("sent"), state=DeliveryState.DELIVERED, attempts=(Attempt(number=1, at=NOW),))
    _insert(old, "keys", billing.KEYS.encode(sample_key()))
    _insert(old, "tasks", queue.TASKS.encode(sample_task(status=TaskStatus.COMPLETED)))
    for delivery in (sent, sample_delivery("due")):
        _insert(old, "deliveries", outbox.DELIVERIES.encode(delivery))
    old.close()
    async with await SqliteStorage.open(tmp_path / "rows.db") as storage:
        assert await storage.deliveries("task-1") == (sent, sample_delivery("due"))
        claimed = await storage.claim_delivery(NOW, LEASE, "d0")
        assert claimed is not None
        assert claimed.delivery == sample_delivery("due")
        assert await storage.claim_delivery(after(9999), LEASE, "d1") is None


def _insert(connection: sqlite3.Connection, table: str, values: Mapping[str, object]) -> None:
    """Store what of a row a table of an older schema has columns for."""
    names = {column["name"] for column in connection.execute(f"PRAGMA table_info({table})")}
    values = {name: value for name, value in values.items() if name in names}
    columns, marks = ", ".join(values), ", ".join(f":{column}" for column in values)
    connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)  # noqa: S608 - our own words
