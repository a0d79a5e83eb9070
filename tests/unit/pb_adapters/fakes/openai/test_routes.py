import httpx
import pytest

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.openai.servers import SERVERS, WRITER
from served import NO_TLS


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/models", 200),
        ("/ollama/v1/models", 200),
        ("/llamacpp/models", 200),
        ("/vllm/models", 404),
        ("/ollama/v1/images/generations", 404),
        ("/nothing/v1/models", 404),
        ("/v1/embeddings", 404),
    ],
)
async def test_paths_are_those_of_the_servers(fake_providers: FakeProviders, path: str, status: int) -> None:
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {fake_providers.key}"}, verify=NO_TLS) as client:
        answer = await client.get(fake_providers.base_url("openai_compatible") + path)
    assert answer.status_code == status


@pytest.mark.parametrize("server", SERVERS)
async def test_models_are_listed(fake_providers: FakeProviders, server: str) -> None:
    url = "/".join(filter(None, (fake_providers.base_url("openai_compatible"), server, "v1/models")))
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {fake_providers.key}"}, verify=NO_TLS) as client:
        listed = (await client.get(url)).json()["data"]
    assert WRITER in {model["id"] for model in listed}
