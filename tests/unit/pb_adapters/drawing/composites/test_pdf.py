import io

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PIL import Image

from pb_core.domain.composites import PanelStyle
from pb_core.errors import UnreadablePanel
from support.panels import ALONE, composite, saved, source


def vector_page(
    width: float = 72, height: float = 36, rotation: int = 0, origin: tuple[float, float] = (0, 0), pages: int = 1
) -> bytes:
    """A page whose upper left quarter is red and whose rest is blue."""
    document = pypdfium2.PdfDocument.new()
    x, y = origin
    for _ in range(pages):
        page = document.new_page(width, height)
        page.set_mediabox(x, y, x + width, y + height)
        for (left, bottom, wide, high), colour in (
            ((x, y, width, height), (0, 0, 255)),
            ((x, y + height / 2, width / 2, height / 2), (255, 0, 0)),
        ):
            rect = pdfium.FPDFPageObj_CreateNewRect(left, bottom, wide, high)
            pdfium.FPDFPageObj_SetFillColor(rect, *colour, 255)
            pdfium.FPDFPath_SetDrawMode(rect, pdfium.FPDF_FILLMODE_WINDING, False)
            pdfium.FPDFPage_InsertObject(page, rect)
        page.set_rotation(rotation)
        page.gen_content()
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def page_of(data: bytes) -> pypdfium2.PdfPage:
    document = pypdfium2.PdfDocument(data)
    assert len(document) == 1
    return document[0]


def shown(data: bytes) -> Image.Image:
    return page_of(data).render(scale=300 / 72).to_pil().convert("RGB")


def kinds(page: pypdfium2.PdfPage) -> set[int]:
    return {item.type for item in page.get_objects(max_depth=3)}


def test_vectors_stay_vectors_at_their_place() -> None:
    data = composite(source(vector_page()), source(vector_page()), kind="pdf")
    page = page_of(data)
    assert page.get_size() == pytest.approx((144, 36))
    assert pdfium.FPDF_PAGEOBJ_IMAGE not in kinds(page)
    image = shown(data)
    for x in (10, 310):
        assert image.getpixel((x, 10)) == (255, 0, 0)
        assert image.getpixel((x, 140)) == (0, 0, 255)


@pytest.mark.parametrize(
    ("rotation", "size", "red"),
    [(90, (150, 300), (140, 10)), (180, (300, 150), (290, 140)), (270, (150, 300), (10, 290))],
)
def test_a_turned_page_stands_as_readers_show_it(rotation: int, size: tuple[int, int], red: tuple[int, int]) -> None:
    image = shown(composite(source(vector_page(rotation=rotation)), style=ALONE, kind="pdf"))
    assert image.size == size
    assert image.getpixel(red) == (255, 0, 0)
    assert image.getpixel((size[0] - 1 - red[0], size[1] - 1 - red[1])) == (0, 0, 255)


def test_a_page_whose_corner_is_elsewhere_is_moved() -> None:
    image = shown(composite(source(vector_page(origin=(500, -70))), style=ALONE, kind="pdf"))
    assert image.getpixel((5, 5)) == (255, 0, 0)
    assert image.getpixel((295, 145)) == (0, 0, 255)


def test_pixels_are_embedded_whole_and_unchanged() -> None:
    noise = Image.merge("RGB", [Image.effect_noise((90, 60), 80 + i) for i in range(3)])
    page = page_of(composite(source(saved(noise)), source(vector_page()), kind="pdf"))
    (image,) = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE])
    assert image.get_px_size() == (90, 60)
    assert image.get_bitmap().to_pil().tobytes() == noise.tobytes()


def test_the_page_is_as_large_as_its_pixels_at_300_an_inch() -> None:
    panel = source(saved(Image.new("RGB", (1000, 333), "red")))
    page = page_of(composite(panel, panel, kind="pdf", style=PanelStyle(layout="2x1", labels=(), spacing=7)))
    assert page.get_size() == pytest.approx((1014 * 72 / 300, (2 * 333 + 3 * 7) * 72 / 300), abs=1e-3)


def test_labels_are_text_in_embedded_faces() -> None:
    style = PanelStyle(layout="1x2", labels=("(a) Ours", "(b) 视觉"), spacing=10, font_size=40)
    panel = source(vector_page())
    page = page_of(composite(panel, panel, kind="pdf", style=style))
    text = page.get_textpage().get_text_bounded()
    assert "(a) Ours" in text
    assert "(b) 视觉" in text
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
        font = pdfium.FPDFTextObj_GetFont(item)
        assert pdfium.FPDFFont_GetIsEmbedded(font) == 1
        assert pdfium.FPDFTextObj_GetFontSize(item, pdfium.c_float()) != 0


def test_labels_stand_in_the_middle_below_their_panels() -> None:
    style = PanelStyle(layout="1x2", labels=("(a)", "(b)"), spacing=0, font_size=40)
    panel = source(vector_page())
    page = page_of(composite(panel, panel, kind="pdf", style=style))
    boxes = [item.get_bounds() for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT])]
    assert [(left + right) / 2 for left, _, right, _ in boxes] == pytest.approx([36, 108], abs=0.5)
    bottom_of_panels = page.get_height() - 36
    assert all(0 <= bottom < top <= bottom_of_panels for _, bottom, _, top in boxes)


def test_an_svg_alone_stays_vectors_and_text() -> None:
    svg = (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="96" height="48"><rect width="48" height="24" fill="#f00"/>'
        b'<text x="90" y="40" text-anchor="end" font-size="10">Ours</text></svg>'
    )
    data = composite(source(svg), source(svg), kind="pdf")
    page = page_of(data)
    assert page.get_size() == pytest.approx((144, 36))
    assert pdfium.FPDF_PAGEOBJ_IMAGE not in kinds(page)
    assert page.get_textpage().get_text_bounded().count("Ours") == 2
    image = shown(data)
    for x in (0, 300):
        assert image.getpixel((x + 10, 10)) == image.getpixel((x + 148, 73)) == (255, 0, 0)
        assert image.getpixel((x + 152, 10)) == image.getpixel((x + 10, 77)) == (255, 255, 255)


def test_an_svg_that_pdf_has_no_vectors_for_becomes_fine_pixels() -> None:
    svg = (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="96" height="48"><filter id="f">'
        b'<feFlood flood-color="#0f0"/></filter>'
        b'<rect width="48" height="48" fill="#f00" filter="url(#f)"/></svg>'
    )
    data = composite(source(svg), kind="pdf", style=ALONE)
    (image,) = page_of(data).get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE])
    assert image.get_px_size() == (600, 300)
    seen = shown(data)
    assert (seen.getpixel((50, 75)), seen.getpixel((250, 75))) == ((0, 255, 0), (255, 255, 255))


def test_an_svg_for_a_fine_composite_has_the_size_of_its_pixels() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="96" height="48"><rect width="96" height="48"/></svg>'
    panel = source(saved(Image.new("RGB", (600, 300)), dpi=(600, 600)), svg)
    page = page_of(composite(panel, style=ALONE, kind="pdf"))
    assert page.get_size() == pytest.approx((72, 36))
    assert pdfium.FPDF_PAGEOBJ_IMAGE not in kinds(page)


@pytest.mark.parametrize("width", [300, 301, 302, 303])
def test_a_pdf_alone_is_drawn_for_a_png(width: int) -> None:
    page = Image.open(io.BytesIO(composite(source(vector_page(width * 0.24)), style=ALONE)))
    assert page.size == (width, 150)
    assert page.crop((0, 0, width // 2 - 1, 74)).getcolors() == [((width // 2 - 1) * 74, (255, 0, 0))]
    assert page.getpixel((width - 2, 148)) == (0, 0, 255)


def test_a_composite_is_a_panel_again() -> None:
    inner = composite(source(vector_page()), source(vector_page()), kind="pdf", style=PanelStyle(layout="1x2"))
    page = page_of(composite(source(inner), source(inner), kind="pdf"))
    assert page.get_textpage().get_text_bounded().count("(b)") == 2


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7\nnothing", "damaged or encrypted"),
        (vector_page(pages=2), "2 pages, and a panel is one page"),
        (vector_page()[:200], "damaged or encrypted"),
    ],
)
def test_a_pdf_that_cannot_be_a_panel_is_named(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadablePanel, match=f"panel 2 cannot be used: .*{reason}"):
        composite(source(vector_page()), source(data), kind="pdf")
