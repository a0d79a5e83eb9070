"""Text out of typeset pages: columns, hyphens, ligatures, turned pages, the demo's paper."""

import io
from importlib.resources import files

import pytest
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

from pb_adapters.pdf.document import extract
from pb_core.domain.pdf import PageText, PdfLimits
from pb_core.domain.running_text import method_text
from pb_core.testing.memory.pdf_files import write_pdf

LEFT = [f"left column line {n:02} is rather long" for n in range(12)]
RIGHT = [f"right column line {n:02} is as long" for n in range(12)]
IN_ORDER = [*LEFT, *RIGHT]


def typeset(*pages: list[tuple[float, float, str]], rotation: int = 0) -> bytes:
    """Set texts at places (shares of the page, from the lower left)."""
    target = io.BytesIO()
    with PdfPages(target) as pdf:
        for page in pages:
            figure = Figure(figsize=(8.5, 11))
            for x, y, text in page:
                figure.text(x, y, text, fontsize=10, family="DejaVu Sans", rotation=rotation, va="bottom")
            pdf.savefig(figure)
    return target.getvalue()


def read(data: bytes, *pages: int) -> tuple[PageText, ...]:
    return extract(data, pages or (1,), PdfLimits())


def lines_of(data: bytes) -> list[str]:
    return [line for line in read(data)[0].text.splitlines() if line]


def rows() -> list[tuple[float, float, str]]:
    return [
        (x, 0.8 - 0.02 * n, text)
        for n, pair in enumerate(zip(LEFT, RIGHT, strict=True))
        for x, text in zip((0.08, 0.55), pair, strict=True)
    ]


def test_columns_written_row_by_row_are_read_column_by_column() -> None:
    assert lines_of(typeset(rows())) == IN_ORDER


def test_columns_written_right_to_left_are_read_left_to_right() -> None:
    assert lines_of(typeset(sorted(rows(), reverse=True))) == IN_ORDER


def test_a_title_comes_before_and_a_page_number_after_the_columns() -> None:
    page = [(0.5, 0.05, "7"), *rows(), (0.2, 0.9, "A title that runs over both of the columns of this page")]
    assert lines_of(typeset(page)) == [page[-1][2], *IN_ORDER, "7"]


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_turned_page_reads_like_an_upright_one(rotation: int) -> None:
    step = {90: (0.04, 0.0), 180: (0.0, 0.03), 270: (-0.04, 0.0)}[rotation]
    start = {90: 0.2, 180: 0.2, 270: 0.8}[rotation]
    page = [(start + step[0] * n, 0.3 + step[1] * n, f"turned line {n}") for n in range(6)]
    assert lines_of(typeset(page, rotation=rotation)) == [f"turned line {n}" for n in range(6)]


def test_a_stamp_in_the_margin_is_no_part_of_the_text() -> None:
    figure = Figure(figsize=(8.5, 11))
    for n in range(5):
        figure.text(0.2, 0.8 - 0.02 * n, f"upright line {n}")
    figure.text(0.03, 0.3, "preprint 2031.00001v1 [cs.XX]", rotation=90)
    target = io.BytesIO()
    figure.savefig(target, format="pdf")
    assert lines_of(target.getvalue()) == [f"upright line {n}" for n in range(5)]


def test_broken_words_and_ligatures_are_whole_in_the_running_text() -> None:
    data = typeset(
        [(0.1, 0.8, "The eﬃcient satel-"), (0.1, 0.78, "lite encoder ﬁnds its state-of-"), (0.1, 0.76, "the-art way.")]
    )
    assert method_text(read(data)) == "The efficient satellite encoder finds its state-of-the-art way."


def test_characters_outside_the_basic_plane_do_not_shift_the_lines() -> None:
    page = [(0.1, 0.8, "Let 𝔸 and 𝔹 be sets of 𝕏"), (0.1, 0.78, "and more text follows here")]
    assert lines_of(typeset(page)) == ["Let 𝔸 and 𝔹 be sets of 𝕏", "and more text follows here"]


def test_running_heads_and_page_numbers_are_not_in_the_running_text() -> None:
    data = write_pdf([f"Proceedings of Tides, page {n}\n\nBody {'abc'[n]} ends here.\n\n{n}" for n in range(3)])
    assert method_text(read(data, 1, 2, 3)) == "Body a ends here.\n\nBody b ends here.\n\nBody c ends here."


def test_the_demo_paper_reads_as_it_was_written() -> None:
    data = files("pb_http").joinpath("demo/paper.pdf").read_bytes()
    text = method_text(read(data, 1, 2, 3))
    paragraphs = text.split("\n\n")
    assert "Hydrodynamic solvers resolve the flow in three dimensions" in text
    assert "drinking-water intakes meet salt" in text
    assert "returns the state one hour later, where h is the tide" in text
    order = [
        paragraphs.index(heading) for heading in ("1 Introduction", "3 Method", "3.5 Forecast head", "6 Conclusion")
    ]
    assert order == sorted(order)
    assert "Journal of Invented Hydrology" not in text
    assert "Fenwick, Ruiz-Hale and Marsh" not in text
    assert text.endswith("salt out of the tea.")


@pytest.mark.parametrize("appended", [b"\0" * 10_000, b"\n<html><body>Downloaded by a reader</body></html>\n" * 200])
def test_bytes_after_the_end_are_passed_over(appended: bytes) -> None:
    assert read(write_pdf(["The encoder reads tokens."]) + appended)[0].text == "The encoder reads tokens."


def test_a_sentence_runs_on_from_the_left_column_into_the_right() -> None:
    left = [f"The encoder of layer {n:02} reads what the layer" for n in range(11)] + [
        "below it wrote and passes the re-"
    ]
    right = ["sult to the decoder."] + [f"The decoder of layer {n:02} writes one more" for n in range(11)]
    page = [
        (x, 0.8 - 0.02 * n, text)
        for n, pair in enumerate(zip(left, right, strict=True))
        for x, text in zip((0.08, 0.55), pair, strict=True)
    ]
    assert "below it wrote and passes the result to the decoder. The decoder" in method_text(read(typeset(page)))
