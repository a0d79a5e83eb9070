"""Paths as draw.io's stencils: shapes written into the style of their cell.

Source: draw.io's documentation of custom shapes (XML, URL-encoded, deflated, in base64).
"""

import base64
import zlib
from collections.abc import Sequence
from urllib.parse import quote
from xml.etree import ElementTree as ET

from matplotlib.path import Path

from pb_adapters.drawing.diagrams.exports.drawio.styles import length
from pb_adapters.drawing.diagrams.exports.path_steps import path_steps
from pb_adapters.drawing.diagrams.figure_parts import Outline
from pb_core.domain.plane import Rect

_UNESCAPED = "-_.!~*'()"  # what encodeURIComponent leaves as it is
_RAW = -15  # deflate without a header


def stencil(outlines: Sequence[Outline], rect: Rect, *, plain: bool = False) -> str:
    """The value of a style's ``shape`` for paths that cover ``rect``; ``plain``: in the colours of its style."""
    root = ET.Element("shape", w=f"{length(rect.width):g}", h=f"{length(rect.height):g}", aspect="variable")
    root.set("strokewidth", "inherit")
    ET.SubElement(root, "background" if plain else "connections")
    ground = ET.SubElement(root, "foreground")
    for outline in outlines:
        if not plain:
            _set_look(ground, outline)
        ground.append(_path(outline.path, rect))
        ET.SubElement(ground, "fillstroke" if plain else _paint(outline))
    xml = quote(ET.tostring(root, encoding="unicode"), safe=_UNESCAPED)
    deflate = zlib.compressobj(9, zlib.DEFLATED, _RAW)
    data = deflate.compress(xml.encode()) + deflate.flush()
    return f"stencil({base64.b64encode(data).decode()})"


def _set_look(ground: ET.Element, outline: Outline) -> None:
    if outline.fill:
        ET.SubElement(ground, "fillcolor", color=outline.fill)
    stroke = outline.stroke
    if stroke is None:
        return
    ET.SubElement(ground, "strokecolor", color=stroke.colour)
    ET.SubElement(ground, "strokewidth", width=f"{length(stroke.width):g}", fixed="1")
    ET.SubElement(ground, "linecap", cap="round" if stroke.is_round else "flat")
    ET.SubElement(ground, "linejoin", join="round")
    ET.SubElement(ground, "dashed", dashed=f"{int(bool(stroke.dashes))}")
    if stroke.dashes:
        pattern = " ".join(f"{length(dash * stroke.width):g}" for dash in stroke.dashes)
        ET.SubElement(ground, "dashpattern", pattern=pattern)


def _paint(outline: Outline) -> str:
    return ("fill" if outline.fill else "") + ("stroke" if outline.stroke else "") or "stroke"


def _path(path: Path, rect: Rect) -> ET.Element:
    found = ET.Element("path")
    for step in path_steps(path):
        drawn = ET.SubElement(found, step.kind)
        for number, (x, y) in enumerate(step.points, 1):
            mark = str(number) if len(step.points) > 1 else ""
            drawn.set(f"x{mark}", f"{length(x - rect.x):g}")
            drawn.set(f"y{mark}", f"{length(y - rect.y):g}")
    return found
