"""Tell for drawn plans which of the twelve questions geometry would answer with no, at one width.

Usage: python tools/likely_answers.py PLANS [NAME ...] [--width 89] [--figures OUT] [--processes 2]

PLANS is a folder of plans: ``.json`` or ``.mmd`` (a Mermaid flowchart); a NAME is a stem. The answers
are those fixed in ``tests/judged/README.md``: 3 doubtful arrows, 5 empty places and margins, 6 panels and directions,
10 long arrows, 12 the height of a column. Readers judge more than that, so this finds candidates, no verdicts.
The last line adds all up, so that two versions of the drawing can be compared.
"""

import argparse
import hashlib
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import msgspec

from pb_adapters.drawing.diagrams import render
from pb_adapters.notation.mermaid import read
from pb_core.domain.diagrams.design_targets import score
from pb_core.domain.diagrams.plan import FixedStyling, GivenDiagram, read_plan
from pb_core.domain.diagrams.scene import DrawnScene
from pb_core.domain.diagrams.scene_measures import measure_scene
from pb_core.domain.diagrams.spec import Styling
from pb_core.errors import PaperBananaError
from pb_core.ports.images import DrawRequest

_TALLEST = 225 / 89  # times as high as wide: the highest column that a reader accepts
_COLUMN = 100.0  # millimetres: up to this width a figure is one column
_SHORT = {
    "doubtful lines": "lines",
    "passed heads": "heads",
    "doubtful labels": "labels",
    "crossings": "cross",
    "overlong arrows": "long",
    "continued arrows": "letters",
    "ragged panels": "ragged",
    "turned panels": "turned",
    "stray places": "stray",
    "quiet share": "quiet",
    "quiet panel": "hollow",
}


class Told(msgspec.Struct):
    """One plan: the questions with no, the measures in short, the scene's digest; ``failure`` if nothing was drawn."""

    name: str
    noes: tuple[int, ...] = ()
    measures: dict[str, float] = {}
    digest: str = ""
    failure: str = ""


def main() -> int:
    """Draw every plan and print a line for each and the sums; 1 when one could not be drawn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("plans", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--width", type=float, help="of the print in millimetres; the theme's own when left out")
    parser.add_argument("--figures", type=Path, help="keep every picture drawn")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    files = [path for path in sorted(options.plans.iterdir()) if path.suffix in {".json", ".mmd"}]
    files = [path for path in files if not options.names or path.stem in options.names]
    told = []
    with ProcessPoolExecutor(options.processes) as pool:
        for each in pool.map(partial(answers, width=options.width, keep=options.figures), files):
            told.append(each)
            print(each.name, each.failure or " ".join(_line(each)), flush=True)
    print("SUM", " ".join(_sums(told)))
    return int(any(each.failure for each in told))


def answers(path: Path, *, width: float | None, keep: Path | None = None) -> Told:
    """Draw one plan and say what its geometry answers."""
    start = time.process_time()
    try:
        given = _plan_of(path)
        spec, look = given.spec, FixedStyling(width=width).over(given.styling)
        request = DrawRequest(
            spec=spec,
            description="",
            styling=look.applied(Styling(), spec),
            aspect_ratio="auto",
            resolution="2K",
            formats=("png",),
        )
        reply = render(request)
    except PaperBananaError as error:
        return Told(path.stem, failure=str(error))
    seconds = time.process_time() - start
    assert reply.scene is not None  # noqa: S101 - the vector engine reports the geometry of every figure
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
        (keep / f"{path.stem}.png").write_bytes(reply.pictures[0].data)
    measured = measure_scene(reply.scene, spec, look.emphasis or ())
    noes = tuple(_noes(measured, reply.scene, column=width is not None and width <= _COLUMN))
    short = {short: measured[name] for name, short in _SHORT.items() if measured.get(name)}
    short |= {"score": score(measured), "height": reply.scene.height, "seconds": seconds}
    digest = hashlib.sha256(msgspec.json.encode(reply.scene)).hexdigest()[:12]
    return Told(path.stem, noes, short, digest)


def _plan_of(path: Path) -> GivenDiagram:
    """A plan with what it fixes of its look, of which the key parts make a difference to every measure."""
    if path.suffix == ".mmd":
        return read(path.read_text(encoding="utf-8"))
    held = msgspec.json.decode(path.read_bytes())
    return read_plan(held.get("spec", held))


_MOST: dict[int, dict[str, float]] = {
    3: {"doubtful lines": 0, "passed heads": 0, "doubtful labels": 0},
    5: {"quiet share": 0.08, "quiet panel": 0.16, "margin spread": 0.005},
    6: {"ragged panels": 0, "turned panels": 0.1, "stray places": 3},
    10: {"overlong arrows": 1},
}
"""What each measure may be at most for a yes."""


def _noes(measured: dict[str, float], scene: DrawnScene, *, column: bool) -> Iterator[int]:
    """The questions with no; a measure that the drawing has nothing of is 0."""
    for question, most in _MOST.items():
        if any(measured.get(name, 0.0) > limit for name, limit in most.items()):
            yield question
    if column and scene.height > _TALLEST * scene.width:
        yield 12


def _line(told: Told) -> Iterator[str]:
    yield f"{told.digest} no {','.join(map(str, told.noes)) or '-'}"
    yield from (f"{name} {value:.3g}" for name, value in told.measures.items())


def _sums(told: list[Told]) -> Iterator[str]:
    drawn = [each for each in told if not each.failure]
    noes = Counter(question for each in drawn for question in each.noes)
    yield f"{len(drawn)} of {len(told)} drawn; noes {sum(noes.values())}:"
    yield " ".join(f"q{question} {noes[question]}" for question in (3, 5, 6, 10, 12))
    for name in ("lines", "heads", "labels", "cross", "long", "letters", "ragged", "seconds"):
        yield f"{name} {sum(each.measures.get(name, 0) for each in drawn):.1f}"
    yield f"score {sum(each.measures['score'] for each in drawn) / max(1, len(drawn)):.4f}"


if __name__ == "__main__":
    sys.exit(main())
