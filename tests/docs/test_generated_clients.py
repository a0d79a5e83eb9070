"""The page on generated clients: its commands make clients, and its programs make figures with them."""

import json
import os
import sys
from pathlib import Path

import pytest

import node_packages
from support.documents import blocks
from support.paths import ROOT
from support.processes import Run, clean_environment, run_program
from support.programs import required_node_packages, required_program

PAGE = "docs/generated-clients.md"
MYPY = (sys.executable, "-m", "mypy")


@pytest.fixture
def place(run: Run, server: str, workplace: Path, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder, and in the environment what the programs need."""
    key = run("pb", "keys", "create", "generated", "--quota", "100").stdout.strip()
    monkeypatch.setitem(environment, "URL", server)
    monkeypatch.setitem(environment, "KEY", key)
    return workplace


def test_the_python_client_is_generated_without_warnings_and_makes_figures(
    shell: Run, script: Run, place: Path
) -> None:
    (config,), (program,) = blocks(PAGE, "yaml"), blocks(PAGE, "python")
    address, generate, _ = blocks(PAGE, "bash")
    (place / "generator.yaml").write_text(config)
    said = shell(address, generate)
    assert "warning" not in (said.stdout + said.stderr).lower()
    made = script(program, name="figure.py").stdout.splitlines()
    assert made[0].startswith("methodology of 2")
    assert (place / "figure.png").read_bytes().startswith(b"\x89PNG")
    assert "png of" in made[1]
    types = run_program(
        *MYPY, "--strict", "--follow-imports=silent", "figure.py", folder=place, environment=_elsewhere(place)
    )
    assert types.returncode == 0, types.stdout


@pytest.mark.drill
def test_every_module_of_the_python_client_has_sound_types(shell: Run, place: Path) -> None:
    address, generate, _ = blocks(PAGE, "bash")
    (place / "generator.yaml").write_text(blocks(PAGE, "yaml")[0])
    shell(address, generate)
    parts = ("paperbanana_generated/api", "paperbanana_generated/models")
    types = run_program(*MYPY, "--follow-imports=silent", *parts, folder=place, environment=_elsewhere(place))
    assert types.returncode == 0, types.stdout


def test_the_typescript_client_is_generated_and_makes_figures(shell: Run, run: Run, place: Path) -> None:
    required_program("node")
    (place / "node_modules").symlink_to(required_node_packages())
    address, _, generate = blocks(PAGE, "bash")
    (program,) = blocks(PAGE, "typescript")
    (place / "figure.mts").write_text(program)
    shell(address, generate)
    assert run("node", "figure.mjs").stdout == "methodology: figure.svg\n"
    assert b"<svg" in (place / "figure.svg").read_bytes()


def test_the_page_installs_the_versions_that_are_checked() -> None:
    (install,) = [block for block in blocks(PAGE, "console") if block.startswith("npm install")]
    assert install.split()[2:] == [
        f"{name}@{version}" for name, version in node_packages.wanted(node_packages.FOLDER).items()
    ]
    manifest = json.loads((ROOT / "tools/typescript/package.json").read_text())
    assert all(version[0].isdigit() for version in manifest["dependencies"].values())


def _elsewhere(place: Path) -> dict[str, str]:
    """An environment in which mypy keeps what it remembers beside the client."""
    return clean_environment(MYPY_CACHE_DIR=str(place / "remembered"), PATH=os.environ["PATH"])
