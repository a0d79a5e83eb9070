import pytest

from pb_adapters.providers.openai_compatible.address import api_address, openai_upstream
from pb_adapters.upstream.exchange import UpstreamPool
from scripted_wire import Wire


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("http://localhost:11434", "http://localhost:11434/v1"),
        ("http://localhost:11434/", "http://localhost:11434/v1"),
        ("http://localhost:11434/v1", "http://localhost:11434/v1"),
        ("http://localhost:11434/v1/", "http://localhost:11434/v1"),
        ("http://localhost:11434/api", "http://localhost:11434/v1"),
        ("http://localhost:8000/v1/chat/completions", "http://localhost:8000/v1"),
        ("http://localhost:8000/v1/models", "http://localhost:8000/v1"),
        ("https://api.example.org/openai/v1", "https://api.example.org/openai/v1"),
        ("https://gateway.example.org/llm", "https://gateway.example.org/llm"),
        ("http://[::1]:8080", "http://[::1]:8080/v1"),
    ],
)
def test_an_address_is_taken_as_people_write_it(written: str, meant: str) -> None:
    assert api_address(written) == meant


async def test_without_a_key_no_key_is_sent(wire: Wire, pool: UpstreamPool) -> None:
    wire.says("/v1/models", {}, {})
    for key in ("", "secret-of-a-gateway"):
        upstream = openai_upstream(pool, key=key, base_url=wire.url)
        await upstream.exchange("GET", "models", deadline=5, max_bytes=100)
    assert [asked.headers.get("authorization") for asked in wire.asked] == [None, "Bearer secret-of-a-gateway"]
