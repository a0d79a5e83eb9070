from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.providers.openrouter.errors import error_in, failure_of
from pb_adapters.providers.openrouter.wire import openrouter_upstream
from pb_adapters.upstream.exchange import UpstreamPool
from pb_core.errors import (
    Billed,
    BlindEngine,
    ContentBlocked,
    EngineError,
    EngineExhausted,
    EngineMisconfigured,
    EngineRefused,
    EngineThrottled,
    EngineUnavailable,
    OutcomeUnknown,
    OutOfFunds,
    RequestRejected,
)

UPSTREAM = openrouter_upstream(UpstreamPool(), key="planted-key")


def failed(error: dict[str, Any], status: int = 200, retry_after: float | None = None) -> EngineError:
    found = error_in({"error": error})
    assert found is not None
    return failure_of(UPSTREAM, found, status, retry_after)


@pytest.mark.parametrize(
    ("code", "message", "kind"),
    [
        (400, "Invalid request parameters", RequestRejected),
        (400, "google/nothing is not a valid model ID", EngineMisconfigured),
        (401, "User not found.", EngineMisconfigured),
        (402, "Insufficient credits.", OutOfFunds),
        (402, "This request requires more credits, or fewer max_tokens.", OutOfFunds),
        (403, "Only management keys can perform this operation", EngineMisconfigured),
        (403, "Key limit exceeded (total limit).", EngineExhausted),
        (403, "Request blocked: pattern", ContentBlocked),
        (404, "No endpoints found for google/old.", EngineMisconfigured),
        (404, "No endpoints found that support image input", BlindEngine),
        (408, "Operation timed out.", EngineUnavailable),
        (413, "Payload too large", RequestRejected),
        (422, "Unprocessable", RequestRejected),
        (429, "Rate limit exceeded", EngineThrottled),
        (429, "Rate limit exceeded: free-models-per-day", EngineExhausted),
        (500, "Internal Server Error", EngineUnavailable),
        (502, "Provider returned error", EngineUnavailable),
        (503, "Service temporarily unavailable", EngineUnavailable),
        (504, "Provider returned error", OutcomeUnknown),
        (524, "A timeout occurred", OutcomeUnknown),
        (529, "Provider is overloaded", EngineUnavailable),
    ],
)
@pytest.mark.parametrize("inside", [True, False])
def test_a_code_has_one_meaning_under_its_status_and_inside_a_200(
    code: int, message: str, kind: type[EngineError], *, inside: bool
) -> None:
    error = failed({"code": code, "message": message}, 200 if inside else code)
    assert type(error) is kind
    assert "OpenRouter" in str(error)
    assert message[:20] in str(error)


def test_moderation_costs_nothing_and_what_was_flagged_is_not_repeated() -> None:
    metadata = {"reasons": ["violence"], "flagged_input": "the secret plan", "provider_name": "OpenAI"}
    error = failed({"code": 403, "message": "Input was flagged", "metadata": metadata}, 403)
    assert isinstance(error, ContentBlocked)
    assert error.billed is Billed.NO
    assert "secret" not in str(error)


@pytest.mark.parametrize(
    ("kind", "expected"), [("content_policy_violation", ContentBlocked), ("refusal", EngineRefused)]
)
def test_a_refusal_under_an_error_status_costs_nothing(kind: str, expected: type[EngineError]) -> None:
    error = failed({"code": 400, "message": "Rejected", "metadata": {"error_type": kind}}, 400)
    assert type(error) is expected
    assert error.billed is Billed.NO


def test_an_error_may_give_its_status_without_a_code() -> None:
    busy = {"error_type": "provider_overloaded", "http_status": 503, "message": "All providers are busy"}
    error = failed(busy | {"availability": {"retryable": True, "retry_after": 3}}, 503)
    assert isinstance(error, EngineUnavailable)
    assert error.retry_after == 3
    assert isinstance(failed({"message": "Busy", "metadata": {"error_type": "rate_limit_exceeded"}}), EngineThrottled)
    assert isinstance(failed({"code": "502", "message": "Provider returned error"}), EngineUnavailable)


def test_routing_that_will_not_change_is_not_waited_for() -> None:
    error = failed({"code": 503, "message": "No provider", "availability": {"retryable": False}}, 503)
    assert isinstance(error, EngineMisconfigured)


def test_the_header_goes_before_the_body() -> None:
    error = failed({"code": 429, "message": "", "availability": {"retry_after": 9}}, 429, retry_after=2.0)
    assert error.retry_after == 2.0


@pytest.mark.parametrize("wait", [-1, -0.5])
def test_a_wait_that_cannot_be_waited_is_none(wait: float) -> None:
    assert failed({"code": 429, "availability": {"retry_after": wait}}, 429).retry_after is None


@pytest.mark.parametrize("code", [0, 7, 200, -502, 10**9, "9" * 5000, "٥٠٢"])
def test_a_code_that_is_no_error_status_leaves_the_answer_s_own(code: object) -> None:
    assert isinstance(failed({"code": code, "message": "Provider returned error"}, 502), EngineUnavailable)


@pytest.mark.parametrize("document", [None, [], {}, {"choices": []}, {"error": None}, {"error": {}}])
def test_what_is_no_error_is_none(document: object) -> None:
    assert error_in(document) is None


@pytest.mark.parametrize("error", ["down", {"code": {}}, {"code": "later", "message": None}])
def test_an_error_of_another_form_is_still_one(error: object) -> None:
    found = error_in({"error": error})
    assert found is not None
    assert isinstance(failure_of(UPSTREAM, found, 502), EngineUnavailable)


MEMBERS = [
    "code", "http_status", "error_type", "message", "metadata", "availability", "retryable", "retry_after", "reasons",
]  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just("9" * 5000),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(MEMBERS), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(MEMBERS), JSON, min_size=1, max_size=5), st.sampled_from([200, 400, 429, 503]))
def test_any_error_is_one_of_ours_with_a_usable_wait(error: dict[str, Any], status: int) -> None:
    found = failed(error, status)
    assert str(found).startswith("OpenRouter")
    assert found.retry_after is None or 0 <= found.retry_after < float("inf")


def test_the_key_is_told_to_nobody() -> None:
    assert "planted-key" not in str(failed({"code": 401, "message": "No user for planted-key"}))
