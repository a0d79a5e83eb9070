from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.providers.gemini.errors import failure_of
from pb_adapters.providers.gemini.wire import gemini_upstream
from pb_adapters.upstream.exchange import Answer, UpstreamPool
from pb_core.errors import (
    Billed,
    EngineError,
    EngineExhausted,
    EngineMisconfigured,
    EngineThrottled,
    EngineUnavailable,
    OutcomeUnknown,
    OutOfFunds,
    RequestRejected,
)

RPC = "type.googleapis.com/google.rpc"
UPSTREAM = gemini_upstream(UpstreamPool(), key="planted-key")


def failed(status: int, name: str = "", message: str = "", *details: dict[str, Any], **headers: str) -> EngineError:
    body = {"error": {"code": status, "message": message, "status": name, "details": list(details)}}
    answer = Answer(status, {key.replace("_", "-"): value for key, value in headers.items()}, msgspec.json.encode(body))
    return failure_of(UPSTREAM, answer, body)


def quota(name: str, value: str = "60") -> dict[str, Any]:
    return {"@type": f"{RPC}.QuotaFailure", "violations": [{"quotaId": name, "quotaValue": value}]}


def retry_info(delay: str) -> dict[str, Any]:
    return {"@type": f"{RPC}.RetryInfo", "retryDelay": delay}


@pytest.mark.parametrize(
    ("status", "name", "message", "kind"),
    [
        (400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", EngineMisconfigured),
        (400, "INVALID_ARGUMENT", "API key expired. Please renew the API key.", EngineMisconfigured),
        (400, "FAILED_PRECONDITION", "User location is not supported for the API use.", EngineMisconfigured),
        (400, "INVALID_ARGUMENT", "Unknown name \"x\" at 'generation_config': Cannot find field.", RequestRejected),
        (403, "PERMISSION_DENIED", "Your API key was reported as leaked.", EngineMisconfigured),
        (404, "NOT_FOUND", "models/old is not found for API version v1beta", EngineMisconfigured),
        (413, "", "", RequestRejected),
        (429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota).", EngineThrottled),
        (429, "RESOURCE_EXHAUSTED", "Your project has exceeded its monthly spending cap.", OutOfFunds),
        (500, "INTERNAL", "An internal error has occurred.", EngineUnavailable),
        (503, "UNAVAILABLE", "The model is overloaded.", EngineUnavailable),
        (504, "DEADLINE_EXCEEDED", "Deadline expired.", OutcomeUnknown),
    ],
)
def test_a_status_has_one_meaning(status: int, name: str, message: str, kind: type[EngineError]) -> None:
    error = failed(status, name, message)
    assert type(error) is kind
    assert "Gemini" in str(error)
    assert message[:20] in str(error)


def test_a_key_that_is_restricted_is_told_by_its_reason() -> None:
    info = {"@type": f"{RPC}.ErrorInfo", "reason": "API_KEY_HTTP_REFERRER_BLOCKED"}
    assert isinstance(failed(400, "INVALID_ARGUMENT", "Blocked.", info), EngineMisconfigured)


@pytest.mark.parametrize(
    ("delay", "seconds"),
    [
        ("3.25s", 3.25),
        ("57.238747106s", 57.238747106),
        ("34s", 34.0),
        ("soon", None),
        ("nans", None),
        ("-1s", None),
        ("infs", None),
    ],
)
def test_retry_info_says_how_long_to_wait(delay: str, seconds: float | None) -> None:
    error = failed(
        429, "RESOURCE_EXHAUSTED", "", quota("GenerateRequestsPerMinutePerProjectPerModel"), retry_info(delay)
    )
    assert isinstance(error, EngineThrottled)
    assert error.retry_after == seconds


def test_a_header_says_it_where_the_body_does_not() -> None:
    assert failed(429, retry_after="2").retry_after == 2
    assert failed(503, retry_after="7").retry_after == 7


def test_the_quota_of_the_day_is_not_waited_for() -> None:
    error = failed(429, "RESOURCE_EXHAUSTED", "", quota("GenerateRequestsPerDayPerProjectPerModel"), retry_info("9s"))
    assert isinstance(error, EngineExhausted)
    assert (error.retryable, error.billed) == (False, Billed.NO)


def test_a_quota_of_nothing_is_an_account_without_billing() -> None:
    error = failed(429, "RESOURCE_EXHAUSTED", "", quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier", "0"))
    assert isinstance(error, EngineMisconfigured)
    assert "billing" in str(error)


@pytest.mark.parametrize("document", [None, [], {}, {"error": "down"}, {"error": {"details": [3]}}])
def test_a_body_of_another_form_leaves_the_status_its_meaning(document: object) -> None:
    assert isinstance(failure_of(UPSTREAM, Answer(502, {}, b""), document), EngineUnavailable)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["error", "message", "status", "details", "reason", "violations", "quotaId", "retryDelay"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON, st.integers(300, 599))
def test_any_body_gives_an_error_with_a_usable_wait(document: object, status: int) -> None:
    error = failure_of(UPSTREAM, Answer(status, {}, b""), document)
    assert str(error).startswith("Gemini")
    assert error.retry_after is None or 0 <= error.retry_after < float("inf")


def test_the_key_is_told_to_nobody() -> None:
    assert "planted-key" not in str(failed(400, "INVALID_ARGUMENT", "API key planted-key not valid."))
