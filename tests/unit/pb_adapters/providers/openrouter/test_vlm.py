from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.scripted_faults import saying
from pb_adapters.providers.openrouter.vlm import OpenRouterVlm
from pb_adapters.providers.openrouter.wire import openrouter_upstream
from pb_adapters.upstream.exchange import Upstream, UpstreamPool
from pb_adapters.upstream.json_wire import in_words
from pb_core.application.model_catalog import vlm_bound
from pb_core.domain.pictures import RGB
from pb_core.domain.questions import OptimizedPrompt, PlotPlan
from pb_core.ports.vlm import ImagePart, VlmRequest
from pb_core.testing.memory.images import write_png
from pb_core.testing.memory.vlm import sample_requests
from served import NO_TLS

FLASH = "google/gemini-3.8-flash"


@pytest.fixture
async def upstream(fake_providers: FakeProviders) -> AsyncIterator[Upstream]:
    async with UpstreamPool(clients=1, ssl_context=NO_TLS) as pool:
        url = fake_providers.base_url("openrouter") + "/api/v1"
        yield openrouter_upstream(pool, key=fake_providers.key, base_url=url)


def question(**changes: object) -> VlmRequest:
    return replace(sample_requests()["optimizer"][0], **changes)


def sent(fakes: FakeProviders) -> dict[str, Any]:
    body = fakes.calls("openrouter")[-1].body
    assert isinstance(body, dict)
    return body


async def test_a_question_is_asked_as_the_openapi_spells_it(fake_providers: FakeProviders, upstream: Upstream) -> None:
    reply = await OpenRouterVlm(upstream, FLASH).complete(question(max_output_tokens=2048))
    body = sent(fake_providers)
    form = body.pop("response_format")
    assert form["type"] == "json_schema"
    assert (form["json_schema"]["name"], form["json_schema"]["strict"]) == ("optimizer", True)
    assert form["json_schema"]["schema"]["properties"].keys() == {"description"}
    assert body == {
        "model": FLASH,
        "messages": [
            {"role": "system", "content": question().system},
            {"role": "user", "content": [{"type": "text", "text": question().prompt}]},
        ],
        "max_tokens": 2048,
        "provider": {"require_parameters": True},
        "reasoning": {"effort": "medium"},
    }
    assert fake_providers.calls("openrouter")[0].notes == ()
    assert msgspec.json.decode(reply.text, type=OptimizedPrompt).description


@pytest.mark.parametrize(
    ("model", "effort", "temperature", "strict"),
    [
        (FLASH, "medium", None, False),
        ("~google/gemini-flash-latest", "medium", None, False),
        ("google/gemini-2.5-flash", None, 0.5, False),
        ("openai/gpt-5.5", "medium", None, True),
    ],
)
async def test_no_family_is_sent_what_it_does_not_list(
    fake_providers: FakeProviders, upstream: Upstream, model: str, effort: str | None, temperature: float | None, *,
    strict: bool,
) -> None:  # fmt: skip
    await OpenRouterVlm(upstream, model).complete(question(temperature=0.5))
    body = sent(fake_providers)
    assert body.get("reasoning") == (None if effort is None else {"effort": effort})
    assert body.get("temperature") == temperature
    assert ("additionalProperties" in body["response_format"]["json_schema"]["schema"]) is strict


async def test_an_unknown_family_gets_the_strict_form_and_a_temperature(upstream: Upstream) -> None:
    body = OpenRouterVlm(upstream, "maker/model")._request(question(temperature=0.5), ())
    assert (body.temperature, body.reasoning) == (0.5, None)
    named = body.response_format.json_schema
    assert named is not None
    assert b'"additionalProperties":false' in bytes(named.schema)


@pytest.mark.parametrize(
    ("model", "form"),
    [
        (FLASH, "json_object"),
        ("google/gemini-2.5-flash", "json_object"),
        ("openai/gpt-5.5", "json_schema"),
    ],
)
async def test_only_google_s_models_are_not_held_to_a_large_schema(
    fake_providers: FakeProviders, upstream: Upstream, model: str, form: str
) -> None:
    asked = question(schema=msgspec.json.encode(msgspec.json.schema(PlotPlan)))
    fake_providers.script("openrouter", saying('{"any": "object"}'))
    await OpenRouterVlm(upstream, model).complete(asked)
    assert sent(fake_providers)["response_format"]["type"] == form
    appendix = in_words(asked.schema) if form == "json_object" else ""
    assert fake_providers.calls("openrouter")[0].prompt == asked.prompt
    assert OpenRouterVlm(upstream, model)._request(asked, ()).messages[0].content == asked.system + appendix


async def test_pictures_follow_the_text_as_data_urls(fake_providers: FakeProviders, upstream: Upstream) -> None:
    picture = ImagePart(media_type="image/jpeg", data=write_png(1, 1, RGB, b"abc"))
    await OpenRouterVlm(upstream, FLASH).complete(question(images=(picture, picture)))
    text, first, second = sent(fake_providers)["messages"][1]["content"]
    assert text["type"] == "text"
    assert first == second
    assert first["type"] == "image_url"
    assert first["image_url"]["url"].startswith("data:image/png;base64,iVBOR")


@pytest.mark.parametrize("fault", ["json-fenced", "json-chatty", "content-list", "padded-comments", "padded"])
async def test_the_answer_is_found_however_it_is_wrapped(
    fake_providers: FakeProviders, upstream: Upstream, fault: str
) -> None:
    fake_providers.script("openrouter", fault)
    reply = await OpenRouterVlm(upstream, FLASH).complete(question())
    assert msgspec.json.decode(reply.text, type=OptimizedPrompt).description == "text"


async def test_the_cost_is_the_reported_one(fake_providers: FakeProviders, upstream: Upstream) -> None:
    reply = await OpenRouterVlm(upstream, FLASH).complete(question())
    assert reply.usage.cost_micros == fake_providers.bills("openrouter")[0].tally.cost_micros
    assert reply.usage.cost_source == "reported"


async def test_with_a_key_of_one_s_own_the_table_prices(fake_providers: FakeProviders, upstream: Upstream) -> None:
    fake_providers.script("openrouter", "own-key")
    reply = await OpenRouterVlm(upstream, FLASH).complete(question())
    assert reply.usage.cost_source == "table"
    fake_providers.script("openrouter", "no-usage")
    reply = await OpenRouterVlm(upstream, FLASH).complete(question())
    assert (reply.usage.input_tokens, reply.usage.cost_micros) == (None, None)


async def test_the_estimate_is_the_core_s_bound(upstream: Upstream) -> None:
    assert OpenRouterVlm(upstream, FLASH).estimate(question()) == vlm_bound("openrouter", FLASH, question())
