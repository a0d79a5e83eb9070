"""Slides read back with python-pptx: what stands there, what it is called, and what connectors are glued to."""

import io
import math
from typing import Any

import pytest
from pptx import Presentation
from pptx.shapes.connector import Connector
from pptx.shapes.group import GroupShape

from pb_adapters.drawing.diagrams.exports.pptx.xml_nodes import EMU, NAMESPACES
from pb_adapters.drawing.diagrams.figure_parts import FigureParts
from support.edited_figures import HOSTILE, HOSTILE_LABELS, LONG, RICH, parts_of, written

Slide = Any


def slide_of(data: bytes) -> Slide:
    return Presentation(io.BytesIO(data)).slides[0]


@pytest.fixture(scope="module")
def slide() -> Slide:
    return slide_of(written(RICH, "pptx"))


def arrows(figure: FigureParts) -> list[str]:
    return [part.title for part in figure.parts if part.kind == "arrow"]


def texts(shapes: Any) -> list[str]:  # noqa: ANN401
    found = []
    for shape in shapes:
        if isinstance(shape, GroupShape):
            found += texts(shape.shapes)
        elif shape.has_text_frame and shape.text_frame.text:
            found.append(shape.text_frame.text)
    return found


def numbered(slide: Slide) -> dict[int, Any]:
    return {int(shape.get("id")): shape.getparent().getparent() for shape in slide.shapes._spTree.iter("{*}cNvPr")}


def site(shape: Any, number: int) -> tuple[float, float]:  # noqa: ANN401
    """Where a site of a shape is on the slide, in points."""
    off, ext = (shape.find(f"p:spPr/a:xfrm/a:{tag}", NAMESPACES) for tag in ("off", "ext"))
    x, y, wide, high = (int(v) / EMU for v in (off.get("x"), off.get("y"), ext.get("cx"), ext.get("cy")))
    preset = shape.find("p:spPr/a:prstGeom", NAMESPACES)
    if preset is None:
        guides = {gd.get("name"): gd.get("fmla").split() for gd in shape.iterfind(".//a:gd", NAMESPACES)}
        (_, dx, _, whole), (_, dy, _, tall) = (guides[f"connsite{axis}{number}"] for axis in "XY")
        return x + wide * int(dx) / int(whole), y + high * int(dy) / int(tall)
    order = {"ellipse": (0, 2, 4, 6), "can": (1, 2, 3, 4)}.get(preset.get("prst"), (0, 1, 2, 3))
    middles = (x + wide / 2, y), (x, y + high / 2), (x + wide / 2, y + high), (x + wide, y + high / 2)
    return middles[order.index(number)]


def test_everything_in_the_plan_stands_there_under_its_name(slide: Slide) -> None:
    names = [shape.name for shape in slide.shapes]
    assert [name for name in names if name in arrows(parts_of(RICH))] == arrows(parts_of(RICH))
    labels = {"Unlabelled scans", "Encoder", "Denoiser ϵθ", "Good enough?", "Registry", "Lrec", "Field notes"}
    assert labels <= set(names)
    assert {"Training", "Legend"} <= set(names)
    assert [shape.name for shape in slide.shapes if isinstance(shape, Connector)] == [
        part.title for part in parts_of(RICH).parts if part.line and len(part.line.points) <= 4
    ]


def test_every_part_has_an_alternative_text(slide: Slide) -> None:
    told = {shape.name: shape._element.xpath(".//p:cNvPr")[0].get("descr") for shape in slide.shapes}
    assert told["Good enough?"] == "Decision: Good enough?"
    assert all(told[name] for name in told if not name.endswith((" (label)", " (cross)")))


def test_panels_are_behind_arrows_and_these_behind_boxes(slide: Slide) -> None:
    names = [shape.name for shape in slide.shapes]
    last_arrow = max(names.index(name) for name in arrows(parts_of(RICH)))
    assert names.index("Training") < min(names.index(name) for name in arrows(parts_of(RICH)))
    assert last_arrow < names.index("Encoder")


def test_words_are_text_in_the_shapes_that_they_name(slide: Slide) -> None:
    shown = texts(slide.shapes)
    assert "Unlabelled scans" in {" ".join(words.split()) for words in shown}
    assert {"Training", "Good enough?", "×6", "features", "yes", "no"} <= set(shown)
    assert "Encoder\n12 layers" in shown
    assert "Denoiser ϵθ" in shown


def test_connectors_are_glued_where_they_are_drawn(slide: Slide) -> None:
    shapes, parts = numbered(slide), {part.title: part for part in parts_of(RICH).parts if part.line}
    connectors = [shape for shape in slide.shapes if isinstance(shape, Connector)]
    assert connectors
    for shape in connectors:
        line = parts[shape.name].line
        assert line is not None
        for tag, point in (("stCxn", line.points[0]), ("endCxn", line.points[-1])):
            end = shape._element.find(f".//a:{tag}", NAMESPACES)
            assert math.dist(site(shapes[int(end.get("id"))], int(end.get("idx"))), point) <= 0.4


def test_numbers_are_unique(slide: Slide) -> None:
    ids = [shape.get("id") for shape in slide.shapes._spTree.iter("{*}cNvPr")]
    assert len(set(ids)) == len(ids)


def test_a_cross_at_an_arrow_is_a_shape_of_its_own(slide: Slide) -> None:
    (cross,) = [shape for shape in slide.shapes if shape.name.endswith("(cross)")]
    line = next(part.line for part in parts_of(RICH).parts if part.id == "notes->good")
    assert line is not None
    middle = (cross.left + cross.width / 2) / EMU, (cross.top + cross.height / 2) / EMU
    assert math.dist(middle, line.points[-1]) < 6


def test_hostile_labels_are_text() -> None:
    shown = [" ".join(text.split("\n")) for text in texts(slide_of(written(HOSTILE, "pptx")).shapes)]
    assert "<b>Bold</b> & \"quoted\" 'text' ]]> &amp;" in shown
    assert any(text.startswith("\\input{secrets} \\write18{ls} 100% #1") for text in shown)
    assert "مشفر النص" in shown
    assert any(text.replace(" ", "").replace("-", "") == LONG for text in shown)
    assert not any(char in text for text in shown for char in "\x00\x07\u202e")
    assert len(HOSTILE_LABELS) <= len(shown)
