from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from pb_adapters.fakes.answers import by_schema, instance, trailing_schema
from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.openai.servers import SEER, THINKER, WRITER
from pb_adapters.fakes.prompt_parser import Question
from pb_adapters.planners.engine import OfflineEngine
from pb_adapters.providers.apimart.vlm import ApimartVlm
from pb_adapters.providers.apimart.wire import apimart_upstream
from pb_adapters.providers.gemini.vlm import GeminiVlm
from pb_adapters.providers.gemini.wire import gemini_upstream
from pb_adapters.providers.kie.vlm import KieVlm
from pb_adapters.providers.kie.wire import kie_upstream
from pb_adapters.providers.local.engine import LocalVlm
from pb_adapters.providers.openai_compatible.address import openai_upstream
from pb_adapters.providers.openai_compatible.dialect import Dialects
from pb_adapters.providers.openai_compatible.vlm import OpenAiCompatibleVlm
from pb_adapters.providers.openrouter.vlm import OpenRouterVlm
from pb_adapters.providers.openrouter.wire import openrouter_upstream
from pb_adapters.upstream.exchange import UpstreamPool
from pb_core.ports.vlm import VlmEngine
from pb_core.testing.contracts.vlm import VlmContract
from pb_core.testing.memory.vlm import ScriptedVlm
from support.model_files import played_models


async def as_told(question: Question) -> str:
    """The smallest value of the schema that the system tells in words, else of the one that was sent."""
    schema = trailing_schema(question.system)
    return instance(schema) if schema is not None else await by_schema(question)


@pytest.fixture
def fakes(fake_providers: FakeProviders) -> FakeProviders:
    fake_providers.answer_with(as_told)
    return fake_providers


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
    def engine(self, fakes: FakeProviders, pool: UpstreamPool) -> VlmEngine:
        upstream = gemini_upstream(pool, key=fakes.key, base_url=fakes.base_url("gemini"))
        return GeminiVlm(upstream, "gemini-3.8-flash")


class TestOpenRouterVlm(VlmContract):
    @pytest.fixture(params=["google/gemini-3.8-flash", "openai/gpt-5.5"])
    def engine(self, fakes: FakeProviders, pool: UpstreamPool, request: pytest.FixtureRequest) -> VlmEngine:
        url = fakes.base_url("openrouter") + "/api/v1"
        return OpenRouterVlm(openrouter_upstream(pool, key=fakes.key, base_url=url), request.param)


class TestKieVlm(VlmContract):
    @pytest.fixture(params=["gemini-3-8-flash-openai", "gemini-3-flash"])
    def engine(self, fakes: FakeProviders, pool: UpstreamPool, request: pytest.FixtureRequest) -> VlmEngine:
        return KieVlm(kie_upstream(pool, key=fakes.key, base_url=fakes.base_url("kie")), request.param)


class TestApimartVlm(VlmContract):
    @pytest.fixture
    def engine(self, fakes: FakeProviders, pool: UpstreamPool) -> VlmEngine:
        upstream = apimart_upstream(pool, key=fakes.key, base_url=fakes.base_url("apimart"))
        return ApimartVlm(upstream, "gemini-3-flash-preview")


class TestOpenAiCompatibleVlm(VlmContract):
    @pytest.fixture(
        params=[
            ("ollama", SEER),
            ("ollama", THINKER),
            ("vllm", WRITER),
            ("llamacpp", WRITER),
            ("lmstudio", THINKER),
        ],
        ids=" ".join,
    )
    def engine(self, fakes: FakeProviders, pool: UpstreamPool, request: pytest.FixtureRequest) -> VlmEngine:
        server, model = request.param
        url = f"{fakes.base_url('openai_compatible')}/{server}/v1"
        upstream = openai_upstream(pool, key="", base_url=url)
        return OpenAiCompatibleVlm(upstream, model, sees_images=model == SEER)


class TestOpenAiCompatibleVlmAtOpenAi(VlmContract):
    @pytest.fixture
    def engine(self, fakes: FakeProviders, pool: UpstreamPool) -> VlmEngine:
        url = fakes.base_url("openai_compatible") + "/v1"
        upstream = openai_upstream(pool, key=fakes.key, base_url=url)
        return OpenAiCompatibleVlm(upstream, SEER, dialect=Dialects().of(SEER, "https://api.openai.com/v1"))


class TestLocalVlm(VlmContract):
    @pytest.fixture
    async def engine(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[VlmEngine]:
        async with LocalVlm(played_models(tmp_path, monkeypatch)(says=None)) as engine:
            yield engine
