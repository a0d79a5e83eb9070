import base64
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from PIL import Image

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.scripted_faults import saying
from pb_adapters.providers.gemini.vlm import GeminiVlm
from pb_adapters.providers.gemini.wire import Content, Part, gemini_upstream
from pb_adapters.upstream.exchange import Upstream, UpstreamPool
from pb_adapters.upstream.guard import Limits
from pb_adapters.upstream.json_wire import GEMINI_HOLDS, in_words, reduced
from pb_core.application.model_catalog import vlm_bound
from pb_core.domain.questions import OptimizedPrompt, PlotPlan
from pb_core.errors import CutAnswer, OutcomeUnknown, UnreadablePicture
from pb_core.ports.vlm import ImagePart, VlmRequest
from pb_core.testing.memory.vlm import sample_requests
from served import NO_TLS
from support.panels import saved

FLASH = "gemini-3.8-flash"


@pytest.fixture
async def upstream(fake_providers: FakeProviders) -> AsyncIterator[Upstream]:
    async with UpstreamPool(clients=1, ssl_context=NO_TLS) as pool:
        yield gemini_upstream(pool, key=fake_providers.key, base_url=fake_providers.base_url("gemini"))


def question(**changes: object) -> VlmRequest:
    return replace(sample_requests()["optimizer"][0], **changes)


def sent(fakes: FakeProviders, at: int = -1) -> dict[str, Any]:
    body = fakes.calls("gemini")[at].body
    assert isinstance(body, dict)
    return body


def png(width: int, height: int) -> bytes:
    buffer = BytesIO()
    Image.effect_noise((width, height), 40).save(buffer, "PNG")
    return buffer.getvalue()


async def test_a_question_is_asked_as_the_reference_spells_it(
    fake_providers: FakeProviders, upstream: Upstream
) -> None:
    reply = await GeminiVlm(upstream, FLASH).complete(question(max_output_tokens=2048))
    body = sent(fake_providers)
    assert body["systemInstruction"] == {"parts": [{"text": question().system}]}
    assert body["contents"] == [{"role": "user", "parts": [{"text": question().prompt}]}]
    config = body["generationConfig"]
    assert config.pop("responseJsonSchema")["properties"].keys() == {"description"}
    assert config == {
        "maxOutputTokens": 2048,
        "responseMimeType": "application/json",
        "thinkingConfig": {"thinkingLevel": "MEDIUM"},
    }
    assert msgspec.json.decode(reply.text, type=OptimizedPrompt).description


@pytest.mark.parametrize(
    ("model", "thinking", "temperature"),
    [
        ("gemini-2.5-flash", {"thinkingBudget": 4096}, 0.5),
        ("gemini-2.5-pro", {"thinkingBudget": 4096}, 0.5),
        ("gemini-2.5-flash-lite", {"thinkingBudget": 4096}, 0.5),
        ("gemini-3.8-flash", {"thinkingLevel": "MEDIUM"}, None),
        ("gemini-3.7-flash", {"thinkingLevel": "MEDIUM"}, None),
        ("gemini-3.1-pro-preview", {"thinkingLevel": "MEDIUM"}, None),
        ("gemini-3.5-flash-lite", {"thinkingLevel": "MEDIUM"}, None),
        ("gemini-flash-latest", {"thinkingLevel": "MEDIUM"}, None),
    ],
)
async def test_every_family_thinks_in_its_own_way(
    fake_providers: FakeProviders, upstream: Upstream, model: str, thinking: object, temperature: float | None
) -> None:
    await GeminiVlm(upstream, model).complete(question(temperature=0.5))
    config = sent(fake_providers)["generationConfig"]
    assert config["thinkingConfig"] == thinking
    assert config.get("temperature") == temperature


async def test_a_family_of_tomorrow_is_left_to_think_as_it_likes(upstream: Upstream) -> None:
    body = GeminiVlm(upstream, "gemma-9")._request(question(temperature=0.5), ())
    assert body.generation_config.thinking_config is None
    assert body.generation_config.temperature == 0.5


async def test_pictures_follow_the_prompt_with_the_type_that_they_have(
    fake_providers: FakeProviders, upstream: Upstream
) -> None:
    small = png(30, 20)
    images = (ImagePart(media_type="image/jpeg", data=small), ImagePart(media_type="image/png", data=png(2000, 1000)))
    await GeminiVlm(upstream, FLASH).complete(question(images=images))
    text, first, second = sent(fake_providers)["contents"][0]["parts"]
    assert text == {"text": question().prompt}
    assert first["inlineData"]["mimeType"] == second["inlineData"]["mimeType"] == "image/png"
    assert first["inlineData"]["data"].startswith(base64.b64encode(small).decode()[:300])
    assert fake_providers.calls("gemini")[0].pictures_shown == 2


async def test_many_pictures_share_the_room_of_a_request(fake_providers: FakeProviders, upstream: Upstream) -> None:
    noise = saved(Image.merge("RGB", [Image.effect_noise((640, 560), 60)] * 3), compress_level=0)
    images = tuple(ImagePart(media_type="image/png", data=noise + bytes([at])) for at in range(20))
    assert sum(len(image.data) for image in images) > 20 * 10**6
    await GeminiVlm(upstream, FLASH).complete(question(images=images))
    call = fake_providers.calls("gemini")[0]
    assert call.pictures_shown == 20
    assert int(call.headers["content-length"]) < 20 * 10**6


async def test_a_schema_that_is_too_large_to_be_held_to_is_told_in_words(
    fake_providers: FakeProviders, upstream: Upstream
) -> None:
    asked = question(schema=msgspec.json.encode(msgspec.json.schema(PlotPlan)))
    assert len(reduced(asked.schema)) > GEMINI_HOLDS
    fake_providers.script("gemini", saying('{"any": "object"}'))
    await GeminiVlm(upstream, FLASH).complete(asked)
    config = sent(fake_providers)["generationConfig"]
    assert config["responseMimeType"] == "application/json"
    assert "responseJsonSchema" not in config
    assert fake_providers.calls("gemini")[0].prompt == asked.prompt
    instructions = GeminiVlm(upstream, FLASH)._request(asked, ()).system_instruction
    assert instructions == Content(parts=(Part(text=asked.system + in_words(asked.schema)),))


async def test_a_damaged_picture_is_not_sent(fake_providers: FakeProviders, upstream: Upstream) -> None:
    with pytest.raises(UnreadablePicture):
        await GeminiVlm(upstream, FLASH).complete(question(images=(ImagePart(media_type="image/png", data=b"x"),)))
    assert not fake_providers.calls("gemini")


@pytest.mark.parametrize("fault", ["json-fenced", "json-chatty", "split-text", "padded", "wrong-type"])
async def test_the_answer_is_found_however_it_is_wrapped(
    fake_providers: FakeProviders, upstream: Upstream, fault: str
) -> None:
    fake_providers.script("gemini", fault)
    reply = await GeminiVlm(upstream, FLASH).complete(question())
    assert msgspec.json.decode(reply.text, type=OptimizedPrompt).description == "text"


async def test_tokens_are_counted_and_priced_by_the_table(fake_providers: FakeProviders, upstream: Upstream) -> None:
    reply = await GeminiVlm(upstream, FLASH).complete(question())
    tally = fake_providers.bills("gemini")[0].tally
    assert reply.usage.input_tokens == tally.input_tokens
    assert reply.usage.output_tokens == tally.output_tokens + tally.thought_tokens
    assert reply.usage.cost_source == "table"
    assert reply.usage.cost_micros
    assert reply.usage.cost_micros <= GeminiVlm(upstream, FLASH).estimate(question())


async def test_the_estimate_is_the_core_s_bound(upstream: Upstream) -> None:
    assert GeminiVlm(upstream, FLASH).estimate(question()) == vlm_bound("gemini", FLASH, question())


async def test_thinking_may_eat_the_whole_answer(fake_providers: FakeProviders, upstream: Upstream) -> None:
    with pytest.raises(CutAnswer):
        await GeminiVlm(upstream, FLASH).complete(question(max_output_tokens=64))
    assert len(fake_providers.bills("gemini")) == 1


async def test_what_is_not_the_schema_is_left_to_whoever_asked(
    fake_providers: FakeProviders, upstream: Upstream
) -> None:
    fake_providers.script("gemini", saying('{"other": 1}'))
    assert (await GeminiVlm(upstream, FLASH).complete(question())).text == '{"other": 1}'


async def test_an_answer_that_never_comes_is_lost_after_the_limit(
    fake_providers: FakeProviders, upstream: Upstream
) -> None:
    fake_providers.script("gemini", "padded-forever")
    with pytest.raises(OutcomeUnknown, match="Gemini"):
        await GeminiVlm(upstream, FLASH, Limits(text_seconds=0.5)).complete(question())
