"""Plan, style and draw every text of the corpus at every aspect ratio, and count what the checks find.

Usage: python tools/geometry_table.py [NAME ...] [--ratios auto,1:1,…] [--sheet out.png] [--figures FOLDER]

Prints a table texts × ratios × faults, every fault by name, and the total. A text that yields no plan is a fault
at each ratio. ``--figures`` keeps every picture.
"""

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TypeVar

import anyio
import msgspec

from contact_sheet import RATIOS, Row, sheet, table
from pb_adapters.drawing.diagrams import render
from pb_adapters.planners.engine import OfflineEngine
from pb_core.application.roles import request_of
from pb_core.domain.diagrams.scene_checks import check_scene
from pb_core.domain.diagrams.skeleton.reading import read_skeleton
from pb_core.domain.diagrams.support import check_support
from pb_core.domain.questions import Brief, Plan, PlanBrief, StyleBrief, StyledPlan, guide
from pb_core.errors import PaperBananaError
from pb_core.ports.images import DrawRequest

CORPUS = Path(__file__).parent.parent / "tests" / "corpus" / "methods"
PROCESSES = 2

Answer = TypeVar("Answer", Plan, StyledPlan)


class Result(msgspec.Struct):
    """One figure and the sentences about what is wrong with it."""

    row: Row
    faults: tuple[str, ...]


def main() -> int:
    """Draw everything and print the table; 1 when a fault was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="beginnings of file names; default: all")
    parser.add_argument("--ratios", default=RATIOS)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--sheet", type=Path)
    parser.add_argument("--figures", type=Path)
    options = parser.parse_args()
    paths = [
        path for path in sorted(options.corpus.glob("*.txt")) if path.name.startswith(tuple(options.names or [""]))
    ]
    ratios = options.ratios.split(",")
    jobs = [(path, ratio) for path in paths for ratio in ratios]
    with ProcessPoolExecutor(PROCESSES) as pool:
        results = list(pool.map(figure, *zip(*jobs, strict=True)))
    rows = [result.row for result in results]
    print(table(rows, ratios))
    faults = [f"{result.row.name} {result.row.ratio}: {fault}" for result in results for fault in result.faults]
    print(f"{len(paths)} texts × {len(ratios)} ratios: {len(faults)} faults", *faults, sep="\n")
    if options.sheet:
        sheet(rows, len(ratios), 480).save(options.sheet)
    if options.figures:
        _keep(rows, options.figures)
    return min(len(faults), 1)


def figure(path: Path, ratio: str) -> Result:
    """Plan, style, draw and check one text at one ratio, as the first round of a task does."""
    first, _, source = path.read_text(encoding="utf-8").partition("\n")
    caption = first.removeprefix("caption:").strip()
    start = time.perf_counter()
    try:
        plan = ask(PlanBrief(source=source, caption=caption, aspect_ratio=ratio), Plan)
        style = StyleBrief(
            spec=plan.spec, caption=caption, source=source, guide=guide("methodology"), aspect_ratio=ratio
        )
        look = ask(style, StyledPlan)
        request = DrawRequest(
            spec=plan.spec, description=look.description, styling=look.styling, aspect_ratio=ratio, resolution="1K"
        )
        reply = render(request)
    except PaperBananaError as error:
        return Result(Row(path.stem, ratio, None, 0, 0.0, time.perf_counter() - start, None), (f"not drawn: {error}",))
    scene = reply.scene
    if scene is None:
        message = "the vector engine reports the geometry of every figure"
        raise RuntimeError(message)
    laid_out = read_skeleton(source, caption)
    findings = (
        *check_scene(scene, plan.spec, ratio),
        *check_support(plan.spec, source, caption, skeleton=laid_out).findings,
    )
    row = Row(
        path.stem, ratio, len(findings), len(scene.notes), min(text.size for text in scene.texts),
        time.perf_counter() - start, reply.pictures[0].data,
    )  # fmt: skip
    return Result(row, tuple(f"{finding.check}: {finding.detail}" for finding in findings))


def ask(brief: Brief, answer: type[Answer]) -> Answer:
    """The built-in engine's answer to a brief."""
    reply = anyio.run(OfflineEngine().complete, request_of("geometry-table", "", brief, answer))
    return msgspec.json.decode(reply.text, type=answer)


def _keep(rows: list[Row], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for row in rows:
        if row.picture:
            (folder / f"{row.name}_{row.ratio.replace(':', 'x')}.png").write_bytes(row.picture)


if __name__ == "__main__":
    sys.exit(main())
