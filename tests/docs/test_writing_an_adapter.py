"""The adapter guide: its adapter passes the suite, a broken one does not, and its table names what exists."""

import importlib
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Blocks = Callable[[str, str], list[str]]
Run = Callable[..., subprocess.CompletedProcess[str]]

GUIDE = "docs/writing-an-adapter.md"


@pytest.fixture
def suite(blocks: Blocks, tmp_path: Path) -> Run:
    """Write each program to the file that its first line names; return what runs the printed command."""
    for program in blocks(GUIDE, "python"):
        name = program.splitlines()[0].removeprefix("# ")
        (tmp_path / name).write_text(program)
    (command,) = blocks(GUIDE, "console")

    def run(*options: str) -> subprocess.CompletedProcess[str]:
        arguments = [sys.executable, "-m", *command.split(), "-q", "-p", "no:cacheprovider", *options]
        return subprocess.run(arguments, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603 - the guide's own command

    return run


def test_the_adapter_passes_its_suite(suite: Run) -> None:
    done = suite()
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"\d\d passed", done.stdout)


def test_the_adapter_that_the_guide_breaks_is_caught(suite: Run, tmp_path: Path) -> None:
    adapter = tmp_path / "blob_table.py"
    whole = adapter.read_text()
    broken = whole.replace(' AND digest = ?"\n', '"\n').replace("(query, (owner, digest))", "(query, (owner,))")
    assert broken != whole
    adapter.write_text(broken)
    done = suite("-x")
    assert done.returncode == 1
    assert re.search(r"\d+ failed", done.stdout)


def test_the_table_names_the_suites() -> None:
    text = (Path(__file__).resolve().parents[2] / GUIDE).read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)\.(\w+)` \|", text, re.MULTILINE)
    assert len(rows) == len({port for port, _, _ in rows}) == 9
    for port, module, suite in rows:
        assert hasattr(importlib.import_module(f"pb_core.ports.{module}"), port)
        assert hasattr(importlib.import_module(f"pb_core.testing.{module}"), suite)
