"""Questions to models against hosts that were written after the providers' documentation alone, without our fakes."""

from collections.abc import Callable, Iterator

import pytest
from msgspec.structs import replace

from pb_adapters.providers.apimart.vlm import ApimartVlm
from pb_adapters.providers.apimart.wire import apimart_upstream
from pb_adapters.providers.gemini.vlm import GeminiVlm
from pb_adapters.providers.gemini.wire import gemini_upstream
from pb_adapters.providers.kie.vlm import KieVlm
from pb_adapters.providers.kie.wire import kie_upstream
from pb_adapters.providers.openai_compatible.address import openai_upstream
from pb_adapters.providers.openai_compatible.dialect import Dialects
from pb_adapters.providers.openai_compatible.vlm import OpenAiCompatibleVlm
from pb_adapters.providers.openrouter.vlm import OpenRouterVlm
from pb_adapters.providers.openrouter.wire import openrouter_upstream
from pb_adapters.upstream.exchange import UpstreamPool
from pb_core.domain.questions.vision_probe import draw_token, token_of
from pb_core.ports.vlm import Effort, ImagePart, VlmEngine
from pb_core.testing.memory.vlm import sample_requests
from support.chat_hosts import APIMART, GEMINI, KEY, KIE, OPENROUTER, OWN, Hosts, chat_hosts

ENGINES: dict[str, Callable[[UpstreamPool, str], VlmEngine]] = {
    "gemini": lambda pool, url: GeminiVlm(gemini_upstream(pool, key=KEY, base_url=url), GEMINI),
    "openrouter": lambda pool, url: OpenRouterVlm(
        openrouter_upstream(pool, key=KEY, base_url=f"{url}/api/v1"), OPENROUTER
    ),
    "kie": lambda pool, url: KieVlm(kie_upstream(pool, key=KEY, base_url=url), KIE),
    "apimart": lambda pool, url: ApimartVlm(apimart_upstream(pool, key=KEY, base_url=f"{url}/apimart"), APIMART),
    "openai_compatible": lambda pool, url: OpenAiCompatibleVlm(
        openai_upstream(pool, key=KEY, base_url=f"{url}/own/v1"), OWN, sees_images=True
    ),
    "openai": lambda pool, url: OpenAiCompatibleVlm(
        openai_upstream(pool, key=KEY, base_url=f"{url}/openai/v1"),
        "gpt-4.1",
        dialect=Dialects().of("gpt-4.1", "https://api.openai.com/v1"),
    ),
}
PICTURE = ImagePart(media_type="image/png", data=draw_token(token_of("suite")))


@pytest.fixture(scope="module")
def served() -> Iterator[Hosts]:
    with chat_hosts() as hosts:
        yield hosts


@pytest.fixture
def hosts(served: Hosts) -> Hosts:
    served.heard.clear()
    served.refusals.clear()
    return served


@pytest.mark.parametrize("provider", ENGINES)
async def test_every_role_asks_as_the_provider_documents(hosts: Hosts, pool: UpstreamPool, provider: str) -> None:
    engine = ENGINES[provider](pool, hosts.url)
    requests = [request for request, _ in sample_requests().values()]
    for request in requests:
        await engine.complete(request)

    assert hosts.refusals == []
    for request, heard in zip(requests, hosts.heard, strict=True):
        assert heard.prompt.startswith(request.prompt), request.role
        assert heard.system.startswith(request.system), request.role
        assert heard.limit is not None
        assert heard.limit <= request.max_output_tokens
        is_told = heard.schema is not None or "{" in heard.system.removeprefix(request.system)
        assert is_told, f"{provider} is not told the schema of the {request.role}"


@pytest.mark.parametrize("provider", ENGINES)
async def test_pictures_go_along_behind_the_text(hosts: Hosts, pool: UpstreamPool, provider: str) -> None:
    request, _ = sample_requests()["optimizer"]
    await ENGINES[provider](pool, hosts.url).complete(replace(request, images=(PICTURE, PICTURE)))

    assert hosts.refusals == []
    assert len(hosts.heard[0].pictures) == 2


@pytest.mark.parametrize("effort", ["none", "low", "medium", "high"])
@pytest.mark.parametrize("provider", ENGINES)
async def test_every_effort_is_one_that_the_provider_takes(
    hosts: Hosts, pool: UpstreamPool, provider: str, effort: Effort
) -> None:
    request, _ = sample_requests()["optimizer"]
    await ENGINES[provider](pool, hosts.url).complete(replace(request, effort=effort, temperature=0.0))

    assert hosts.refusals == []


async def test_a_host_turns_down_what_is_not_documented(hosts: Hosts, pool: UpstreamPool) -> None:
    """The hosts can say no: Gemini's engine is asked for more than any of its models may write."""
    request, _ = sample_requests()["optimizer"]
    with pytest.raises(Exception, match="maxOutputTokens is 99999999"):
        await ENGINES["gemini"](pool, hosts.url).complete(replace(request, max_output_tokens=99_999_999))
