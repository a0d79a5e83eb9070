"""Composites of the documented measures: panels stand where their stored pictures would, and are drawn anew there.

Labels, spacing, order and sizes are those of the stored pictures; what is equal then is the type.
"""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from pb_core.application.engines import draws_as
from pb_core.application.workflows import TaskContext
from pb_core.application.workflows.panel_drawing import (
    TEXT,
    PanelDrawer,
    PanelDrawing,
    PlotPart,
    print_size,
    redrawable,
)
from pb_core.domain.composites import Box, arrange
from pb_core.domain.panel_alignment import Place
from pb_core.domain.panel_grid import PIXELS_PER_INCH, PanelSize, choose_grid
from pb_core.domain.pictures import png_header, sides_in_pixels
from pb_core.domain.requests import CompositeWork, DiagramSource, PlotSource
from pb_core.errors import InvalidRequest, UnreadablePicture
from pb_core.ports.composites import CompositeRequest, PanelSource
from pb_core.ports.plots import PlotFrame


async def drawn_in_place(
    context: TaskContext, work: CompositeWork, stored: tuple[PanelSource, ...], drawer: PanelDrawer
) -> tuple[CompositeRequest, dict[int, PanelDrawing]]:
    """What is composed, and which of its panels are drawn anew."""
    request = CompositeRequest(panels=stored, style=work.style, formats=work.formats)
    plots, diagrams = redrawable(work.sources, PlotSource), redrawable(work.sources, DiagramSource)
    if not plots and not diagrams:
        return request, {}
    try:
        sizes = [_size(panel) for panel in stored]
        figure = arrange(sizes, work.style, context.tools.canvas)
        columns = choose_grid(work.style.layout, sizes, work.style.spacing, context.tools.canvas).columns
    except (InvalidRequest, UnreadablePicture):
        return request, {}  # the composer says what is wrong with it
    boxes = [placed.box for placed in figure.panels]
    text = _text(context, diagrams)
    drawn: dict[int, PanelDrawing] = {}
    for index, source in diagrams.items():
        panel = await drawer.diagram(index, source, print_size(boxes[index], figure.resolution), text)
        if panel is not None:
            drawn[index] = panel
    tables, places = await drawer.tables(plots), _places(boxes, columns)
    parts = {
        index: PlotPart(
            spec=plots[index].spec,
            table=table,
            frame=PlotFrame(size=print_size(boxes[index], figure.resolution), text=text),
            place=places[index],
        )
        for index, table in tables.items()
    }
    drawn |= await drawer.plots(parts)
    panels = tuple(
        PanelSource(drawn[index].pictures if index in drawn else panel.pictures, size)
        for index, (panel, size) in enumerate(zip(stored, sizes, strict=True))
    )
    return replace(request, panels=panels), drawn


def _size(panel: PanelSource) -> PanelSize:
    """The size by which a composer arranges a stored figure: as the header of its PNG says, else as is known of it."""
    png = next((picture for picture in panel.pictures if picture.format == "png"), None)
    if png is None:
        (first, *_) = panel.pictures
        return PanelSize(*sides_in_pixels(first), None if first.format == "jpeg" else PIXELS_PER_INCH)
    header = png_header(png.data)
    return PanelSize(header.width, header.height, header.resolution)


def _text(context: TaskContext, diagrams: Mapping[int, DiagramSource]) -> float:
    """The type of all panels: that of diagrams where there are any, whose boxes are made for it."""
    drawers = [(context.tools.engines.drawer(source.engine), source.engine) for source in diagrams.values()]
    labels = [engine.capabilities.label_size for engine, name in drawers if draws_as(engine, name)]
    return next((label for label in labels if label is not None), TEXT)


def _places(boxes: Sequence[Box], columns: int) -> list[Place]:
    """Rows whose panels share top and bottom, and columns whose panels share both sides."""
    rows = [(box.y, box.height) for box in boxes]
    sides = [(box.x, box.width) for box in boxes]
    found = []
    for index in range(len(boxes)):
        row, column = divmod(index, columns)
        beside, below = rows[row * columns : (row + 1) * columns], sides[column::columns]
        found.append(Place(row if len(set(beside)) == 1 else None, column if len(set(below)) == 1 else None))
    return found
