import pypdfium2
import pytest

from pb_adapters.pdf.lines import Line, read_lines
from pb_core.testing.memory.pdf_files import write_pdf


def lines_of(text: str | None) -> list[Line]:
    document = pypdfium2.PdfDocument(write_pdf([text]))
    textpage = document[0].get_textpage()
    try:
        return read_lines(textpage)
    finally:
        textpage.close()
        document.close()


def test_lines_come_in_the_order_of_the_page_with_their_boxes() -> None:
    first, second = lines_of("The encoder reads.\nThe decoder writes it all anew.")
    assert (first.text, second.text) == ("The encoder reads.", "The decoder writes it all anew.")
    assert first.left == pytest.approx(second.left, abs=0.5)
    assert first.right < second.right
    assert first.bottom - second.bottom == pytest.approx(14, abs=0.5)  # the leading of these files
    assert 8 < first.height < 16
    assert second.width == second.right - second.left


def test_a_page_without_a_text_layer_has_no_lines() -> None:
    assert lines_of(None) == []
