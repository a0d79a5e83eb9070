import json
import os
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest


class Links(HTMLParser):
    """Collects the files that a page refers to."""

    def __init__(self) -> None:
        super().__init__()
        self.files: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.files |= {value for name, value in attrs if name in {"href", "src"} and value and tag in {"a", "img"}}


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "demo-output"
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "pb_http.cli.main", "demo", "--output", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
        env=os.environ | {"PAPERBANANA_CONCURRENCY": "not read by the demo"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "round/1/draw" in done.stdout
    return folder


@pytest.mark.parametrize("name", ["from-text", "from-pdf"])
def test_each_diagram_is_there_in_every_format_with_its_answer(output: Path, name: str) -> None:
    assert (output / f"{name}.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in (output / f"{name}.svg").read_text()
    assert (output / f"{name}.pdf").read_bytes().startswith(b"%PDF-")
    assert json.loads((output / f"{name}.json").read_text())["status"] == "completed"


def test_the_prompt_is_text_only(output: Path) -> None:
    answer = json.loads((output / "optimized-prompt.json").read_text())

    assert (answer["image_base64"], answer["artifacts"]) == (None, {})


def test_every_file_that_the_page_shows_exists(output: Path) -> None:
    links = Links()
    links.feed((output / "index.html").read_text())

    assert len(links.files) >= 9
    assert all((output / name).is_file() for name in links.files)


def test_the_server_stopped_gracefully(output: Path) -> None:
    assert "stopped" in (output / "server.log").read_text().splitlines()[-1]
