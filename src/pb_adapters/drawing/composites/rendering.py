"""From a request to its pictures: panels opened and arranged, then written as PNG and SVG, and as PDF by ``pdf``."""

import functools
from base64 import b64encode
from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement

import pyvips

from pb_adapters.drawing.composites import pixels, svg_panel, svg_source
from pb_adapters.drawing.composites.label_text import label_mask, require_settable, text_width, typeset_labels
from pb_adapters.drawing.composites.panels import Job, Panel, open_panels
from pb_adapters.drawing.composites.pdf import write_pdf
from pb_adapters.drawing.composites.vector_pixels import check_drawn, drawn, embedded_png
from pb_adapters.drawing.shared.embedded_fonts import font_rules
from pb_adapters.drawing.shared.typefaces import shapes_for, stack
from pb_core.domain.composites import Arrangement, Box, PlacedLabel, PlacedPanel, arrange, check_canvas
from pb_core.domain.panel_grid import CanvasLimits
from pb_core.domain.pictures import Picture
from pb_core.errors import CannotDraw, InvalidRequest
from pb_core.ports.composites import CompositeRequest

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
        raise CannotDraw(f"the composite cannot be encoded: {str(error).splitlines()[0]}") from error
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
    """Panels whose heights overlap stand in one row; the rows from top to bottom."""
    rows: list[list[_Part]] = []
    for panel, placed in sorted(job.placed(), key=lambda part: _top(part[1])):
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


INK = "#000000"


def write_svg(job: Job) -> Picture:
    """Compose the SVG.

    Raises:
        UnreadablePanel: a panel cannot be used.
    """
    figure = job.arrangement
    points = job.points()
    root = svg_panel.canvas(figure.width, figure.height, points)
    for panel, placed in job.placed():
        root.append(_panel(panel, placed.box, figure.resolution))
    labels = job.labels()
    if labels:
        lines = [(line, True) for label in labels for line in label.lines]
        SubElement(root, "style").text = font_rules(lines)
        root.append(_lettering(labels, figure.font_size))
    width, height = (round(side) for side in points)
    return Picture(format="svg", media_type="image/svg+xml", data=svg_source.written(root), width=width, height=height)


def _panel(panel: Panel, box: Box, resolution: int) -> Element:
    if panel.svg is not None:
        return svg_panel.nested(panel.number, panel.svg, box)
    png = b64encode(embedded_png(panel, box, resolution)).decode("ascii")
    return svg_panel.picture(f"data:image/png;base64,{png}", box)


def _lettering(labels: list[PlacedLabel], font_size: int) -> Element:
    families = ", ".join((*(f"'{name}'" for name in stack(bold=True)), "'Source Sans 3'", "Arial", "sans-serif"))
    group = Element("g", {"font-family": families, "font-size": str(font_size), "text-anchor": "middle", "fill": INK})
    for label in labels:
        centred = label.align == "middle"
        x = label.box.x + (label.box.width / 2 if centred else 0)
        anchor = {} if centred else {"text-anchor": "start"}
        for line, baseline in zip(label.lines, label.baselines, strict=True):
            SubElement(group, "text", {"x": f"{x:g}", "y": str(baseline), **anchor}).text = line
    return group


_WRITERS: dict[str, Callable[[Job], Picture]] = {"png": write_png, "svg": write_svg, "pdf": write_pdf}


def composed(request: CompositeRequest, limits: CanvasLimits) -> tuple[Picture, ...]:
    """Compose every format asked for, in that order.

    Raises:
        InvalidRequest: the style does not fit the panels, the composite is too large, or no format is asked for.
        UnreadablePanel: a panel cannot be used.
        CannotDraw: a label cannot be set, or the request asks for a format that is not written.
    """
    if not request.formats:
        raise InvalidRequest("a composite needs at least one output format")
    for kind in request.formats:
        if kind not in _WRITERS:
            raise CannotDraw(f"composites are not written as '{kind[:20]}'")
    panels = open_panels(request.panels, limits)
    arrangement = _arrangement(request, panels, limits)
    job = Job(panels, arrangement)
    with shapes_for(" ".join(line for label in job.labels() for line in label.lines)):
        return tuple(_WRITERS[kind](job) for kind in request.formats)


def _arrangement(request: CompositeRequest, panels: tuple[Panel, ...], limits: CanvasLimits) -> Arrangement:
    given = request.arrangement
    if given is not None:
        if len(given.panels) != len(panels):
            raise InvalidRequest(f"the arrangement has {len(given.panels)} places for {len(panels)} panels")
        check_canvas(given.width, given.height, limits)
        require_settable(line for panel in given.panels if panel.label for line in panel.label.lines)
        return given
    style = typeset_labels(request.style, len(panels))
    sizes = [source.size or panel.size for source, panel in zip(request.panels, panels, strict=True)]
    return arrange(sizes, style, limits, text_width)
