"""What a picture is that shall become a panel, and whether it can be read to its end."""

from pb_adapters.drawing.composites.panels import Panel, open_panels
from pb_adapters.drawing.composites.pixels import PNG_SIGNATURE, check_pixels
from pb_adapters.drawing.composites.vector_pixels import check_drawn
from pb_core.domain.panel_grid import CanvasLimits
from pb_core.domain.pictures import Picture
from pb_core.ports.composites import PanelFile, PanelSource

_LOOK = 1_024
"""Pixels of the longer side of vectors that are drawn to see whether they can be."""


def inspected(data: bytes, whole: bool, limits: CanvasLimits) -> PanelFile:  # noqa: FBT001 - workers take arguments by place
    """The format and size of a picture; ``whole`` reads it from end to end.

    Raises:
        UnreadablePanel: it is empty, damaged, of another format, has too many pixels or refers to something outside.
    """
    picture = Picture(format="", media_type="", data=data, width=0, height=0)
    (panel,) = open_panels((PanelSource((picture,)),), limits, first=0)
    if whole:
        _read(panel)
    return PanelFile(format=_format(panel), size=panel.size)


def _read(panel: Panel) -> None:
    if panel.raster is not None:
        check_pixels(panel.number, panel.raster)
        return
    scale = min(1.0, _LOOK / max(panel.size.width, panel.size.height))
    check_drawn(panel, max(1, round(panel.size.width * scale)), max(1, round(panel.size.height * scale)))


def _format(panel: Panel) -> str:
    if panel.raster is not None:
        return "png" if panel.raster.startswith(PNG_SIGNATURE) else "jpeg"
    return "svg" if panel.svg is not None else "pdf"
