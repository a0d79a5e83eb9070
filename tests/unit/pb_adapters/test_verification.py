import os
import shutil
import time
from collections.abc import AsyncGenerator
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import anyio
import anyio.lowlevel
import pytest

from pb_adapters import verification
from pb_adapters.artifacts import FileArtifacts
from pb_adapters.data_folder import ARTIFACTS, DATABASE
from pb_adapters.folder_lock import locked
from pb_adapters.verification import Verification, verify
from pb_core.errors import StorageError
from pb_core.testing.contracts.storage_base import NOW
from support.data_folders import CONTENTS, DIGESTS, OWNER, filled

DAY = 86_400


@pytest.fixture
async def folder(tmp_path: Path) -> AsyncGenerator[Path]:
    """A filled folder, with its store open beside."""
    async with filled(tmp_path):
        yield tmp_path


def artifacts(folder: Path) -> FileArtifacts:
    """The folder's artifacts, as a program beside its server opens them."""
    return FileArtifacts(folder / ARTIFACTS)


def path_of(folder: Path, name: str) -> Path:
    """Where one of the artifacts lies."""
    return Path(artifacts(folder).location(OWNER, DIGESTS[name]))


async def orphan(folder: Path, data: bytes, owner: str = OWNER, age: float = 0) -> Path:
    """An artifact that no row refers to, put ``age`` seconds ago."""
    store = artifacts(folder)
    path = Path(store.location(owner, await store.put(owner, data)))
    os.utime(path, (time.time() - age,) * 2)
    return path


async def test_a_folder_in_use_is_looked_at_and_found_sound(folder: Path) -> None:
    with locked(folder):
        found = await verify(folder, artifacts(folder))
    size = sum(map(len, CONTENTS.values()))
    assert found == Verification(rows=9, artifacts=5, artifact_bytes=size, orphans=0, orphan_bytes=0, recent=0)


@pytest.mark.parametrize("name", sorted(CONTENTS))
@pytest.mark.parametrize("fault", ["missing", "damaged"])
async def test_every_artifact_that_a_row_needs_is_read(folder: Path, name: str, fault: str) -> None:
    path = path_of(folder, name)
    path.unlink() if fault == "missing" else path.write_bytes(b"?" + path.read_bytes()[1:])
    found = await verify(folder, artifacts(folder))
    task = "task-2" if name == "data" else "task-1"
    assert found.flaws
    for flaw in found.flaws:
        assert flaw.check == "artifacts"
        assert flaw.text.startswith(f"an artifact of task {task} (")
        assert flaw.text.endswith(f") is {fault}: {DIGESTS[name]}")


async def test_a_key_that_is_deleted_meanwhile_has_lost_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = verification.read_snapshot

    def deleted_since(*of: object) -> object:
        found = read(*of)  # type: ignore[arg-type]  # as they come
        with closing(connect(folder / DATABASE)) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("DELETE FROM keys")
            connection.commit()
        shutil.rmtree(folder / ARTIFACTS / OWNER)
        return found

    monkeypatch.setattr(verification, "read_snapshot", deleted_since)
    assert (await verify(folder, artifacts(folder))).flaws == ()


async def test_orphans_are_counted_and_what_may_be_referred_to_soon_is_not_one(folder: Path) -> None:
    await orphan(folder, b"of a key that runs nothing", "key-2", age=2 * DAY)
    await orphan(folder, b"older than the running task", age=time.time() - NOW.timestamp() + DAY)
    await orphan(folder, b"younger than the running task", age=2 * DAY)
    await orphan(folder, b"young", "key-2")
    found = await verify(folder, artifacts(folder))
    assert (found.orphans, found.recent, found.removed, found.flaws) == (2, 2, 0, ())
    assert found.orphan_bytes == len(b"of a key that runs nothing") + len(b"older than the running task")


async def test_repair_beside_a_server_spares_what_may_be_referred_to_soon(folder: Path) -> None:
    old, young = await orphan(folder, b"old", "key-2", age=2 * DAY), await orphan(folder, b"young", "key-2")
    with locked(folder):
        found = await verify(folder, artifacts(folder), repair=True)
    assert (found.orphans, found.recent, found.removed) == (0, 1, 1)
    assert (old.exists(), young.exists()) == (False, True)


async def test_repair_without_a_server_removes_every_orphan_and_nothing_else(folder: Path) -> None:
    for number in range(3):
        await orphan(folder, bytes([number]))
    found = await verify(folder, artifacts(folder), repair=True)
    assert (found.orphans, found.recent, found.removed) == (0, 0, 3)
    assert {blob.digest async for blob in artifacts(folder).blobs()} == set(DIGESTS.values())
    with locked(folder):
        pass


async def test_nothing_is_removed_where_a_row_cannot_be_read(folder: Path) -> None:
    path = await orphan(folder, b"old", age=1_000 * DAY)
    with closing(connect(folder / DATABASE)) as connection:
        connection.execute("UPDATE tasks SET work = '{' WHERE id = 'task-2'")
        connection.commit()
    found = await verify(folder, artifacts(folder), repair=True)
    assert found.removed == 0
    assert path.exists()
    assert path_of(folder, "data").exists()
    assert [flaw.check for flaw in found.flaws] == ["rows"]


async def test_an_artifact_that_is_put_again_while_orphans_are_removed_stays(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = await orphan(folder, b"about to be referred to", age=1_000 * DAY)
    read = verification.read_snapshot

    def put_again(*of: object) -> object:
        found = read(*of)  # type: ignore[arg-type]  # as they come
        fresh = path.with_name("fresh")
        fresh.write_bytes(path.read_bytes())
        fresh.replace(path)
        return found

    monkeypatch.setattr(verification, "read_snapshot", put_again)
    found = await verify(folder, artifacts(folder), repair=True)
    assert (found.removed, found.orphans) == (0, 1)
    assert path.exists()


async def test_what_a_server_came_to_refer_to_before_it_ended_stays(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = await orphan(folder, b"put, and about to be referred to")
    read = verification.read_snapshot

    def referred_to_since(*of: object) -> object:
        found = read(*of)  # type: ignore[arg-type]  # as they come
        with closing(connect(folder / DATABASE)) as connection:
            connection.execute("UPDATE tasks SET work = replace(work, ?, ?)", (DIGESTS["data"], path.name))
            connection.commit()
        return found

    monkeypatch.setattr(verification, "read_snapshot", referred_to_since)
    assert (await verify(folder, artifacts(folder), repair=True)).removed == 0
    assert path.exists()


async def test_progress_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "STEP", 2)
    told: list[str] = []
    await verify(folder, artifacts(folder), tell=told.append)
    assert set(told[-2:]) == {"2 of 5 artifacts", "4 of 5 artifacts"}  # several are read at once


class SlowArtifacts(FileArtifacts):
    """Reads take a turn of the loop each; ``most`` is how many were under way at once."""

    under_way = most = 0
    wrong: Exception | None = None

    async def verify(self, owner: str, digest: str) -> bool:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            await anyio.lowlevel.checkpoint()
            if self.wrong:
                raise self.wrong
            return await super().verify(owner, digest)
        finally:
            self.under_way -= 1


async def test_several_artifacts_are_read_at_once_and_what_the_store_says_is_passed_on(folder: Path) -> None:
    store = SlowArtifacts(folder / ARTIFACTS)
    assert (await verify(folder, store)).flaws == ()
    assert store.most == len(CONTENTS)
    store.wrong = StorageError("the store is away: wait")
    with pytest.raises(StorageError, match="the store is away: wait"):
        await verify(folder, store)
