"""What only this engine does: schemas in words where the server takes none, thoughts, and odd shapes of errors."""

from collections.abc import AsyncIterator, Callable
from importlib import import_module
from pathlib import Path

import anyio
import msgspec
import pytest

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.exchange import json_answer
from pb_adapters.fakes.prompt_parser import Question
from pb_adapters.fakes.scripted_faults import Fault, fault, saying
from pb_adapters.upstream.breaker import Breaker
from pb_adapters.upstream.guard import ResilientVlm, UpstreamGuard
from pb_core.domain.questions import OptimizedPrompt
from pb_core.domain.questions.vision_probe import draw_token, token_of
from pb_core.errors import (
    BadAnswer,
    BlindEngine,
    ContentBlocked,
    EngineError,
    EngineMisconfigured,
    EngineThrottled,
    OutOfFunds,
    RequestRejected,
)
from pb_core.ports.vlm import ImagePart, VlmEngine
from pb_core.testing.memory.vlm import sample_requests

MODEL = "google/gemini-3.8-flash"
REQUEST, _ = sample_requests()["optimizer"]
ANSWER = '{"description":"A figure."}'

EngineOf = Callable[[str | None], VlmEngine]


@pytest.fixture
async def engine_of(
    site: Path, fake_providers: FakeProviders, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Callable[..., EngineOf]]:
    monkeypatch.syspath_prepend(str(site))
    settings = {
        "OPENAI_COMPATIBLE_BASE_URL": fake_providers.base_url("openrouter") + "/api/v1",
        "OPENAI_COMPATIBLE_API_KEY": fake_providers.key,
    }
    async with import_module("pb_openai_compatible.provider").provider(settings) as make:
        yield make


@pytest.fixture
def engine(engine_of: EngineOf) -> VlmEngine:
    return engine_of(MODEL)


def schemaless() -> Fault:
    """A server that knows no schemas."""
    refused = json_answer({"error": {"message": "'response_format.type' must be 'text'", "code": 400}}, 400)
    return fault("schemaless", "400 for a response_format", lambda question: refused if _held(question) else None)


def _held(question: Question) -> bool:
    return question.schema is not None


async def test_a_server_without_schemas_is_told_them_in_words(
    engine: VlmEngine, engine_of: EngineOf, fake_providers: FakeProviders
) -> None:
    fake_providers.script("openrouter", schemaless(), times=None)
    patient = ResilientVlm(engine, UpstreamGuard(Breaker("The server"), chance=lambda: 0.0, sleep=at_once))

    for _ in range(2):
        msgspec.json.decode((await patient.complete(REQUEST)).text, type=OptimizedPrompt)

    calls = fake_providers.calls("openrouter")
    assert [call.status for call in calls] == [400, 200, 200]
    assert engine_of(MODEL) is engine


async def at_once(_: float) -> None:
    """Wait for nothing."""


async def test_calls_that_find_it_out_at_once_are_all_retried(engine: VlmEngine, fake_providers: FakeProviders) -> None:
    fake_providers.script("openrouter", schemaless(), times=None)
    patient = ResilientVlm(engine, UpstreamGuard(Breaker("The server"), chance=lambda: 0.0, sleep=at_once))

    async with anyio.create_task_group() as calls:
        for _ in range(5):
            calls.start_soon(patient.complete, REQUEST)

    assert sum(call.status == 200 for call in fake_providers.calls("openrouter")) == 5


async def test_the_call_that_finds_it_out_is_one_call_and_may_be_retried(
    engine: VlmEngine, fake_providers: FakeProviders
) -> None:
    fake_providers.script("openrouter", schemaless(), times=None)
    with pytest.raises(RequestRejected) as caught:
        await engine.complete(REQUEST)
    assert caught.value.retryable
    assert len(fake_providers.calls("openrouter")) == 1


@pytest.mark.parametrize("text", [f"<think>{{maybe}} {{}}</think>\n{ANSWER}", f"```json\n{ANSWER}\n```"])
async def test_thoughts_and_fences_are_no_answer(engine: VlmEngine, fake_providers: FakeProviders, text: str) -> None:
    fake_providers.script("openrouter", saying(text))
    assert (await engine.complete(REQUEST)).text == ANSWER


@pytest.mark.parametrize(
    ("status", "body", "error", "words"),
    [
        (404, {"error": "model 'x' not found, try pulling it first"}, EngineMisconfigured, "try pulling it first"),
        (400, {"object": "error", "message": "too long", "code": 400}, RequestRejected, "too long"),
        (422, {"detail": [{"msg": "field required"}]}, RequestRejected, "HTTP 422"),
        (429, {"error": {"message": "quota", "code": "insufficient_quota"}}, OutOfFunds, "quota"),
        (400, {"error": {"message": "no", "code": "content_policy_violation"}}, ContentBlocked, "no"),
        (200, {"error": {"message": "busy", "code": 429}}, EngineThrottled, "busy"),
        (200, {"choices": "none"}, BadAnswer, "not documented"),
    ],
)
async def test_errors_of_every_shape_are_read(
    engine: VlmEngine, fake_providers: FakeProviders, status: int, body: object, error: type[EngineError], words: str
) -> None:
    fake_providers.script("openrouter", fault("odd", "an error in another shape", json_answer(body, status)))
    with pytest.raises(error, match=words):
        await engine.complete(REQUEST)


async def test_a_model_set_up_as_blind_is_shown_nothing(site: Path, fake_providers: FakeProviders) -> None:
    settings = {"OPENAI_COMPATIBLE_BASE_URL": fake_providers.url, "OPENAI_COMPATIBLE_SEES_IMAGES": "false"}
    shown = ImagePart(media_type="image/png", data=draw_token(token_of("any")))
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(site))
        module = import_module("pb_openai_compatible.provider")
    async with module.provider(settings) as make:
        engine = make(MODEL)
        assert not engine.sees_images
        with pytest.raises(BlindEngine):
            await engine.complete(msgspec.structs.replace(REQUEST, images=(shown,)))
    assert not fake_providers.calls("openrouter")
