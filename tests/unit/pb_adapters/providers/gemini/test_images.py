from collections.abc import AsyncIterator
from typing import Any

import pytest
from msgspec.structs import replace

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.providers.gemini.images import GeminiImage
from pb_adapters.providers.gemini.wire import gemini_upstream
from pb_adapters.upstream.exchange import Upstream, UpstreamPool
from pb_adapters.upstream.image_engines import prompt_of
from pb_core.application.exemplars import load
from pb_core.application.model_catalog import image_bound
from pb_core.errors import ContentBlocked, NoPicture, RequestRejected, UnreadablePicture
from pb_core.ports.images import DrawRequest
from pb_core.testing.memory.images import KeptSubmission, sample_request
from served import NO_TLS

BANANA = "gemini-nano-banana-2.1"


@pytest.fixture
async def upstream(fake_providers: FakeProviders) -> AsyncIterator[Upstream]:
    async with UpstreamPool(clients=1, ssl_context=NO_TLS) as pool:
        yield gemini_upstream(pool, key=fake_providers.key, base_url=fake_providers.base_url("gemini"))


@pytest.fixture
def engine(upstream: Upstream) -> GeminiImage:
    return GeminiImage(upstream, BANANA)


def order(engine: GeminiImage, **changes: object) -> DrawRequest:
    return sample_request(engine, **changes)


def config(fakes: FakeProviders) -> dict[str, Any]:
    body: Any = fakes.calls("gemini")[-1].body
    found: dict[str, Any] = body["generationConfig"]
    return found


async def test_ratio_and_size_stand_in_fields_of_their_own(fake_providers: FakeProviders, engine: GeminiImage) -> None:
    request = order(engine, aspect_ratio="16:9", resolution="2K", caption="Figure 1")
    reply = await engine.draw(request, KeptSubmission())
    call = fake_providers.calls("gemini")[0]
    assert config(fake_providers) == {
        "responseModalities": ["IMAGE"],
        "imageConfig": {"aspectRatio": "16:9", "imageSize": "2K"},
    }
    assert call.prompt == prompt_of(request)
    assert call.notes == ()
    assert (reply.pictures[0].width, reply.pictures[0].height) == (2752, 1536)
    assert (reply.original, reply.notes) == (None, ())


@pytest.mark.parametrize("ratio", ["auto", None])
async def test_the_ratio_is_left_out_where_the_model_shall_choose(
    fake_providers: FakeProviders, engine: GeminiImage, ratio: str | None
) -> None:
    await engine.draw(order(engine, aspect_ratio=ratio), KeptSubmission())
    assert "imageConfig" not in config(fake_providers)


async def test_a_model_without_sizes_is_sent_none(fake_providers: FakeProviders, upstream: Upstream) -> None:
    engine = GeminiImage(upstream, "gemini-2.5-flash-image")
    assert engine.capabilities.resolutions == ()
    await engine.draw(order(engine, aspect_ratio="3:2", resolution="1K"), KeptSubmission())
    assert config(fake_providers)["imageConfig"] == {"aspectRatio": "3:2"}


async def test_the_size_is_spelled_as_the_model_reads_it(engine: GeminiImage) -> None:
    assert "2K" in engine.capabilities.resolutions
    body = await GeminiImage(engine._upstream, "gemini-of-tomorrow-image")._request(order(engine, resolution="4K"))
    image = body.generation_config.image_config
    assert image is not None
    assert (image.aspect_ratio, image.image_size) == ("4:3", "4K")


async def test_reference_figures_go_along_as_far_as_the_model_takes_them(
    fake_providers: FakeProviders, engine: GeminiImage
) -> None:
    names = tuple(exemplar.name for exemplar in load()[:2])
    await engine.draw(order(engine, exemplars=names), KeptSubmission())
    await engine.draw(order(engine), KeptSubmission())
    shown, plain = fake_providers.calls("gemini")
    assert [len(call.body["contents"][0]["parts"]) for call in (shown, plain)] == [3, 1]
    assert "The pictures that go along are other figures" in shown.prompt
    assert "other figures" not in plain.prompt
    assert shown.notes == ()


async def test_the_last_picture_that_is_no_sketch_is_taken(fake_providers: FakeProviders, engine: GeminiImage) -> None:
    plain = await engine.draw(order(engine), KeptSubmission())
    fake_providers.reset()  # painted for the first time again
    fake_providers.script("gemini", "thoughts-first")
    assert (await engine.draw(order(engine), KeptSubmission())).pictures == plain.pictures


@pytest.mark.parametrize("fault", ["picture-jpeg", "picture-mislabelled"])
async def test_the_bytes_decide_what_a_picture_is(
    fake_providers: FakeProviders, engine: GeminiImage, fault: str
) -> None:
    fake_providers.script("gemini", fault)
    reply = await engine.draw(order(engine), KeptSubmission())
    assert reply.pictures[0].data.startswith(b"\x89PNG")
    assert reply.original is not None
    assert reply.original.data.startswith(b"\xff\xd8\xff")
    assert reply.original.format == "jpeg"


async def test_a_wrong_ratio_is_padded_and_told(fake_providers: FakeProviders, engine: GeminiImage) -> None:
    fake_providers.script("gemini", "picture-wrong-ratio")
    reply = await engine.draw(order(engine, aspect_ratio="16:9"), KeptSubmission())
    picture = reply.pictures[0]
    assert picture.width / picture.height == pytest.approx(16 / 9, rel=0.01)
    assert reply.notes == ("The model painted 768 × 1376 pixels, not the ratio 16:9: margins were added.",)
    assert reply.original is not None
    assert (reply.original.width, reply.original.height) == (768, 1376)


async def test_a_wrong_size_is_told_and_left_alone(fake_providers: FakeProviders, engine: GeminiImage) -> None:
    fake_providers.script("gemini", "picture-too-small")
    reply = await engine.draw(order(engine, aspect_ratio="1:1", resolution="2K"), KeptSubmission())
    assert reply.notes == ("The model painted 1024 × 1024 pixels, not the resolution 2K.",)
    assert reply.pictures[0].width == 1024


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("no-image", NoPicture),
        ("refused", NoPicture),
        ("blocked", ContentBlocked),
        ("picture-bomb", UnreadablePicture),
        ("picture-corrupt", UnreadablePicture),
    ],
)
async def test_a_200_without_a_picture_is_an_error(
    fake_providers: FakeProviders, engine: GeminiImage, fault: str, kind: type[Exception]
) -> None:
    fake_providers.script("gemini", fault)
    with pytest.raises(kind):
        await engine.draw(order(engine), KeptSubmission())
    assert len(fake_providers.calls("gemini")) == 1


async def test_the_picture_is_paid_by_the_table(engine: GeminiImage) -> None:
    reply = await engine.draw(order(engine, resolution="2K"), KeptSubmission())
    assert reply.usage.cost_source == "table"
    assert reply.usage.cost_micros is not None
    assert 50_400 <= reply.usage.cost_micros <= engine.estimate(order(engine, resolution="2K"))
    assert engine.estimate(order(engine)) == image_bound("gemini_image", BANANA, order(engine))


async def test_nothing_but_png_is_asked_for(fake_providers: FakeProviders, engine: GeminiImage) -> None:
    with pytest.raises(RequestRejected, match="PNG only"):
        await engine.draw(replace(order(engine), formats=("png", "pdf")), KeptSubmission())
    assert not fake_providers.calls("gemini")
