from typing import Any, cast

import pytest

from pb_http.encoded_response import EncodedResponse


async def messages(response: EncodedResponse[object]) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:  # noqa: ANN401 - either kind of message
        sent.append(message)

    await response(cast("Any", {}), cast("Any", None), send)
    return sent


@pytest.mark.parametrize(
    ("body", "about_body"), [(b"{}", [(b"content-type", b"application/json"), (b"content-length", b"2")]), (b"", [])]
)
async def test_the_bytes_are_sent_as_they_are(body: bytes, about_body: list[tuple[bytes, bytes]]) -> None:
    start, end = await messages(EncodedResponse(body, ((b"etag", b'"1"'),), status_code=203))

    assert start == {
        "type": "http.response.start",
        "status": 203,
        "headers": [(b"etag", b'"1"'), *about_body],
    }
    assert end == {"type": "http.response.body", "body": body, "more_body": False}
