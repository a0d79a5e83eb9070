"""Figures of every kind in every format, and what they must say and measure."""

import functools
from collections.abc import Callable
from typing import NamedTuple

import pytest

from pb_adapters.drawing.composites import compose
from pb_adapters.drawing.diagrams import render
from pb_adapters.drawing.plots.rendering import draw
from pb_core.domain.composites import PanelStyle
from pb_core.domain.diagrams.spec import Connection, ConnectionKind, DiagramSpec, Element, ElementKind, Group, Styling
from pb_core.domain.pictures import Picture
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import Axes as PlotAxes
from pb_core.domain.plots.spec import Axis, Config, Encoding, Layer, Medium, PlotSpec, Projection, Spread
from pb_core.domain.tables.table import Table
from pb_core.ports.composites import CompositeRequest, PanelSource
from pb_core.ports.images import DrawRequest
from pb_core.ports.plots import PlotRequest
from pb_core.testing.memory.plots import table_of
from support.channels import nominal, quantity

FORMATS = ("png", "svg", "pdf")
ODD = ("nul\x00", "bell\x07", "esc\x1b[31m", "\u202eturned\u202c", "\u0301alone", "non\ufffe\uffff", "del\x7f\x85")


class Figure(NamedTuple):
    """A figure as PNG, SVG and PDF, its print size in points, and words that stand in it."""

    png: Picture
    svg: Picture
    pdf: Picture
    points: tuple[float, float]
    words: tuple[str, ...]


NAMES = ("精度方法", "β-VAE (ours)", "RoBERTa ≥ 2", "Ж-метод")
SCORES = table_of(
    method=[name for name in NAMES for _ in range(4)],
    step=[1.0, 2.0, 3.0, 4.0] * 4,
    task=["α", "β", "手写", "SST-2"] * 4,
    score=[70.0 + (7 * i) % 23 for i in range(16)],
    sd=[0.5 + i % 3 for i in range(16)],
)
EACH = table_of(method=NAMES, score=(84.1, 87.0, 88.2, 90.4), sd=(1.0, 0.5, 0.7, 0.2))


def bars() -> tuple[PlotSpec, Table]:
    encoding = Encoding(x=nominal("method"), y=quantity("score"), y_error=Spread(delta="sd"))
    layer = Layer(mark=Mark(type=MarkType.BAR, labels=True), encoding=encoding)
    return PlotSpec(layer=(layer,), title="Δ accuracy 准确率 in %"), EACH


def lines() -> tuple[PlotSpec, Table]:
    encoding = Encoding(x=quantity("step"), y=quantity("score"), color=nominal("method"))
    layer = Layer(mark=Mark(type=MarkType.LINE, point=True), encoding=encoding)
    return PlotSpec(layer=(layer,), axes=PlotAxes(y=Axis(title="$\\mu_t$ of 分数")), mathematics=True), SCORES


def cells() -> tuple[PlotSpec, Table]:
    encoding = Encoding(x=nominal("task"), y=nominal("method"), color=quantity("score"))
    return PlotSpec(layer=(Layer(mark=Mark(type=MarkType.RECT, labels=True), encoding=encoding),)), SCORES


def boxes() -> tuple[PlotSpec, Table]:
    encoding = Encoding(x=nominal("method"), y=quantity("score"))
    layer = Layer(mark=Mark(type=MarkType.BOXPLOT), encoding=encoding)
    return PlotSpec(layer=(layer,), config=Config(medium=Medium.DOUBLE)), SCORES


def pie() -> tuple[PlotSpec, Table]:
    encoding = Encoding(theta=quantity("score"), color=nominal("method"))
    return PlotSpec(layer=(Layer(mark=Mark(type=MarkType.ARC, labels=True), encoding=encoding),)), EACH


def radar() -> tuple[PlotSpec, Table]:
    encoding = Encoding(x=nominal("task"), y=quantity("score"), color=nominal("method"))
    layer = Layer(mark=Mark(type=MarkType.LINE), encoding=encoding)
    return PlotSpec(layer=(layer,), projection=Projection.RADAR), SCORES


def odd() -> tuple[PlotSpec, Table]:
    encoding = Encoding(y=nominal("method"), x=quantity("score"))
    layer = Layer(mark=Mark(type=MarkType.BAR), encoding=encoding)
    table = table_of(method=ODD, score=[float(i + 1) for i in range(len(ODD))])
    return PlotSpec(layer=(layer,), title="odd\x01 title"), table


PLOTS: dict[str, tuple[Callable[[], tuple[PlotSpec, Table]], tuple[str, ...]]] = {
    "bars": (bars, (*NAMES, "Δ accuracy 准确率 in %", "84.1")),
    "lines": (lines, (*NAMES, "step", "of 分数")),
    "heatmap": (cells, (*NAMES, "手写", "SST-2", "70")),
    "boxes": (boxes, NAMES),
    "pie": (pie, NAMES),
    "radar": (radar, (*NAMES, "手写")),
    "odd texts": (odd, ("title", "bell", "[31m", "alone", "del")),
}
DIAGRAM = DiagramSpec(
    elements=(
        Element(id="q", label="Question", kind=ElementKind.INPUT),
        Element(id="i", label="向量索引", kind=ElementKind.STORE, group="r"),
        Element(id="m", label="Encoder $E_\\theta$", kind=ElementKind.MODEL, detail="λ = 0.5, frozen"),
        Element(id="d", label="Supported?", kind=ElementKind.DECISION),
    ),
    connections=(
        Connection(source="q", target="i"),
        Connection(source="i", target="m", label="top 5"),
        Connection(source="m", target="d"),
        Connection(source="d", target="q", label="no", kind=ConnectionKind.FEEDBACK),
    ),
    groups=(Group(id="r", title="Retriever"),),
)
COMPOSITES = {"composite of pictures": ("png",), "composite of SVG": ("svg",), "composite of figures": FORMATS}


@functools.cache
def plot(name: str) -> Figure:
    made, words = PLOTS[name]
    spec, table = made()
    reply = draw(PlotRequest(spec=spec, table=table, formats=FORMATS))
    return Figure(*reply.pictures, (reply.drawn.width, reply.drawn.height), words)


@functools.cache
def diagram() -> Figure:
    request = DrawRequest(spec=DIAGRAM, description="", styling=Styling(), aspect_ratio="16:9", formats=FORMATS)
    reply = render(request)
    assert reply.scene is not None
    words = ("Question", "向量索引", "Encoder", "λ = 0.5, frozen", "Supported?", "top 5", "Retriever")
    return Figure(*reply.pictures, (reply.scene.width, reply.scene.height), words)


@functools.cache
def composite(kinds: tuple[str, ...]) -> Figure:
    """A diagram and plots as one figure, from panels in these formats."""
    parts = (diagram(), plot("bars"), plot("lines"), plot("heatmap"))
    panels = tuple(PanelSource(tuple(getattr(part, kind) for kind in kinds)) for part in parts)
    style = PanelStyle(layout="2x2", labels=("(a) 图", "(b) Ω", "(c)", "(d)"))
    png, svg, pdf = compose(CompositeRequest(panels=panels, style=style, formats=FORMATS))
    inner = () if kinds == ("png",) else tuple(word for part in parts for word in part.words)
    inch = pixels_per_inch(png.data)
    return Figure(png, svg, pdf, (png.width / inch * 72, png.height / inch * 72), ("(a) 图", "(b) Ω", *inner))


def pixels_per_inch(png: bytes) -> int:
    at = png.index(b"pHYs") + 4
    return round(int.from_bytes(png[at : at + 4]) * 0.0254)


@pytest.fixture(scope="session", params=["diagram", *PLOTS, *COMPOSITES])
def figure(request: pytest.FixtureRequest) -> Figure:
    """Each figure once."""
    if request.param in PLOTS:
        return plot(request.param)
    return composite(COMPOSITES[request.param]) if request.param in COMPOSITES else diagram()


@pytest.fixture(scope="session")
def all_figures() -> tuple[Figure, ...]:
    """A diagram, every plot and a composite, at once."""
    return (diagram(), *map(plot, PLOTS), composite(("svg",)))
