"""The page on batches: its commands run as printed, and it names every column and status."""

import csv
from pathlib import Path
from typing import get_args

from pb_http.batches.carrying_out import Ending
from pb_http.batches.contents import FILES
from pb_http.batches.manifest import BODIES
from support.documents import blocks
from support.paths import ROOT
from support.processes import Run

PAGE = "docs/batches.md"


def test_the_commands_run_as_printed(shell: Run, workplace: Path) -> None:
    said = shell(*blocks(PAGE, "bash")).stdout
    assert "3 rows to submit: 3 units" in said
    assert "3 rows: 3 made" in said
    folder = workplace / "figures-figures"
    for name in ("overview.png", "overview.svg", "scores.png", "scores.pdf", "both.png"):
        assert (folder / name).stat().st_size > 1000, name
    with (folder / "summary.csv").open(newline="", encoding="utf-8") as file:
        assert [line["status"] for line in csv.DictReader(file)] == ["made"] * 3


def test_columns_kinds_and_statuses_are_named() -> None:
    text = (ROOT / PAGE).read_text("utf-8")
    for name in (*FILES, *BODIES, *get_args(Ending)):
        assert f"`{name}`" in text
