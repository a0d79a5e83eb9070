from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from pb_adapters.fakes import FakeProviders
from pb_adapters.images.gemini_image import GeminiImage
from pb_adapters.images.openrouter_image import OpenRouterImage
from pb_adapters.images.vector import VectorEngine
from pb_adapters.providers.gemini import gemini_upstream
from pb_adapters.providers.openrouter import openrouter_upstream
from pb_adapters.upstream.pool import UpstreamPool
from pb_core.ports.images import ImageEngine
from pb_core.testing.images import ImagesContract, ScriptedImages


@pytest.fixture
async def pool() -> AsyncIterator[UpstreamPool]:
    async with UpstreamPool() as pool:
        yield pool


class TestScriptedImages(ImagesContract):
    @pytest.fixture
    def engine(self) -> ImageEngine:
        return ScriptedImages()


class TestVectorEngine(ImagesContract):
    @pytest.fixture
    async def engine(self) -> AsyncIterator[ImageEngine]:
        async with aclosing(VectorEngine()) as engine:
            yield engine


class TestGeminiImage(ImagesContract):
    @pytest.fixture
    def engine(self, fake_providers: FakeProviders, pool: UpstreamPool) -> ImageEngine:
        upstream = gemini_upstream(pool, key=fake_providers.key, base_url=fake_providers.base_url("gemini"))
        return GeminiImage(upstream, "gemini-nano-banana-2.1")


class TestOpenRouterImage(ImagesContract):
    @pytest.fixture
    def engine(self, fake_providers: FakeProviders, pool: UpstreamPool) -> ImageEngine:
        url = fake_providers.base_url("openrouter") + "/api/v1"
        return OpenRouterImage(
            openrouter_upstream(pool, key=fake_providers.key, base_url=url), "google/gemini-nano-banana-2.1"
        )
