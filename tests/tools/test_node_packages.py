"""What happens without npm or its packages."""

import json
from pathlib import Path

import pytest

import node_packages
from support.programs import required_node_packages


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A list of one package, on a machine without any program and on which CI is not set."""
    (tmp_path / "package.json").write_text(json.dumps({"dependencies": {"one": "1.2.3"}}))
    monkeypatch.setattr(node_packages, "FOLDER", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv("CI", raising=False)
    return tmp_path


def installed(folder: Path, version: str) -> None:
    place = folder / "node_modules" / "one"
    place.mkdir(parents=True)
    (place / "package.json").write_text(json.dumps({"version": version}))


def npm(folder: Path, script: str) -> None:
    (folder / "bin").mkdir()
    (folder / "bin" / "npm").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "bin" / "npm").chmod(0o755)


def test_what_is_installed_in_its_version_is_not_missing(folder: Path) -> None:
    assert node_packages.missing(folder) == ["one 1.2.3"]
    installed(folder, "1.2.3")
    assert (node_packages.missing(folder), node_packages.provide(folder)) == ([], 0)


def test_another_version_is_missing(folder: Path) -> None:
    installed(folder, "1.2.4")
    assert node_packages.missing(folder) == ["one 1.2.3"]


@pytest.mark.parametrize(("ci", "status", "fate"), [("", 0, "is skipped"), ("true", 1, "is required under CI")])
def test_without_npm_the_check_is_skipped_or_fails(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ci: str, status: int, fate: str
) -> None:
    monkeypatch.setenv("CI", ci)
    assert node_packages.provide(folder) == status
    said = capsys.readouterr().out
    assert "npm is not installed" in said
    assert fate in said


def test_npm_that_fails_is_the_reason(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    npm(folder, "exit 7")
    assert node_packages.provide(folder) == 0
    assert "'npm install' failed" in capsys.readouterr().out


def test_npm_is_run_in_the_folder_of_the_list(folder: Path) -> None:
    npm(folder, 'echo "$*" > said')
    assert node_packages.provide(folder) == 0
    assert (folder / "said").read_text().startswith("install --no-package-lock")


@pytest.mark.usefixtures("folder")
def test_a_test_without_the_packages_is_skipped_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(pytest.skip.Exception, match=r"one 1.2.3 is not installed: run python tools/node_packages.py"):
        required_node_packages()
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="CI requires it"):
        required_node_packages()
