"""The pixels of a panel inside a vector composite: all that it has, however large it is drawn."""

import pyvips

from pb_adapters.composite import pixels
from pb_adapters.composite.refusal import unreadable
from pb_adapters.composite.sources import Panel
from pb_adapters.composite.vectors import drawn
from pb_core.panels import Box

_FINER = 2  # pixels per pixel of the composite, for a panel whose vectors the format cannot hold: 600 an inch
_MOST_FINER = 2**26  # pixels that such a panel may have; a larger one keeps to those of the composite


def embedded_png(panel: Panel, box: Box) -> bytes:
    """The panel as an 8-bit RGB PNG, not interlaced, on white.

    Raises:
        UnreadablePanel: it is damaged or cannot be drawn.
    """
    try:
        if panel.raster is not None:
            image = pixels.raster_pixels(panel.number, panel.raster)
            return pixels.encoded(image, photographic=pixels.is_photographic(panel.raster, panel.size))
        factor = _FINER if box.width * box.height * _FINER**2 <= _MOST_FINER else 1
        return pixels.encoded(drawn(panel, box.width * factor, box.height * factor), photographic=False)
    except pyvips.Error as error:
        raise unreadable(panel.number, "its picture is damaged or cannot be drawn") from error
