import json
import re
from pathlib import Path

import anyio
import pytest

from pb_adapters.artifacts import FileArtifacts
from pb_adapters.data_folder import ARTIFACTS
from support.data_folders import DIGESTS, OWNER, filled
from support.processes import Run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder in the working folder."""

    async def fill() -> None:
        async with filled(tmp_path / "data"):
            pass

    (tmp_path / "data").mkdir()
    anyio.run(fill)
    return tmp_path / "data"


def test_a_backup_says_what_is_in_it_and_what_is_new(pb: Run, folder: Path) -> None:
    done = pb("backup", "copy", "--data-dir", "data")
    assert (done.returncode, done.stderr) == (0, "pb: the database\n")
    assert re.fullmatch(
        r"copy: 2 tasks of 1 keys and 5 artifacts \(0\.\d MB\); 0 copied, 5 linked, 0 kept\n", done.stdout
    )
    told = json.loads(pb("backup", "copy", "--data-dir", "data", "--json", "--quiet").stdout)
    assert (told["tasks"], told["artifacts"], told["kept"], told["lost"]) == (2, 5, 5, [])
    assert told["destination"] == str(folder.parent / "copy")
    assert told["database"]["size"] == (folder.parent / "copy" / told["database"]["name"]).stat().st_size


def test_a_backup_without_an_artifact_ends_with_one(pb: Run, folder: Path) -> None:
    Path(FileArtifacts(folder / ARTIFACTS).location(OWNER, DIGESTS["svg"])).unlink()
    done = pb("backup", "copy.tar", "--data-dir", "data")
    assert done.returncode == 1
    assert "1 artifacts are lost or damaged in the data folder: pb verify tells of which tasks" in done.stdout
    assert f"pb: lost or damaged in the data folder: artifacts/{OWNER}/" in done.stderr
    assert pb("restore", "copy.tar", "--check").returncode == 0


@pytest.mark.usefixtures("folder")
def test_there_must_be_something_to_back_up_and_a_place_for_it(pb: Run) -> None:
    assert "there is no database in elsewhere" in pb("backup", "copy", "--data-dir", "elsewhere").stderr
    refused = pb("backup", "data", "--data-dir", "data")
    assert refused.returncode == 1
    assert refused.stderr.endswith("the folder data is not empty and holds no backup: choose a new one\n")


@pytest.mark.usefixtures("folder")
def test_a_backup_of_artifacts_in_a_bucket_is_refused_before_anything_is_asked_or_written(pb: Run) -> None:
    done = pb("backup", "copy", "--data-dir", "data", PAPERBANANA_ARTIFACTS_URL="s3://figures/lab")
    assert (done.returncode, done.stdout) == (1, "")
    assert "the artifacts are in s3://figures/lab, of which pb backup makes no copy" in done.stderr
