"""Kie's fake and engines together: blindness, clean requests, jobs that are known."""

import pytest

from fault_matrix import PROVIDERS
from pb_adapters.fakes.control import FakeProviders
from pb_adapters.upstream.exchange import UpstreamPool
from pb_adapters.upstream.guard import Limits
from pb_core.application.roles.vision import question
from pb_core.domain.questions.vision_probe import token_of
from pb_core.errors import BlindEngine
from pb_core.testing.memory.images import KeptSubmission, sample_request
from pb_core.testing.memory.vlm import sample_requests


async def test_pictures_that_a_relay_drops_are_noticed(fake_providers: FakeProviders, pool: UpstreamPool) -> None:
    engine = PROVIDERS["kie"](fake_providers, pool, Limits()).vlm
    request = question(token_of("any"))
    assert (await engine.complete(request)).text
    fake_providers.script("kie", "blind")
    with pytest.raises(BlindEngine):
        await engine.complete(request)


async def test_the_fake_finds_nothing_wrong_with_our_requests(
    fake_providers: FakeProviders, pool: UpstreamPool
) -> None:
    pair = PROVIDERS["kie"](fake_providers, pool, Limits())
    await pair.vlm.complete(sample_requests()["planner"][0])
    reply = await pair.images.draw(sample_request(pair.images, resolution="2K"), KeptSubmission())
    calls = fake_providers.calls("kie")
    assert [(call.notes, call.rejected) for call in calls] == [((), None)] * 4
    assert reply.usage.cost_micros == sum(call.tally.cost_micros for call in fake_providers.bills("kie")[1:])


async def test_a_known_job_is_polled_and_never_ordered_again(fake_providers: FakeProviders, pool: UpstreamPool) -> None:
    images = PROVIDERS["kie"](fake_providers, pool, Limits()).images
    submission = KeptSubmission()
    await images.draw(sample_request(images), submission)
    await images.draw(sample_request(images), submission)
    assert [call.endpoint for call in fake_providers.calls("kie")] == ["create", "poll", "file", "poll", "file"]
    assert len(fake_providers.bills("kie")) == 1
