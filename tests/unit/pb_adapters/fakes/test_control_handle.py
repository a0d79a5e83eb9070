import httpx
import pytest

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.exchange import Received
from pb_adapters.fakes.gemini.routes import Gemini
from pb_adapters.fakes.prompt_parser import Question, latency_of

CHAT = {"model": "google/gemini-3.8-flash", "messages": [{"role": "user", "content": "Hello"}], "max_tokens": 4000}


def test_what_is_not_known_is_told() -> None:
    fakes = FakeProviders(dialects=[Gemini()])
    with pytest.raises(ValueError, match="there is no fake 'kei'; there are gemini"):
        fakes.script("kei", "throttled")
    with pytest.raises(ValueError, match="gemini has no fault 'trottled'; it has bad-field, "):
        fakes.script("gemini", "trottled")
    with pytest.raises(RuntimeError, match="not served"):
        fakes.base_url("gemini")


async def test_it_answers_without_a_server() -> None:
    fakes = FakeProviders()
    answer = await fakes.respond(Received(method="GET", path="/gemini/v1beta/models", origin="http://x"))
    assert answer.status == 403
    assert fakes.calls("gemini")[0].rejected == "no x-goog-api-key header"


def test_a_key_of_ones_own() -> None:
    assert FakeProviders(key="mine").key == "mine"


def test_a_reset_brings_back_the_beginning(openrouter: httpx.Client, fake_providers: FakeProviders) -> None:
    async def answer(_: Question) -> str:
        return "Other."

    fake_providers.answer_with(answer)
    fake_providers.take(latency_of(0.01))
    fake_providers.script("openrouter", "no-money", call=2)
    said = openrouter.post("chat/completions", json=CHAT).json()["choices"][0]["message"]["content"]
    assert said == "Other."
    fake_providers.reset()
    assert fake_providers.calls() == ()
    again = [openrouter.post("chat/completions", json=CHAT) for _ in range(2)]
    assert [response.status_code for response in again] == [200, 200]
    assert again[0].json()["choices"][0]["message"]["content"].startswith("You showed me")
    assert [call.repeat for call in fake_providers.calls()] == [False, True]


def test_calls_of_a_role(openrouter: httpx.Client, fake_providers: FakeProviders) -> None:
    openrouter.post("chat/completions", json=CHAT)
    assert len(fake_providers.calls(role="other")) == 1
    assert fake_providers.calls(role="critic") == ()
