from typing import cast

import pytest

from pb_adapters.upstream.exchange import Upstream
from pb_adapters.upstream.vlm_engines import RemoteVlm, by_prefix
from pb_core.application.model_catalog import vlm_bound
from pb_core.domain.billing import Usage
from pb_core.ports.vlm import VlmReply
from pb_core.testing.memory.vlm import sample_requests

MODEL = "gemini-2.5-flash"
REQUEST, _ = sample_requests()["plot-planner"]


class Engine(RemoteVlm):
    provider = "gemini"

    def answered(self, usage: Usage) -> VlmReply:
        return self._reply("words", usage)


@pytest.fixture
def engine() -> Engine:
    return Engine(cast("Upstream", None), MODEL)


def test_a_call_costs_at_most_what_the_catalog_says(engine: Engine) -> None:
    assert engine.estimate(REQUEST) == vlm_bound("gemini", MODEL, REQUEST) > 0


def test_a_reported_cost_stands_and_a_missing_one_is_the_catalogs(engine: Engine) -> None:
    usage = Usage(input_tokens=1000, output_tokens=1000)
    assert (engine.answered(usage).usage.cost_micros or 0) > 0
    reported = engine.answered(Usage(input_tokens=1000, output_tokens=1000, cost_micros=7))
    assert (reported.text, reported.usage.cost_micros) == ("words", 7)


def test_the_first_prefix_that_fits() -> None:
    options = {("gpt-", "o"): 1, ("gpt-5",): 2, ("",): 3}
    assert [by_prefix(options, model) for model in ("gpt-5.2", "o4", "qwen")] == [1, 1, 3]
