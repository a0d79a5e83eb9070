import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.pictures import GREY, RGB, grey_rows, png_of
from pb_core.errors import UnreadablePicture

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
