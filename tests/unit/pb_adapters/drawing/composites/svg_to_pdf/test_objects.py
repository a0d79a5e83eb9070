import pypdfium2
import pytest

from pb_adapters.drawing.composites.svg_to_pdf.objects import Pdf, number, numbers


@pytest.mark.parametrize(
    ("value", "written"), [(1.0, "1"), (0.12345, "0.1235"), (-0.5, "-0.5"), (1e12, "0"), (100.0, "100")]
)
def test_numbers_have_no_exponent(value: float, written: str) -> None:
    assert number(value) == written
    assert numbers(value, 2) == f"{written} 2"


def test_objects_make_a_file_that_opens() -> None:
    pdf = Pdf()
    catalog, pages, page = pdf.reserve(), pdf.reserve(), pdf.reserve()
    content = pdf.add_stream("", "1 0 0 rg 0 0 5 5 re f")
    pdf.put(catalog, f"<</Type/Catalog/Pages {pages} 0 R>>")
    pdf.put(pages, f"<</Type/Pages/Kids[{page} 0 R]/Count 1>>")
    pdf.put(page, f"<</Type/Page/Parent {pages} 0 R/MediaBox[0 0 10 5]/Contents {content} 0 R/Resources<<>>>>")
    with pypdfium2.PdfDocument(pdf.file()) as document:
        assert document[0].get_size() == (10, 5)
        picture = document[0].render().to_pil().convert("RGB")
    assert [picture.getpixel((x, 2)) for x in (2, 8)] == [(255, 0, 0), (255, 255, 255)]
