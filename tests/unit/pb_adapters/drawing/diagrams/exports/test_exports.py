import io
import zipfile

import pytest

from pb_adapters.drawing.diagrams.exports import exported
from pb_adapters.drawing.diagrams.figure_parts import FigureParts, Line, Part, Stroke
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.spec import Heads
from pb_core.domain.pictures import EXPORT_TYPES
from support.edited_figures import RICH, parts_of, written

KINDS = ("pptx", "drawio", "tikz")


@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_is_written_the_same_each_time(kind: str) -> None:
    with settings():
        picture = exported(parts_of(RICH), kind)
    assert picture.data == written(RICH, kind)
    assert picture.media_type == EXPORT_TYPES[kind]
    assert (picture.width, picture.height) == (round(parts_of(RICH).width), round(parts_of(RICH).height))


def test_other_formats_are_an_error() -> None:
    with pytest.raises(KeyError):
        exported(parts_of(RICH), "docx")


@pytest.mark.parametrize(("kind", "line"), [("pptx", b"<p:cxnSp>"), ("drawio", b'edge="1"'), ("tikz", b"\\draw[")])
def test_a_guide_is_a_line_that_is_tied_to_nothing(kind: str, line: bytes) -> None:
    way = Line(points=((10, 10), (60, 40)), stroke=Stroke(colour="#0a7f5c", width=0.5), heads=Heads.NONE)
    guide = Part(kind="guide", id="encoder", title="Guide", about="Guide", front=(way,))
    with settings():
        data = exported(FigureParts(width=100, height=50, parts=(guide,)), kind).data
    if kind == "pptx":
        data = zipfile.ZipFile(io.BytesIO(data)).read("ppt/slides/slide1.xml")
    assert data.count(line) == 1
