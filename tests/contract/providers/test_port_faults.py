"""Both engines of each provider keep the ports' duties about faults, played by the provider's fake."""

from collections.abc import AsyncIterator
from typing import ClassVar

import pytest

from fault_matrix import PROVIDERS, SHORT, Pair
from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.fixture import FakeUpstream
from pb_adapters.upstream.exchange import UpstreamPool
from pb_adapters.upstream.guard import Limits
from pb_core.ports.images import ImageEngine
from pb_core.ports.vlm import VlmEngine
from pb_core.testing.contracts.engine_faults import FaultyUpstream, ImagesFaultContract, VlmFaultContract
from served import NO_TLS

NO_DAY = "APIMart tells no limit of the day apart"


@pytest.fixture
async def pair(request: pytest.FixtureRequest, fake_providers: FakeProviders) -> AsyncIterator[Pair]:
    async with UpstreamPool(clients=1, ssl_context=NO_TLS) as pool:
        yield PROVIDERS[request.cls.provider](fake_providers, pool, Limits())


@pytest.fixture
async def hasty(request: pytest.FixtureRequest, fake_providers: FakeProviders) -> AsyncIterator[Pair]:
    async with UpstreamPool(clients=1, ssl_context=NO_TLS) as pool:
        yield PROVIDERS[request.cls.provider](fake_providers, pool, SHORT)


class Bound:
    provider: str
    endpoint: str

    @pytest.fixture
    def upstream(self, fake_providers: FakeProviders) -> FaultyUpstream:
        return FakeUpstream(fake_providers, self.provider, self.endpoint)


class BoundVlm(Bound, VlmFaultContract):
    @pytest.fixture
    def engine(self, pair: Pair) -> VlmEngine:
        return pair.vlm

    @pytest.fixture
    def impatient(self, hasty: Pair) -> VlmEngine:
        return hasty.vlm


class BoundImages(Bound, ImagesFaultContract):
    @pytest.fixture
    def engine(self, pair: Pair) -> ImageEngine:
        return pair.images

    @pytest.fixture
    def impatient(self, hasty: Pair) -> ImageEngine:
        return hasty.images


class TestGeminiVlm(BoundVlm):
    provider, endpoint = "gemini", "generate"
    unplayed: ClassVar = {"no-money": "Gemini has no account that runs empty"}


class TestGeminiImage(BoundImages):
    provider, endpoint = "gemini", "generate"
    unplayed: ClassVar = {"no-money": "Gemini has no account that runs empty"}


class TestOpenRouterVlm(BoundVlm):
    provider, endpoint = "openrouter", "chat"


class TestOpenRouterImage(BoundImages):
    provider, endpoint = "openrouter", "images"


class TestKieVlm(BoundVlm):
    provider, endpoint = "kie", "chat"
    played: ClassVar = {"exhausted-day": "key-limit"}


class TestKieImagen(BoundImages):
    provider, endpoint = "kie", "create"
    played: ClassVar = {"exhausted-day": "key-limit", "blocked": "fails-policy"}


class TestApimartVlm(BoundVlm):
    provider, endpoint = "apimart", "chat"
    unplayed: ClassVar = {"exhausted-day": NO_DAY}


class TestApimartImage(BoundImages):
    provider, endpoint = "apimart", "create"
    played: ClassVar = {"blocked": "moderated"}
    unplayed: ClassVar = {"exhausted-day": NO_DAY}


class TestOpenAiCompatibleVlm(BoundVlm):
    provider, endpoint = "openai_compatible", "chat"
    unplayed: ClassVar = {"exhausted-day": "no server of one's own has a limit of the day"}


class TestOpenAiCompatibleImage(BoundImages):
    provider, endpoint = "openai_compatible", "images"
    played: ClassVar = {"blocked": "blocked-at-once"}
    unplayed: ClassVar = {"exhausted-day": "no server of one's own has a limit of the day"}
