"""Answers that point elsewhere, and bills that cannot be: a sentence, and no answer lost that was paid for."""

import logging
import re

import pytest
from msgspec.structs import replace

from fault_matrix import PROVIDERS, Pair
from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.exchange import Answer
from pb_adapters.fakes.scripted_faults import Fault
from pb_adapters.providers.apimart.images import _Task
from pb_adapters.providers.apimart.wire import micros_of as micros_of_apimart
from pb_adapters.providers.kie.wire import micros_of as micros_of_kie
from pb_adapters.upstream.exchange import UpstreamPool
from pb_adapters.upstream.guard import Limits
from pb_adapters.upstream.json_wire import converted
from pb_core.domain.billing import Usage
from pb_core.errors import Billed, EngineMisconfigured
from pb_core.testing.memory.images import KeptSubmission, sample_request
from pb_core.testing.memory.vlm import sample_requests

ODD = ("-1", "-0.5", "NaN", "Infinity", "1e999", "1e12", '"free"', "[]", "true")
COST = re.compile(rb'("(?:cost|credits_consumed)":)[\d.e-]+')


async def used(pair: Pair, kind: str) -> Usage:
    """What one call of an engine is said to cost."""
    if kind == "vlm":
        return (await pair.vlm.complete(sample_requests()["planner"][0])).usage
    return (await pair.images.draw(sample_request(pair.images), KeptSubmission())).usage


@pytest.mark.parametrize("status", [301, 302, 307, 308])
@pytest.mark.parametrize("kind", ["vlm", "images"])
@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_redirect_says_that_the_base_url_is_wrong(
    fake_providers: FakeProviders, pool: UpstreamPool, provider: str, kind: str, status: int
) -> None:
    """Most servers send no body with it."""

    def elsewhere(answer: Answer) -> Answer:
        return replace(answer, status=status, body=b"", headers={"location": "https://elsewhere.example/"})

    fake_providers.script(provider, Fault(name="elsewhere", what="redirects", wire=elsewhere))
    with pytest.raises(EngineMisconfigured) as found:
        await used(PROVIDERS[provider](fake_providers, pool, Limits()), kind)
    assert f"redirects elsewhere; check its base URL (HTTP {status})" in str(found.value)
    assert (found.value.retryable, found.value.billed) == (False, Billed.NO)


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(("provider", "kind"), [("openrouter", "vlm"), ("openrouter", "images"), ("kie", "vlm")])
async def test_an_answer_is_taken_whatever_its_bill_says(
    fake_providers: FakeProviders,
    pool: UpstreamPool,
    caplog: pytest.LogCaptureFixture,
    provider: str,
    kind: str,
    odd: str,
) -> None:
    """The table says what it cost."""

    def billed(answer: Answer) -> Answer:
        body, changes = COST.subn(rb"\g<1>" + odd.encode(), answer.body)
        assert changes
        return replace(answer, body=body)

    fake_providers.script(provider, Fault(name="bill", what="an odd bill", wire=billed))
    with caplog.at_level(logging.WARNING):
        usage = await used(PROVIDERS[provider](fake_providers, pool, Limits()), kind)
    assert usage.cost_source in {"table", None}
    assert (usage.cost_micros or 0) >= 0
    told = [line for line in caplog.messages if "reports a cost that cannot be" in line]
    assert len(told) == (odd not in {"NaN", "Infinity", "1e999"})  # these are no JSON, and read as nothing


@pytest.mark.parametrize("odd", [-1, "NaN", float("nan"), 10**30, [], True])
def test_a_job_is_done_whatever_its_bill_says(odd: object) -> None:
    task = converted({"status": "completed", "cost": odd}, _Task, strict=False)
    assert task is not None
    assert (micros_of_apimart(task.cost), micros_of_kie(odd)) == (None, None)
