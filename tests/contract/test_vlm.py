from collections.abc import AsyncIterator

import pytest

from pb_adapters.fakes import FakeProviders
from pb_adapters.providers.gemini import gemini_upstream
from pb_adapters.providers.openrouter import openrouter_upstream
from pb_adapters.upstream.pool import UpstreamPool
from pb_adapters.vlm.gemini import GeminiVlm
from pb_adapters.vlm.offline import OfflineEngine
from pb_adapters.vlm.openrouter import OpenRouterVlm
from pb_core.ports.vlm import VlmEngine
from pb_core.testing.vlm import ScriptedVlm, VlmContract


@pytest.fixture
async def pool() -> AsyncIterator[UpstreamPool]:
    async with UpstreamPool() as pool:
        yield pool


class TestScriptedVlm(VlmContract):
    @pytest.fixture
    def engine(self) -> VlmEngine:
        return ScriptedVlm()


class TestOfflineEngine(VlmContract):
    @pytest.fixture
    def engine(self) -> VlmEngine:
        return OfflineEngine()


class TestGeminiVlm(VlmContract):
    @pytest.fixture
    def engine(self, fake_providers: FakeProviders, pool: UpstreamPool) -> VlmEngine:
        upstream = gemini_upstream(pool, key=fake_providers.key, base_url=fake_providers.base_url("gemini"))
        return GeminiVlm(upstream, "gemini-3.8-flash")


class TestOpenRouterVlm(VlmContract):
    @pytest.fixture(params=["google/gemini-3.8-flash", "openai/gpt-5.5"])
    def engine(self, fake_providers: FakeProviders, pool: UpstreamPool, request: pytest.FixtureRequest) -> VlmEngine:
        url = fake_providers.base_url("openrouter") + "/api/v1"
        return OpenRouterVlm(openrouter_upstream(pool, key=fake_providers.key, base_url=url), request.param)
