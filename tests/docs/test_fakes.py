"""The page on the fakes: its programs run, and its tables name every fault there is."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.scripted_faults import GENERAL, Fault
from support.documents import blocks
from support.paths import ROOT
from support.processes import BARE_PYTEST, clean_environment, run_program
from support.programs import required_program

PAGE = "docs/fakes.md"
PRINTED_URL = "http://127.0.0.1:9000"


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder with each program under the name in its first line."""
    for program in blocks(PAGE, "python"):
        (tmp_path / program.splitlines()[0].removeprefix("# ")).write_text(program)
    return tmp_path


def _run(folder: Path, *arguments: str) -> str:
    done = run_program(sys.executable, *arguments, folder=folder, environment=clean_environment(**BARE_PYTEST))
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_test_of_a_client_passes(programs: Path) -> None:
    assert "1 passed" in _run(programs, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_my_client.py")


def test_the_program_without_pytest(programs: Path) -> None:
    assert _run(programs, "with_openai.py").startswith("Green, I think.\n")


def test_the_faults_of_ones_own(programs: Path) -> None:
    lines = [line.split() for line in _run(programs, "own_faults.py").splitlines()]
    assert [(name, status) for name, status, *_ in lines] == [("closed", "451"), ("slow", "200"), ("nameless", "200")]


def test_the_commands(fake_providers: FakeProviders, tmp_path: Path) -> None:
    required_program("curl")
    script = "\n".join(blocks(PAGE, "bash"))
    assert PRINTED_URL in script
    (tmp_path / "commands.sh").write_text(script.replace(PRINTED_URL, fake_providers.url))
    command = ["bash", "-euo", "pipefail", "commands.sh"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60)  # noqa: S603 - the page's own
    assert "Name a colour." in done.stdout
    assert done.stdout.count('"scripted"') == 2
    assert "detail" not in done.stdout
    assert fake_providers.calls() == ()


def _table(faults: Mapping[str, Fault]) -> str:
    rows = (f"| `{fault.name}` | {fault.what} | {'yes' if fault.billed else 'no'} |" for fault in faults.values())
    return "\n".join(["| Fault | What happens | Billed |", "|---|---|---|", *rows])


def test_the_tables_name_every_fault() -> None:
    text = (ROOT / PAGE).read_text("utf-8")
    fakes = FakeProviders()
    tables = {"general": GENERAL} | {name: fakes.own_faults(name) for name in fakes.providers}
    for name, faults in tables.items():
        assert _table(faults) in text, f"the table of {name} is not what it should be:\n{_table(faults)}"
