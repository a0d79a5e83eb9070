from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from pb_adapters.drawing.diagrams import VectorEngine
from pb_adapters.drawing.diagrams.illustrated import IllustratedEngine
from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.openai.servers import PAINTER
from pb_adapters.providers.apimart.images import ApimartImage
from pb_adapters.providers.apimart.wire import apimart_upstream
from pb_adapters.providers.gemini.images import GeminiImage
from pb_adapters.providers.gemini.wire import gemini_upstream
from pb_adapters.providers.kie.images import KieImagen
from pb_adapters.providers.kie.wire import kie_upstream
from pb_adapters.providers.openai_compatible.address import openai_upstream
from pb_adapters.providers.openai_compatible.images import OpenAiCompatibleImage
from pb_adapters.providers.openrouter.images import OpenRouterImage
from pb_adapters.providers.openrouter.wire import openrouter_upstream
from pb_adapters.upstream.downloader import Downloader
from pb_adapters.upstream.exchange import UpstreamPool
from pb_adapters.upstream.image_engines import Pace, Polling
from pb_core.ports.images import ImageEngine
from pb_core.testing.contracts.images import ImagesContract
from pb_core.testing.memory.images import ScriptedImages


class TestScriptedImages(ImagesContract):
    @pytest.fixture
    def engine(self) -> ImageEngine:
        return ScriptedImages()


@pytest.fixture(scope="module")
async def vector() -> AsyncIterator[VectorEngine]:
    """Our own engine, whose processes take longer to start than they draw."""
    async with aclosing(VectorEngine()) as engine:
        yield engine


class TestVectorEngine(ImagesContract):
    @pytest.fixture
    def engine(self, vector: VectorEngine) -> ImageEngine:
        return vector


class TestIllustratedEngine(ImagesContract):
    @pytest.fixture
    def engine(self, vector: VectorEngine, fake_providers: FakeProviders, pool: UpstreamPool) -> ImageEngine:
        upstream = gemini_upstream(pool, key=fake_providers.key, base_url=fake_providers.base_url("gemini"))
        return IllustratedEngine(vector, GeminiImage(upstream, "gemini-nano-banana-2.1"))


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


@pytest.fixture
async def downloader(fake_providers: FakeProviders) -> AsyncIterator[Downloader]:
    async with Downloader(allowed=frozenset({fake_providers.url})) as downloader:
        yield downloader


def at_once() -> Polling:
    """The fakes paint at once, so nobody waits between looks."""
    return Polling(pace=Pace(first=0.0, steps=((0.0, 0.0),)))


class TestKieImagen(ImagesContract):
    @pytest.fixture(params=["nano-banana-pro", "gpt-image-2-text-to-image"])
    def engine(
        self,
        fake_providers: FakeProviders,
        pool: UpstreamPool,
        downloader: Downloader,
        request: pytest.FixtureRequest,
    ) -> ImageEngine:
        upstream = kie_upstream(pool, key=fake_providers.key, base_url=fake_providers.base_url("kie"))
        return KieImagen(upstream, downloader, request.param, polling=at_once())


class TestApimartImage(ImagesContract):
    @pytest.fixture(params=["gemini-3-pro-image-preview", "gpt-image-2"])
    def engine(
        self,
        fake_providers: FakeProviders,
        pool: UpstreamPool,
        downloader: Downloader,
        request: pytest.FixtureRequest,
    ) -> ImageEngine:
        upstream = apimart_upstream(pool, key=fake_providers.key, base_url=fake_providers.base_url("apimart"))
        return ApimartImage(upstream, downloader, request.param, polling=at_once())


class TestOpenAiCompatibleImage(ImagesContract):
    @pytest.fixture
    def engine(self, fake_providers: FakeProviders, pool: UpstreamPool, downloader: Downloader) -> ImageEngine:
        url = fake_providers.base_url("openai_compatible") + "/vllm/v1"
        return OpenAiCompatibleImage(openai_upstream(pool, key="", base_url=url), downloader, PAINTER)
