from contextlib import suppress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.providers.gemini.wire import (
    Content,
    GenerationConfig,
    Part,
    Request,
    Response,
    gemini_upstream,
    generate,
    good_parts,
    usage_of,
)
from pb_adapters.upstream.exchange import UpstreamPool
from pb_core.domain.billing import Usage
from pb_core.errors import BadAnswer, ContentBlocked, CutAnswer, EmptyAnswer, EngineError, NoPicture

UPSTREAM = gemini_upstream(UpstreamPool(), key="planted-key")
REQUEST = Request(contents=(Content(role="user", parts=(Part(text="hello"),)),), generation_config=GenerationConfig())


def response(text: str) -> Response:
    return msgspec.json.decode(text, type=Response)


def ended(reason: str, message: str = "") -> Response:
    candidate = {"content": {"parts": [{"text": "half"}]}, "finishReason": reason, "finishMessage": message}
    return msgspec.convert({"candidates": [candidate]}, Response)


async def test_a_call_carries_the_key_in_its_header_and_says_when_we_give_up(
    fake_providers: FakeProviders, pool: UpstreamPool
) -> None:
    upstream = gemini_upstream(pool, key=fake_providers.key, base_url=fake_providers.base_url("gemini"))
    found = await generate(upstream, "gemini-3.8-flash", REQUEST, seconds=29.5, max_bytes=10**6)
    assert good_parts(upstream, found)
    call = fake_providers.calls("gemini")[0]
    assert call.path == "/gemini/v1beta/models/gemini-3.8-flash:generateContent"
    assert call.headers["x-server-timeout"] == "30"
    assert call.notes == ()


async def test_a_form_that_is_not_documented_is_a_bad_answer(fake_providers: FakeProviders, pool: UpstreamPool) -> None:
    upstream = gemini_upstream(pool, key=fake_providers.key, base_url=fake_providers.base_url("gemini"))
    fault = msgspec.structs.replace(
        fake_providers.faults("gemini")["split-text"], reply=lambda _: {"candidates": "none"}
    )
    fake_providers.script("gemini", fault)
    with pytest.raises(BadAnswer, match="not documented"):
        await generate(upstream, "gemini-3.8-flash", REQUEST, seconds=30, max_bytes=10**6)


def test_thoughts_are_no_part_of_an_answer() -> None:
    found = response(
        '{"candidates":[{"content":{"parts":[{"text":"hm","thought":true},{"text":"a"},'
        '{"text":"b","thoughtSignature":"c2ln"}]},"finishReason":"STOP"}]}'
    )
    assert [part.text for part in good_parts(UPSTREAM, found)] == ["a", "b"]


@pytest.mark.parametrize("reason", ["STOP", "", "FINISH_REASON_UNSPECIFIED"])
def test_these_endings_are_good(reason: str) -> None:
    assert good_parts(UPSTREAM, ended(reason))[0].text == "half"


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("MAX_TOKENS", CutAnswer),
        ("SAFETY", ContentBlocked),
        ("SPII", ContentBlocked),
        ("IMAGE_SAFETY", ContentBlocked),
        ("IMAGE_RECITATION", ContentBlocked),
        ("NO_IMAGE", NoPicture),
        ("OTHER", BadAnswer),
        ("LANGUAGE", BadAnswer),
        ("MALFORMED_FUNCTION_CALL", BadAnswer),
        ("OF_TOMORROW", BadAnswer),
    ],
)
def test_every_other_ending_is_a_failure(reason: str, kind: type[EngineError]) -> None:
    with pytest.raises(EngineError) as caught:
        good_parts(UPSTREAM, ended(reason, "It may break the rules."))
    assert type(caught.value) is kind
    assert "half" not in str(caught.value)


def test_the_service_s_own_reason_is_told() -> None:
    with pytest.raises(ContentBlocked, match=r"IMAGE_SAFETY\): It may break the rules"):
        good_parts(UPSTREAM, ended("IMAGE_SAFETY", "It may break the rules."))
    blocked = response('{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT","blockReasonMessage":"No."}}')
    with pytest.raises(ContentBlocked, match=r"prompt \(PROHIBITED_CONTENT\): No"):
        good_parts(UPSTREAM, blocked)


@pytest.mark.parametrize("text", ["{}", '{"candidates":null}', '{"candidates":[]}'])
def test_no_candidate_is_an_empty_answer(text: str) -> None:
    with pytest.raises(EmptyAnswer):
        good_parts(UPSTREAM, response(text))


@pytest.mark.parametrize("content", [None, {}, {"role": "model"}, {"parts": []}])
def test_a_candidate_may_lack_its_parts(content: object) -> None:
    candidate = {"content": content, "finishReason": "STOP"}
    assert good_parts(UPSTREAM, msgspec.convert({"candidates": [candidate]}, Response)) == ()


def test_thoughts_are_paid_as_output() -> None:
    counted = '{"usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":5,"thoughtsTokenCount":3}}'
    assert usage_of(response(counted)) == Usage(input_tokens=7, output_tokens=8)
    assert usage_of(response('{"usageMetadata":{"promptTokenCount":7}}')) == Usage(input_tokens=7, output_tokens=0)
    assert usage_of(response("{}")) == Usage()


MEMBERS = [
    "candidates", "content", "parts", "text", "thought", "inlineData", "finishReason", "promptFeedback", "blockReason",
    "usageMetadata", "promptTokenCount", "data",
]  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["", "STOP", "SAFETY", "MAX_TOKENS"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(MEMBERS), inner, max_size=5),
    max_leaves=15,
)


@given(st.fixed_dictionaries({"candidates": st.lists(JSON, max_size=2) | JSON, "usageMetadata": JSON}))
def test_any_response_is_parts_or_an_error_of_ours(document: object) -> None:
    try:
        found = msgspec.convert(document, Response)
    except msgspec.ValidationError:
        return  # which is a BadAnswer to whoever called
    usage_of(found)
    with suppress(EngineError):
        assert isinstance(good_parts(UPSTREAM, found), tuple)
