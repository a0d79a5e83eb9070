from collections.abc import AsyncIterator

import pytest
from msgspec import Struct
from msgspec.structs import replace

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.providers.openrouter.wire import (
    ApiUsage,
    CostDetails,
    ImageRequest,
    ImageResponse,
    ask,
    openrouter_upstream,
    usage_of,
)
from pb_adapters.upstream.exchange import Upstream, UpstreamPool
from pb_core.domain.billing import Usage
from pb_core.errors import BadAnswer

MODEL = "google/gemini-nano-banana-2.1"


@pytest.fixture
async def upstream(fake_providers: FakeProviders) -> AsyncIterator[Upstream]:
    async with UpstreamPool(clients=1) as pool:
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
