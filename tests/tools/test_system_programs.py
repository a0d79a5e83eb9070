"""What happens without the programs of the system."""

from pathlib import Path

import pytest

import system_programs
from support.programs import required_program


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without any program, apt-get included, on which CI is not set; gives the one folder of its path."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CI", raising=False)
    return tmp_path


def add(folder: Path, name: str, script: str = "exit 0") -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


@pytest.mark.usefixtures("bare")
def test_a_test_without_its_program_is_skipped_with_the_reason() -> None:
    with pytest.raises(pytest.skip.Exception, match=r"pdffonts is not installed \(package poppler-utils\)"):
        required_program("pdffonts")


@pytest.mark.usefixtures("bare")
def test_under_ci_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=r"chromium or .* firefox is not installed .* CI requires it"):
        required_program("browser")


def test_any_of_the_commands_will_do(bare: Path) -> None:
    add(bare, "firefox")
    assert required_program("browser") == str(bare / "firefox")


@pytest.mark.usefixtures("bare")
def test_what_cannot_be_installed_is_named_with_the_reason(capsys: pytest.CaptureFixture[str]) -> None:
    assert system_programs.provide_programs() == 0
    said = capsys.readouterr().out
    assert "poppler-utils is not installed (there is no apt-get here); the checks that need it are skipped" in said


@pytest.mark.usefixtures("bare")
def test_under_ci_what_cannot_be_installed_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CI", "true")
    assert system_programs.provide_programs() == 1
    assert "is required under CI" in capsys.readouterr().out


def test_nobody_is_asked_for_a_password(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_programs, "_is_root", lambda: False)
    add(bare, "apt-get", "exit 99")
    assert system_programs.install(["curl"]) == "this takes root or a sudo without a password"
    add(bare, "sudo", '[ "$1" = -n ] || exit 98; exit 1')
    assert system_programs.install(["curl"]) == "this takes root or a sudo without a password"


def test_a_missing_program_is_installed(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_programs, "_is_root", lambda: True)
    add(bare, "env", 'shift; exec "$@"')
    for name in (
        "cc",
        "node",
        "npm",
        "pdffonts",
        "pdfinfo",
        "pdftoppm",
        "pdftotext",
        "chromium",
        "caddy",
        "systemd-analyze",
    ):
        add(bare, name)
    add(bare, "apt-get", f'echo "$*" >> {bare}/log; [ "$4" = update ] || > {bare}/curl')
    assert system_programs.missing_packages() == {"curl": ["the requests of the documents and of the reference"]}
    system_programs.provide_programs()
    assert [line.split()[3:] for line in (bare / "log").read_text().splitlines()] == [
        ["update"],
        ["install", "-y", "--no-install-recommends", "curl"],
    ]


def test_apt_get_that_fails_is_the_reason(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_programs, "_is_root", lambda: True)
    add(bare, "env", 'shift; exec "$@"')
    add(bare, "apt-get", "exit 100")
    assert system_programs.install(["curl"]) == "'apt-get update' failed"


@pytest.mark.usefixtures("bare")
def test_what_is_large_is_for_the_drill_only() -> None:
    usual, all_ = system_programs.missing_packages(), system_programs.missing_packages(drill=True)
    assert "libreoffice-impress" not in usual
    assert {"libreoffice-impress", *usual} < set(all_)
