from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.fakes.chat_completions import (
    CHAT_FAULTS,
    REFUSAL,
    THINKS,
    THOUGHTS,
    BadPicture,
    ChatMessage,
    ChatModel,
    ContentPart,
    Conversation,
    ImageUrl,
    ResponseFormat,
    chat_question,
    completion,
    data_url,
    from_data_url,
    picture_urls,
    pictures_of,
    schema_of,
    stream,
    texts,
    without,
    words_tally,
)
from pb_adapters.fakes.jobs import Upload, UploadStore
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


MODEL = ChatModel(id="m", price_in=1, price_out=10, thoughts=8)
PAINTED = paint("a", "b", 64, 64)


def _conversation(**fields: object) -> Conversation:
    messages = (ChatMessage(role="system", content="Be brief."), ChatMessage(role="user", content="Name a colour."))
    conversation = Conversation(model=MODEL, messages=messages)
    return msgspec.structs.replace(conversation, **fields)


def test_the_question_of_a_conversation() -> None:
    question = chat_question(_conversation(max_tokens=20, stream=True), UploadStore())
    assert (question.endpoint, question.model, question.role) == ("chat", "m", "other")
    assert (question.system, question.prompt) == ("Be brief.", "Name a colour.")
    assert (question.max_tokens, question.stream, question.schema) == (20, True, None)


def test_a_schema_in_words_shows_the_role() -> None:
    words = 'Answer as this says:\n{"type": "object", "properties": {"text": {"type": "string"}}}'
    messages = (ChatMessage(role="system", content=words), ChatMessage(role="user", content="Which word?"))
    assert chat_question(_conversation(messages=messages), UploadStore()).role == "vision"


def test_pictures_come_as_data_from_uploads_or_not_at_all() -> None:
    uploads = UploadStore()
    kept = uploads.keep(Upload("a.png", "image/png", b"kept"), "http://x/up")
    urls = (data_url(PAINTED, "image/png"), kept, "https://elsewhere/a.png")
    assert pictures_of(urls, uploads) == ((PAINTED, b"kept"), 1)


def test_a_picture_that_is_none() -> None:
    part = ContentPart(type="image_url", image_url=ImageUrl(url="data:image/png;base64,AAAA"))
    with pytest.raises(BadPicture):
        chat_question(_conversation(messages=(ChatMessage(role="user", content=(part,)),)), UploadStore())


def test_a_tally() -> None:
    question = chat_question(_conversation(), UploadStore())
    tally = words_tally(msgspec.structs.replace(question, pictures=(PAINTED,)), MODEL, "x" * 40)
    assert (tally.input_tokens, tally.output_tokens, tally.thought_tokens) == (6 + 258, 10, 8)
    assert tally.cost_micros == 264 + 180


@given(limit=st.integers(1, 40), words=st.text(max_size=300))
def test_no_answer_is_longer_than_its_limit(limit: int, words: str) -> None:
    question = chat_question(_conversation(max_tokens=limit), UploadStore())
    tally = words_tally(question, MODEL, words)
    document = completion(question, words, tally)
    assert document["usage"]["completion_tokens"] <= limit
    (choice,) = document["choices"]
    assert words.startswith(choice["message"]["content"])
    assert choice["finish_reason"] == ("stop" if choice["message"]["content"] == words else "length")


def test_thoughts_are_sent_where_they_are_wanted() -> None:
    question = chat_question(_conversation(fields={THINKS: "yes"}), UploadStore())
    document = completion(question, "Green.", words_tally(question, MODEL, "Green."))
    assert document["choices"][0]["message"] == {
        "role": "assistant",
        "content": "Green.",
        "reasoning_content": THOUGHTS,
    }


DOCUMENT: dict[str, Any] = {
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "Green."}, "finish_reason": "stop"}],
    "usage": {"total_tokens": 3},
}


def _played(name: str) -> dict[str, Any]:
    change = CHAT_FAULTS[name].reply
    assert change is not None
    changed: dict[str, Any] = change(DOCUMENT)
    return changed


@pytest.mark.parametrize(
    ("fault", "content", "reason"),
    [
        ("content-list", [{"type": "text", "text": "Green."}], "stop"),
        ("content-null", None, "stop"),
        ("refused", REFUSAL, "stop"),
        ("refusal-field", None, "stop"),
        ("blocked", None, "content_filter"),
        ("max-tokens", "", "length"),
        ("max-tokens-cut", "Gre", "length"),
    ],
)
def test_contents(fault: str, content: object, reason: str) -> None:
    (choice,) = _played(fault)["choices"]
    assert (choice["message"]["content"], choice["finish_reason"]) == (content, reason)


def test_members_are_missing() -> None:
    assert _played("refusal-field")["choices"][0]["message"]["refusal"] == REFUSAL
    assert _played("empty-candidates")["choices"] == []
    assert "usage" not in _played("no-usage")
    assert without("choices")(DOCUMENT) == {"usage": {"total_tokens": 3}}


def test_every_fault_spoils_words_only() -> None:
    assert {fault.only for fault in CHAT_FAULTS.values()} == {"words"}
