from collections.abc import AsyncIterator
from typing import Any

import pytest
from msgspec.structs import replace

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.scripted_faults import Document, Fault
from pb_adapters.providers.openrouter.images import OpenRouterImage
from pb_adapters.providers.openrouter.wire import openrouter_upstream
from pb_adapters.upstream.exchange import Upstream, UpstreamPool
from pb_adapters.upstream.image_engines import prompt_of
from pb_core.application.exemplars import load
from pb_core.application.model_catalog import image_bound
from pb_core.errors import Billed, ContentBlocked, NoPicture, RequestRejected, UnreadablePicture
from pb_core.ports.images import DrawRequest
from pb_core.testing.memory.images import KeptSubmission, sample_request
from served import NO_TLS

BANANA = "google/gemini-nano-banana-2.1"


@pytest.fixture
async def upstream(fake_providers: FakeProviders) -> AsyncIterator[Upstream]:
    async with UpstreamPool(clients=1, ssl_context=NO_TLS) as pool:
        url = fake_providers.base_url("openrouter") + "/api/v1"
        yield openrouter_upstream(pool, key=fake_providers.key, base_url=url)


@pytest.fixture
def engine(upstream: Upstream) -> OpenRouterImage:
    return OpenRouterImage(upstream, BANANA)


def order(engine: OpenRouterImage, **changes: object) -> DrawRequest:
    return sample_request(engine, **changes)


def sent(fakes: FakeProviders) -> dict[str, Any]:
    body = fakes.calls("openrouter")[-1].body
    assert isinstance(body, dict)
    return body


async def test_ratio_and_resolution_stand_in_fields_of_their_own(
    fake_providers: FakeProviders, engine: OpenRouterImage
) -> None:
    request = order(engine, aspect_ratio="16:9", resolution="2K")
    reply = await engine.draw(request, KeptSubmission())
    body = sent(fake_providers)
    assert {name: body[name] for name in body if name != "prompt"} == {
        "model": BANANA,
        "aspect_ratio": "16:9",
        "resolution": "2K",
    }
    (call,) = fake_providers.calls("openrouter")
    assert (call.prompt, call.notes) == (prompt_of(request), ())
    assert (reply.pictures[0].width, reply.pictures[0].height) == (2752, 1536)
    assert (reply.original, reply.notes) == (None, ())


async def test_reference_figures_go_along_and_are_called_such(
    fake_providers: FakeProviders, engine: OpenRouterImage
) -> None:
    names = tuple(exemplar.name for exemplar in load()[:2])
    reply = await engine.draw(order(engine, aspect_ratio="16:9", exemplars=names), KeptSubmission())
    (call,) = fake_providers.calls("openrouter")
    assert (call.notes, len(sent(fake_providers)["input_references"])) == ((), 2)
    assert "The pictures that go along are other figures" in call.prompt
    assert reply.pictures


@pytest.mark.parametrize(("model", "ratio"), [(BANANA, None), ("openai/gpt-image-2", "auto")])
async def test_auto_is_said_only_to_a_model_that_knows_the_word(
    fake_providers: FakeProviders, upstream: Upstream, model: str, ratio: str | None
) -> None:
    engine = OpenRouterImage(upstream, model)
    await engine.draw(order(engine, aspect_ratio="auto"), KeptSubmission())
    assert sent(fake_providers).get("aspect_ratio") == ratio


async def test_a_model_without_resolutions_is_sent_none(fake_providers: FakeProviders, upstream: Upstream) -> None:
    engine = OpenRouterImage(upstream, "openai/gpt-image-2")
    assert engine.capabilities.resolutions == ()
    await engine.draw(order(engine, aspect_ratio="3:2", resolution="1K"), KeptSubmission())
    assert "resolution" not in sent(fake_providers)


async def test_a_picture_that_comes_again_and_again_is_one(
    fake_providers: FakeProviders, engine: OpenRouterImage
) -> None:
    plain = await engine.draw(order(engine), KeptSubmission())
    fake_providers.reset()  # painted for the first time again
    fake_providers.script("openrouter", "duplicate-pictures")
    assert (await engine.draw(order(engine), KeptSubmission())).pictures == plain.pictures


async def test_a_picture_may_come_as_a_data_url(fake_providers: FakeProviders, engine: OpenRouterImage) -> None:
    def as_url(found: Document) -> Document:
        return found | {"data": [{"url": f"data:image/png;base64,{found['data'][0]['b64_json']}"}]}

    plain = await engine.draw(order(engine), KeptSubmission())
    fake_providers.reset()  # painted for the first time again
    fake_providers.script("openrouter", Fault(name="url", what="a data URL", reply=as_url))
    assert (await engine.draw(order(engine), KeptSubmission())).pictures == plain.pictures


async def test_a_picture_elsewhere_is_not_fetched(fake_providers: FakeProviders, engine: OpenRouterImage) -> None:
    def elsewhere(found: Document) -> Document:
        return found | {"data": [{"url": "https://pictures.example/secret?signature=1"}]}

    fake_providers.script("openrouter", Fault(name="elsewhere", what="a URL", reply=elsewhere))
    with pytest.raises(UnreadablePicture) as caught:
        await engine.draw(order(engine), KeptSubmission())
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("fault", ["picture-jpeg", "picture-mislabelled"])
async def test_the_bytes_decide_what_a_picture_is(
    fake_providers: FakeProviders, engine: OpenRouterImage, fault: str
) -> None:
    fake_providers.script("openrouter", fault)
    reply = await engine.draw(order(engine), KeptSubmission())
    assert reply.pictures[0].data.startswith(b"\x89PNG")
    assert reply.original is not None
    assert reply.original.format == "jpeg"


async def test_a_wrong_ratio_is_padded_and_told(fake_providers: FakeProviders, engine: OpenRouterImage) -> None:
    fake_providers.script("openrouter", "picture-wrong-ratio")
    reply = await engine.draw(order(engine, aspect_ratio="16:9"), KeptSubmission())
    assert reply.pictures[0].width / reply.pictures[0].height == pytest.approx(16 / 9, rel=0.01)
    assert len(reply.notes) == 1
    assert reply.original is not None


@pytest.mark.parametrize("fault", ["blocked", "moderated"])
async def test_a_blocked_request_costs_nothing(
    fake_providers: FakeProviders, engine: OpenRouterImage, fault: str
) -> None:
    fake_providers.script("openrouter", fault)
    with pytest.raises(ContentBlocked) as caught:
        await engine.draw(order(engine), KeptSubmission())
    assert caught.value.billed is Billed.NO


@pytest.mark.parametrize(("cost", "billed"), [(None, Billed.YES), (0.01, Billed.YES), (0, Billed.NO)])
async def test_no_data_is_worth_what_was_charged_for_it(
    fake_providers: FakeProviders, engine: OpenRouterImage, cost: float | None, billed: Billed
) -> None:
    def empty(_: Document) -> Document:
        return {"data": [], "usage": {"cost": cost}}

    fake_providers.script("openrouter", Fault(name="empty", what="no data", reply=empty))
    with pytest.raises(NoPicture) as caught:
        await engine.draw(order(engine), KeptSubmission())
    assert caught.value.billed is billed


async def test_the_cost_is_the_reported_one(fake_providers: FakeProviders, engine: OpenRouterImage) -> None:
    reply = await engine.draw(order(engine, resolution="2K"), KeptSubmission())
    assert reply.usage.cost_micros == fake_providers.bills("openrouter")[0].tally.cost_micros
    assert reply.usage.cost_source == "reported"
    fake_providers.script("openrouter", "own-key")
    reply = await engine.draw(order(engine, resolution="2K"), KeptSubmission())
    assert reply.usage.cost_source == "table"
    assert engine.estimate(order(engine)) == image_bound("openrouter_image", BANANA, order(engine))


async def test_nothing_but_png_is_asked_for(fake_providers: FakeProviders, engine: OpenRouterImage) -> None:
    with pytest.raises(RequestRejected, match="PNG only"):
        await engine.draw(replace(order(engine), formats=("png", "pdf")), KeptSubmission())
    assert not fake_providers.calls("openrouter")
