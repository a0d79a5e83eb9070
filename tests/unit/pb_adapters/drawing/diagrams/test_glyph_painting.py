import io
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from pb_adapters.drawing.diagrams.glyph_painting import GlyphStyle, add_glyph
from pb_adapters.drawing.diagrams.glyph_paths import GLYPHS
from pb_adapters.drawing.diagrams.named_groups import NamedGroup
from pb_core.domain.plane import Rect

BLUE = GlyphStyle(hue="#0b62a8")


def page() -> tuple[Figure, Axes]:
    figure = Figure(figsize=(1, 1), dpi=100)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, 100)
    axes.set_ylim(100, 0)
    return figure, axes


def ink(figure: Figure) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what is not white."""
    figure.canvas.draw()
    marked = np.asarray(figure.canvas.buffer_rgba())[..., :3].min(axis=2) < 250
    rows, columns = np.flatnonzero(marked.any(axis=1)), np.flatnonzero(marked.any(axis=0))
    return columns[0], rows[0], columns[-1] + 1, rows[-1] + 1


@pytest.mark.parametrize("name", sorted(GLYPHS))
def test_a_pictogram_fills_its_rectangle_and_stays_inside(name: str) -> None:
    figure, axes = page()
    add_glyph(NamedGroup(axes, "g"), name, Rect(20, 30, 40, 40), BLUE)
    left, top, right, bottom = ink(figure)
    assert left >= 18
    assert top >= 28
    assert right <= 62
    assert bottom <= 72
    assert max(right - left, bottom - top) >= 38
    assert (left + right) / 2 == pytest.approx(40, abs=1.5)
    assert (top + bottom) / 2 == pytest.approx(50, abs=1.5)


def test_a_vector_format_holds_it_as_one_named_group_of_paths() -> None:
    figure, axes = page()
    add_glyph(NamedGroup(axes, "glyph-camera"), "image", Rect(10, 10, 40, 40), BLUE)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg")
    root = ET.fromstring(buffer.getvalue())  # noqa: S314 - matplotlib wrote it
    groups = [group for group in root.iter("{http://www.w3.org/2000/svg}g") if group.get("id") == "glyph-camera"]
    assert len(groups) == 1
    assert len(list(groups[0].iter("{http://www.w3.org/2000/svg}path"))) == len(GLYPHS["image"])
    assert not list(root.iter("{http://www.w3.org/2000/svg}image"))


def test_bodies_take_the_paper_they_stand_on() -> None:
    figure, axes = page()
    dark = GlyphStyle(hue="#ffffff", paper="#c14e00")
    add_glyph(NamedGroup(axes, "g"), "document", Rect(0, 0, 100, 100), dark)
    figure.canvas.draw()
    pixels = np.asarray(figure.canvas.buffer_rgba())
    assert tuple(pixels[85, 50, :3]) == (0xC1, 0x4E, 0x00)


def test_an_unknown_pictogram_is_an_error() -> None:
    _, axes = page()
    with pytest.raises(KeyError):
        add_glyph(NamedGroup(axes, "g"), "banana", Rect(0, 0, 1, 1), BLUE)


def test_bodies_are_darker_where_the_ground_is_a_fill() -> None:
    def body(style: GlyphStyle, name: str) -> tuple[float, ...]:
        _, axes = page()
        group = NamedGroup(axes, "g")
        add_glyph(group, name, Rect(0, 0, 10, 10), style)
        return tuple(group.parts[0].get_facecolor())

    strong = GlyphStyle(hue=BLUE.hue, fill=0.5)
    assert sum(body(strong, "encoder")) < sum(body(BLUE, "encoder"))
    assert body(strong, "matrix") == body(BLUE, "matrix")  # its shades are values
