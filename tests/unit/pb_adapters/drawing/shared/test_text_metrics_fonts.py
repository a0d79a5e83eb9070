import io

import pypdfium2
from fontTools.ttLib import TTFont
from matplotlib.backends import _backend_pdf_ps
from matplotlib.figure import Figure

from pb_adapters.drawing.shared.embedded_fonts import convert
from pb_adapters.drawing.shared.text_metrics import settings, small_truetype
from pb_adapters.drawing.shared.typefaces import face_path


def test_pdf_holds_truetype_outlines_only_whatever_the_face_has() -> None:
    buffer = io.BytesIO()
    with settings():
        figure = Figure()
        figure.text(0.5, 0.5, "精度 Ours", family=["Source Sans Pro", "Noto Sans CJK SC"])
        figure.savefig(buffer, format="pdf")
    data = buffer.getvalue()
    assert b"OTTO" not in data
    page = pypdfium2.PdfDocument(data)[0]
    assert "精度 Ours" in page.get_textpage().get_text_bounded()
    ink = page.render(scale=2).to_pil().convert("L").point(lambda value: 255 * (value < 128)).getbbox()
    assert ink is not None
    assert ink[2] - ink[0] > 70


def test_matplotlib_is_left_as_it_was() -> None:
    before = _backend_pdf_ps.get_glyphs_subset
    with settings():
        assert _backend_pdf_ps.get_glyphs_subset is not before
    assert _backend_pdf_ps.get_glyphs_subset is before


def test_drawings_that_overlap_leave_it_so_too() -> None:
    before = _backend_pdf_ps.get_glyphs_subset
    first, second = small_truetype(), small_truetype()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert _backend_pdf_ps.get_glyphs_subset is not before
    second.__exit__(None, None, None)
    assert _backend_pdf_ps.get_glyphs_subset is before


def test_fonts_that_are_truetype_already_are_left_alone() -> None:
    with TTFont(face_path("DejaVu Sans")) as font:
        tables = font.keys()
        convert(font)
        assert font.keys() == tables
