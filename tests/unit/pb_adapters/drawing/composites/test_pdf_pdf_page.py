import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from pb_adapters.drawing.composites.pdf import PlacedImage, page_with_images
from pb_core.domain.pictures import RGB
from pb_core.testing.memory.images import write_png

RED = write_png(3, 2, RGB, b"\xff\0\0" * 3)


@pytest.mark.parametrize("count", [0, 1, 12])
def test_the_page_holds_its_images_at_their_places(count: int) -> None:
    images = [PlacedImage(RED, 10.0 * i, 5.0, 9.0, 6.0) for i in range(count)]
    page = pypdfium2.PdfDocument(page_with_images(200.5, 50.25, images))[0]
    assert page.get_size() == (200.5, 50.25)
    found = list(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]))
    assert [image.get_bounds() for image in found] == [pytest.approx((10 * i, 5, 10 * i + 9, 11)) for i in range(count)]
    assert all(image.get_px_size() == (3, 2) for image in found)
