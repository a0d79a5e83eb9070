import json
from html.parser import HTMLParser
from pathlib import Path

from support.processes import run_module


class Links(HTMLParser):
    """Collects the files that a page refers to."""

    def __init__(self) -> None:
        super().__init__()
        self.files: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.files |= {value for name, value in attrs if name in {"href", "src"} and value and tag in {"a", "img"}}


def test_the_demo_leaves_figures_answers_and_a_page(tmp_path: Path) -> None:
    folder = tmp_path / "demo-output"

    done = run_module("pb_http.cli.main", "demo", "--output", folder, folder=tmp_path, PAPERBANANA_CONCURRENCY="unread")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "round/1/draw" in done.stdout
    for name in ("from-text", "from-pdf"):
        _check_diagram(folder, name)
    _check_prompt(folder)
    _check_page(folder)
    assert "stopped" in (folder / "server.log").read_text().splitlines()[-1]  # gracefully


def _check_diagram(folder: Path, name: str) -> None:
    """It is there in every format, with its answer."""
    assert (folder / f"{name}.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in (folder / f"{name}.svg").read_text()
    assert (folder / f"{name}.pdf").read_bytes().startswith(b"%PDF-")
    assert json.loads((folder / f"{name}.json").read_text())["status"] == "completed"


def _check_prompt(folder: Path) -> None:
    """It is text only."""
    answer = json.loads((folder / "optimized-prompt.json").read_text())
    assert (answer["image_base64"], answer["artifacts"]) == (None, {})


def _check_page(folder: Path) -> None:
    """Every file that it shows exists."""
    links = Links()
    links.feed((folder / "index.html").read_text())
    assert len(links.files) >= 9
    assert all((folder / name).is_file() for name in links.files)
