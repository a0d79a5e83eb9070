import pypdfium2
import pytest

from pb_adapters.drawing.composites.svg_to_pdf.fonts import Fonts, advance, face_for
from pb_adapters.drawing.composites.svg_to_pdf.objects import NotVectors, Pdf


@pytest.mark.parametrize(
    ("char", "style", "face"),
    [
        ("a", {}, "Source Sans Pro"),
        ("a", {"font-family": "Nowhere, 'DejaVu Sans'"}, "DejaVu Sans"),
        ("a", {"font-family": "monospace", "font-weight": "700"}, "DejaVu Sans Mono Bold"),
        ("∮", {"font-family": "Arial"}, "DejaVu Sans"),
    ],
)
def test_the_face_of_a_letter(char: str, style: dict[str, str], face: str) -> None:
    assert face_for(char, style) == face


def test_a_letter_that_no_face_has_is_said() -> None:
    with pytest.raises(NotVectors):
        face_for("\N{EGYPTIAN HIEROGLYPH A001}", {})


def test_wide_letters_are_wider() -> None:
    assert advance("W", "Source Sans Pro") > advance("i", "Source Sans Pro") > 0


def test_letters_have_codes_in_their_order_and_fonts_names() -> None:
    fonts = Fonts(Pdf())
    assert fonts.encoded("aba", "DejaVu Sans") == "000100020001"
    assert fonts.name("DejaVu Sans") == fonts.name("DejaVu Sans")
    assert fonts.name("DejaVu Sans") != fonts.name("DejaVu Sans Mono")


def test_what_is_embedded_can_be_read_back() -> None:
    pdf = Pdf()
    catalog, pages, page = pdf.reserve(), pdf.reserve(), pdf.reserve()
    fonts = Fonts(pdf)
    name = fonts.name("DejaVu Sans")
    content = pdf.add_stream("", f"BT /{name} 9 Tf 2 2 Td <{fonts.encoded('Größe', 'DejaVu Sans')}> Tj ET")
    listed = "".join(f"/{key} {item} 0 R" for key, item in fonts.embed().items())
    pdf.put(catalog, f"<</Type/Catalog/Pages {pages} 0 R>>")
    pdf.put(pages, f"<</Type/Pages/Kids[{page} 0 R]/Count 1>>")
    resources = f"/Resources<</Font<<{listed}>>>>"
    pdf.put(page, f"<</Type/Page/Parent {pages} 0 R/MediaBox[0 0 90 20]/Contents {content} 0 R{resources}>>")
    with pypdfium2.PdfDocument(pdf.file()) as document:
        assert document[0].get_textpage().get_text_bounded() == "Größe"
