"""The README: its commands do what it says."""

import json
import re
from pathlib import Path

from support.documents import blocks
from support.paths import ROOT
from support.processes import Run


def test_the_commands_run_as_printed(shell: Run, workplace: Path) -> None:
    done = shell(*blocks("README.md", "bash"))
    assert "encoder" in done.stdout
    assert (workplace / "overview.svg").read_bytes().startswith(b"<")
    for name in ("diagram.png", "from-pdf.png"):
        assert (workplace / name).read_bytes().startswith(b"\x89PNG")
    assert b"<svg" in (workplace / "diagram.svg").read_bytes()
    for name in ("scores.pdf", "figure.pdf"):
        assert (workplace / name).read_bytes().startswith(b"%PDF")
    assert json.loads((workplace / "task.json").read_bytes())["status"] == "completed"


def test_the_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"^make (\w+)", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
