import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.pictures import GREY, RGB, PngHeader, PrintSize, grey_rows, png_header, png_of
from pb_core.errors import UnreadablePicture
from pb_core.testing.memory.images import at_resolution, write_png

ROWS = st.integers(1, 20).flatmap(
    lambda width: st.lists(st.binary(min_size=width, max_size=width), min_size=1, max_size=20)
)


@given(rows=ROWS)
def test_grey_rows_come_back(rows: list[bytes]) -> None:
    assert grey_rows(png_of(rows, GREY)) == tuple(rows)


GREY_PNG = png_of([b"\0\xff"], GREY)


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG", b"JFIF", GREY_PNG[:-30], GREY_PNG[:20], png_of([b"\0\1\2"], RGB), GREY_PNG[1:]]
)
def test_other_files_are_unreadable(data: bytes) -> None:
    with pytest.raises(UnreadablePicture):
        grey_rows(data)


def test_a_png_states_its_size_and_resolution() -> None:
    png = write_png(40, 30, GREY, b"\0" * 40)

    assert png_header(png) == PngHeader(40, 30, None)
    assert png_header(at_resolution(png, 450)) == PngHeader(40, 30, pytest.approx(450, abs=0.1))


@pytest.mark.parametrize(
    "data", [b"", b"<svg/>", write_png(9, 9, GREY, b"\0" * 9)[:20], b"\x89PNG\r\n\x1a\n\0\0\0\x04IHDR1234"]
)
def test_what_is_no_png_states_nothing(data: bytes) -> None:
    with pytest.raises(UnreadablePicture):
        png_header(data)


def test_a_print_size_has_whole_pixels() -> None:
    assert PrintSize(width=72.3, resolution=100).pixels(36.0) == (100, 50)
    assert PrintSize(width=0.1, resolution=72).pixels(0.1) == (1, 1)
