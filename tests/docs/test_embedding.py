"""The embedding guide: its program runs as printed."""

import sys
from pathlib import Path

from support.documents import blocks
from support.processes import Run


def test_the_script_runs_as_printed(run: Run, workplace: Path) -> None:
    _, script = blocks("docs/embedding.md", "python")
    run(sys.executable, "-", stdin=script)
    assert (workplace / "accuracy.pdf").read_bytes().startswith(b"%PDF")


def test_the_program_runs_as_printed(run: Run, workplace: Path) -> None:
    program, _ = blocks("docs/embedding.md", "python")
    done = run(sys.executable, "-", stdin=program)
    assert done.stdout.endswith("notes: []\n"), done.stdout
    drawing = (workplace / "figure.svg").read_text("utf-8")
    assert "<svg" in drawing
