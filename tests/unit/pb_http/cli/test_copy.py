import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import anyio
import pytest

from pb_adapters.artifacts import FileArtifacts
from pb_adapters.data_folder import ARTIFACTS
from support.data_folders import DIGESTS, OWNER, filled
from support.postgres import shared_server
from support.processes import Run, clean_environment
from support.s3_server import BUCKET, S3Server

KILLED = """
import os, signal
from pb_adapters.copying.postgres import PostgresTarget
from pb_adapters.copying.sqlite import SqliteTarget
from pb_http.cli.main import main

def killed(write):
    async def writing(self, table, batches):
        if table.name == "deliveries":
            os.kill(os.getpid(), signal.SIGKILL)
        await write(self, table, batches)
    return writing

for target in (PostgresTarget, SqliteTarget):
    target.write = killed(target.write)
main()
"""
"""``pb``, whose process is killed when most rows were copied."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder in the working folder."""

    async def fill() -> None:
        (tmp_path / "old").mkdir()
        async with filled(tmp_path / "old"):
            pass

    anyio.run(fill)
    return tmp_path / "old"


@pytest.fixture
def url() -> Iterator[str]:
    with shared_server().own_database("template0") as found:
        yield found


def test_into_postgresql_and_a_bucket_and_back(pb: Run, folder: Path, url: str, moto: S3Server) -> None:
    bucket = f"s3://{BUCKET}/{folder.parent.name}"
    done = pb("copy", "--from", "old", "--to", url, "--to-artifacts", bucket, **moto.variables)
    assert done.returncode == 0, done.stderr
    assert "5 artifacts copied (0.0 MB), 0 were there; no faults in 9 rows and 5 artifacts" in done.stdout
    places = ("--from", url, "--from-artifacts", bucket, "--to", "new")
    told = json.loads(pb("copy", *places, "--json", "--quiet", **moto.variables).stdout)
    assert (told["sound"], told["verified"]["rows"], told["artifacts"]["copied"]) == (True, 9, 5)
    assert told["tables"]["tasks"]["rows"] == 2
    assert "no faults in 9 rows and 5 artifacts" in pb("verify", "--data-dir", "new").stdout


@pytest.mark.usefixtures("folder")
def test_figures_stay_in_the_folder_unless_they_are_to_go(pb: Run, url: str) -> None:
    done = pb("copy", "--from", "old", "--to", url)
    assert done.returncode == 0, done.stderr
    assert "0 artifacts copied (0.0 MB), 0 were there; no faults in 9 rows and 5 artifacts" in done.stdout
    settings = {"PAPERBANANA_DATABASE_URL": url, "PAPERBANANA_DATA_DIR": "old"}
    assert "no faults in 9 rows and 5 artifacts" in pb("verify", **settings).stdout


def test_one_side_is_a_folder_and_the_other_a_database(pb: Run, url: str) -> None:
    refused = pb("copy", "--from", "old", "--to", "new")
    assert refused.returncode == 2
    assert "one of --from and --to is a data folder" in refused.stderr
    unsaid = pb("copy", "--from", url, "--to", "new")
    assert unsaid.returncode == 2
    assert "say where the artifacts are: --from-artifacts" in unsaid.stderr


def test_what_is_lost_in_the_source_is_named(pb: Run, folder: Path, url: str) -> None:
    path = FileArtifacts(folder / ARTIFACTS).location(OWNER, DIGESTS["svg"])
    Path(path).unlink()
    done = pb("copy", "--from", "old", "--to", url, "--to-artifacts", "elsewhere")
    assert done.returncode == 1
    assert f"pb: lost or damaged in the source already: {OWNER}/{DIGESTS['svg']}" in done.stderr
    assert f"✗ artifacts: an artifact of task task-1 (result) is missing: {DIGESTS['svg']}" in done.stdout


def test_a_copy_that_was_killed_is_refused_and_finished(pb: Run, folder: Path, url: str) -> None:
    there = ("copy", "--from", "old", "--to", url, "--to-artifacts", "mid")
    back = ("copy", "--from", url, "--from-artifacts", "mid", "--to", "new")
    database = {"PAPERBANANA_DATABASE_URL": url}
    killed(folder.parent, there)
    assert "the target of a copy that has not finished" in pb("keys", "list", **database).stderr
    assert "0 artifacts copied (0.0 MB), 5 were there; no faults" in pb(*there).stdout
    assert pb("keys", "list", **database).returncode == 0
    killed(folder.parent, back)
    assert "the target of a copy that has not finished" in pb("verify", "--data-dir", "new").stderr
    assert "0 artifacts copied (0.0 MB), 5 were there; no faults" in pb(*back).stdout
    shutil.rmtree(folder)
    assert "no faults in 9 rows and 5 artifacts" in pb("verify", "--data-dir", "new").stdout


def killed(folder: Path, arguments: tuple[str, ...]) -> None:
    """Run a command whose process is killed before it ends."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", KILLED, *arguments],
        cwd=folder,
        env=clean_environment(),
        check=False,
        capture_output=True,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
