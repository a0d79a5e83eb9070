"""What weak models say: each is read, or one sentence says what is wrong with it."""

import pytest
from msgspec.structs import replace

from pb_adapters.providers.openai_compatible.replies import json_in, require_whole_question, without_thoughts
from pb_adapters.upstream.chat_completions import Choice, Completion, ReplyMessage, Tokens
from pb_core.errors import (
    BadAnswer,
    BlindEngine,
    ContentBlocked,
    CutAnswer,
    EmptyAnswer,
    EngineError,
    EngineRefused,
    RequestRejected,
)
from pb_core.ports.vlm import VlmRequest
from pb_core.testing.memory.vlm import sample_requests

PROVIDER = "The model server"
QUESTION = "The unpublished method of Doe et al. maps tokens to vectors. " * 8


def asked() -> VlmRequest:
    return replace(sample_requests()["planner"][0], prompt=QUESTION)


def completion(content: str, *, reason: str = "stop", thoughts: str = "", refusal: str | None = None) -> Completion:
    message = ReplyMessage(content, refusal, thoughts)
    return Completion(choices=(Choice(message=message, finish_reason=reason),))


@pytest.mark.parametrize(
    ("said", "bare"),
    [
        ('{"a": 1}', True),
        ('<think>First {"b": 2}.</think>\n{"a": 1}', True),
        ('It may be {"b": 2}.</think>{"a": 1}', True),
        ('<THINKING>\nlong\n</THINKING> {"a": 1}', True),
        ('```json\n{"a": 1}\n```', False),
        ('Here is the plan:\n{"a": 1}\nI hope this helps!', False),
        ('计划如下：{"a": 1}', False),
    ],
)
def test_json_is_found_among_thoughts_fences_and_words(said: str, *, bare: bool) -> None:
    assert json_in(completion(said), asked(), PROVIDER) == ('{"a": 1}', bare)


def test_an_answer_that_stands_among_the_thoughts_is_found() -> None:
    assert json_in(completion("", thoughts='{"a": 1}'), asked(), PROVIDER) == ('{"a": 1}', True)


@pytest.mark.parametrize(
    ("reply", "kind", "words"),
    [
        (completion(""), EmptyAnswer, "without a word"),
        (completion("  \n "), EmptyAnswer, "without a word"),
        (completion("", thoughts="Let me see."), EmptyAnswer, "without a word"),
        (completion("<think>Let me see."), EmptyAnswer, "without a word"),
        (Completion(), EmptyAnswer, "without a choice"),
        (completion("I cannot do that."), EngineRefused, "in words and not in JSON"),
        (completion("对不起，我不明白。"), EngineRefused, "in words and not in JSON"),
        (completion("", refusal="no"), EngineRefused, "declines"),
        (completion('{"a": [1, 2', reason="length"), CutAnswer, "limit of tokens"),
        (completion("", reason="length"), CutAnswer, "before its first word"),
        (completion("", reason="content_filter"), ContentBlocked, "filter"),
        (completion(f'{QUESTION} {{"a": 1}}'), BadAnswer, "repeated its question"),
    ],
)
def test_everything_else_is_one_sentence(reply: Completion, kind: type[EngineError], words: str) -> None:
    with pytest.raises(kind, match=words) as caught:
        json_in(reply, asked(), PROVIDER)
    assert type(caught.value) is kind
    assert "Doe" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_answer_in_words_can_be_read_all_the_same() -> None:
    with pytest.raises(EngineRefused) as caught:
        json_in(completion("It says AC3K9W."), asked(), PROVIDER)
    assert caught.value.said == "It says AC3K9W."


def test_a_cut_answer_keeps_what_was_said_for_a_repair() -> None:
    with pytest.raises(CutAnswer) as caught:
        json_in(completion('{"a": [1, 2', reason="length"), asked(), PROVIDER)
    assert caught.value.said == '{"a": [1, 2'


def test_thoughts_alone_leave_nothing() -> None:
    assert without_thoughts("<think>and so on") == ""
    assert without_thoughts("no thoughts") == "no thoughts"


def read(prompt_tokens: int | None) -> Completion:
    return Completion(choices=(), usage=Tokens(prompt_tokens=prompt_tokens))


@pytest.mark.parametrize(("tokens", "characters"), [(2050, 48_000), (2050, 10_000), (100, 4_000)])
def test_a_question_that_was_cut_without_a_word_is_found_out(tokens: int, characters: int) -> None:
    with pytest.raises(RequestRejected, match="dropped the rest"):
        require_whole_question(read(tokens), characters, 0, PROVIDER)


@pytest.mark.parametrize(("tokens", "characters"), [(2050, 8_000), (2100, 10_000), (None, 48_000), (12_000, 48_000)])
def test_a_question_that_was_read_whole_passes(tokens: int | None, characters: int) -> None:
    require_whole_question(read(tokens), characters, 0, PROVIDER)


def test_pictures_that_were_dropped_are_found_out() -> None:
    with pytest.raises(BlindEngine):
        require_whole_question(read(110), 600, 1, PROVIDER)
