import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import anyio
import pytest

from pb_adapters.storage.sqlite import census
from pb_adapters.storage.sqlite.store import open_writer
from pb_core.errors import StorageError
from pb_http import readiness
from pb_http.readiness import Readiness


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder that is looked at anew for each question."""
    open_writer(tmp_path / "paperbanana.db").close()
    (tmp_path / "artifacts").mkdir()
    monkeypatch.setattr(readiness, "FRESH_SECONDS", 0.0)
    monkeypatch.setattr(census, "WAIT_SECONDS", 0.01)
    return tmp_path


async def failed(found: Readiness) -> set[str]:
    return {name for name, passed in (await found.state()).checks.items() if not passed}


async def test_a_server_that_works_on_tasks_is_ready_and_leaves_nothing_behind(folder: Path) -> None:
    found = Readiness(folder)
    assert await failed(found) == {"workers"}
    found.working = True
    assert await failed(found) == set()
    assert list((folder / "artifacts").iterdir()) == []
    counted = (await found.state()).census
    assert counted is not None
    assert (counted.pending, counted.oldest_waiting) == (0, None)


async def test_what_cannot_be_written_is_named_and_logged(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    found = Readiness(folder)
    found.working = True
    shutil.rmtree(folder / "artifacts")
    with closing(open_writer(folder / "paperbanana.db")) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert await failed(found) == {"database", "artifacts"}
    assert {record.__dict__["check"] for record in caplog.records} == {"database", "artifacts"}
    assert await failed(found) == {"artifacts"}


async def test_a_full_disk_takes_no_work(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=readiness.LEAST_FREE_BYTES - 1))
    assert "disk" in await failed(Readiness(folder))


async def test_a_check_that_hangs_has_failed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "CHECK_SECONDS", 0.02)
    monkeypatch.setattr(readiness, "require_writable", lambda _: time.sleep(0.2))
    assert "database" in await failed(Readiness(folder))


async def test_a_database_that_is_gone_has_no_census(folder: Path) -> None:
    (folder / "paperbanana.db").unlink()
    found = Readiness(folder)
    assert (await found.state()).census is None
    assert "database" in await failed(found)


async def test_what_was_found_is_repeated_for_a_while(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "FRESH_SECONDS", 60.0)
    found = Readiness(folder)
    await found.state()
    shutil.rmtree(folder / "artifacts")
    assert await failed(found) == {"workers"}
    found.working = True
    assert await failed(found) == set()


class Bucket:
    """A store that can be used or not."""

    def __init__(self) -> None:
        self.wrong: Exception | None = None
        self.hangs = False

    async def require_usable(self) -> None:
        if self.hangs:
            await anyio.sleep_forever()
        if self.wrong:
            raise self.wrong


async def test_artifacts_in_a_bucket_are_looked_for_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    found, bucket = Readiness(folder), Bucket()
    found.working, found.bucket = True, bucket
    shutil.rmtree(folder / "artifacts")
    assert await failed(found) == set()
    bucket.wrong = StorageError("the bucket is not there: make it")
    assert await failed(found) == {"artifacts"}
    assert caplog.records[-1].__dict__["reason"] == "the bucket is not there: make it"
    bucket.wrong = None
    assert await failed(found) == set()
    bucket.hangs = True
    monkeypatch.setattr(readiness, "CHECK_SECONDS", 0.02)
    assert "artifacts" in await failed(found)
