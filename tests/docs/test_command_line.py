"""The page on the command line: its commands run as printed, and it names every command and exit status."""

import json
import re
from pathlib import Path

import pytest

from pb_http.cli import errors
from pb_http.cli.main import COMMANDS
from pb_http.cli.runs import KEPT_DAYS
from support.documents import blocks
from support.paths import ROOT
from support.processes import Run

PAGE = "docs/command-line.md"


@pytest.fixture(scope="module")
def text() -> str:
    return (ROOT / PAGE).read_text("utf-8")


@pytest.mark.drill  # every command has tests of its own, and those of the README run with every change
def test_the_commands_run_as_printed(script: Run, workplace: Path) -> None:
    printed = [script(block, name="commands.sh").stdout for block in blocks(PAGE, "bash")]
    for name in (
        "overview.svg",
        "overview.png",
        "drawn.svg",
        "plan.mmd",
        "from-pdf.pdf",
        "scores.pdf",
        "figure.pdf",
        "revised.svg",
        "scores.svg",
    ):
        assert (workplace / name).stat().st_size > 1000, name
    assert b"<svg" in (workplace / "elsewhere.svg").read_bytes()
    assert "6" in (workplace / "prompt.txt").read_text()
    assert all(wish["followed"] for wish in json.loads((workplace / "result.json").read_bytes())["wishes"])
    assert "✗" not in printed[-1]


def test_every_command_and_status_is_named(text: str) -> None:
    assert set(re.findall(r"\bpb ([a-z]+)", text)) == set(COMMANDS)
    statuses = {errors.DONE, errors.FAILED, errors.NOT_UNDERSTOOD, errors.NOTED, errors.INTERRUPTED}
    assert set(map(int, re.findall(r"^\| (\d+) \|", text, re.MULTILINE))) == statuses
    assert f"after {KEPT_DAYS} days" in text
