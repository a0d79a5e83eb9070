import io
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from matplotlib.figure import Figure

from pb_adapters.drawing.diagrams.figure_parts import FigureParts, Part
from pb_adapters.drawing.diagrams.glyph_painting import GlyphStyle, pictogram
from pb_adapters.drawing.diagrams.glyph_paths import GLYPHS
from pb_adapters.drawing.diagrams.painter import paint
from pb_adapters.drawing.shared.encoding import Page
from pb_core.domain.plane import Rect

BLUE = GlyphStyle(hue="#0b62a8")


def painted(name: str, rect: Rect, style: GlyphStyle = BLUE) -> Figure:
    """A page of 100 points, painted at a pixel a point, with one pictogram in a group of its own."""
    part = Part(kind="element", id="g", title="", front=(pictogram(name, rect, style),))
    return paint(FigureParts(width=100, height=100, parts=(part,)), Page(width=100, height=100, pixels=(100, 100)))


def ink(figure: Figure) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what is not white."""
    figure.canvas.draw()
    marked = np.asarray(figure.canvas.buffer_rgba())[..., :3].min(axis=2) < 250
    rows, columns = np.flatnonzero(marked.any(axis=1)), np.flatnonzero(marked.any(axis=0))
    return columns[0], rows[0], columns[-1] + 1, rows[-1] + 1


@pytest.mark.parametrize("name", sorted(GLYPHS))
def test_a_pictogram_fills_its_rectangle_and_stays_inside(name: str) -> None:
    left, top, right, bottom = ink(painted(name, Rect(20, 30, 40, 40)))
    assert left >= 18
    assert top >= 28
    assert right <= 62
    assert bottom <= 72
    assert max(right - left, bottom - top) >= 38
    assert (left + right) / 2 == pytest.approx(40, abs=1.5)
    assert (top + bottom) / 2 == pytest.approx(50, abs=1.5)


def test_a_vector_format_holds_it_as_one_named_group_of_paths() -> None:
    figure = painted("image", Rect(10, 10, 40, 40))
    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg")
    root = ET.fromstring(buffer.getvalue())  # noqa: S314 - matplotlib wrote it
    groups = [group for group in root.iter("{http://www.w3.org/2000/svg}g") if group.get("id") == "element-g"]
    assert len(groups) == 1
    assert len(list(groups[0].iter("{http://www.w3.org/2000/svg}path"))) == len(GLYPHS["image"])
    assert not list(root.iter("{http://www.w3.org/2000/svg}image"))


def test_bodies_take_the_paper_they_stand_on() -> None:
    figure = painted("document", Rect(0, 0, 100, 100), GlyphStyle(hue="#ffffff", paper="#c14e00"))
    figure.canvas.draw()
    pixels = np.asarray(figure.canvas.buffer_rgba())
    assert tuple(pixels[85, 50, :3]) == (0xC1, 0x4E, 0x00)


def test_an_unknown_pictogram_is_an_error() -> None:
    with pytest.raises(KeyError):
        pictogram("banana", Rect(0, 0, 1, 1), BLUE)


def test_bodies_are_darker_where_the_ground_is_a_fill() -> None:
    def brightness(style: GlyphStyle, name: str) -> int:
        fill = pictogram(name, Rect(0, 0, 10, 10), style).outlines[0].fill or ""
        return sum(int(fill[at : at + 2], 16) for at in (1, 3, 5))

    strong = GlyphStyle(hue=BLUE.hue, fill=0.5)
    assert brightness(strong, "encoder") < brightness(BLUE, "encoder")
    assert brightness(strong, "matrix") == brightness(BLUE, "matrix")  # its shades are values
