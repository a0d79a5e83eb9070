"""The library's programs, in the README and the embedding guide: each runs as printed and leaves its figures."""

import re
from pathlib import Path

import pytest

from support.documents import blocks
from support.processes import Run

STARTS = {".svg": b"<?xml", ".png": b"\x89PNG", ".pdf": b"%PDF"}
PAGES = ("README.md", "docs/embedding.md")
PROGRAMS = {f"{page} {number}": text for page in PAGES for number, text in enumerate(blocks(page, "python"), 1)}


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_program_runs_as_printed(name: str, script: Run, workplace: Path) -> None:
    program = PROGRAMS[name]
    done = script(program)
    written = set(re.findall(r"[\w-]+\.(?:svg|png|pdf)(?=[\"'])", program)) - {"paper.pdf"}
    assert written or "print(" in program
    assert "Traceback" not in done.stderr
    for figure in written:
        assert (workplace / figure).read_bytes().startswith(STARTS[Path(figure).suffix]), figure
