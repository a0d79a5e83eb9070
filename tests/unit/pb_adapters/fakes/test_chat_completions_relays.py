import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.fakes.chat_completions import (
    THINKS,
    THOUGHTS,
    BadPicture,
    ChatMessage,
    ChatModel,
    ContentPart,
    Conversation,
    ImageUrl,
    chat_question,
    completion,
    data_url,
    pictures_of,
    words_tally,
)
from pb_adapters.fakes.jobs import Upload, UploadStore
from pb_adapters.fakes.pictures import paint

MODEL = ChatModel(id="m", price_in=1, price_out=10, thoughts=8)
PICTURE = paint("a", "b", 64, 64)


def _told(**fields: object) -> Conversation:
    messages = (ChatMessage(role="system", content="Be brief."), ChatMessage(role="user", content="Name a colour."))
    told = Conversation(model=MODEL, messages=messages)
    return msgspec.structs.replace(told, **fields)


def test_the_question_of_a_conversation() -> None:
    question = chat_question(_told(max_tokens=20, stream=True), UploadStore())
    assert (question.endpoint, question.model, question.role) == ("chat", "m", "other")
    assert (question.system, question.prompt) == ("Be brief.", "Name a colour.")
    assert (question.max_tokens, question.stream, question.schema) == (20, True, None)


def test_a_schema_told_in_words_tells_the_role() -> None:
    words = 'Answer as this says:\n{"type": "object", "properties": {"text": {"type": "string"}}}'
    messages = (ChatMessage(role="system", content=words), ChatMessage(role="user", content="Which word?"))
    assert chat_question(_told(messages=messages), UploadStore()).role == "vision"


def test_pictures_come_as_data_from_the_shelf_or_not_at_all() -> None:
    shelf = UploadStore()
    kept = shelf.keep(Upload("a.png", "image/png", b"kept"), "http://x/up")
    urls = (data_url(PICTURE, "image/png"), kept, "https://elsewhere/a.png")
    assert pictures_of(urls, shelf) == ((PICTURE, b"kept"), 1)


def test_a_picture_that_is_none() -> None:
    part = ContentPart(type="image_url", image_url=ImageUrl(url="data:image/png;base64,AAAA"))
    with pytest.raises(BadPicture):
        chat_question(_told(messages=(ChatMessage(role="user", content=(part,)),)), UploadStore())


def test_a_tally() -> None:
    question = chat_question(_told(), UploadStore())
    tally = words_tally(msgspec.structs.replace(question, pictures=(PICTURE,)), MODEL, "x" * 40)
    assert (tally.input_tokens, tally.output_tokens, tally.thought_tokens) == (6 + 258, 10, 8)
    assert tally.cost_micros == 264 + 180


@given(limit=st.integers(1, 40), words=st.text(max_size=300))
def test_no_answer_is_longer_than_its_limit(limit: int, words: str) -> None:
    question = chat_question(_told(max_tokens=limit), UploadStore())
    tally = words_tally(question, MODEL, words)
    document = completion(question, words, tally)
    assert document["usage"]["completion_tokens"] <= limit
    (choice,) = document["choices"]
    assert words.startswith(choice["message"]["content"])
    assert choice["finish_reason"] == ("stop" if choice["message"]["content"] == words else "length")


def test_thoughts_are_told_where_they_are_wanted() -> None:
    question = chat_question(_told(fields={THINKS: "yes"}), UploadStore())
    document = completion(question, "Green.", words_tally(question, MODEL, "Green."))
    assert document["choices"][0]["message"] == {
        "role": "assistant",
        "content": "Green.",
        "reasoning_content": THOUGHTS,
    }
