import json
import os
import shutil
import time
from pathlib import Path

import anyio
import obstore
import pytest

from pb_adapters.artifacts import FileArtifacts
from pb_adapters.artifacts.s3 import S3Artifacts
from pb_adapters.data_folder import ARTIFACTS, DATABASE
from pb_adapters.storage.postgres import PostgresStorage
from pb_adapters.storage.postgres.pool import place_of
from support.data_folders import CONTENTS, DIGESTS, OWNER, fill, filled
from support.postgres import shared_server
from support.processes import Run
from support.s3_server import BUCKET, S3Server, damage


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder in the working folder."""

    async def fill() -> None:
        async with filled(tmp_path):
            pass

    anyio.run(fill)
    return tmp_path


def test_a_sound_folder_ends_with_zero(pb: Run, folder: Path) -> None:
    done = pb("verify", "--data-dir", ".")
    assert (done.returncode, done.stdout) == (0, "no faults in 9 rows and 5 artifacts (0.0 MB)\n")
    assert done.stderr == "pb: the pages of the database\n"
    told = json.loads(pb("verify", "--data-dir", ".", "--json", "--quiet").stdout)
    assert (told["sound"], told["flaws"], told["data_dir"]) == (True, [], str(folder))


def test_what_is_lost_is_told_and_ends_with_one(pb: Run, folder: Path) -> None:
    store = FileArtifacts(folder / ARTIFACTS)
    Path(store.location(OWNER, DIGESTS["svg"])).unlink()
    done = pb("verify", "--data-dir", ".", "--quiet")
    assert done.returncode == 1
    assert f"✗ artifacts: an artifact of task task-1 (result) is missing: {DIGESTS['svg']}" in done.stdout
    told = json.loads(pb("verify", "--data-dir", ".", "--json", "--quiet").stdout)
    assert not told["sound"]
    assert {flaw["check"] for flaw in told["flaws"]} == {"artifacts"}


def test_orphans_are_notes_and_are_removed_by_repair(pb: Run, folder: Path) -> None:
    store = FileArtifacts(folder / ARTIFACTS)
    path = Path(store.location("key-2", anyio.run(store.put, "key-2", b"left behind")))
    assert "1 artifacts of the last day" in pb("verify", "--data-dir", ".").stdout
    os.utime(path, (time.time() - 1e6,) * 2)
    assert pb("verify", "--data-dir", ".").returncode == 0
    noted = pb("verify", "--data-dir", ".", "--strict")
    assert noted.returncode == 3
    assert "1 artifacts (0.0 MB) belong to no task: pb verify --repair removes them" in noted.stdout
    repaired = pb("verify", "--data-dir", ".", "--repair", "--strict")
    assert repaired.returncode == 0
    assert "removed 1 artifacts that belonged to no task" in repaired.stdout
    assert not path.exists()


def test_a_folder_without_a_database_is_not_sound(pb: Run, folder: Path) -> None:
    assert "there is no database in elsewhere" in pb("verify", "--data-dir", "elsewhere").stderr
    (folder / DATABASE).unlink()
    lost = pb("verify", "--data-dir", ".")
    assert lost.returncode == 1
    assert "is missing, but artifacts beside it is not" in lost.stderr


def test_artifacts_in_a_bucket_are_read_and_orphans_among_them_removed(pb: Run, folder: Path, moto: S3Server) -> None:
    url = f"s3://{BUCKET}/{folder.name}"

    async def move() -> str:
        store = await S3Artifacts.open(url, config=moto.config)
        for data in CONTENTS.values():
            await store.put(OWNER, data)
        return await store.put("key-2", b"left behind")

    orphan = anyio.run(move)
    shutil.rmtree(folder / ARTIFACTS)
    settings = moto.variables | {"PAPERBANANA_ARTIFACTS_URL": url}
    told = json.loads(pb("verify", "--data-dir", ".", "--json", "--quiet", **settings).stdout)
    assert (told["sound"], told["artifacts"], told["recent"]) == (True, 5, 1)
    damage(moto.store(folder.name), f"{OWNER}/{DIGESTS['svg']}")
    done = pb("verify", "--data-dir", ".", "--repair", **settings)
    assert f"✗ artifacts: an artifact of task task-1 (result) is damaged: {DIGESTS['svg']}" in done.stdout
    assert "removed 1 artifacts that belonged to no task" in done.stdout
    assert not any(orphan in found["path"] for page in obstore.list(moto.store(folder.name)) for found in page)


def test_a_bucket_that_is_not_there_is_told_of(pb: Run, folder: Path, moto: S3Server) -> None:
    shutil.rmtree(folder / ARTIFACTS)
    settings = moto.variables | {"PAPERBANANA_ARTIFACTS_URL": "s3://no-such-bucket/lab"}
    done = pb("verify", "--data-dir", ".", **settings)
    assert (done.returncode, done.stdout) == (1, "")
    assert "the bucket of s3://no-such-bucket/lab is not there (NoSuchBucket): make it" in done.stderr


def test_rows_in_postgresql_and_artifacts_in_a_bucket_are_read(pb: Run, tmp_path: Path, moto: S3Server) -> None:
    bucket = f"s3://{BUCKET}/{tmp_path.name}"

    async def fill_both(url: str) -> None:
        artifacts = await S3Artifacts.open(bucket, config=moto.config)
        async with await PostgresStorage.open(url) as storage:
            await fill(storage, artifacts)
        await artifacts.put("key-2", b"left behind")

    with shared_server().database() as url:
        anyio.run(fill_both, url)
        settings = moto.variables | {"PAPERBANANA_ARTIFACTS_URL": bucket, "PAPERBANANA_DATABASE_URL": url}
        done = pb("verify", **settings)
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()[0] == "no faults in 9 rows and 5 artifacts (0.0 MB)"
        told = json.loads(pb("verify", "--repair", "--json", "--quiet", **settings).stdout)
        assert (told["sound"], told["recent"], told["removed"]) == (True, 1, 0)
        assert told["database"] == place_of(url)
        damage(moto.store(tmp_path.name), f"{OWNER}/{DIGESTS['svg']}")
        lost = pb("verify", **settings)
        assert lost.returncode == 1
        assert f"✗ artifacts: an artifact of task task-1 (result) is damaged: {DIGESTS['svg']}" in lost.stdout


def test_a_database_that_is_not_up_to_date_is_not_read(pb: Run) -> None:
    with shared_server().own_database("template0") as url:
        refused = pb("verify", PAPERBANANA_DATABASE_URL=url)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "is not up to date" in refused.stderr
    assert "with pb migrate" in refused.stderr
