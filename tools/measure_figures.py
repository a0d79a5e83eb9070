"""Measure how designed figures look, as p10 / median / p90 against the targets of ``pb_core.domain.diagrams``.

Usage: python tools/measure_figures.py PATH ... [--ratios auto,16:9] [--kinds png,svg,json,txt] [--each] [--figures OUT]

A PATH is a figure (.png, .svg), a plan (.json: a DiagramSpec, or an object that holds one as ``spec``), a text (.txt)
for the built-in planner, or a folder of these. Figures are measured on their pixels. Plans and texts are drawn at each
ratio and measured on pixels and on the scene's geometry, and how both agree is printed below.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import msgspec

from figure_pixels import measure_pixels, measure_type, pixels, pixels_of
from geometry_table import ask
from pb_adapters.drawing.diagrams import render
from pb_core.domain.diagrams.design_targets import LARGEST, SMALLEST, TARGETS, score
from pb_core.domain.diagrams.scene_checks import check_scene
from pb_core.domain.diagrams.scene_measures import measure_scene
from pb_core.domain.diagrams.spec import DiagramSpec, Styling
from pb_core.domain.questions import Plan, PlanBrief
from pb_core.errors import PaperBananaError
from pb_core.ports.images import DrawRequest

PROCESSES = 2
_ONLY_PIXELS = {
    "tints": "20-65 %",
    "hues": "3-5",
    "small type": "1.45 %",
    "label type": "1.75 %",
    "title type": "2.3 %",
}
_PERCENT = frozenset({"tints", "small type", "label type", "title type", "p90 arrow"})


class Measured(msgspec.Struct):
    """One figure: what its geometry and its pixels say; ``failure`` where nothing was drawn."""

    name: str
    blocks: int = 0
    gates: int = 0
    seconds: float = 0.0
    geometry: dict[str, float] = msgspec.field(default_factory=dict)
    pixels: dict[str, float] = msgspec.field(default_factory=dict)
    failure: str = ""


def main() -> int:
    """Measure everything and print the tables; 1 when a figure breaks a gate or could not be drawn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--ratios", default="auto")
    parser.add_argument("--kinds", default="png,svg,json,txt")
    parser.add_argument("--each", action="store_true", help="a line for every figure")
    parser.add_argument("--figures", type=Path, help="keep every picture drawn")
    options = parser.parse_args()
    files = list(_files(options.paths, tuple(f".{kind}" for kind in options.kinds.split(","))))
    finished = [path for path in files if path.suffix in {".png", ".svg"}]
    jobs = [(path, ratio) for path in files if path not in finished for ratio in options.ratios.split(",")]
    with ProcessPoolExecutor(PROCESSES) as pool:
        measured = list(pool.map(measure_file, finished))
        drawing = partial(draw_and_measure, keep=options.figures)
        measured += [result for result in pool.map(drawing, *zip(*jobs, strict=True)) if result] if jobs else []
    return report(measured, each=options.each)


def _files(paths: Iterable[Path], endings: tuple[str, ...]) -> Iterable[Path]:
    for path in paths:
        yield from sorted(p for p in path.iterdir() if p.suffix in endings) if path.is_dir() else [path]


def measure_file(path: Path) -> Measured:
    """Measure a finished figure."""
    found = measure_pixels(pixels_of(path))
    if path.suffix == ".svg":
        found |= measure_type(path.read_bytes())
    return Measured(path.name, pixels=found)


def draw_and_measure(path: Path, ratio: str, *, keep: Path | None = None) -> Measured | None:
    """Draw a plan or text at a ratio and measure it; ``None`` for a text that yields no plan."""
    name = f"{path.stem} {ratio}"
    try:
        spec = _spec_of(path, ratio)
    except PaperBananaError:
        return None
    start = time.perf_counter()
    try:
        request = DrawRequest(
            spec=spec, description="", styling=Styling(), aspect_ratio=ratio, resolution="2K", formats=("png", "svg")
        )
        reply = render(request)
    except PaperBananaError as error:
        return Measured(name, failure=str(error))
    seconds = time.perf_counter() - start
    assert reply.scene is not None  # noqa: S101 - the vector engine reports the geometry of every figure
    png, svg = (picture.data for picture in reply.pictures)
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
        (keep / f"{path.stem}_{ratio.replace(':', 'x')}.png").write_bytes(png)
    return Measured(
        name,
        blocks=len(reply.scene.boxes),
        gates=len(check_scene(reply.scene, spec, ratio)),
        seconds=seconds,
        geometry=measure_scene(reply.scene, spec),
        pixels=measure_pixels(pixels(png, is_svg=False)) | measure_type(svg),
    )


def _spec_of(path: Path, ratio: str) -> DiagramSpec:
    if path.suffix == ".txt":
        first, _, source = path.read_text(encoding="utf-8").partition("\n")
        caption = first.removeprefix("caption:").strip()
        return ask(PlanBrief(source=source, caption=caption, aspect_ratio=ratio), Plan).spec
    held = msgspec.json.decode(path.read_bytes())
    return msgspec.convert(held.get("spec", held), DiagramSpec)


def report(results: Sequence[Measured], *, each: bool) -> int:
    """Print the tables and what failed."""
    drawn = [result for result in results if not result.failure]
    for result in results:
        if result.failure or result.gates:
            print(f"{result.name}: {result.failure or f'{result.gates} gates broken'}")
    if each:
        for result in drawn:
            print(f"{result.name}: {_scored(result):.3f}, {result.blocks} blocks, {result.seconds:.2f} s")
    held = [result for result in drawn if not result.blocks or SMALLEST <= result.blocks <= LARGEST]
    print(f"{len(results)} figures, {len(drawn)} drawn, {len(held)} with {SMALLEST} to {LARGEST} blocks or finished")
    geometry = [result.geometry for result in held if result.geometry]
    if geometry:
        scores = [_scored(result) for result in held if result.geometry]
        print(f"\nscore {_spread(scores, percent=False)}\n\n### Geometry\n", *_table(geometry), sep="\n")
    print("\n### Pixels and type\n", *_table([result.pixels for result in held]), sep="\n")
    if geometry:
        print("\n### Agreement of geometry and pixels\n", *_agreement(held), sep="\n")
    return int(len(drawn) < len(results) or any(result.gates for result in results))


def _scored(result: Measured) -> float:
    return score(result.geometry or result.pixels)


def _table(found: Sequence[dict[str, float]]) -> Iterable[str]:
    yield "| measure | n | p10 / median / p90 | target | met |"
    yield "|---|---|---|---|---|"
    for name in dict.fromkeys(name for each in found for name in each):
        values = [each[name] for each in found if name in each]
        target = TARGETS.get(name)
        met = f"{sum(target.miss(value) == 0 for value in values) / len(values):.0%}" if target else ""
        percent = target.percent if target else name in _PERCENT
        told = target.told() if target else _ONLY_PIXELS.get(name, "")
        yield f"| {name} | {len(values)} | {_spread(values, percent=percent)} | {told} | {met} |"


def _spread(values: Sequence[float], *, percent: bool) -> str:
    ordered = sorted(values)
    places = [ordered[round(share * (len(ordered) - 1))] for share in (0.1, 0.5, 0.9)]
    return " / ".join(f"{100 * value:.1f} %" if percent else f"{value:.2f}" for value in places)


def _agreement(results: Sequence[Measured]) -> Iterable[str]:
    yield "| measure | mean of geometry | mean of pixels | mean difference | correlation |"
    yield "|---|---|---|---|---|"
    for name in ("quiet share", "marked cells", "marked middle", "margin", "margin spread", "type ratio", "aspect"):
        pairs = [(r.geometry[name], r.pixels[name]) for r in results if name in r.geometry and name in r.pixels]
        if len(pairs) > 1:
            ours, theirs = zip(*pairs, strict=True)
            apart = statistics.fmean(abs(a - b) for a, b in pairs)
            yield (
                f"| {name} | {statistics.fmean(ours):.3f} | {statistics.fmean(theirs):.3f} | {apart:.3f} |"
                f" {_correlation(ours, theirs)} |"
            )


def _correlation(one: Sequence[float], other: Sequence[float]) -> str:
    if len(set(one)) == 1 or len(set(other)) == 1:
        return "constant"
    return f"{statistics.correlation(one, other):.2f}"


if __name__ == "__main__":
    sys.exit(main())
