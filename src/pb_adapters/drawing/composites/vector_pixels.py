"""Pixels of panels that have none (SVG through librsvg, PDF through pdfium) and of panels inside vector composites."""

import functools

import pypdfium2
import pyvips

from pb_adapters.drawing.composites import pixels, svg_panel, svg_source
from pb_adapters.drawing.composites.panels import Panel
from pb_adapters.drawing.composites.pixels import as_srgb, fitted
from pb_adapters.drawing.composites.refusals import unreadable
from pb_adapters.drawing.shared.typefaces import face_path, installed_faces
from pb_core.domain.composites import Box


def drawn(panel: Panel, width: int, height: int) -> pyvips.Image:
    """The pixels of a vector panel at exactly this size.

    Raises:
        UnreadablePanel: it cannot be opened. Faults further on show when the pixels are read.
    """
    if panel.svg is not None:
        return _svg_pixels(panel, width, height)
    return _pdf_pixels(panel, width, height)


def check_drawn(panel: Panel, width: int, height: int) -> None:
    """Draw a vector panel and keep nothing.

    Raises:
        UnreadablePanel: it cannot be drawn.
    """
    try:
        drawn(panel, width, height).avg()
    except pyvips.Error as error:
        raise unreadable(panel.number, "its vectors cannot be drawn") from error


def _svg_pixels(panel: Panel, width: int, height: int) -> pyvips.Image:
    _register_faces()
    if panel.svg is None:
        raise unreadable(panel.number, "it has no SVG")
    page = svg_panel.canvas(width, height, (width, height))
    page.attrib |= {"width": str(width), "height": str(height)}
    page.append(svg_panel.nested(panel.number, panel.svg, Box(0, 0, width, height)))
    data = svg_source.written(page)
    try:
        image = pyvips.Image.svgload_buffer(data, dpi=72, unlimited=False, access="sequential")
        return fitted(as_srgb(image), width, height)
    except pyvips.Error as error:
        raise unreadable(panel.number, "its SVG cannot be drawn") from error


@functools.cache
def _register_faces() -> None:
    """Make our faces known to the font library that librsvg asks, whatever fonts the machine has."""
    for path in {face_path(name) for name in installed_faces()}:
        pyvips.Image.text("a", fontfile=str(path))


def _pdf_pixels(panel: Panel, width: int, height: int) -> pyvips.Image:
    if panel.pdf is None:
        raise unreadable(panel.number, "it has no picture")
    with pypdfium2.PdfDocument(panel.pdf) as document:
        page = document[0]
        # Four bytes a pixel, because rows of three would be padded.
        bitmap = page.render(scale=width / page.get_width(), rev_byteorder=True, prefer_bgrx=True)
        size = bitmap.width, bitmap.height
        rows = pyvips.Image.new_from_memory(bytes(bitmap.buffer), *size, bitmap.n_channels, "uchar")
        # A fraction of a pixel rounds up there: cutting that off keeps edges sharp, resampling would not.
        cut = rows[0:3].copy(interpretation="srgb").crop(0, 0, min(width, size[0]), min(height, size[1]))
        return cut.embed(0, 0, width, height, extend="copy")


_FINE = 600  # pixels an inch, at least, of a panel whose vectors the format cannot hold
_MOST_PIXELS = 2**26  # that such a panel may have; a larger one keeps to those of the composite


def embedded_png(panel: Panel, box: Box, resolution: int) -> bytes:
    """The panel as an 8-bit RGB PNG, not interlaced, on white; ``resolution`` is the composite's.

    Raises:
        UnreadablePanel: it is damaged or cannot be drawn.
    """
    try:
        if panel.raster is not None:
            image = pixels.raster_pixels(panel.number, panel.raster)
            return pixels.encoded(image, resolution, photographic=pixels.is_photographic(panel.raster, panel.size))
        finer = -(-_FINE // resolution)
        factor = finer if box.width * box.height * finer**2 <= _MOST_PIXELS else 1
        image = drawn(panel, box.width * factor, box.height * factor)
        return pixels.encoded(image, resolution * factor, photographic=False)
    except pyvips.Error as error:
        raise unreadable(panel.number, "its picture is damaged or cannot be drawn") from error
