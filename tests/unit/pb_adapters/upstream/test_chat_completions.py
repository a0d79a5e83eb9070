import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.upstream.chat_completions import (
    PICTURE_TOKENS,
    Completion,
    ImageUrl,
    Message,
    Part,
    Tokens,
    completion_of,
    documents_of,
    format_of,
    messages_of,
    require_sight,
    text_of,
)
from pb_adapters.upstream.exchange import Answer
from pb_core.errors import BadAnswer, BlindEngine, ContentBlocked, EmptyAnswer, EngineRefused, OutcomeUnknown
from pb_core.ports.vlm import ImagePart
from pb_core.testing.memory.vlm import sample_requests

REQUEST, _ = sample_requests()["plot-planner"]


def test_the_system_speaks_first_and_pictures_come_last() -> None:
    picture = ImagePart(media_type="image/jpeg", data=b"\xff\xd8")
    system, user = messages_of(REQUEST, (picture,), schema_in_words=False)
    assert (system.role, user.role) == ("system", "user")
    assert [part.type for part in user.content] == ["text", "image_url"]
    assert user.content[0].text == REQUEST.prompt
    assert user.content[1].image_url is not None
    assert user.content[1].image_url.url == "data:image/jpeg;base64,/9g="


def test_without_a_system_there_is_one_message() -> None:
    assert len(messages_of(msgspec.structs.replace(REQUEST, system=""), (), schema_in_words=False)) == 1


@pytest.mark.parametrize("system", ["Be brief.", ""])
def test_the_schema_stands_in_the_system_and_the_prompt_stays_as_it_is(system: str) -> None:
    rules, user = messages_of(msgspec.structs.replace(REQUEST, system=system), (), schema_in_words=True)
    text = rules.content[0].text or ""
    assert text.startswith(system)
    assert text.endswith("\n" + REQUEST.schema.decode())
    assert user.content[0].text == REQUEST.prompt


def test_the_name_of_a_schema_has_no_hyphen() -> None:
    form = msgspec.json.decode(msgspec.json.encode(format_of(REQUEST)))
    assert form["type"] == "json_schema"
    assert form["json_schema"]["name"] == "plot_planner"
    assert form["json_schema"]["schema"]["type"] == "object"


def question(prompt: str, pictures: int) -> tuple[Message, ...]:
    shown = (Part(type="image_url", image_url=ImageUrl("data:")),) * pictures
    return (Message(role="user", content=(Part(type="text", text=prompt), *shown)),)


def read(*tokens: int | None) -> Completion:
    return Completion(usage=Tokens(prompt_tokens=tokens[0])) if tokens else Completion()


@given(words=st.lists(st.text(min_size=1), min_size=1), cuts=st.integers(1, 7))
def test_a_stream_says_what_the_whole_answer_says(words: list[str], cuts: int) -> None:
    text = msgspec.json.encode({"words": words}).decode()
    pieces = [text[at : at + cuts] for at in range(0, len(text), cuts)]
    chunks = [{"choices": [{"delta": {"content": piece}}]} for piece in pieces]
    chunks += [{"choices": [{"delta": {}, "finish_reason": "stop"}]}, {"choices": []}]
    body = b"".join(b"data: " + msgspec.json.encode(chunk) + b"\n\n" for chunk in chunks) + b"data: [DONE]\n\n"
    documents = documents_of(Answer(200, {}, body), "P")
    assert msgspec.json.decode(text_of(completion_of(documents, "P"), "P")) == {"words": words}


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["choices", "data", "candidates", "message", "delta", "content", "finish_reason"]),
                inner,
            )
        ),
    )
)
def test_any_document_is_an_answer_or_a_typed_error(document: object) -> None:
    try:
        text = text_of(completion_of((document,), "P"), "P")
    except (BadAnswer, EngineRefused, OutcomeUnknown):
        return
    assert text


def test_a_stream_may_hold_a_whole_message() -> None:
    whole = {"choices": [{"message": {"content": "[1]"}, "finish_reason": "stop"}]}
    usage = {"choices": [], "usage": {"prompt_tokens": 3}}
    completion = completion_of((whole, usage), "P")
    assert text_of(completion, "P") == "[1]"
    assert completion.usage == Tokens(prompt_tokens=3)


def test_a_blocked_candidate_of_gemini_is_blocked() -> None:
    with pytest.raises(ContentBlocked):
        text_of(completion_of(({"candidates": [{"finishReason": "SAFETY"}]},), "P"), "P")


def test_no_usage_at_all_is_no_proof_of_blindness() -> None:
    require_sight(read(), question("x", 1), "P")
    require_sight(read(None), question("x", 1), "P")
    require_sight(read(1), question("x", 0), "P")


@given(length=st.integers(0, 5000), pictures=st.integers(1, 4), each=st.integers(PICTURE_TOKENS, 1200))
def test_pictures_that_were_read_are_never_called_unseen(length: int, pictures: int, each: int) -> None:
    require_sight(read(-(-length // 6) + pictures * each), question("x" * length, pictures), "P")


@pytest.mark.parametrize(("prompt", "tokens", "pictures"), [("x" * 700, 175, 1), ("x" * 1200, 300, 2), ("", 0, 1)])
def test_too_few_tokens_are_blindness(prompt: str, tokens: int, pictures: int) -> None:
    with pytest.raises(BlindEngine):
        require_sight(read(tokens), question(prompt, pictures), "P")


def test_no_candidate_is_an_empty_answer() -> None:
    with pytest.raises(EmptyAnswer):
        text_of(completion_of(({"choices": None},), "P"), "P")
