"""Ratios of the diagram engine: a whole drawing against ``savefig`` of its final scene, in the same formats and run.

Run ``python benchmarks/bench_diagram.py``. The design asks for at most 2.5 in the median of forty plans of 6 to 30
boxes as PNG, SVG and PDF, 4 for the slowest of them, and 10 for a plan of 60 boxes. ``savefig`` is matplotlib's own,
with its own subsets of our faces; what it writes is not what we deliver (no face in the SVG).
"""

import gc
import io
import random
import time
from collections.abc import Callable, Iterator
from statistics import median

from matplotlib.figure import Figure

from pb_adapters.drawing.diagrams.figure_building import figure_parts
from pb_adapters.drawing.diagrams.painter import paint
from pb_adapters.drawing.diagrams.rendering import draw
from pb_adapters.drawing.diagrams.search import best_drawing
from pb_adapters.drawing.shared.encoding import Page
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, ElementKind, Group, Styling
from pb_core.ports.images import DrawRequest

PLANS = 40
ROUNDS = 3
FORMATS = ("png", "svg", "pdf")
PIXELS = 2048
_WORDS = "image encoder latent graph query index loss sample patch decoder memory policy reward token feature".split()  # noqa: SIM905
_KINDS = (ElementKind.PROCESS, ElementKind.MODEL, ElementKind.DATA, ElementKind.INPUT, ElementKind.STORE)


def plan_of(size: int, dice: random.Random) -> DiagramSpec:
    """A made-up plan: up to four groups one after another, arrows mostly to the next box, some further on."""
    groups = tuple(Group(id=f"g{i}", title=f"Stage {i + 1}") for i in range(dice.randint(0, 4)))
    elements = tuple(
        Element(
            id=f"e{i}",
            label=f"{dice.choice(_WORDS)} {dice.choice(_WORDS)} {i}".capitalize(),
            kind=dice.choice(_KINDS),
            group=groups[i * len(groups) // size].id if groups else None,
        )
        for i in range(size)
    )
    return DiagramSpec(elements=elements, groups=groups, connections=tuple(_links(size, dice)))


def _links(size: int, dice: random.Random) -> Iterator[Connection]:
    for i in range(size - 1):
        yield Connection(source=f"e{i}", target=f"e{i + 1}")
        if dice.random() < 0.2 and i + 3 < size:
            yield Connection(source=f"e{i}", target=f"e{dice.randint(i + 2, min(size - 1, i + 4))}")


def seconds(work: Callable[[], object]) -> float:
    """The median processor time of a few calls, which other work on the machine hardly changes."""
    work()
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return median(times)


def final_scene(spec: DiagramSpec) -> tuple[Figure, float]:
    """The painted figure of a plan and its width in inches."""
    with settings():
        drawing = best_drawing(spec, Styling(), "auto", None)
        wide, high = drawing.scene.width, drawing.scene.height
        page = Page(width=wide, height=high, pixels=(PIXELS, round(PIXELS * high / wide)))
        return paint(figure_parts(drawing, Styling()), page), wide / 72


def _saved(figure: Figure, inches: float) -> None:
    for kind in FORMATS:
        figure.savefig(io.BytesIO(), format=kind, dpi=PIXELS / inches if kind == "png" else 72)


def ratio(spec: DiagramSpec) -> float:
    """The time of a whole drawing, divided by that of saving its final scene."""
    figure, inches = final_scene(spec)
    request = DrawRequest(spec=spec, description="", styling=Styling(), aspect_ratio="auto", formats=FORMATS)
    return seconds(lambda: draw(request)) / seconds(lambda: _saved(figure, inches))


def main() -> None:
    """Print the ratios; what is loaded is set aside from the collector first, as workers do."""
    gc.collect()
    gc.freeze()
    dice = random.Random(7)  # noqa: S311 - made-up plans
    ratios = [ratio(plan_of(dice.randint(6, 30), dice)) for _ in range(PLANS)]
    print(f"{PLANS} plans of 6 to 30 boxes: {median(ratios):.2f} of savefig in the median (at most 2.5)")
    print(f"the slowest of them: {max(ratios):.2f} (at most 4)")
    print(f"60 boxes: {ratio(plan_of(60, dice)):.2f} (at most 10)")


if __name__ == "__main__":
    main()
