import io
import zipfile

from pptx import Presentation

from pb_adapters.drawing.diagrams.exports.pptx.document import presentation
from pb_adapters.drawing.diagrams.figure_parts import FigureParts
from support.edited_figures import RICH, parts_of, written

SMALL = FigureParts(width=300, height=40, parts=(), title="A \x00 title")


def test_the_slide_is_as_large_as_the_figure() -> None:
    document = Presentation(io.BytesIO(written(RICH, "pptx")))
    figure = parts_of(RICH)
    assert (document.slide_width, document.slide_height) == (round(figure.width * 12700), round(figure.height * 12700))
    assert len(document.slides) == 1


def test_a_flat_figure_has_a_slide_that_powerpoint_takes() -> None:
    document = Presentation(io.BytesIO(presentation(SMALL, lambda *_: iter(()))))
    assert document.slide_height == 914_400


def test_the_file_tells_the_title_and_nothing_of_its_making() -> None:
    data = presentation(SMALL, lambda *_: iter(()))
    properties = Presentation(io.BytesIO(data)).core_properties
    assert properties.title == "A  title"
    assert (properties.author, properties.last_modified_by) == ("", "")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not any("thumbnail" in name for name in archive.namelist())


def test_the_typeface_of_the_theme_is_ours() -> None:
    with zipfile.ZipFile(io.BytesIO(written(RICH, "pptx"))) as archive:
        theme = archive.read("ppt/theme/theme1.xml")
    assert b'<a:latin typeface="Source Sans Pro"/>' in theme
