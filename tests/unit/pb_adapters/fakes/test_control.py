import httpx
import pytest

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.exchange import Received
from pb_adapters.fakes.gemini.routes import Gemini
from pb_adapters.fakes.prompt_parser import Question, latency_of

CHAT = {"model": "google/gemini-3.8-flash", "messages": [{"role": "user", "content": "Hello"}], "max_tokens": 4000}


def test_what_is_not_known_is_told() -> None:
    fakes = FakeProviders(routes=[Gemini()])
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
    fake_providers.set_latency(latency_of(0.01))
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


def test_scripting_and_reading_over_http(http: httpx.Client, openrouter: httpx.Client) -> None:
    script = {"provider": "openrouter", "says": "Good day.", "call": 2, "role": "other"}
    assert http.post("/_fakes/script", json=script).status_code == 200
    answers = [openrouter.post("chat/completions", json=CHAT).json() for _ in range(2)]
    assert answers[1]["choices"][0]["message"]["content"] == "Good day."
    calls = http.get("/_fakes/calls").json()
    assert calls["counts"]["openrouter"]["calls"] == 2
    assert calls["counts"]["gemini"]["calls"] == 0
    assert [call["fault"] for call in calls["calls"]] == [None, "says"]
    assert http.get("/_fakes/calls", params={"provider": "gemini"}).json()["calls"] == []


def test_a_fault_by_name_until_the_reset(
    http: httpx.Client, openrouter: httpx.Client, fake_providers: FakeProviders
) -> None:
    http.post("/_fakes/script", json={"provider": "openrouter", "fault": "no-money", "times": None})
    assert openrouter.post("chat/completions", json=CHAT).status_code == 402
    assert http.post("/_fakes/reset").json() == {"reset": True}
    assert openrouter.post("chat/completions", json=CHAT).status_code == 200
    assert fake_providers.counts("openrouter").calls == 1


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ({"provider": "nobody", "fault": "throttled"}, "there is no fake 'nobody'; there are gemini, "),
        ({"provider": "gemini", "fault": "nothing"}, "gemini has no fault 'nothing'; it has "),
        ({"provider": "gemini", "fualt": "throttled"}, "unknown field `fualt`"),
        ({"fault": "throttled"}, "missing required field `provider`"),
        ([], "Expected `object`"),
    ],
)
def test_wrong_scripts(http: httpx.Client, script: object, expected: str) -> None:
    response = http.post("/_fakes/script", json=script)
    assert response.status_code == 422
    assert expected in response.json()["detail"]


def test_the_faults_are_listed(http: httpx.Client) -> None:
    listed = http.get("/_fakes/faults").json()
    assert listed["gemini"]["throttled-hint"] == "429 with RetryInfo 3.25 s"
    assert "cut-body" in listed["openrouter"]


def test_there_is_nothing_else(http: httpx.Client) -> None:
    assert http.get("/_fakes/").status_code == 404
    assert http.delete("/_fakes/calls").status_code == 404
