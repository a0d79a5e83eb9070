"""The code of the documentation, and a real server for it to call."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.paths import BIN, DEMO
from support.processes import Run, clean_environment, run_program
from support.programs import required_program

PRINTED_URL = "http://127.0.0.1:8000"
ADMIN_KEY = "admin-key-of-the-docs"
INTERPRETERS = {".py": ("python",), ".sh": ("bash", "-euo", "pipefail"), ".js": ("node",)}


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    """A folder with the files that the documents name."""
    for name in ("method.txt", "paper.pdf", "scores.csv"):
        shutil.copy(DEMO / name, tmp_path / name)
    return tmp_path


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the documents' commands find: ``pb`` on the path and a data folder of their own."""
    return clean_environment() | {
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "PAPERBANANA_DATA_DIR": str(tmp_path_factory.mktemp("docs") / "data"),
        "PAPERBANANA_STATE_DIR": str(tmp_path_factory.mktemp("state")),
        "PAPERBANANA_ADMIN_KEY": ADMIN_KEY,
        "PAPERBANANA_WEBHOOK_ALLOW_PRIVATE_NETWORKS": "true",
    }


@pytest.fixture(scope="session")
def server(environment: dict[str, str]) -> Iterator[str]:
    """The address of a running ``pb serve``; its log's first line with a URL says where."""
    command = [str(BIN / "pb"), "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603 - ours
        try:
            yield _address(process)
        finally:
            process.terminate()
            process.communicate(timeout=30)
    assert process.returncode == 0


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("{") and (url := json.loads(line).get("url")):
            return str(url)
    pytest.fail("pb serve ended without serving")


@pytest.fixture
def run(environment: dict[str, str], workplace: Path) -> Run:
    """Run a command in the workplace and require success."""

    def call(*command: str) -> subprocess.CompletedProcess[str]:
        done = run_program(*command, folder=workplace, environment=environment)
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return done

    return call


@pytest.fixture
def script(run: Run, workplace: Path) -> Run:
    """Save a program as a file of the workplace and run it there, as its reader does."""

    def call(program: str, *arguments: str, name: str = "program.py") -> subprocess.CompletedProcess[str]:
        (workplace / name).write_text(program, "utf-8")
        return run(*INTERPRETERS[Path(name).suffix], name, *arguments)

    return call


@pytest.fixture
def shell(script: Run, server: str) -> Run:
    """Run a document's bash blocks in order, as one file that stops at the first failure."""

    def call(*blocks: str) -> subprocess.CompletedProcess[str]:
        required_program("curl")
        text = "\n".join(blocks)
        assert PRINTED_URL in text
        return script(text.replace(PRINTED_URL, server), name="commands.sh")

    return call


@pytest.fixture(scope="session")
def node() -> str:
    """The JavaScript runtime, where there is one."""
    return required_program("node")
