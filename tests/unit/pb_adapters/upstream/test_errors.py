"""Upstream words, waits and statuses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.upstream.errors import REDACTED_CHARACTERS, by_status, redacted, retry_after_of, throttled
from pb_core.errors import (
    BadAnswer,
    EngineError,
    EngineMisconfigured,
    EngineThrottled,
    EngineUnavailable,
    OutcomeUnknown,
    OutOfFunds,
    RequestRejected,
)

KEY = "planted-key-5d1c"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\n\tb\x00\x1b[31mc  d", "a b [31mc d"),
        (f"Bad key {KEY}!", "Bad key [hidden]!"),
        ("Incorrect API key provided: sk-or-v1-abcdef", "Incorrect API key provided: [hidden]"),
        ("key AIzaSyA-123_x is wrong", "key [hidden] is wrong"),
        ("sent Authorization: Bearer abc.def", "sent Authorization: [hidden]"),
        ("see https://a.example/x?key=1&b=2 now", "see https://a.example/x now"),
        ("got data:image/png;base64,iVBORw0KGgo= here", "got [picture] here"),
        ("picture " + "iVBORw0KGgo" * 20, "picture [hidden]"),
        ("ünïcode × stays", "ünïcode × stays"),
    ],
)
def test_upstream_words_are_made_fit_for_a_message(text: str, line: str) -> None:
    assert redacted(text, (KEY, "")) == line


@given(st.text(max_size=2000), st.text(max_size=2000))
def test_whatever_an_upstream_says_is_one_short_line_without_the_secret(before: str, after: str) -> None:
    line = redacted(before + KEY + after, (KEY,))
    assert len(line) <= REDACTED_CHARACTERS
    assert line.isprintable()
    assert KEY not in line


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "3"}, 3.0),
        ({"retry-after": " 2.5 "}, 2.5),
        ({"retry-after": "-1"}, 0.0),
        ({"retry-after": "Wed, 25 Nov 2026 10:00:30 GMT", "date": "Wed, 25 Nov 2026 10:00:00 GMT"}, 30.0),
        ({"retry-after": "Wed, 25 Nov 2026 09:00:00 GMT", "date": "Wed, 25 Nov 2026 10:00:00 GMT"}, 0.0),
        ({"retry-after": "Wed, 25 Nov 2026 10:00:30 -0000", "date": "Wed, 25 Nov 2026 10:00:00 GMT"}, 30.0),
        ({"retry-after": "Wed, 25 Nov 2020 10:00:30 GMT"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": ""}, None),
        ({}, None),
    ],
)
def test_the_wait_that_is_asked_for(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after_of(headers) == seconds


@given(st.text(max_size=40))
def test_no_header_breaks_the_reading_of_the_wait(value: str) -> None:
    seconds = retry_after_of({"retry-after": value, "date": value})
    assert seconds is None or seconds >= 0


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (204, BadAnswer), (302, EngineMisconfigured), (400, RequestRejected), (401, EngineMisconfigured),
        (402, OutOfFunds), (403, EngineMisconfigured), (404, EngineMisconfigured), (408, EngineUnavailable),
        (409, RequestRejected), (413, RequestRejected), (422, RequestRejected), (429, EngineThrottled),
        (500, EngineUnavailable), (502, EngineUnavailable), (503, EngineUnavailable), (504, OutcomeUnknown),
        (524, OutcomeUnknown), (529, EngineUnavailable), (599, EngineUnavailable),
    ],
)  # fmt: skip
def test_a_status_means_one_error(status: int, kind: type[EngineError]) -> None:
    error = by_status("acme", status, "their words", 7.0)
    assert type(error) is kind
    assert str(error).startswith("acme ")
    assert str(error).endswith(": their words")
    assert error.retry_after == 7.0


def test_a_throttle_says_how_long() -> None:
    error = throttled("acme", retry_after=2.0)
    assert (str(error), error.retry_after) == ("acme asks to slow down.", 2.0)
