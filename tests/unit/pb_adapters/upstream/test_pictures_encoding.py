import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.upstream.pictures import base64_of, bytes_of, data_url_of
from pb_core.errors import UnreadablePicture
from pb_core.ports.vlm import ImagePart


@given(st.binary(max_size=100))
def test_bytes_come_back_from_both_spellings(data: bytes) -> None:
    assert bytes_of(base64_of(data)) == data
    assert bytes_of(data_url_of(ImagePart(media_type="image/png", data=data))) == data


def test_line_breaks_and_capitals_are_let_pass() -> None:
    assert bytes_of("DATA:image/png;charset=x;BASE64,aGVs\r\nbG8=\n") == b"hello"


@pytest.mark.parametrize("text", ["aGVsbG8", "aGVsbG8=x", "é", "data:image/png,raw", "data:image/png;base64", "a-_b"])
def test_anything_else_is_unreadable(text: str) -> None:
    with pytest.raises(UnreadablePicture):
        bytes_of(text)
