import pytest

from pb_adapters.artifacts.s3.media_types import media_type_of


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n\x00", "image/png"),
        (b"%PDF-1.7", "application/pdf"),
        (b'<svg xmlns="http://www.w3.org/2000/svg">', "image/svg+xml"),
        (b'<?xml version="1.0"?>\n<svg/>', "image/svg+xml"),
        (b'<?xml version="1.0"?><html/>', "application/octet-stream"),
        (b"<html><svg/>", "application/octet-stream"),
        (b'{"a": 1}', "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_a_file_is_known_by_how_it_begins(data: bytes, media_type: str) -> None:
    assert media_type_of(data) == media_type
