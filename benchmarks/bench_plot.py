"""Ratios of the plot engine, each against what the same stack does at the least, in the same run.

Run ``python benchmarks/bench_plot.py``. The design asks for: a warm bar chart as PNG at most 1.1 of a bare ``savefig``
of the same figure, that at most 3 of ``canvas.draw``, reading back and proving at most 0.2 of drawing 100,000 points
or 1,000 cells, and two processes at least 1.7 of one (on two free cores: with other load on the machine, what bare
loops get of it just then says what can be had).
"""

import gc
import io
import random
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from statistics import median

import anyio
from matplotlib.figure import Figure

from pb_adapters.drawing.plots import MatplotlibPlots
from pb_adapters.drawing.plots.figure_builder import compose
from pb_adapters.drawing.plots.frames import frame
from pb_adapters.drawing.plots.layout.layout_plan import Choices
from pb_adapters.drawing.plots.readback import read_scene
from pb_adapters.drawing.plots.rendering import draw
from pb_adapters.drawing.plots.scene import Scene
from pb_adapters.drawing.shared.encoding import encode
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.proof import prove
from pb_core.domain.plots.spec import Channel, Config, Encoding, FieldType, Layer, Medium, PlotSpec
from pb_core.domain.tables.table import Column, ColumnType, Shape, Table
from pb_core.ports.plots import PlotRequest

ROUNDS = 15
POOL_CALLS = 24
_DICE = random.Random(7)  # noqa: S311 - made-up data


def _channel(field: str, kind: FieldType = FieldType.QUANTITATIVE) -> Channel:
    return Channel(field=field, type=kind)


def _table(**columns: list[float] | list[str]) -> Table:
    kinds = {
        name: ColumnType.TEXT if isinstance(values[0], str) else ColumnType.NUMBER for name, values in columns.items()
    }
    made = (Column(name=name, type=kinds[name], values=tuple(values)) for name, values in columns.items())
    return Table(columns=tuple(made), shape=Shape.COLUMNS)


def bars() -> PlotRequest:
    """Six bars."""
    table = _table(method=[f"Method {letter}" for letter in "ABCDEF"], accuracy=[71.2, 74.5, 78.1, 80.3, 84.9, 88.0])
    encoding = Encoding(x=_channel("method", FieldType.NOMINAL), y=_channel("accuracy"))
    return PlotRequest(spec=PlotSpec(layer=(Layer(mark=Mark(type=MarkType.BAR), encoding=encoding),)), table=table)


def points() -> PlotRequest:
    """A scatter of 100,000 points."""
    count = 100_000
    table = _table(x=[_DICE.gauss(0, 1) for _ in range(count)], y=[_DICE.gauss(0, 1) for _ in range(count)])
    encoding = Encoding(x=_channel("x"), y=_channel("y"))
    return PlotRequest(spec=PlotSpec(layer=(Layer(mark=Mark(type=MarkType.POINT), encoding=encoding),)), table=table)


def cells() -> PlotRequest:
    """A heatmap of 25 by 40 cells."""
    rows, columns = [f"row {i}" for i in range(25)], [f"column {i}" for i in range(40)]
    table = _table(
        row=[row for row in rows for _ in columns],
        column=[column for _ in rows for column in columns],
        score=[_DICE.random() for _ in rows for _ in columns],
    )
    encoding = Encoding(
        x=_channel("column", FieldType.NOMINAL), y=_channel("row", FieldType.NOMINAL), color=_channel("score")
    )
    spec = PlotSpec(
        layer=(Layer(mark=Mark(type=MarkType.RECT), encoding=encoding),), config=Config(medium=Medium.DOUBLE)
    )
    return PlotRequest(spec=spec, table=table)


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def ratio(ours: Callable[[], object], floor: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Median over paired rounds of our time divided by the floor's."""
    ours(), floor()
    return median(seconds(ours) / seconds(floor) for _ in range(rounds))


def _scene(request: PlotRequest) -> Scene:
    medium = request.spec.config.medium
    return compose(request.spec, frame(request.spec, request.table), None, Choices(medium=medium))


def _saved(figure: Figure) -> None:
    figure.savefig(io.BytesIO(), format="png", dpi=figure.dpi)


def of_bars() -> None:
    """A warm bar chart against savefig, and savefig against drawing alone."""
    request = bars()
    with settings():
        scene = _scene(request)
        figure, page = scene.figure, scene.content.page
        print(
            f"bar chart: draw() is {ratio(lambda: draw(request), lambda: _saved(figure)):.2f} of savefig (at most 1.1)"
        )
        png = ratio(lambda: encode(figure, page, "png", []), figure.canvas.draw)
        print(f"bar chart: drawing and writing the PNG is {png:.2f} of canvas.draw (at most 3)")


def of_reading(name: str, request: PlotRequest) -> None:
    """Reading back and proving against drawing."""
    drawing = median(seconds(lambda: draw(request)) for _ in range(3))
    with settings():
        scene = _scene(request)
        scene.figure.canvas.draw()
        reading = median(seconds(lambda: read_scene(scene)) for _ in range(3))
        drawn = read_scene(scene)
    proving = median(seconds(lambda: prove(request.spec, request.table, drawn)) for _ in range(3))
    bare = drawing - reading
    print(f"{name}: reading back is {reading / bare:.2f} and proving {proving / bare:.2f} of drawing (0.2 in all)")


async def of_pool() -> None:
    """Calls a second of two workers divided by those of one, and the same of bare loops, which other load slows too."""
    with ProcessPoolExecutor(2, get_context("spawn")) as loops:
        pairs = [(await _rate(2) / await _rate(1), _loops(loops, 2) / _loops(loops, 1)) for _ in range(5)]
    ours, bare = zip(*pairs, strict=True)
    print(
        f"two processes: {median(ours):.2f} of one, {min(ours):.2f} to {max(ours):.2f} "
        f"(at least 1.7 of two free cores); bare loops {median(bare):.2f}, {min(bare):.2f} to {max(bare):.2f}"
    )


def _loop(_: int) -> int:
    return sum(range(2_000_000))


def _loops(pool: ProcessPoolExecutor, workers: int) -> float:
    """Loops a second with as many of them at a time."""
    list(pool.map(_loop, range(2)))
    start = time.perf_counter()
    for _ in range(POOL_CALLS // workers):
        list(pool.map(_loop, range(workers)))
    return POOL_CALLS / (time.perf_counter() - start)


async def _rate(workers: int) -> float:
    engine, request = MatplotlibPlots(workers), bars()
    async with anyio.create_task_group() as warm:
        for _ in range(workers * 2):
            warm.start_soon(engine.draw, request)
    start = time.perf_counter()
    async with anyio.create_task_group() as calls:
        for _ in range(POOL_CALLS):
            calls.start_soon(engine.draw, request)
    rate = POOL_CALLS / (time.perf_counter() - start)
    await engine.aclose()
    return rate


def main() -> None:
    """Print every ratio; what is loaded is set aside from the collector first, as workers do."""
    gc.collect()
    gc.freeze()
    of_bars()
    of_reading("100,000 points", points())
    of_reading("1,000 cells", cells())
    anyio.run(of_pool)


if __name__ == "__main__":
    main()
