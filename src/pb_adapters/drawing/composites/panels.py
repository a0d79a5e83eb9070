"""Opened panels: which format the bytes really have, how large each is, whether that is allowed, and where it goes."""

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

import pypdfium2
from msgspec import Struct

from pb_adapters.drawing.composites import svg_source
from pb_adapters.drawing.composites.pixels import raster_size
from pb_adapters.drawing.composites.refusals import unreadable
from pb_core.domain.composites import Arrangement, PlacedLabel, PlacedPanel
from pb_core.domain.panel_grid import PIXELS_PER_INCH, CanvasLimits, PanelSize
from pb_core.ports.composites import PanelSource

_PDF_HEADER_WITHIN = 1024  # bytes; readers accept what stands before it (ISO 32000-1, annex H)


class Panel(Struct, frozen=True, kw_only=True):
    """One panel; ``raster`` is a PNG or JPEG, and at least one of the three is there.

    ``number`` counts from 1, as messages do.
    """

    number: int
    size: PanelSize
    raster: bytes | None = None
    svg: Element | None = None
    pdf: bytes | None = None


def open_panels(sources: Sequence[PanelSource], limits: CanvasLimits, first: int = 1) -> tuple[Panel, ...]:
    """Open every panel, counted from ``first``; no pixel is decoded.

    Raises:
        UnreadablePanel: a panel is empty, damaged, of another format or has too many pixels.
    """
    return tuple(_opened(number, source, limits) for number, source in enumerate(sources, first))


def _opened(number: int, source: PanelSource, limits: CanvasLimits) -> Panel:
    found: dict[str, bytes] = {}
    for picture in source.pictures:
        found.setdefault(_identified(number, picture.data), picture.data)
    if not found:
        raise unreadable(number, "it has no picture")
    raster, svg, pdf = found.get("raster"), found.get("svg"), found.get("pdf")
    tree = _tree(number, svg) if svg else None
    if raster:
        size = raster_size(number, raster)
    elif tree is not None:
        size = _at_print(svg_source.points(number, tree))
    else:
        size = PanelSize(0, 0)
    if pdf:
        printed = _pdf_size(number, pdf)
        size = size if raster or tree is not None else printed
    _check(number, size, limits)
    return Panel(number=number, size=size, raster=raster, svg=tree, pdf=pdf)


def _tree(number: int, data: bytes) -> Element:
    tree = svg_source.parse(number, data)
    svg_source.check(number, tree)
    return tree


def _identified(number: int, data: bytes) -> str:
    if data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return "raster"
    if b"%PDF-" in data[:_PDF_HEADER_WITHIN]:
        return "pdf"
    if data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return "svg"
    raise unreadable(number, "it is empty" if not data else "it is no PNG, JPEG, SVG or PDF")


def _pdf_size(number: int, data: bytes) -> PanelSize:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise unreadable(number, "its PDF is damaged or encrypted") from error
    with document:
        if len(document) != 1:
            raise unreadable(number, f"its PDF has {len(document)} pages, and a panel is one page")
        return _at_print(document.get_page_size(0))


def _at_print(points: tuple[float, float]) -> PanelSize:
    width, height = (round(side * PIXELS_PER_INCH / 72) for side in points)
    return PanelSize(width, height, PIXELS_PER_INCH)


def _check(number: int, size: PanelSize, limits: CanvasLimits) -> None:
    if size.width < 1 or size.height < 1:
        raise unreadable(number, "it has no width or no height")
    if size.width * size.height > limits.max_pixels:
        pixels = f"{size.width} x {size.height} = {size.width * size.height / 1e6:.0f} million pixels"
        raise unreadable(number, f"it has {pixels}, and at most {limits.max_pixels / 1e6:.0f} million are allowed")


_POINTS_PER_INCH = 72


class Job(Struct, frozen=True):
    """Opened panels and where they go, in the same order."""

    panels: tuple[Panel, ...]
    arrangement: Arrangement

    def placed(self) -> Iterator[tuple[Panel, PlacedPanel]]:
        """Each panel with its place."""
        return zip(self.panels, self.arrangement.panels, strict=True)

    def labels(self) -> list[PlacedLabel]:
        """The labels there are."""
        return [panel.label for panel in self.arrangement.panels if panel.label]

    @property
    def points_per_pixel(self) -> float:
        """How large a pixel of the composite is in print."""
        return _POINTS_PER_INCH / self.arrangement.resolution

    def points(self) -> tuple[float, float]:
        """The print size of the composite in points."""
        return self.arrangement.width * self.points_per_pixel, self.arrangement.height * self.points_per_pixel
