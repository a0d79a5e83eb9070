import msgspec
import pytest

from pb_adapters.fakes.chat_completions import (
    BadPicture,
    ChatMessage,
    ResponseFormat,
    data_url,
    from_data_url,
    picture_urls,
    schema_of,
    stream,
    texts,
)
from pb_adapters.fakes.pictures import paint

PICTURE = paint("a", "b", 32, 32)
MESSAGES = msgspec.convert(
    [
        {"role": "system", "content": "Be brief."},
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "What"},
                {"type": "image_url", "image_url": {"url": "https://x/y.png"}},
                {"type": "text", "text": "is this?"},
            ],
        },
        {"role": "assistant", "content": None},
    ],
    tuple[ChatMessage, ...],
)


def test_texts_and_pictures_of_messages() -> None:
    assert texts(MESSAGES, "system") == "Be brief."
    assert texts(MESSAGES, "user", "assistant") == "What\nis this?"
    assert picture_urls(MESSAGES) == ("https://x/y.png",)


def test_data_urls() -> None:
    assert from_data_url(data_url(PICTURE, "image/png")) == PICTURE
    assert from_data_url("https://x/y.png") is None


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        (data_url(PICTURE, "image/bmp"), "unsupported_image_format"),
        ("data:image/png;base64,***", "invalid_image"),
        (data_url(b"no picture", "image/png"), "invalid_image"),
        ("data:", "unsupported_image_format"),
    ],
)
def test_bad_pictures(url: str, kind: str) -> None:
    with pytest.raises(BadPicture) as caught:
        from_data_url(url)
    assert caught.value.kind == kind


def test_schemas() -> None:
    assert schema_of(None) is None
    assert schema_of(ResponseFormat(type="text")) is None
    assert schema_of(ResponseFormat(type="json_object")) == b'{"type":"object"}'


def test_a_stream_adds_up_to_its_document() -> None:
    message = {"role": "assistant", "content": "Hello you", "images": [1], "refusal": None}
    document = {"id": "x", "choices": [{"index": 0, "finish_reason": "stop", "message": message}], "usage": {"t": 1}}
    answer = stream(document, comments=("WAIT",), x_id="x")
    lines = answer.body.decode().split("\n\n")
    assert (lines[0], lines[-2], lines[-1]) == (": WAIT", "data: [DONE]", "")
    chunks = [msgspec.json.decode(line.removeprefix("data: ")) for line in lines[1:-2]]
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks]
    assert "".join(delta.get("content", "") for delta in deltas) == "Hello you"
    assert deltas[1]["images"] == [1]
    assert [chunk["choices"][0]["finish_reason"] for chunk in chunks] == [None, None, "stop"]
    assert chunks[-1]["usage"] == {"t": 1}
    assert (answer.content_type, answer.headers) == ("text/event-stream", {"x-id": "x"})
