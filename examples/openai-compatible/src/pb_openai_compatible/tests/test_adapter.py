"""The engine keeps its port's duties; the fake of OpenRouter plays the server, since it takes the same requests."""

from collections.abc import AsyncIterator
from typing import ClassVar

import pytest

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.fixture import FakeUpstream
from pb_adapters.upstream.guard import Limits
from pb_core.testing.contracts.engine_faults import VlmFaultContract
from pb_core.testing.contracts.vlm import VlmContract
from pb_openai_compatible.engine import OpenAiCompatible
from pb_openai_compatible.provider import API_KEY, BASE_URL, provider

pytest_plugins = ["pb_adapters.fakes.plugin"]


class TestOpenAiCompatible(VlmContract, VlmFaultContract):
    written_for = 2
    unplayed: ClassVar = {"exhausted-day": "no limit of the day is known"}

    @pytest.fixture
    def upstream(self, fake_providers: FakeProviders) -> FakeUpstream:
        return FakeUpstream(fake_providers, "openrouter", "chat")

    @pytest.fixture
    def environ(self, fake_providers: FakeProviders) -> dict[str, str]:
        return {BASE_URL: f"{fake_providers.base_url('openrouter')}/api/v1", API_KEY: fake_providers.key}

    @pytest.fixture
    async def engine(self, environ: dict[str, str]) -> AsyncIterator[OpenAiCompatible]:
        async with provider(environ) as engine_of:
            yield engine_of("google/gemini-3.8-flash")

    @pytest.fixture
    async def impatient(self, environ: dict[str, str]) -> AsyncIterator[OpenAiCompatible]:
        async with provider(environ, Limits(text_seconds=0.5)) as engine_of:
            yield engine_of("google/gemini-3.8-flash")
