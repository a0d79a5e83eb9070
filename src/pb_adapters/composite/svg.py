"""Writing a composite as SVG: vector panels stay vectors, labels stay text."""

from base64 import b64encode
from xml.etree.ElementTree import Element, SubElement

from pb_adapters.composite import svg_panel, svg_tree
from pb_adapters.composite.embedded import embedded_png
from pb_adapters.composite.job import Job
from pb_adapters.composite.sources import Panel
from pb_adapters.typefaces.embedding import font_rules
from pb_adapters.typefaces.faces import stack
from pb_core.panels import Box, PlacedLabel
from pb_core.ports.images import Picture

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
    return Picture(format="svg", media_type="image/svg+xml", data=svg_tree.written(root), width=width, height=height)


def _panel(panel: Panel, box: Box, resolution: int) -> Element:
    if panel.svg is not None:
        return svg_panel.nested(panel.number, panel.svg, box)
    png = b64encode(embedded_png(panel, box, resolution)).decode("ascii")
    return svg_panel.picture(f"data:image/png;base64,{png}", box)


def _lettering(labels: list[PlacedLabel], font_size: int) -> Element:
    families = ", ".join((*(f"'{name}'" for name in stack(bold=True)), "'Source Sans 3'", "Arial", "sans-serif"))
    group = Element("g", {"font-family": families, "font-size": str(font_size), "text-anchor": "middle", "fill": INK})
    for label in labels:
        middle = label.box.x + label.box.width / 2
        for line, baseline in zip(label.lines, label.baselines, strict=True):
            SubElement(group, "text", {"x": f"{middle:g}", "y": str(baseline)}).text = line
    return group
