"""What an installation resolves to is what the checks run on."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
CORE, CLIENT = (
    tomllib.loads((ROOT / "packaging" / name / "pyproject.toml").read_text())["project"] for name in ("core", "client")
)
EXTRAS = {name: [*map(Requirement, lines)] for name, lines in PROJECT["optional-dependencies"].items()}
RUNNING = [*map(Requirement, PROJECT["dependencies"])]
OURS = "paperbanana-api"


def pinned(name: str) -> dict[str, Version]:
    lines = [line for line in (ROOT / name).read_text().splitlines() if not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
    pins = {canonicalize_name(line.partition("==")[0]): Version(line.partition("==")[2]) for line in lines}
    assert len(pins) == len(lines)
    return pins


def test_no_version_is_stated_twice() -> None:
    assert not pinned("constraints.txt").keys() & pinned("constraints-dev.txt").keys()


def test_the_pinned_version_is_in_bounds_that_end() -> None:
    pins = pinned("constraints.txt")
    every = pins | pinned("constraints-dev.txt")
    for requirement in (*RUNNING, *(one for extra in EXTRAS.values() for one in extra)):
        if requirement.name == OURS:
            continue
        version = every[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), requirement
        assert any(part.operator in {"<", "=="} for part in requirement.specifier), requirement
        if requirement in RUNNING:
            assert canonicalize_name(requirement.name) in pins, requirement


@pytest.mark.parametrize("project", [CORE, CLIENT], ids=["core", "client"])
def test_the_parts_take_what_the_whole_takes(project: dict[str, Any]) -> None:
    whole = {requirement.name: requirement for requirement in RUNNING}
    own = [*map(Requirement, project["dependencies"])]
    assert own == [whole[requirement.name] for requirement in own]
