"""Panels of a sheet drawn anew at their size, plots with their axes in line; a panel that cannot be says why.

Drawings are proved as those of their own tasks were: plots are read back and compared with the data, and a diagram
that would leave out more than before is none.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TypeVar

import anyio
import anyio.to_thread
from msgspec import Struct
from msgspec.structs import replace

from pb_core.application.engines import draws_as, name_of
from pb_core.application.journal import StepSubmission
from pb_core.application.workflows import TaskContext
from pb_core.application.workflows.plots import proved
from pb_core.domain.composites import Box
from pb_core.domain.diagrams.scene import DrawnScene
from pb_core.domain.findings import Check
from pb_core.domain.panel_alignment import Place, agree, aligned, has_axes, margins_of
from pb_core.domain.pictures import POINTS_PER_INCH, Picture, PrintSize
from pb_core.domain.plots.drawn import DrawnPlot
from pb_core.domain.plots.layout_checks import check_layout
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.requests import DiagramSource, PlotSource, SourceFigure
from pb_core.domain.tables.table import Table
from pb_core.domain.tables.table_reading import read_json
from pb_core.errors import ArtifactMissing, CallerError, EngineError, StatisticsDisagree
from pb_core.ports.images import DrawReply, DrawRequest
from pb_core.ports.plots import PlotFrame, PlotReply, PlotRequest

TEXT = 7.5
"""The type of a sheet in points where nothing else sets one."""

EQUAL = 0.3
"""Points by which the type of two panels may differ."""

_PASSES = 3  # of finding margins that all plots of a row or column can keep
_SIZED = 0.5  # points by which a drawing may miss the size that was asked for
_SPOILT = {
    Check.OVERLAP, Check.TEXT_OVERLAP, Check.TEXT_OUTSIDE, Check.TEXT_CLIPPED,
    Check.LEGEND_ON_DATA, Check.OUTSIDE_CANVAS,
}  # fmt: skip
_NO_SIZE = "the engine draws at no size of the caller's choice"


S = TypeVar("S")
T = TypeVar("T")


class PanelDrawing(Struct, frozen=True, kw_only=True):
    """A panel drawn anew: its pictures, and of a plot how many values were compared with the data."""

    pictures: tuple[Picture, ...]
    values: int = 0


class PlotPart(Struct, frozen=True, kw_only=True):
    """A plot that becomes a panel: what is drawn, in which frame, and with which others its axes line up."""

    spec: PlotSpec
    table: Table
    frame: PlotFrame
    place: Place


class NotRedrawn(Exception):
    """A panel cannot be drawn anew; the clause says why."""


class PanelDrawer:
    """Draws the panels of one sheet.

    ``reasons`` says of each panel that could not be drawn why, ``notes`` what to know of the whole sheet.
    """

    def __init__(self, context: TaskContext, submission: StepSubmission, formats: tuple[str, ...]) -> None:
        self._context, self._submission, self.formats = context, submission, formats
        self.reasons: dict[int, str] = {}
        self.notes: list[str] = []

    async def tables(self, sources: Mapping[int, PlotSource]) -> dict[int, Table]:
        """The data of plots, each read once."""
        known: dict[str, Table] = {}

        async def read(source: PlotSource) -> Table:
            if source.data.digest not in known:
                data = await self._context.tools.artifacts.get(self._context.owner, source.data.digest)
                limits = self._context.tools.tables
                known[source.data.digest] = await anyio.to_thread.run_sync(read_json, data.decode(), limits)
            return known[source.data.digest]

        found = {index: await self._tried(index, read, source) for index, source in sources.items()}
        return {index: table for index, table in found.items() if table is not None}

    async def readings(self, parts: Mapping[int, PlotPart]) -> dict[int, DrawnPlot]:
        """What plots would show in their frames; nothing is encoded."""
        replies = await self._each(parts, self._read)
        return {index: reply.drawn for index, reply in replies.items()}

    async def plots(self, parts: Mapping[int, PlotPart]) -> dict[int, PanelDrawing]:
        """Draw plots so that the axes of rows and columns line up."""
        parts = dict(parts)
        for _ in range(_PASSES if len(parts) > 1 else 0):
            readings = await self.readings(parts)
            parts = {index: parts[index] for index in readings}
            needs = {index: margins_of(drawn) for index, drawn in readings.items() if has_axes(parts[index].spec)}
            common = aligned(needs, {index: part.place for index, part in parts.items()})
            for index, margins in common.items():
                parts[index] = replace(parts[index], frame=replace(parts[index].frame, margins=margins))
            if all(agree(needs[index], common[index]) for index in needs):
                break
        return await self._each(parts, self._drawn)

    async def diagram(self, index: int, source: DiagramSource, size: PrintSize, text: float) -> PanelDrawing | None:
        """Draw a diagram with labels of ``text`` points; ``None`` if that cannot be."""

        async def draw(source: DiagramSource) -> PanelDrawing:
            reply = await self._laid_out(source, size, text, self.formats)
            _require_pixels(reply.pictures, size.pixels(size.height or 0.0))
            return PanelDrawing(pictures=reply.pictures)

        return await self._tried(index, draw, source)

    async def diagram_height(self, index: int, source: DiagramSource, width: float, text: float) -> float | None:
        """The height in points that suits a diagram of this width."""

        async def measure(source: DiagramSource) -> float:
            scene = (await self._laid_out(source, PrintSize(width=width), text, ("png",))).scene
            if scene is None:
                raise NotRedrawn(f"{source.engine} does not tell how high it is")
            return scene.height / scene.width * width

        return await self._tried(index, measure, source)

    async def _laid_out(self, source: DiagramSource, size: PrintSize, text: float, formats: Iterable[str]) -> DrawReply:
        engine = self._context.tools.engines.drawer(source.engine)
        label = engine.capabilities.label_size
        if not draws_as(engine, source.engine):
            raise NotRedrawn(f"it is a picture by {source.engine}, and this server draws with {name_of(engine)}")
        if label is None:
            raise NotRedrawn(f"{source.engine} draws at no size of the caller's choice")
        zoom = label / text
        request = DrawRequest(
            spec=source.spec,
            description="",
            styling=source.styling,
            formats=tuple(fmt for fmt in formats if fmt in engine.capabilities.formats),
            size=PrintSize(
                width=size.width * zoom,
                height=None if size.height is None else size.height * zoom,
                resolution=size.resolution / zoom,
            ),
        )
        reply = await engine.draw(request, self._submission)
        if reply.scene is not None:
            _require_whole(reply.scene, source)
            _require_type(reply.scene, size.width, text)
        return reply

    async def _read(self, part: PlotPart) -> PlotReply:
        request = PlotRequest(spec=part.spec, table=part.table, formats=(), frame=part.frame)
        reply = await self._context.tools.engines.plots.draw(request)
        if abs(reply.drawn.width - part.frame.size.width) > _SIZED:
            raise NotRedrawn(_NO_SIZE)
        return reply

    async def _drawn(self, part: PlotPart) -> PanelDrawing:
        request = PlotRequest(spec=part.spec, table=part.table, formats=self.formats, frame=part.frame)
        reply = await self._context.tools.engines.plots.draw(request)
        _require_pixels(reply.pictures, part.frame.size.pixels(part.frame.size.height or 0.0))
        report = await anyio.to_thread.run_sync(proved, part.spec, part.table, reply)
        findings = await anyio.to_thread.run_sync(check_layout, reply.drawn, part.spec, None)
        spoilt = next((finding for finding in findings if finding.check in _SPOILT), None)
        if spoilt is not None:
            raise NotRedrawn(f"drawn at this size it would have a fault: {spoilt.detail.rstrip('.')}")
        return PanelDrawing(pictures=reply.pictures, values=report.points)

    async def _each(self, parts: Mapping[int, PlotPart], call: Callable[[PlotPart], Awaitable[T]]) -> dict[int, T]:
        """Call for all at once; those that cannot be drawn are left out, any other fault ends the rest."""
        found: dict[int, T] = {}
        faults: list[Exception] = []

        async def one(index: int) -> None:
            try:
                answer = await self._tried(index, call, parts[index])
            except Exception as error:  # noqa: BLE001 - raised again below, bare: a task group would wrap it
                faults.append(error)
                calls.cancel_scope.cancel()
            else:
                if answer is not None:
                    found[index] = answer

        async with anyio.create_task_group() as calls:
            for index in parts:
                calls.start_soon(one, index)
        if faults:
            raise faults[0]
        return {index: found[index] for index in parts if index in found}

    async def _tried(self, index: int, call: Callable[[S], Awaitable[T]], what: S) -> T | None:
        """What the call gives, or ``None`` and a reason: one panel that cannot be drawn anew spoils no sheet."""
        try:
            return await call(what)
        except (NotRedrawn, EngineError, CallerError, StatisticsDisagree) as error:
            self.reasons[index] = str(error)
        except ArtifactMissing:
            self.reasons[index] = "its data is damaged or lost in the store"
        return None


def print_size(box: Box, resolution: int) -> PrintSize:
    """How large a box of a sheet is printed."""
    scale = POINTS_PER_INCH / resolution
    return PrintSize(width=box.width * scale, height=box.height * scale, resolution=resolution)


def _require_pixels(pictures: tuple[Picture, ...], pixels: tuple[int, int]) -> None:
    wrong = [p for p in pictures if p.format == "png" and (p.width, p.height) != pixels]
    if wrong:
        raise NotRedrawn(_NO_SIZE)


def _require_whole(scene: DrawnScene, source: DiagramSource) -> None:
    """Refuse a drawing that folds or leaves out what the stored one shows."""
    lost = next((note for note in scene.notes if note not in source.notes), None)
    if lost is not None:
        raise NotRedrawn(f"drawn at this size it would show less: {lost.rstrip('.')}")


def _require_type(scene: DrawnScene, width: float, text: float) -> None:
    """Refuse a drawing whose labels are not as large as those of the other panels."""
    boxes = {box.id for box in scene.boxes}
    sizes = Counter(round(label.size, 2) for label in scene.texts if label.owner in boxes)
    if not sizes:
        return
    printed = sizes.most_common(1)[0][0] * width / scene.width
    if abs(printed - text) > EQUAL:
        raise NotRedrawn(f"drawn at this size its type would be {printed:.1f} pt instead of {text:g}")


def redrawable(sources: Iterable[SourceFigure], kind: type[T]) -> dict[int, T]:
    """The panels that are drawn anew from a plan of this kind."""
    return {index: source.drawn_from for index, source in enumerate(sources) if isinstance(source.drawn_from, kind)}
