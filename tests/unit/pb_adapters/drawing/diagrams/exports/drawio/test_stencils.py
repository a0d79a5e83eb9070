import base64
import zlib
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from matplotlib.path import Path

from pb_adapters.drawing.diagrams.exports.drawio.stencils import stencil
from pb_adapters.drawing.diagrams.figure_parts import Outline, Stroke
from pb_core.domain.plane import Rect

RECT = Rect(10, 10, 72, 72)
CORNER = Path([(10, 10), (82, 10), (82, 82)])


def unpacked(value: str) -> ET.Element:
    """A stencil as draw.io reads it."""
    data = base64.b64decode(value.removeprefix("stencil(").removesuffix(")"))
    return ET.fromstring(unquote(zlib.decompress(data, -15).decode()))  # noqa: S314 - we wrote it


def test_a_path_is_seen_from_its_rectangle_in_draw_ios_units() -> None:
    shape = unpacked(stencil([Outline(path=CORNER, fill="#ffffff")], RECT))
    assert (shape.get("w"), shape.get("h")) == ("100", "100")
    steps = [(step.tag, step.get("x"), step.get("y")) for step in shape.iterfind("foreground/path/*")]
    assert steps == [("move", "0", "0"), ("line", "100", "0"), ("line", "100", "100")]


def test_colours_and_lines_are_those_of_the_figure() -> None:
    stroke = Stroke(colour="#0b62a8", width=0.72, is_round=True)
    ground = unpacked(stencil([Outline(path=CORNER, fill="#cee0ee", stroke=stroke)], RECT)).find("foreground")
    assert ground is not None
    told = {node.tag: dict(node.attrib) for node in ground}
    assert told["fillcolor"] == {"color": "#cee0ee"}
    assert told["strokewidth"] == {"width": "1", "fixed": "1"}
    assert told["linecap"] == {"cap": "round"}
    assert "fillstroke" in told


def test_a_plain_one_takes_the_colours_of_its_cell() -> None:
    shape = unpacked(stencil([Outline(path=CORNER)], RECT, plain=True))
    assert [node.tag for node in shape.iterfind("foreground/*")] == ["path", "fillstroke"]
