"""The move of artifacts into a bucket, as printed."""

import shutil
import sys
from pathlib import Path

import anyio
import pytest

from pb_adapters.data_folder import ARTIFACTS
from support.data_folders import CONTENTS, filled
from support.documents import blocks
from support.processes import clean_environment, run_module, run_program
from support.s3_server import BUCKET, S3Server

ADDRESS = f"s3://{BUCKET}/lab"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder in the working folder, called as it is where nobody says otherwise."""
    made = tmp_path / "paperbanana-data"
    made.mkdir()

    async def fill() -> None:
        async with filled(made):
            pass

    anyio.run(fill)
    return made


@pytest.mark.drill
def test_the_program_copies_every_artifact_and_verification_finds_them(folder: Path, moto: S3Server) -> None:
    (program,) = [block for block in blocks("docs/scaling.md", "python") if "S3Artifacts" in block]
    assert ADDRESS in program
    (folder.parent / "move.py").write_text(program, "utf-8")
    environment = clean_environment(**moto.variables)
    for _ in range(2):  # it may be repeated
        done = run_program(sys.executable, "move.py", folder=folder.parent, environment=environment)
        assert (done.stdout, done.stderr) == (f"{len(CONTENTS)} artifacts\n", "")

    settings = moto.variables | {"PAPERBANANA_ARTIFACTS_URL": ADDRESS}
    refused = run_module("pb_http.cli.main", "verify", folder=folder.parent, **settings)
    assert "copy them there and move the folder away" in refused.stderr
    shutil.move(folder / ARTIFACTS, folder.parent / "moved-away")
    done = run_module("pb_http.cli.main", "verify", folder=folder.parent, **settings)
    assert done.stdout.startswith(f"no faults in 9 rows and {len(CONTENTS)} artifacts"), done.stdout + done.stderr
    told = run_module("pb_http.cli.main", "doctor", folder=folder.parent, **settings)
    assert f"artifacts: {ADDRESS} can be written, listed, read and cleared" in told.stdout
