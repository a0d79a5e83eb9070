"""JSON as upstreams send it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.upstream.exchange import Answer
from pb_adapters.upstream.json_wire import events_of, first_json, json_of
from pb_core.errors import BadAnswer, OutcomeUnknown


def answer(body: bytes, status: int = 200) -> Answer:
    return Answer(status, {}, body)


@pytest.mark.parametrize(
    "padding",
    [b"", b" \n \n", b"\xef\xbb\xbf", b": OPENROUTER PROCESSING\n\n" * 3, b"\n: a\r\n  : b\n\t", b"\xef\xbb\xbf\n:\n"],
)
def test_padding_before_the_json_is_passed_over(padding: bytes) -> None:
    assert json_of(answer(padding + b'{"a":[1]}\n'), "acme") == {"a": [1]}


def test_a_list_of_one_error_is_the_error() -> None:
    assert json_of(answer(b'[{"error":{"code":500}}]', 500), "acme") == {"error": {"code": 500}}
    assert json_of(answer(b'[{"a":1}]'), "acme") == [{"a": 1}]


@pytest.mark.parametrize("body", [b"", b" \n\n", b": PROCESSING\n\n", b": PROCESSING", b'{"a":', b'{"a":"half', b"tru"])
def test_no_json_or_half_of_it_may_have_been_billed(body: bytes) -> None:
    with pytest.raises(OutcomeUnknown, match=r"^acme .* billed"):
        json_of(answer(body), "acme")


@pytest.mark.parametrize(
    "body",
    [b"<html></html>", b"{]", b"[" * 100_000, b'"\xff"', b"{} {}", b"NaN"],
    ids=lambda body: body[:6].decode("latin-1"),
)
def test_something_else_than_json_is_a_bad_answer(body: bytes) -> None:
    with pytest.raises(BadAnswer, match=r"^acme answered"):
        json_of(answer(body), "acme")


@pytest.mark.parametrize("body", [b"", b"<html>502</html>", b'{"error":', b"[" * 100_000])
def test_an_error_without_json_says_nothing_more(body: bytes) -> None:
    assert json_of(answer(body, 502), "acme") is None


def test_events_are_told_from_json() -> None:
    stream = b': ping\n\ndata: {"a":1}\r\n\r\n: ping\nevent: x\ndata:{"b":2}\n\ndata: [DONE]\n\n'
    assert events_of(answer(stream)) == (b'{"a":1}', b'{"b":2}')
    assert events_of(answer(b'{"data":1}')) == ()
    assert events_of(answer(b"")) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"a": 1}', '{"a": 1}'),
        ('```json\n{"a": "```"}\n```', '{"a": "```"}'),
        ('Here you are [see below]:\n\n{"a": {"b": [1]}} Enjoy {that}!', '{"a": {"b": [1]}}'),
        ("The list: [1, 2]", "[1, 2]"),
        ('As in [1] it is {"a": 2}', '{"a": 2}'),
        ('[{"a": 1}]', '{"a": 1}'),
        ("  no braces here \n", "no braces here"),
        ('{"a": "cut', '{"a": "cut'),
        (' {"a": [{"b": 1}, {"b"', '{"a": [{"b": 1}, {"b"'),
        ('```json\n{"a": [{"b": 1}', '```json\n{"a": [{"b": 1}'),
        ('{"lone": "\ud800', '{"lone": "\ud800'),
        ("", ""),
    ],
)
def test_the_first_json_of_a_text_is_found(text: str, found: str) -> None:
    assert first_json(text) == found


@pytest.mark.parametrize("text", ["{" * 1_000_000, "[" * 1_000_000, '{"a":' * 200_000])
def test_brackets_without_an_end_are_given_up_soon(text: str) -> None:
    first_json(text)


@given(
    st.text(max_size=40),
    st.dictionaries(st.text(max_size=5), st.integers(), min_size=1, max_size=4),
    st.text(max_size=40),
)
def test_an_object_is_found_between_any_words_without_brackets(before: str, value: dict[str, int], after: str) -> None:
    words = before.translate({ord(c): "" for c in "{}[]"})
    assert json.loads(first_json(words + json.dumps(value) + after)) == value
