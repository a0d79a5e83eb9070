"""OpenAiCompatibleImage: sizes as servers take them, and pictures however they are sent."""

from collections.abc import AsyncIterator

import msgspec
import pytest

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.openai.servers import OLD_PAINTER, PAINTER
from pb_adapters.providers.openai_compatible.address import openai_upstream
from pb_adapters.providers.openai_compatible.images import OpenAiCompatibleImage, SizeMemory, Sizes, size_of
from pb_adapters.upstream.downloader import Downloader
from pb_adapters.upstream.exchange import UpstreamPool
from pb_adapters.upstream.pictures import base64_of
from pb_core.errors import NoPicture, RequestRejected
from pb_core.ports.images import DrawRequest
from pb_core.testing.memory.images import KeptSubmission, ScriptedImages, sample_request
from scripted_wire import Reply, Wire

PATH = "/v1/images/generations"


def request(ratio: str | None = "16:9") -> DrawRequest:
    return msgspec.structs.replace(sample_request(ScriptedImages()), aspect_ratio=ratio)


@pytest.fixture
async def downloader(wire: Wire) -> AsyncIterator[Downloader]:
    async with Downloader(allowed=frozenset({wire.url}), delays=()) as downloader:
        yield downloader


@pytest.mark.parametrize(
    ("ratio", "known", "size"),
    [
        ("16:9", Sizes.ANY, "1360x768"),
        ("1:1", Sizes.ANY, "1024x1024"),
        ("9:16", Sizes.ANY, "768x1360"),
        ("16:9", Sizes.USUAL, "1536x1024"),
        ("21:9", Sizes.USUAL, "1536x1024"),
        ("3:4", Sizes.USUAL, "1024x1536"),
        ("16:9", Sizes.NONE, None),
        ("auto", Sizes.ANY, None),
        (None, Sizes.ANY, None),
    ],
)
def test_a_ratio_is_a_size_in_pixels(ratio: str | None, known: Sizes, size: str | None) -> None:
    assert size_of(request(ratio), known) == size


async def test_a_model_of_few_sizes_is_asked_for_one_of_them(
    fake_providers: FakeProviders, pool: UpstreamPool, downloader: Downloader
) -> None:
    upstream = openai_upstream(pool, key="", base_url=fake_providers.base_url("openai_compatible") + "/vllm/v1")
    engine = OpenAiCompatibleImage(upstream, downloader, OLD_PAINTER)
    with pytest.raises(RequestRejected) as caught:
        await engine.draw(request(), KeptSubmission())
    assert caught.value.retryable
    reply = await engine.draw(request(), KeptSubmission())
    assert reply.notes  # 3:2 was painted, and margins were added
    assert [call.body["size"] for call in fake_providers.calls("openai_compatible")] == ["1360x768", "1536x1024"]


def test_sizes_are_given_up_in_two_steps() -> None:
    memory = SizeMemory()
    for sent, known in ((Sizes.ANY, Sizes.USUAL), (Sizes.ANY, Sizes.USUAL), (Sizes.USUAL, Sizes.NONE)):
        memory.refused("m", sent)  # the second one was sent before the first was refused
        assert memory.of("m") is known
    memory.refused("m", Sizes.ANY)
    assert memory.of("m") is Sizes.NONE
    assert memory.of("another") is Sizes.ANY


@pytest.mark.parametrize("form", ["b64_json", "data", "absolute", "relative"])
async def test_a_picture_is_found_however_it_is_sent(
    wire: Wire, pool: UpstreamPool, downloader: Downloader, png_4_3: bytes, form: str
) -> None:
    text = base64_of(png_4_3)
    images = {
        "b64_json": {"b64_json": text},
        "data": {"url": f"data:image/png;base64,{text}"},
        "absolute": {"url": f"{wire.url}/files/1.png"},
        "relative": {"url": "/files/1.png"},
    }
    wire.says(PATH, {"created": 1, "data": [images[form]]})
    wire.says("/files/1.png", Reply(png_4_3))
    engine = OpenAiCompatibleImage(openai_upstream(pool, key="", base_url=wire.url), downloader, PAINTER)
    reply = await engine.draw(request("4:3"), KeptSubmission())
    assert (reply.pictures[0].width, reply.pictures[0].height) == (1200, 896)
    body = wire.to(PATH)[0].json
    assert (body["model"], body["n"], body["size"]) == (PAINTER, 1, "1184x880")
    assert "response_format" not in body


@pytest.mark.parametrize("body", [{"data": []}, {"created": 1}, {"data": [{}]}])
async def test_an_answer_without_a_picture_is_told(
    wire: Wire, pool: UpstreamPool, downloader: Downloader, body: object
) -> None:
    wire.says(PATH, body)
    engine = OpenAiCompatibleImage(openai_upstream(pool, key="", base_url=wire.url), downloader, PAINTER)
    with pytest.raises(NoPicture):
        await engine.draw(request(), KeptSubmission())


async def test_what_a_model_counts_is_the_usage(
    wire: Wire, pool: UpstreamPool, downloader: Downloader, png_4_3: bytes
) -> None:
    counted = {"input_tokens": 12, "output_tokens": 1100, "total_tokens": 1112}
    wire.says(PATH, {"data": [{"b64_json": base64_of(png_4_3)}], "usage": counted})
    engine = OpenAiCompatibleImage(openai_upstream(pool, key="", base_url=wire.url), downloader, PAINTER)
    usage = (await engine.draw(request("4:3"), KeptSubmission())).usage
    assert (usage.input_tokens, usage.output_tokens, usage.cost_micros) == (12, 1100, None)
