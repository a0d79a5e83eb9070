"""The pixels of a panel inside a vector composite: all that it has, however large it is drawn."""

import pyvips

from pb_adapters.composite import pixels
from pb_adapters.composite.refusal import unreadable
from pb_adapters.composite.sources import Panel
from pb_adapters.composite.vectors import drawn
from pb_core.panels import Box

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
