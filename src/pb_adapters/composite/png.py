"""Writing a composite as PNG, strip by strip: the memory it takes does not depend on the number of panels."""

import pyvips

from pb_adapters.composite import pixels
from pb_adapters.composite.job import Job
from pb_adapters.composite.lettering import label_mask
from pb_adapters.composite.sources import Panel
from pb_adapters.composite.vectors import drawn
from pb_core.errors import CannotDraw
from pb_core.panels import Box, PlacedLabel
from pb_core.ports.images import Picture


def write_png(job: Job) -> Picture:
    """Compose the PNG.

    Raises:
        UnreadablePanel: the pixels of a panel are damaged.
    """
    photographic = any(p.raster and pixels.is_photographic(p.raster, p.size) for p in job.panels)
    try:
        data = pixels.encoded(_canvas(job), photographic=photographic)
    except pyvips.Error as error:
        for panel in job.panels:
            if panel.raster:
                pixels.check_pixels(panel.number, panel.raster)
        message = f"the composite cannot be encoded: {str(error).splitlines()[0]}"
        raise CannotDraw(message) from error
    width, height = job.arrangement.width, job.arrangement.height
    return Picture(format="png", media_type="image/png", data=data, width=width, height=height)


def _canvas(job: Job) -> pyvips.Image:
    canvas = _white(job.arrangement.width, job.arrangement.height)
    for panel, placed in job.placed():
        canvas = canvas.insert(_pixels(panel, placed.box), placed.box.x, placed.box.y)
        if placed.label:
            canvas = canvas.insert(_lettered(placed.label, job.arrangement.font_size), *_corner(placed.label.box))
    return canvas


def _pixels(panel: Panel, box: Box) -> pyvips.Image:
    if panel.raster:
        return pixels.fitted(pixels.raster_pixels(panel.number, panel.raster), box.width, box.height)
    return drawn(panel, box.width, box.height)


def _lettered(label: PlacedLabel, font_size: int) -> pyvips.Image:
    mask = label_mask(label, font_size)
    grey = pyvips.Image.new_from_memory(mask.tobytes(), mask.width, mask.height, 1, "uchar")
    return grey.invert().bandjoin([grey.invert()] * 2).copy(interpretation="srgb")


def _corner(box: Box) -> tuple[int, int]:
    return box.x, box.y


def _white(width: int, height: int) -> pyvips.Image:
    return pyvips.Image.black(width, height, bands=3).linear(1, 255, uchar=True).copy(interpretation="srgb")
