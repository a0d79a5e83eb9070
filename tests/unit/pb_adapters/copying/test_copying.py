"""Everything of a data folder goes into PostgreSQL and comes back the same."""

import sqlite3
from collections.abc import AsyncGenerator, AsyncIterable, Iterator
from contextlib import closing
from pathlib import Path

import anyio
import psycopg
import pytest
from msgspec.structs import replace

from pb_adapters.artifacts import FileArtifacts
from pb_adapters.copying.copying import Copied, copy_all
from pb_adapters.copying.ports import Batch
from pb_adapters.copying.postgres import PostgresTarget, filling_database, reading_database
from pb_adapters.copying.sqlite import filling_folder, reading_folder
from pb_adapters.copying.tables import TABLES, Table
from pb_adapters.data_folder import ARTIFACTS, DATABASE, UNFINISHED_COPY, require_database
from pb_adapters.folder_lock import locked
from pb_adapters.shared_database import prepare
from pb_adapters.storage.postgres import PostgresStorage
from pb_adapters.storage.postgres.snapshot import reading_shared
from pb_adapters.storage.sqlite.store import SqliteStorage
from pb_adapters.verification import verify, verify_rows
from pb_core.domain.billing import KeyChange
from pb_core.domain.questions.vision_probe import VisionRecord
from pb_core.domain.tasks import Idempotency
from pb_core.errors import FolderInUse, StorageError
from pb_core.testing.contracts.storage_base import LEASE, NOW, after, sample_intent, sample_key, sample_task
from support.data_folders import DIGESTS, OWNER, filled
from support.postgres import shared_server

pytestmark = pytest.mark.anyio


@pytest.fixture
def database_url() -> Iterator[str]:
    """The address of an empty database that is dropped afterwards, as copies that fail leave a mark."""
    with shared_server().own_database() as url:
        yield url


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """A data folder with something of everything, where a server has just stopped."""
    folder = tmp_path / "old"
    folder.mkdir()
    async with filled(folder) as (storage, _):
        await live_in(storage)
    return folder


async def live_in(storage: SqliteStorage) -> None:
    """Keys with and without a limit, one that is being deleted, money under way, past tasks, what waits."""
    await storage.add_key(sample_key("key-2", quota=None))
    await storage.add_key(replace(sample_key("key-3"), name="nul \0 and \N{SNOWMAN}"))
    await storage.accept(sample_task("task-3", "key-2", callback=None), Idempotency(key="once", digest="d" * 64))
    await storage.change_key("key-2", KeyChange(quota_remaining=5), NOW)
    await storage.accept(sample_task("task-4", "key-2", seconds=0.000_001, callback=None))
    await storage.record_vision(VisionRecord(provider="gemini", model="m", sees=True, checked_at=after(3)))
    held = await storage.claim_task(after(2), LEASE, "t9")
    assert held is not None
    await storage.begin_step(held.lease, sample_intent(estimate=700, most=900))
    await storage.accept(sample_task("task-5", "key-3"))
    await storage.remove_key("key-3")


async def moved(folder: Path, url: str, artifacts: Path | None = None) -> Copied:
    """Copy a folder into a database."""
    stores = None if artifacts is None else (FileArtifacts(folder / ARTIFACTS), FileArtifacts(artifacts / ARTIFACTS))
    async with reading_folder(folder) as source, filling_database(url) as target:
        return await copy_all(source, target, stores)


async def moved_back(url: str, folder: Path, artifacts: Path) -> Copied:
    """Copy a database into a folder."""
    stores = (FileArtifacts(artifacts / ARTIFACTS), FileArtifacts(folder / ARTIFACTS))
    async with reading_database(url) as source, filling_folder(folder) as target:
        return await copy_all(source, target, stores)


def dump(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, as they lie in the file."""
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            if not name.startswith(("_sqlite", "history_words", "queue", "holders"))
        ]
        return {name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr) for name in names}  # noqa: S608


async def test_there_and_back_is_the_same(folder: Path, database_url: str, tmp_path: Path) -> None:
    there = await moved(folder, database_url, tmp_path / "mid")
    async with reading_shared(database_url) as rows:
        shared = await verify_rows(rows, FileArtifacts(tmp_path / "mid" / ARTIFACTS))
    back = await moved_back(database_url, tmp_path / "new", tmp_path / "mid")
    assert there.tables == back.tables
    assert there.rows > 40
    assert (there.artifacts.copied, back.artifacts.copied, there.artifacts.lost) == (5, 5, ())
    again = await verify(tmp_path / "new", FileArtifacts(tmp_path / "new" / ARTIFACTS))
    assert (shared.flaws, again.flaws) == ((), ())
    assert (shared.rows, shared.artifacts) == (again.rows, again.artifacts)
    once, twice = dump(folder), dump(tmp_path / "new")
    for name in once:
        if name not in {"keys", "tasks", "history", "history_counts", "deliveries"}:  # with leases, or a NUL
            assert twice[name] == once[name], name


async def test_both_go_on_with_what_was_open(folder: Path, database_url: str) -> None:
    await moved(folder, database_url)
    with psycopg.connect(database_url) as connection:
        running = connection.execute("SELECT id, status, attempt, lease_token FROM tasks WHERE id = 'task-2'")
        assert running.fetchall() == [("task-2", "pending", 0, None)]
        jobs = connection.execute("SELECT args ->> 'task_id' FROM procrastinate_jobs ORDER BY 1").fetchall()
        assert jobs == connection.execute("SELECT id FROM tasks WHERE status = 'pending' ORDER BY 1").fetchall()
    async with await PostgresStorage.open(database_url) as storage:
        again = await storage.accept(sample_task("task-9", "key-2"), Idempotency(key="once", digest="d" * 64))
        assert again.id == "task-3"
        await storage.accept(sample_task("task-6", "key-2", callback=None))
        claimed = await storage.claim_task(after(9), LEASE, "new")
        assert claimed is not None
        assert [line.task_id for line in await storage.usage("key-2")][:2] == ["task-6", "task-4"]


async def test_an_interrupted_copy_is_refused_until_it_is_finished(
    folder: Path, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = PostgresTarget.write

    async def broken(self: PostgresTarget, table: Table, batches: AsyncIterable[Batch]) -> None:
        if table.name == "steps":
            raise StorageError("the link is cut")
        await write(self, table, batches)

    with monkeypatch.context() as patched:
        patched.setattr(PostgresTarget, "write", broken)
        with pytest.raises(StorageError, match="the link is cut"):
            await moved(folder, database_url, tmp_path / "mid")
    with pytest.raises(StorageError, match="the target of a copy that has not finished: run pb copy again"):
        await prepare(database_url)
    done = await moved(folder, database_url, tmp_path / "mid")
    assert (done.artifacts.copied, done.artifacts.kept) == (0, 5)
    await prepare(database_url)


async def test_an_interrupted_copy_into_a_folder_is_refused_until_it_is_finished(
    folder: Path, database_url: str, tmp_path: Path
) -> None:
    await moved(folder, database_url)
    new = tmp_path / "new"
    with pytest.raises(RuntimeError):
        async with filling_folder(new):
            raise RuntimeError
    with pytest.raises(StorageError, match="the target of a copy that has not finished: run pb copy again"):
        require_database(new)
    done = await moved_back(database_url, new, folder)
    assert done.artifacts.copied == len(DIGESTS)
    assert not (new / UNFINISHED_COPY).exists()
    require_database(new)


async def test_only_an_empty_target_is_filled(folder: Path, database_url: str, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="There are artifacts already where they are to be copied"):
        await moved(folder, database_url, folder)
    with psycopg.connect(database_url) as connection:
        connection.execute("DROP TABLE paperbanana_unfinished_copy")
    await moved(folder, database_url)
    with pytest.raises(StorageError, match="has rows already: copy into a new one"):
        await moved(folder, database_url)
    with pytest.raises(StorageError, match=r"there is a database in .* already: copy into a new folder"):
        await moved_back(database_url, folder, tmp_path)


async def test_nobody_is_at_work_meanwhile(folder: Path, database_url: str, tmp_path: Path) -> None:
    with locked(folder), pytest.raises(FolderInUse):
        await moved(folder, database_url)
    await moved(folder, database_url)
    async with await PostgresStorage.open(database_url) as storage:
        with pytest.raises(StorageError, match="Programs are at work on the database"):
            await moved_back(database_url, tmp_path / "new", folder)
        await storage.claim_task(after(9), LEASE, "held")
        await storage.pool.close()
    with pytest.raises(StorageError, match="taken for gone when its leases have ended"):
        await moved_back(database_url, tmp_path / "new", folder)


async def test_what_is_lost_in_the_source_is_named(folder: Path, database_url: str, tmp_path: Path) -> None:
    files = FileArtifacts(folder / ARTIFACTS)
    await anyio.Path(files.location(OWNER, DIGESTS["png"])).write_bytes(b"damaged")
    await anyio.Path(files.location(OWNER, DIGESTS["svg"])).unlink()
    done = await moved(folder, database_url, tmp_path / "mid")
    assert done.artifacts.lost == tuple(sorted((OWNER, DIGESTS[name]) for name in ("png", "svg")))
    assert done.artifacts.copied == 3


async def test_other_rows_than_were_written_are_no_copy(
    folder: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = PostgresTarget.batches

    async def changed(self: PostgresTarget, table: Table) -> AsyncGenerator[Batch]:
        async for batch in read(self, table):
            yield batch[1:] if table.name == "ledger" else batch

    monkeypatch.setattr(PostgresTarget, "batches", changed)
    with pytest.raises(StorageError, match="The copy of ledger is not what was written"):
        await moved(folder, database_url)
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT count(*) FROM ledger").fetchone() == (0,)


async def test_a_folder_without_a_database_is_no_source(tmp_path: Path, database_url: str) -> None:
    with pytest.raises(StorageError, match="there is no database in"):
        await moved(tmp_path / "none", database_url)


OF_EACH_ALONE = {"lease_token", "lease_until", "lease_holder", "lost_by", "accepted_at", "accepted_uptime"}


async def test_every_other_column_of_both_databases_is_copied(folder: Path, database_url: str) -> None:
    with psycopg.connect(database_url) as shared, closing(sqlite3.connect(folder / DATABASE)) as embedded:
        for table in TABLES:
            if table.name in {"hours", "numbers"}:
                continue
            question = "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
            in_postgres = {name for (name,) in shared.execute(question, [table.name])}
            in_sqlite = {row[1] for row in embedded.execute(f"PRAGMA table_info({table.name})")}
            assert in_postgres - OF_EACH_ALONE == set(table.columns), table.name
            assert in_sqlite - OF_EACH_ALONE == set(table.columns) - {"answered_by"}, table.name
