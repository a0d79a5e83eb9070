from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.providers.openrouter.wire import (
    ApiUsage,
    ChatResponse,
    CostDetails,
    ImageRequest,
    ImageResponse,
    ask,
    openrouter_upstream,
    usage_of,
    words_of,
)
from pb_adapters.upstream.exchange import Upstream, UpstreamPool
from pb_core.domain.billing import Usage
from pb_core.errors import (
    BadAnswer,
    Billed,
    ContentBlocked,
    CutAnswer,
    EmptyAnswer,
    EngineError,
    EngineRefused,
    EngineThrottled,
    EngineUnavailable,
    OutcomeUnknown,
    RequestRejected,
)
from served import NO_TLS

MODEL = "google/gemini-nano-banana-2.1"


@pytest.fixture
async def upstream(fake_providers: FakeProviders) -> AsyncIterator[Upstream]:
    async with UpstreamPool(clients=1, ssl_context=NO_TLS) as pool:
        url = fake_providers.base_url("openrouter") + "/api/v1"
        yield openrouter_upstream(pool, key=fake_providers.key, base_url=url)


async def images(upstream: Upstream) -> ImageResponse:
    request: Struct = ImageRequest(model=MODEL, prompt="a box")
    return await ask(upstream, "images", request, ImageResponse, seconds=30, max_bytes=10**8)


async def test_a_call_goes_to_a_path_of_the_api_with_the_key_as_bearer(
    fake_providers: FakeProviders, upstream: Upstream
) -> None:
    assert (await images(upstream)).data
    call = fake_providers.calls("openrouter")[0]
    assert call.path == "/openrouter/api/v1/images"
    assert call.body == {"model": MODEL, "prompt": "a box"}
    assert call.notes == ()


async def test_a_form_that_is_not_documented_is_a_bad_answer(fake_providers: FakeProviders, upstream: Upstream) -> None:
    fault = fake_providers.faults("openrouter")["duplicate-pictures"]
    fake_providers.script("openrouter", replace(fault, reply=lambda _: {"data": "none"}))
    with pytest.raises(BadAnswer, match="not documented"):
        await images(upstream)


@pytest.mark.parametrize(
    ("counted", "micros"),
    [
        (ApiUsage(cost=0.001131), 1131),
        (ApiUsage(cost=0.0), 0),
        (ApiUsage(cost=None), None),
        (ApiUsage(cost=0.0005, is_byok=True, cost_details=CostDetails(upstream_inference_cost=0.01)), 10_500),
        (ApiUsage(cost=None, is_byok=True, cost_details=CostDetails(upstream_inference_cost=0.01)), 10_000),
        (ApiUsage(cost=0.0005, is_byok=True), None),
    ],
)
def test_the_cost_is_what_is_reported_with_the_upstream_s_own(counted: ApiUsage, micros: int | None) -> None:
    found = usage_of(replace(counted, prompt_tokens=7, completion_tokens=8))
    source = None if micros is None else "reported"
    assert found == Usage(input_tokens=7, output_tokens=8, cost_micros=micros, cost_source=source)


def test_no_usage_is_not_known() -> None:
    assert usage_of(None) == Usage()


UPSTREAM = openrouter_upstream(UpstreamPool(), key="planted-key")


def response(message: object = None, usage: object = None, **choice: Any) -> ChatResponse:  # noqa: ANN401 - any JSON
    return msgspec.convert({"choices": [{"message": message, **choice}], "usage": usage}, ChatResponse)


@pytest.mark.parametrize(
    ("content", "words"),
    [("yes", "yes"), (None, ""), ("", ""), ([{"type": "text", "text": "y"}, {"type": "text", "text": "es"}], "yes")],
)
@pytest.mark.parametrize("reason", ["stop", None, ""])
def test_words_may_be_text_parts_or_nothing(content: object, words: str, reason: str | None) -> None:
    assert words_of(UPSTREAM, response({"content": content}, finish_reason=reason)) == words


def test_a_message_may_be_missing() -> None:
    assert words_of(UPSTREAM, response(finish_reason="stop")) == ""


@pytest.mark.parametrize(
    ("reason", "kind"),
    [("length", CutAnswer), ("content_filter", ContentBlocked), ("tool_calls", BadAnswer), ("of_tomorrow", BadAnswer)],
)
def test_every_other_ending_is_a_failure(reason: str, kind: type[EngineError]) -> None:
    with pytest.raises(EngineError) as caught:
        words_of(UPSTREAM, response({"content": "half"}, finish_reason=reason))
    assert type(caught.value) is kind
    assert "half" not in str(caught.value)


def test_a_refusal_stands_in_a_member_of_its_own() -> None:
    with pytest.raises(EngineRefused) as caught:
        words_of(UPSTREAM, response({"content": None, "refusal": "I will not draw your plan."}, finish_reason="stop"))
    assert "plan" not in str(caught.value)


@pytest.mark.parametrize(("choices", "usage"), [(None, None), ([], None), ([], {"completion_tokens": 0, "cost": 0})])
def test_a_cold_start_costs_nothing_and_may_be_asked_again(choices: object, usage: object) -> None:
    with pytest.raises(EmptyAnswer) as caught:
        words_of(UPSTREAM, msgspec.convert({"choices": choices, "usage": usage}, ChatResponse))
    assert (caught.value.retryable, caught.value.billed) == (True, Billed.NO)


def test_no_choice_with_tokens_was_charged_for() -> None:
    with pytest.raises(EmptyAnswer) as caught:
        words_of(UPSTREAM, msgspec.convert({"choices": [], "usage": {"completion_tokens": 9}}, ChatResponse))
    assert (caught.value.retryable, caught.value.billed) == (False, Billed.YES)


@pytest.mark.parametrize(
    ("code", "cost", "kind", "billed"),
    [
        (504, 0, EngineUnavailable, Billed.NO),
        (502, 0, EngineUnavailable, Billed.NO),
        (429, 0, EngineThrottled, Billed.NO),
        (504, 0.001, OutcomeUnknown, Billed.UNKNOWN),
        (502, 0.001, OutcomeUnknown, Billed.UNKNOWN),
        (502, None, OutcomeUnknown, Billed.UNKNOWN),
        (None, 0, EngineUnavailable, Billed.NO),
        (400, None, RequestRejected, Billed.NO),
    ],
)
def test_what_broke_off_is_worth_what_was_charged_for_it(
    code: int | None, cost: float | None, kind: type[EngineError], billed: Billed
) -> None:
    error = None if code is None else {"code": code, "message": "Upstream idle timeout"}
    broken = response({"content": "half"}, {"completion_tokens": 4, "cost": cost}, finish_reason="error", error=error)
    with pytest.raises(EngineError) as caught:
        words_of(UPSTREAM, broken)
    assert type(caught.value) is kind
    assert caught.value.billed is billed
    assert "half" not in str(caught.value)


MEMBERS = [
    "choices",
    "usage",
    "message",
    "content",
    "text",
    "finish_reason",
    "error",
    "code",
    "refusal",
    "cost",
    "type",
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["", "stop", "error", "length", "words"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(MEMBERS), inner, max_size=5),
    max_leaves=15,
)


@given(st.fixed_dictionaries({"choices": st.lists(JSON, max_size=2) | JSON, "usage": JSON}))
def test_any_completion_is_words_or_an_error_of_ours(document: object) -> None:
    try:
        found = msgspec.convert(document, ChatResponse)
    except msgspec.ValidationError:
        return  # which is a BadAnswer to whoever called
    with suppress(EngineError):
        assert isinstance(words_of(UPSTREAM, found), str)
