"""Sends every pair of data and intent of the corpus to ``/api/plot`` of a real server, and shows what came back.

``python tools/plot_sheet.py --output plots/`` writes each figure in PNG, SVG and PDF, contact sheets of nine, and
``wishes.md``: per pair the wishes followed and not followed, what was compared with the data, and the notes.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import msgspec
from msgspec import Struct
from PIL import Image, ImageDraw

from served import serving

CORPUS = Path(__file__).parents[1] / "tests/corpus/plots"
CELL = (900, 720)
COLUMNS = 3
ROWS = 3
CAPTION = 30


class Pair(Struct):
    """Data and an intent."""

    name: str
    data: object
    intent: str
    aspect_ratio: str | None = None


def main() -> None:
    """Draw, save and print; exits with 1 if a pair failed or is not faithful."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=Path("plots"))
    parser.add_argument("names", nargs="*", help="only these pairs")
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    pairs = [pair for pair in corpus() if not options.names or pair.name in options.names]
    answers = list(drawn(pairs, options.output))
    sheets([options.output / f"{pair.name}.png" for pair in pairs], options.output)
    (options.output / "wishes.md").write_text("\n\n".join(map(told, pairs, answers)) + "\n", encoding="utf-8")
    print(summary(answers))
    sys.exit(any(answer["status"] != "completed" for answer in answers))


def corpus() -> list[Pair]:
    """Every pair, by name."""
    return [msgspec.json.decode(path.read_bytes(), type=Pair) for path in sorted(CORPUS.glob("*.json"))]


def drawn(pairs: list[Pair], folder: Path) -> Iterator[dict[str, Any]]:
    """The finished task of each pair; its figures are saved under the pair's name."""
    with TemporaryDirectory() as data, serving(Path(data)) as server, server.client(server.new_key(None)) as api:
        api.timeout = httpx.Timeout(120)
        tasks = [submitted(api, pair) for pair in pairs]
        for pair, task in zip(pairs, tasks, strict=True):
            answer = api.get(f"/api/tasks/{task}", headers={"Prefer": "wait=60"}).json()
            while answer["status"] in {"pending", "running"}:
                answer = api.get(f"/api/tasks/{task}", headers={"Prefer": "wait=60"}).json()
            for fmt, artifact in answer["artifacts"].items():
                (folder / f"{pair.name}.{fmt}").write_bytes(api.get(artifact["download_url"]).content)
            yield answer


def submitted(api: httpx.Client, pair: Pair) -> str:
    """The id of the pair's task."""
    body = {
        "data_json": msgspec.json.encode(pair.data).decode(),
        "intent": pair.intent,
        "aspect_ratio": pair.aspect_ratio,
        "output_formats": ["png", "svg", "pdf"],
    }
    answer = api.post("/api/plot", json=body)
    answer.raise_for_status()
    return str(answer.json()["task_id"])


def told(pair: Pair, answer: dict[str, Any]) -> str:
    """What became of a pair, as Markdown."""
    lines = [f"## {pair.name}", "", f"> {pair.intent}", ""]
    if answer["status"] != "completed":
        return "\n".join([*lines, f"FAILED: {answer['error']}"])
    plot = answer["plot"]
    for wish in plot["wishes"]:
        mark = "followed" if wish["followed"] else "NOT followed"
        lines.append(f"* {mark}: “{wish['words']}”" + (f": {wish['note']}" if wish["note"] else ""))
    compared = sum(found["points"] for found in plot["report"]["comparisons"])
    deviation = max((found["deviation"] for found in plot["report"]["comparisons"]), default=0.0)
    lines += ["", f"{compared} values compared, largest deviation {deviation:.1e}.", "", answer["description"]]
    return "\n".join([*lines, *(f"* note: {note}" for note in answer["notes"])])


def summary(answers: list[dict[str, Any]]) -> str:
    """The figures of the whole run in one line."""
    done = [answer for answer in answers if answer["status"] == "completed"]
    wishes = [wish for answer in done for wish in answer["plot"]["wishes"]]
    followed = sum(wish["followed"] for wish in wishes)
    found = [comparison for answer in done for comparison in answer["plot"]["report"]["comparisons"]]
    return (
        f"{len(answers)} pairs, {len(answers) - len(done)} failed; {len(wishes)} wishes, {followed} followed, "
        f"{len(wishes) - followed} not; {sum(one['points'] for one in found)} values compared, largest deviation "
        f"{max((one['deviation'] for one in found), default=0.0):.1e}"
    )


def sheets(pictures: list[Path], folder: Path) -> None:
    """Contact sheets of nine pictures, each under its name."""
    for start in range(0, len(pictures), COLUMNS * ROWS):
        sheet = Image.new("RGB", (COLUMNS * CELL[0], ROWS * CELL[1]), "#dddddd")
        for place, path in enumerate(pictures[start : start + COLUMNS * ROWS]):
            left, top = place % COLUMNS * CELL[0], place // COLUMNS * CELL[1]
            ImageDraw.Draw(sheet).text((left + 8, top + 6), path.stem, fill="black", font_size=20)
            if path.exists():
                with Image.open(path) as picture:
                    small = picture.convert("RGB")
                    small.thumbnail((CELL[0] - 16, CELL[1] - CAPTION - 8))
                    sheet.paste(small, (left + 8, top + CAPTION))
        sheet.save(folder / f"sheet-{start // (COLUMNS * ROWS) + 1}.png")


if __name__ == "__main__":
    main()
