"""The code of the documentation, and a real server for it to call."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
PRINTED_URL = "http://127.0.0.1:8000"
ADMIN_KEY = "admin-key-of-the-docs"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

Blocks = Callable[[str, str], list[str]]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def blocks() -> Blocks:
    """The fenced blocks of one language in a document, in order; there is at least one."""

    def find(document: str, language: str) -> list[str]:
        text = (ROOT / document).read_text("utf-8")
        found = [code for fence, code in FENCE.findall(text) if fence == language]
        assert found, f"{document} has no {language} block"
        return found

    return find


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    """A folder with the files that the documents name."""
    for name in ("method.txt", "paper.pdf", "scores.csv"):
        shutil.copy(ROOT / "src/pb_http/demo" / name, tmp_path / name)
    return tmp_path


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the documents' commands find: ``pb`` on the path and a data folder of their own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PAPERBANANA_")}
    return kept | {
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
    """Run a program in the workplace and require success."""

    def call(*command: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(  # noqa: S603 - the documents' own programs
            command,
            input=stdin,
            cwd=workplace,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return done

    return call


@pytest.fixture
def shell(run: Run, server: str) -> Run:
    """Run a document's bash blocks in order, as one script that stops at the first failure."""

    def call(*scripts: str) -> subprocess.CompletedProcess[str]:
        text = "\n".join(scripts)
        assert PRINTED_URL in text
        return run("bash", "-euo", "pipefail", stdin=text.replace(PRINTED_URL, server))

    return call


@pytest.fixture(scope="session")
def node() -> str:
    """The JavaScript runtime, where there is one."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("node is not installed")
    return found
