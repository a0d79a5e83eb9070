"""Writing a composite as PNG, strip by strip: no panel is ever decoded as a whole."""

import functools

import pyvips

from pb_adapters.composite import pixels
from pb_adapters.composite.job import Job
from pb_adapters.composite.lettering import label_mask
from pb_adapters.composite.sources import Panel
from pb_adapters.composite.vectors import check_drawn, drawn
from pb_core.errors import CannotDraw
from pb_core.panels import Box, PlacedLabel, PlacedPanel
from pb_core.ports.images import Picture

_Part = tuple[Panel, PlacedPanel]


def write_png(job: Job) -> Picture:
    """Compose the PNG.

    Raises:
        UnreadablePanel: the pixels of a panel are damaged, or its vectors cannot be drawn.
        CannotDraw: all panels are sound, and yet the composite cannot be encoded.
    """
    width, height = job.arrangement.width, job.arrangement.height
    photographic = any(p.raster and pixels.is_photographic(p.raster, p.size) for p in job.panels)
    try:
        data = pixels.encoded(_canvas(job), job.arrangement.resolution, photographic=photographic)
    except pyvips.Error as error:
        for panel, placed in job.placed():
            if panel.raster:
                pixels.check_pixels(panel.number, panel.raster)
            else:
                check_drawn(panel, placed.box.width, placed.box.height)
        message = f"the composite cannot be encoded: {str(error).splitlines()[0]}"
        raise CannotDraw(message) from error
    return Picture(format="png", media_type="image/png", data=data, width=width, height=height)


def _canvas(job: Job) -> pyvips.Image:
    """The composite as bands under each other, so that every strip asks only the panels of its own row."""
    bands, top = [], 0
    for parts in _by_rows(job):
        bottom = max(_bottom(placed) for _, placed in parts)
        bands.append(_band(parts, job, top, bottom))
        top = bottom
    if margin := job.arrangement.height - top:
        bands.append(_white(job.arrangement.width, margin))
    return functools.reduce(lambda above, band: above.join(band, "vertical"), bands)


def _by_rows(job: Job) -> list[list[_Part]]:
    """Panels whose heights overlap stand in one row."""
    rows: list[list[_Part]] = []
    for panel, placed in job.placed():
        if rows and _top(placed) < max(_bottom(other) for _, other in rows[-1]):
            rows[-1].append((panel, placed))
        else:
            rows.append([(panel, placed)])
    return rows


def _top(placed: PlacedPanel) -> int:
    return min(placed.box.y, placed.label.box.y) if placed.label else placed.box.y


def _bottom(placed: PlacedPanel) -> int:
    boxes = [placed.box, placed.label.box] if placed.label else [placed.box]
    return max(box.y + box.height for box in boxes)


def _band(parts: list[_Part], job: Job, top: int, bottom: int) -> pyvips.Image:
    band = _white(job.arrangement.width, bottom - top)
    for panel, placed in parts:
        band = band.insert(_pixels(panel, placed.box), placed.box.x, placed.box.y - top)
        if (label := placed.label) is not None:
            band = band.insert(_lettered(label, job.arrangement.font_size), label.box.x, label.box.y - top)
    return band


def _pixels(panel: Panel, box: Box) -> pyvips.Image:
    if panel.raster:
        return pixels.fitted(pixels.raster_pixels(panel.number, panel.raster), box.width, box.height)
    return drawn(panel, box.width, box.height)


def _lettered(label: PlacedLabel, font_size: int) -> pyvips.Image:
    mask = label_mask(label, font_size)
    grey = pyvips.Image.new_from_memory(mask.tobytes(), mask.width, mask.height, 1, "uchar")
    return grey.invert().bandjoin([grey.invert()] * 2).copy(interpretation="srgb")


def _white(width: int, height: int) -> pyvips.Image:
    return pyvips.Image.black(width, height, bands=3).linear(1, 255, uchar=True).copy(interpretation="srgb")
