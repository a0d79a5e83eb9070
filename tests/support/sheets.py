"""Composites of figures that are drawn anew by the real engines in this process; the composer is in memory."""

import json
import pickle
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, cast

import anyio.to_thread
from msgspec.structs import replace

from pb_adapters.drawing import diagrams, plots
from pb_adapters.drawing.plots.shared_legend import draw_alone
from pb_core.application.engines import Engines
from pb_core.application.journal import Journal
from pb_core.application.workflows import TaskContext, Tools
from pb_core.application.workflows.composites import compose_figures
from pb_core.domain.composites import PanelStyle
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Styling
from pb_core.domain.pictures import GREY, Artifact
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import Channel, Encoding, FieldType, Layer, PlotSpec
from pb_core.domain.requests import CompositeWork, DiagramSource, PlotSource, SourceFigure, StoredData
from pb_core.domain.tasks import TaskKind, TaskResult
from pb_core.ports.composites import CompositeRequest
from pb_core.ports.images import DrawReply, DrawRequest, ImageEngine, Submission
from pb_core.ports.plots import LegendReply, LegendRequest, PlotEngine, PlotReply, PlotRequest
from pb_core.testing.memory import ManualClock, MemoryArtifacts
from pb_core.testing.memory.images import MemoryComposer, at_resolution, write_png
from pb_core.testing.memory.pdf_files import InMemoryPdfReader
from pb_core.testing.memory.storage import MemoryStorage
from pb_core.testing.memory.vlm import ScriptedVlm
from support.claims import OWNER, claimed_task

VECTOR = "vector/vector-1"

T = TypeVar("T")
R = TypeVar("R")

SCORES = [
    {"method": method, "data set": name, "accuracy": base + 4.0 * place}
    for place, method in enumerate(("Baseline", "Mixup", "Ours"))
    for name, base in (("CIFAR-10", 81.0), ("SVHN", 77.5), ("STL-10", 70.0))
]
CURVES = [
    {"method": method, "epoch": epoch, "accuracy": 60.0 + 3 * place + 2 * epoch}
    for place, method in enumerate(("Baseline", "Mixup", "Ours"))
    for epoch in range(8)
]
CELLS = [{"layer": f"L{i}", "head": f"H{j}", "score": (7 * i + 3 * j) % 11 / 11} for i in range(5) for j in range(6)]


def _channel(field: str, kind: FieldType = FieldType.QUANTITATIVE) -> Channel:
    return Channel(field=field, type=kind)


def _plot(mark: MarkType, offset: str | None = None, **channels: Channel) -> PlotSpec:
    encoding = Encoding(offset=offset, **channels)  # type: ignore[arg-type]  # channels by name
    return PlotSpec(layer=(Layer(mark=Mark(type=mark), encoding=encoding),))


METHOD = _channel("method", FieldType.NOMINAL)
BARS = _plot(MarkType.BAR, "method", x=_channel("data set", FieldType.NOMINAL), y=_channel("accuracy"), color=METHOD)
LINES = _plot(MarkType.LINE, x=_channel("epoch"), y=_channel("accuracy"), color=METHOD)
HEAT = _plot(
    MarkType.RECT,
    x=_channel("layer", FieldType.NOMINAL),
    y=_channel("head", FieldType.NOMINAL),
    color=_channel("score"),
)
DIAGRAM = DiagramSpec(
    elements=tuple(
        Element(id=name, label=label) for name, label in zip("abcd", ("Image", "Encoder", "Head", "Class"), strict=True)
    ),
    connections=tuple(Connection(source=a, target=b) for a, b in ("ab", "bc", "cd")),
)


_replies: dict[tuple[object, bytes], object] = {}


async def _drawn(draw: Callable[[T], R], request: T) -> R:
    """What an engine draws, once for all tests of this process: equal requests give equal bytes."""
    key = draw, pickle.dumps(request)
    if key not in _replies:
        _replies[key] = await anyio.to_thread.run_sync(draw, request)
    return cast("R", _replies[key])


class Plots:
    """The real plot engine; ``faults`` are raised instead of the calls to come that deliver pictures."""

    provider, model = "matplotlib", "plots-1"

    def __init__(self) -> None:
        self.requests: list[PlotRequest] = []
        self.legends: list[LegendRequest] = []
        self.faults: deque[Exception | None] = deque()
        self._drawn: dict[int, PlotReply] = {}

    @property
    def panels(self) -> list[PlotReply]:
        """What was delivered, in the order in which it was asked for."""
        return [self._drawn[number] for number in sorted(self._drawn)]

    async def draw(self, request: PlotRequest) -> PlotReply:
        self.requests.append(request)
        number = len(self.requests)
        fault = self.faults.popleft() if request.formats and self.faults else None
        if fault is not None:
            raise fault
        reply = await _drawn(plots.render, request)
        if request.formats:
            self._drawn[number] = reply
        return reply

    async def draw_legend(self, request: LegendRequest) -> LegendReply:
        self.legends.append(request)
        return await _drawn(draw_alone, request)


class Images:
    """The real vector engine; ``faults`` are raised instead of the calls to come."""

    provider, model = "vector", "vector-1"
    capabilities = diagrams.VectorEngine.capabilities

    def __init__(self) -> None:
        self.requests: list[DrawRequest] = []
        self.replies: list[DrawReply] = []
        self.faults: deque[Exception] = deque()

    async def draw(self, request: DrawRequest, submission: Submission) -> DrawReply:  # noqa: ARG002 - the port's
        self.requests.append(request)
        if self.faults:
            raise self.faults.popleft()
        reply = await _drawn(diagrams.render, request)
        self.replies.append(reply)
        return reply


async def _changed() -> None:
    """Nobody watches these tasks."""


class SheetRun:
    """Stored figures, and composites of them."""

    def __init__(self, plots: PlotEngine | None = None, images: ImageEngine | None = None) -> None:
        self.plots, self.images = Plots() if plots is None else plots, Images() if images is None else images
        self.composer, self.artifacts = MemoryComposer(), MemoryArtifacts()
        self._count = 0

    async def plot(
        self, spec: PlotSpec, data: Sequence[Mapping[str, Any]], size: tuple[int, int] = (2000, 1500)
    ) -> SourceFigure:
        """A stored plot of 89 mm, and what it was drawn from."""
        digest = await self.artifacts.put(OWNER, json.dumps(data).encode())
        source = PlotSource(spec=spec, data=StoredData(digest=digest, path="path"))
        figure = await self.foreign(size, size[0] / 89 * 25.4)
        return replace(figure, kind="statistical_plot", drawn_from=source, stored="")

    async def diagram(
        self, spec: DiagramSpec = DIAGRAM, size: tuple[int, int] = (2048, 1024), engine: str = VECTOR
    ) -> SourceFigure:
        """A stored diagram of 170 mm, and what it was drawn from."""
        source = DiagramSource(spec=spec, styling=Styling(), engine=engine)
        figure = await self.foreign(size, size[0] / 170 * 25.4)
        return replace(figure, kind="methodology", drawn_from=source, stored="")

    async def foreign(self, size: tuple[int, int], resolution: float = 300.0) -> SourceFigure:
        """A stored picture that nothing is known of."""
        data = at_resolution(write_png(*size, GREY, b"\x80" * size[0]), resolution)
        digest = await self.artifacts.put(OWNER, data)
        png = Artifact(
            format="png", media_type="image/png", digest=digest, size=len(data), width=size[0], height=size[1]
        )
        self._count += 1
        return SourceFigure(
            task_id=f"t{self._count}", kind="methodology", pictures=(png,), stored="what it was drawn from was not kept"
        )

    async def compose(
        self,
        *sources: SourceFigure,
        style: PanelStyle = PanelStyle(),  # noqa: B008 - frozen
        formats: tuple[str, ...] = ("png",),
    ) -> tuple[TaskResult, CompositeRequest]:
        """Compose the figures; the result, and what the composer was asked for."""
        work = CompositeWork(sources=sources, style=style, formats=formats)
        storage = MemoryStorage()
        claimed = await claimed_task(storage, work, TaskKind.COMPOSITE, "composite")
        engines = Engines(vlm=ScriptedVlm(), images=self.images, plots=self.plots, composer=self.composer)
        tools = Tools(engines=engines, artifacts=self.artifacts, pdf=InMemoryPdfReader())
        context = TaskContext(
            tools=tools, journal=Journal(storage, claimed.lease, ManualClock(), _changed), owner=OWNER
        )
        return await compose_figures(context, work), self.composer.requests[-1]
