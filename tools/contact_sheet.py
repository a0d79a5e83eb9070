"""Draw a folder of plans at many aspect ratios: one contact sheet and one table of geometry findings.

Usage: ``python tools/contact_sheet.py SPECS OUT [--ratios auto,1:1,16:9] [--palette harbor] [--cell 480]``

``SPECS`` holds one DiagramSpec as JSON per file (``*.json``). ``OUT`` receives ``sheet.png``, ``table.md``
and every figure as ``NAME_WxH.png``.
"""

import argparse
import io
import sys
import time
from pathlib import Path

import msgspec
from PIL import Image, ImageDraw

from pb_adapters.drawing.diagrams import render
from pb_core.domain.diagrams.scene_checks import check_scene
from pb_core.domain.diagrams.spec import DiagramSpec, Palette, Styling
from pb_core.errors import EngineError
from pb_core.ports.images import DrawRequest

RATIOS = "auto,1:1,5:4,2:3,3:2,3:4,4:5,4:3,9:16,16:9,21:9"


class Row(msgspec.Struct):
    """One figure: what was asked for and what came of it; ``faults`` is ``None`` if nothing was drawn."""

    name: str
    ratio: str
    faults: int | None
    notes: int
    size: float
    seconds: float
    picture: bytes | None


def main() -> int:
    """Draw everything, write sheet and table, and answer with the number of faulty figures (at most 1)."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("specs", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--ratios", default=RATIOS)
    parser.add_argument("--palette", type=Palette, default=Palette.HARBOR)
    parser.add_argument("--cell", type=int, default=480)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    ratios = options.ratios.split(",")
    rows = []
    for path in sorted(options.specs.glob("*.json")):
        spec = msgspec.json.decode(path.read_bytes(), type=DiagramSpec)
        rows += [draw(path.stem, spec, ratio, options.palette) for ratio in ratios]
    for row in rows:
        if row.picture:
            (options.out / f"{row.name}_{row.ratio.replace(':', 'x')}.png").write_bytes(row.picture)
    sheet(rows, len(ratios), options.cell).save(options.out / "sheet.png")
    (options.out / "table.md").write_text(table(rows, ratios), encoding="utf-8")
    faulty = sum(row.faults != 0 for row in rows)
    print(f"{len(rows)} figures, {faulty} faulty, {sum(row.seconds for row in rows) / len(rows):.2f} s each")
    return min(faulty, 1)


def draw(name: str, spec: DiagramSpec, ratio: str, palette: Palette) -> Row:
    """Draw one plan at one ratio and check it."""
    request = DrawRequest(
        spec=spec, description="", styling=Styling(palette=palette), aspect_ratio=ratio, resolution="1K"
    )
    start = time.perf_counter()
    try:
        reply = render(request)
    except EngineError as error:
        print(f"{name} {ratio}: {error}")
        return Row(name, ratio, None, 0, 0.0, time.perf_counter() - start, None)
    seconds = time.perf_counter() - start
    scene = reply.scene
    if scene is None:
        message = "the vector engine reports the geometry of every figure"
        raise RuntimeError(message)
    findings = check_scene(scene, spec, ratio)
    for finding in findings:
        print(f"{name} {ratio}: {finding.check}: {finding.detail}")
    smallest = min(text.size for text in scene.texts)
    return Row(name, ratio, len(findings), len(scene.notes), smallest, seconds, reply.pictures[0].data)


def sheet(rows: list[Row], columns: int, cell: int) -> Image.Image:
    """All figures in a grid, a row per plan and a column per ratio."""
    lines = -(-len(rows) // columns)
    page = Image.new("RGB", (columns * cell, lines * cell), "#8a8f96")
    pen = ImageDraw.Draw(page)
    for index, row in enumerate(rows):
        x, y = index % columns * cell, index // columns * cell
        pen.text((x + 6, y + 2), f"{row.name}  {row.ratio}  faults {row.faults}  notes {row.notes}", fill="#ffffff")
        if row.picture:
            with Image.open(io.BytesIO(row.picture)) as picture:
                small = picture.convert("RGB")
            small.thumbnail((cell - 8, cell - 20), Image.Resampling.LANCZOS)
            page.paste(small, (x + (cell - small.width) // 2, y + 16))
    return page


def table(rows: list[Row], ratios: list[str]) -> str:
    """A Markdown table of faults: plans down, ratios across; ``(n)`` counts what was folded."""
    lines = [f"| plan | {' | '.join(ratios)} |", "|---" * (len(ratios) + 1) + "|"]
    for name in dict.fromkeys(row.name for row in rows):
        cells = [_cell(row) for row in rows if row.name == name]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    total = sum(row.faults or 0 for row in rows)
    drawn = [row for row in rows if row.faults is not None]
    smallest = min((row.size for row in drawn), default=0.0)
    lines += [
        "",
        f"{len(rows)} figures, {len(rows) - len(drawn)} not drawn, {total} faults, smallest type {smallest:g} pt.",
    ]
    return "\n".join(lines) + "\n"


def _cell(row: Row) -> str:
    if row.faults is None:
        return "not drawn"
    return f"{row.faults}" + (f" ({row.notes})" if row.notes else "")


if __name__ == "__main__":
    sys.exit(main())
