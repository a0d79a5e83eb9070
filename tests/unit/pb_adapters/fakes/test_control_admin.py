import httpx
import pytest

from pb_adapters.fakes.control import FakeProviders

CHAT = {"model": "google/gemini-3.8-flash", "messages": [{"role": "user", "content": "Hello"}], "max_tokens": 4000}


def test_scripting_and_reading_over_http(http: httpx.Client, openrouter: httpx.Client) -> None:
    script = {"provider": "openrouter", "says": "Good day.", "call": 2, "role": "other"}
    assert http.post("/_fakes/script", json=script).status_code == 200
    answers = [openrouter.post("chat/completions", json=CHAT).json() for _ in range(2)]
    assert answers[1]["choices"][0]["message"]["content"] == "Good day."
    told = http.get("/_fakes/calls").json()
    assert told["counts"]["openrouter"]["calls"] == 2
    assert told["counts"]["gemini"]["calls"] == 0
    assert [call["fault"] for call in told["calls"]] == [None, "says"]
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
    ("script", "told"),
    [
        ({"provider": "nobody", "fault": "throttled"}, "there is no fake 'nobody'; there are gemini, "),
        ({"provider": "gemini", "fault": "nothing"}, "gemini has no fault 'nothing'; it has "),
        ({"provider": "gemini", "fualt": "throttled"}, "unknown field `fualt`"),
        ({"fault": "throttled"}, "missing required field `provider`"),
        ([], "Expected `object`"),
    ],
)
def test_wrong_scripts(http: httpx.Client, script: object, told: str) -> None:
    response = http.post("/_fakes/script", json=script)
    assert response.status_code == 422
    assert told in response.json()["detail"]


def test_the_faults_are_listed(http: httpx.Client) -> None:
    listed = http.get("/_fakes/faults").json()
    assert listed["gemini"]["throttled-hint"] == "429 with RetryInfo 3.25 s"
    assert "cut-body" in listed["openrouter"]


def test_there_is_nothing_else(http: httpx.Client) -> None:
    assert http.get("/_fakes/").status_code == 404
    assert http.delete("/_fakes/calls").status_code == 404
