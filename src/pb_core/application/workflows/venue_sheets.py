"""Sheets for a venue: its width, type and tags; what plots would repeat, legends and titles of axes, stands once."""

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from pb_core.application.workflows import TaskContext
from pb_core.application.workflows.panel_drawing import PanelDrawer, PanelDrawing, PlotPart, print_size, redrawable
from pb_core.domain.panel_alignment import Place
from pb_core.domain.panel_grid import resolve_labels
from pb_core.domain.pictures import Picture, PrintSize
from pb_core.domain.plots.drawn import DrawnPlot
from pb_core.domain.requests import CompositeWork, DiagramSource, PlotSource, SourceFigure
from pb_core.domain.shared_labels import (
    SharedLegend,
    series_orders,
    shared_legends,
    without_legend,
    without_repeated_titles,
)
from pb_core.domain.sheet_layout import (
    Cell,
    SheetPlan,
    arranged,
    sheet_grid,
    sheet_resolution,
    within,
)
from pb_core.domain.venues import VENUES, VenueStyle
from pb_core.errors import EngineError
from pb_core.ports.composites import CompositeRequest, PanelSource
from pb_core.ports.plots import LegendReply, LegendRequest, PlotFrame, SheetPlots

_TALLER = 1.5  # times a row's plots: how high another figure may make the row
_LOWEST = 0.7  # of their own height, to which plots are lowered for a sheet that is too high


async def drawn_for_venue(
    context: TaskContext, work: CompositeWork, stored: tuple[PanelSource, ...], drawer: PanelDrawer
) -> tuple[CompositeRequest, dict[int, PanelDrawing]]:
    """What is composed, and which of its panels are drawn anew."""
    return await _VenueSheet(context, work, drawer).composed(stored)


class _Legend(Struct, frozen=True, kw_only=True):
    """A shared legend as drawn, without its pictures yet."""

    of: SharedLegend
    reply: LegendReply


class _VenueSheet:
    def __init__(self, context: TaskContext, work: CompositeWork, drawer: PanelDrawer) -> None:
        self._context, self._work, self._drawer = context, work, drawer
        self._venue = _venue(work)
        self._plan = _grid(work, self._venue)
        self._plots = redrawable(work.sources, PlotSource)
        self._diagrams = redrawable(work.sources, DiagramSource)

    async def composed(self, stored: tuple[PanelSource, ...]) -> tuple[CompositeRequest, dict[int, PanelDrawing]]:
        parts, found = await self._labelled()
        heights = await self._heights(parts)
        legends = [Cell(legend.reply.width, legend.reply.height) for legend in found]
        plan = _lowered(replace(self._plan, heights=heights), legends, [*parts])
        if (high := plan.height(legends)) > self._venue.most_height + 1:
            self._drawer.notes.append(_too_high(high, self._venue.most_height))
        pictures = [
            (source.pixels[0], within(plan.cell(index), _aspect(source)))
            for index, source in enumerate(self._work.sources)
            if index not in parts and index not in self._diagrams
        ]
        resolution = sheet_resolution(plan, legends, pictures, self._context.tools.canvas)
        above = await self._legend_pictures(found, parts, resolution)
        drawn = await self._drawn(plan, parts, resolution)
        aspects = [None if i in drawn else _aspect(source) for i, source in enumerate(self._work.sources)]
        shown = tuple(
            PanelSource(drawn[index].pictures) if index in drawn else panel for index, panel in enumerate(stored)
        )
        return (
            CompositeRequest(
                panels=(*shown, *(PanelSource(pictures) for _, pictures in above)),
                style=self._work.style,
                formats=self._work.formats,
                arrangement=arranged(plan, aspects, [cell for cell, _ in above], resolution),
            ),
            drawn,
        )

    # --- what plots say together ------------------------------------------------------------------

    async def _labelled(self) -> tuple[dict[int, PlotPart], list[_Legend]]:
        """The plots in frames of the column's width, with what they say together left to the sheet."""
        tables = await self._drawer.tables(self._plots)
        frame = PlotFrame(size=PrintSize(width=self._plan.column), text=self._venue.text)
        parts = {
            index: PlotPart(spec=self._plots[index].spec, table=table, frame=frame, place=self._place(index))
            for index, table in tables.items()
        }
        alone = await self._drawer.readings(parts)
        orders = series_orders(alone)
        parts = {i: replace(parts[i], frame=replace(frame, series=orders[i], direct=False)) for i in alone}
        readings = await self._drawer.readings(parts)
        parts = {index: self._without_titles(parts[index], index, readings) for index in readings}
        legends = await self._legends(readings)
        for legend in legends:
            for index in legend.of.plots:
                part = parts[index]
                shared = replace(part.frame, legend=legend.reply.keys)
                parts[index] = replace(part, spec=without_legend(part.spec), frame=shared)
        return {i: replace(part, frame=replace(part.frame, direct=True)) for i, part in parts.items()}, legends

    def _place(self, index: int) -> Place:
        return Place(*divmod(index, self._plan.grid.columns))

    def _without_titles(self, part: PlotPart, index: int, readings: Mapping[int, DrawnPlot]) -> PlotPart:
        places = {other: self._place(other) for other in readings}
        return replace(part, spec=without_repeated_titles(part.spec, index, readings, places))

    async def _legends(self, readings: Mapping[int, DrawnPlot]) -> list[_Legend]:
        engine = self._context.tools.engines.plots if readings else None
        if not isinstance(engine, SheetPlots):
            return []
        found = []
        for legend in shared_legends(readings):
            try:
                reply = await engine.draw_legend(self._legend_request(legend, 72, ()))
            except EngineError:
                continue  # each plot keeps its own
            found.append(_Legend(of=legend, reply=reply))
        return found

    def _legend_request(self, legend: SharedLegend, resolution: float, formats: tuple[str, ...]) -> LegendRequest:
        size = PrintSize(width=self._venue.width, resolution=resolution)
        return LegendRequest(title=legend.title, keys=legend.keys, size=size, text=self._venue.text, formats=formats)

    async def _legend_pictures(
        self, legends: list[_Legend], parts: dict[int, PlotPart], resolution: int
    ) -> list[tuple[Cell, tuple[Picture, ...]]]:
        """The pictures of the legends; plots whose legend cannot be drawn are their stored pictures, with their own."""
        found = []
        for legend in legends:
            try:
                reply = await self._draw_legend(legend.of, resolution)
            except EngineError as error:
                for index in legend.of.plots:
                    parts.pop(index, None)
                    self._drawer.reasons[index] = f"the legend that it shares cannot be drawn: {error}"
            else:
                found.append((Cell(legend.reply.width, legend.reply.height), reply.pictures))
        return found

    async def _draw_legend(self, legend: SharedLegend, resolution: int) -> LegendReply:
        engine = self._context.tools.engines.plots
        assert isinstance(engine, SheetPlots)  # noqa: S101 - it drew the legend before
        return await engine.draw_legend(self._legend_request(legend, resolution, self._drawer.formats))

    # --- heights and drawings ---------------------------------------------------------------------

    async def _heights(self, parts: dict[int, PlotPart]) -> tuple[float, ...]:
        """The height of each row: that of its highest plot, unless another figure needs a little more."""
        readings = await self._drawer.readings(parts)
        for index in [*parts]:
            if index not in readings:
                del parts[index]
        wanted: dict[int, float] = {index: drawn.height for index, drawn in readings.items()}
        plots = dict(wanted)
        for index, source in enumerate(self._work.sources):
            if index not in wanted:
                wanted[index] = await self._natural(index, source)
        columns = self._plan.grid.columns
        return tuple(_row_height(wanted, plots, start, columns) for start in range(0, len(wanted), columns))

    async def _natural(self, index: int, source: SourceFigure) -> float:
        column = self._plan.column
        if index in self._diagrams:
            height = await self._drawer.diagram_height(index, self._diagrams[index], column, self._venue.text)
            if height is not None:
                return height
            del self._diagrams[index]
        return column / _aspect(source)

    async def _drawn(self, plan: SheetPlan, parts: dict[int, PlotPart], resolution: int) -> dict[int, PanelDrawing]:
        drawn: dict[int, PanelDrawing] = {}
        sizes = _sizes(plan, resolution, len(self._work.sources))
        for index, source in self._diagrams.items():
            panel = await self._drawer.diagram(index, source, sizes[index], self._venue.text)
            if panel is not None:
                drawn[index] = panel
        sized = {i: replace(part, frame=replace(part.frame, size=sizes[i])) for i, part in parts.items()}
        return drawn | await self._drawer.plots(sized)


def _venue(work: CompositeWork) -> VenueStyle:
    if work.style.venue is None:
        raise ValueError("a sheet without a venue has the documented measures")
    return VENUES[work.style.venue]


def _grid(work: CompositeWork, venue: VenueStyle) -> SheetPlan:
    count, labels = len(work.sources), work.style.labels
    grid = sheet_grid(work.style.layout, count, venue)
    tags = venue.tags(count) if labels is None else resolve_labels(labels, count)
    return SheetPlan(venue=venue, grid=grid, tags=tags)


def _aspect(source: SourceFigure) -> float:
    return source.pictures[0].width / source.pictures[0].height


def _row_height(wanted: Mapping[int, float], plots: Mapping[int, float], start: int, columns: int) -> float:
    row = [index for index in range(start, start + columns) if index in wanted]
    tallest = max((plots[index] for index in row if index in plots), default=None)
    others = max((wanted[index] for index in row if index not in plots), default=0.0)
    return others if tallest is None else max(tallest, min(others, _TALLER * tallest))


def _lowered(plan: SheetPlan, legends: list[Cell], plots: list[int]) -> SheetPlan:
    """The plan with the rows of plots lowered where the sheet would be higher than the venue's pages allow."""
    over = plan.height(legends) - plan.venue.most_height
    rows = {index // plan.grid.columns for index in plots}
    flexible = sum(plan.heights[row] for row in rows)
    if over <= 0 or not flexible:
        return plan
    share = max(_LOWEST, 1 - over / flexible)
    return replace(plan, heights=tuple(h * share if row in rows else h for row, h in enumerate(plan.heights)))


def _too_high(height: float, most: float) -> str:
    millimetres = f"{height / 72 * 25.4:.0f} mm high, and a page there holds {most / 72 * 25.4:.0f} mm"
    return f"The sheet is {millimetres}: take fewer panels or more columns."


def _sizes(plan: SheetPlan, resolution: int, count: int) -> list[PrintSize]:
    """How large each panel is, to the pixel as it is placed."""
    panels = arranged(plan, [None] * count, (), resolution).panels
    return [print_size(panel.box, resolution) for panel in panels]
