"""What each server makes of ``response_format``; the rest is tried by the official SDK and by our engine."""

import httpx
import pytest

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.openai.servers import OLD_PAINTER, WRITER

SCHEMA = {"type": "object", "properties": {"town": {"type": "string"}}, "required": ["town"]}
NAMED = {"type": "json_schema", "json_schema": {"name": "a", "schema": SCHEMA}}
FLAT = {"type": "json_schema", "schema": SCHEMA}


async def post(fakes: FakeProviders, server: str, path: str = "chat/completions", **body: object) -> httpx.Response:
    body = {"model": WRITER, "messages": [{"role": "user", "content": "Name a town."}]} | body
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {fakes.key}"}) as client:
        return await client.post(f"{fakes.base_url('openai_compatible')}{server}/v1/{path}", json=body)


async def content(fakes: FakeProviders, server: str, response_format: object) -> str:
    answer = await post(fakes, server, response_format=response_format)
    if answer.status_code != 200:
        return str(answer.status_code)
    return str(answer.json()["choices"][0]["message"]["content"])


@pytest.mark.parametrize(
    ("server", "response_format", "found"),
    [
        ("/ollama", NAMED, '{"town":"text"}'),
        ("/vllm", NAMED, '{"town":"text"}'),
        ("/llamacpp", NAMED, '{"town":"text"}'),
        ("/lmstudio", NAMED, '{"town":"text"}'),
        ("/llamacpp", {"type": "json_object"}, "{}"),
        ("/lmstudio", {"type": "json_object"}, "400"),
        ("/vllm", FLAT, "400"),
        ("", NAMED | {"json_schema": NAMED["json_schema"] | {"strict": True}}, "400"),  # type: ignore[operator]
    ],
)
async def test_schemas_are_held_or_refused(
    fake_providers: FakeProviders, server: str, response_format: object, found: str
) -> None:
    assert await content(fake_providers, server, response_format) == found


async def test_a_schema_in_the_wrong_place_is_passed_over(fake_providers: FakeProviders) -> None:
    assert not (await content(fake_providers, "/llamacpp", FLAT)).startswith("{")


async def test_the_old_way_of_vllm_is_passed_over(fake_providers: FakeProviders) -> None:
    answer = await post(fake_providers, "/vllm", guided_json=SCHEMA)
    assert not answer.json()["choices"][0]["message"]["content"].startswith("{")
    assert fake_providers.calls("openai_compatible")[0].notes == ("unknown field guided_json ignored",)


async def test_a_key_is_needed_at_openai_alone(fake_providers: FakeProviders) -> None:
    body = {"model": WRITER, "messages": [{"role": "user", "content": "Name a town."}]}
    async with httpx.AsyncClient() as client:
        base = fake_providers.base_url("openai_compatible")
        found = [await client.post(f"{base}{name}/v1/chat/completions", json=body) for name in ("", "/ollama")]
        wrong = await client.post(
            f"{base}/ollama/v1/chat/completions", json=body, headers={"Authorization": "Bearer wrong"}
        )
    assert [answer.status_code for answer in (*found, wrong)] == [401, 200, 401]


@pytest.mark.parametrize(("size", "status"), [("1024x1024", 200), ("1360x768", 400)])
async def test_an_old_painter_takes_few_sizes(fake_providers: FakeProviders, size: str, status: int) -> None:
    answer = await post(fake_providers, "", "images/generations", model=OLD_PAINTER, prompt="a cat", size=size)
    assert answer.status_code == status
