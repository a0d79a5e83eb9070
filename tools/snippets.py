"""The reference's own curl, Python and JavaScript snippets, and how one is run against a server.

Only the base URL, keys and ids are put in; the provider fields are taken out where a snippet shall do without.
"""

import os
import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from pypdfium2 import PdfDocument

import pb_http.demo
from served import ADMIN_KEY, PbServer
from support.programs import required_program

SERVED = Path(__file__).parents[1] / "tests/contract/served"
SNIPPETS = {path.name: path.read_text() for path in sorted((SERVED / "snippets").iterdir())}
DEMO_PAPER = Path(pb_http.demo.__file__).with_name("paper.pdf")
LANGUAGES = ("sh", "py", "js")
PROVIDER_FIELDS = re.compile(r',\s*"?(?:vlm_provider|vlm_model|image_model|image_resolution)"?: "[^"]*"')
TASK_ID = re.compile(r"[0-9a-f]{32}")


class Run(NamedTuple):
    """What became of a snippet."""

    code: int
    out: str
    err: str
    folder: Path


class Values(NamedTuple):
    """What stands for the placeholders of the reference."""

    url: str
    key: str
    task: str = "0" * 32
    panel: str = "0" * 32

    def into(self, text: str) -> str:
        """The snippet for this server."""
        for name, value in (
            ("https://api.paperbanana.me", self.url),
            ("pb_your_api_key_here", self.key),
            ("YOUR_ADMIN_KEY", ADMIN_KEY),
            ("pb_a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6", self.key),
            ("pb_a1b2c3...", self.key),
            ("a1b2c3d4e5f6", self.task),
            ("task_a", self.panel),
            ("task_b", self.panel),
            ("task_c", self.panel),
        ):
            text = text.replace(name, value)
        return text


class Runner:
    """Runs snippets in a folder of its own that holds a paper."""

    def __init__(self, server: PbServer, key: str, folder: Path) -> None:
        self._server, self._key, self._folder = server, key, folder
        _write_paper(folder / "paper.pdf")

    def __call__(self, name: str, *, task: str = "", panel: str = "", plain: bool = True) -> Run:
        """Run one; ``plain`` takes the provider fields out. Skips the test if its program is missing."""
        text = Values(self._server.url, self._key, task, panel).into(SNIPPETS[name])
        path = self._folder / name.replace(".js", ".mjs")
        path.write_text(PROVIDER_FIELDS.sub("", text) if plain else text)
        done = subprocess.run(  # noqa: S603 - the reference's own programs
            _command(name.rpartition(".")[2], path),
            cwd=self._folder,
            env=os.environ | {"API_KEY": self._key, "ADMIN_KEY": ADMIN_KEY},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return Run(done.returncode, done.stdout, done.stderr, self._folder)


def _command(language: str, path: Path) -> list[str]:
    match language:
        case "sh":
            required_program("curl")
            return ["/bin/sh", str(path)]
        case "py":
            return [sys.executable, str(SERVED / "preload.py"), str(path)]
    return [required_program("node"), "--import", (SERVED / "preload.mjs").as_uri(), str(path)]


def _write_paper(path: Path) -> None:
    """A paper whose pages 2 to 4 are the demo's paper, as the snippets ask for these."""
    with closing(PdfDocument.new()) as paper, closing(PdfDocument(DEMO_PAPER)) as demo:
        paper.import_pages(demo, [0, 0, 1, 2])
        paper.save(path)
