"""The page of cost and fallback names the figures and settings that are in force."""

import inspect
import re

from pb_adapters.providers.catalog import PROVIDERS
from pb_adapters.upstream.breaker import Breaker
from pb_adapters.upstream.guard import RetryPolicy
from pb_adapters.upstream.limiter import MARGIN
from pb_http.engines import BEFORE_FALLBACK
from pb_http.settings import NAMES, load
from support.paths import DOCS

PAGE = " ".join((DOCS / "cost-and-fallback.md").read_text("utf-8").split())


def test_the_figures_are_those_in_force() -> None:
    usual, breaker = RetryPolicy(), inspect.signature(Breaker).parameters
    assert f"{usual.attempts} calls at most, waits of 1, 2, 4 s" in PAGE
    assert f"{usual.total_wait_seconds:.0f} s in all" in PAGE
    assert usual.first_seconds == 1.0
    assert f"opens after {breaker['failures'].default} outages or lost answers" in PAGE
    assert f"For {breaker['seconds'].default:.0f} s nothing is sent" in PAGE
    assert f"doubles that time, to {breaker['longest_seconds'].default:.0f} s at most" in PAGE
    assert f"{BEFORE_FALLBACK.attempts} calls, {BEFORE_FALLBACK.total_wait_seconds:.0f} s" in PAGE
    (limit,) = (provider.image_limit for provider in PROVIDERS if provider.image_limit)
    assert f"at most {limit.calls} calls reach Kie within {limit.seconds:.0f} s" in PAGE
    assert f"a {MARGIN:.0%} margin" in PAGE


def test_the_settings_exist_and_are_valid() -> None:
    printed = dict(re.findall(r"(PAPERBANANA_\w+)=(\S+)", PAGE))
    assert set(printed) < set(NAMES)
    chosen = load(printed | {"OPENROUTER_API_KEY": "key"}).providers
    assert (len(chosen.vlm_fallback), len(chosen.image_fallback)) == (2, 1)
    assert chosen.caps.task_micros == 500_000
