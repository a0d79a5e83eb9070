"""The adapter guide: what it prints of the example is what is there, its store passes the suite or is caught."""

import importlib
import re
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pb_core.errors import Billed
from pb_core.testing.contracts.fault_verdicts import ALWAYS, IMAGE_FAULTS, VLM_FAULTS, FaultVerdict
from support.documents import blocks
from support.paths import ROOT
from support.processes import BARE_PYTEST, Run, prove, run_module

GUIDE = "docs/writing-an-adapter.md"
PORTS = 18


def titled(language: str) -> dict[str, str]:
    """The blocks of a language by the file that their first line names."""
    parts = (block.partition("\n") for block in blocks(GUIDE, language))
    return {first.removeprefix("# "): text for first, _, text in parts}


@pytest.mark.parametrize("language", ["python", "toml"])
def test_what_is_printed_of_the_example_is_its_own(language: str) -> None:
    printed = {name: text for name, text in titled(language).items() if name.startswith("examples/")}
    assert printed
    for name, text in printed.items():
        assert text in (ROOT / name).read_text("utf-8"), name


def row(name: str, meaning: FaultVerdict) -> str:
    star = "\\*" if name in ALWAYS else ""
    kinds = {(True, True): "", (True, False): " (models)", (False, True): " (pictures)"}
    retry = "yes" if meaning.retryable else "no"
    billed = "no" if meaning.billed is Billed.NO else "as reported"
    of = kinds[name in VLM_FAULTS, name in IMAGE_FAULTS]
    return f"| `{name}`{star}{of} | {meaning.what} | `{meaning.error.__name__}` | {retry} | {billed} |"


def test_the_table_of_faults_is_that_of_the_suites() -> None:
    table = "\n".join(row(name, meaning) for name, meaning in {**VLM_FAULTS, **IMAGE_FAULTS}.items())
    assert table in (ROOT / GUIDE).read_text("utf-8"), f"put this into {GUIDE}:\n{table}"


@pytest.fixture
def suite(tmp_path: Path) -> Run:
    """Write the store and its binding; return what runs the printed command."""
    for name, program in titled("python").items():
        if "/" not in name:
            (tmp_path / name).write_text(program)
    (command,) = (block for block in blocks(GUIDE, "console") if block.startswith("pytest"))

    def run(*options: str) -> subprocess.CompletedProcess[str]:
        arguments = (*command.split()[1:], "-q", "-p", "no:cacheprovider", *options)
        return run_module("pytest", *arguments, folder=tmp_path, **BARE_PYTEST)

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


@pytest.mark.usefixtures("suite")
def test_the_table_of_a_file_is_printed(tmp_path: Path) -> None:
    done = prove("test_blob_table.py", folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"damage is found +passed", done.stdout)


PIP = ("install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation", "--no-index")


@pytest.fixture(scope="module")
def easel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the painter of the guide is installed, from an empty one with its four files."""
    folder = tmp_path_factory.mktemp("easel")
    files = titled("python") | titled("toml")
    for name in ("easel.py", "easel_fake.py", "test_easel.py", "pyproject.toml"):
        (folder / name).write_text(files[name], "utf-8")
    done = run_module("pip", *PIP, "--target", folder / "site", ".", folder=folder)
    assert done.returncode == 0, done.stderr
    return folder / "site"


def test_the_painter_is_installed_and_proved(easel: Path, tmp_path: Path) -> None:
    done = prove("easel", folder=tmp_path, PYTHONPATH=f"{easel}:{ROOT / 'src'}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "declares resolutions: 1K, 2K" in done.stdout
    for duty in ("the plan reaches the painter", "a picture of another ratio is not stretched"):
        assert re.search(rf"{duty} +passed", done.stdout), done.stdout


@pytest.fixture
def easel_server(easel: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The guide's fake, served."""
    monkeypatch.syspath_prepend(easel)
    with importlib.import_module("easel_fake").EaselFake() as fake:
        thread = threading.Thread(target=fake.serve_forever, args=(0.01,))
        thread.start()
        yield fake
        fake.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("cap", "paid", "said"), [("0.05", 1, "figure.png"), ("0.01", 0, "$0.04 and could pass the spending cap of $0.01")]
)
def test_the_painter_draws_within_its_caps(
    easel: Path,
    easel_server: Any,  # noqa: ANN401 - of a module of the guide
    tmp_path: Path,
    cap: str,
    paid: int,
    said: str,
) -> None:
    key = importlib.import_module("easel_fake").KEY
    done = run_module(
        "pb_http.cli.main",
        *("generate", "-", "--caption", "Figure 1", "--iterations", "1", "-o", "figure.png"),
        folder=tmp_path,
        text="The encoder maps tokens to vectors. The decoder reads the vectors and writes a summary.",
        PYTHONPATH=f"{easel}:{ROOT / 'src'}",
        PAPERBANANA_STATE_DIR=str(tmp_path / "state"),
        PAPERBANANA_IMAGE_PROVIDER="easel",
        PAPERBANANA_MAX_COST_PER_TASK=cap,
        EASEL_URL=easel_server.url,
        EASEL_KEY=key,
    )
    assert said in done.stdout + done.stderr
    assert (easel_server.billed, (tmp_path / "figure.png").exists()) == (paid, bool(paid))


def test_the_table_names_the_suites() -> None:
    text = (ROOT / GUIDE).read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)\.(\w+)` \|", text, re.MULTILINE)
    assert len(rows) == len({port for port, _, _ in rows}) == PORTS
    for port, module, suite in rows:
        assert hasattr(importlib.import_module(f"pb_core.ports.{module}"), port)
        assert hasattr(importlib.import_module(f"pb_core.testing.contracts.{module}"), suite)
