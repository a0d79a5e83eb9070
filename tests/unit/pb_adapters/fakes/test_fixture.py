import anyio
import httpx

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.fixture import FakeUpstream
from pb_core.testing.contracts.engine_faults import Counted

CHAT = {
    "model": "google/gemini-3.8-flash",
    "messages": [{"role": "user", "content": "Hello"}],
    "max_tokens": 4000,
}


def test_what_reaches_its_endpoints_is_counted(fake_providers: FakeProviders, openrouter: httpx.Client) -> None:
    chat, images = (FakeUpstream(fake_providers, "openrouter", endpoint) for endpoint in ("chat", "images"))
    assert anyio.run(chat.counted) == Counted(asked=0, billed=0)
    assert openrouter.post("chat/completions", json=CHAT).status_code == 200
    assert anyio.run(chat.counted) == Counted(asked=1, billed=1)
    assert anyio.run(images.counted) == Counted(asked=0, billed=0)


def test_a_fault_strikes_the_next_call(fake_providers: FakeProviders, openrouter: httpx.Client) -> None:
    upstream = FakeUpstream(fake_providers, "openrouter", "chat")
    upstream.play("throttled")
    assert openrouter.post("chat/completions", json=CHAT).status_code == 429
    assert anyio.run(upstream.counted) == Counted(asked=1, billed=0)
    assert upstream.secrets == (fake_providers.key,)
