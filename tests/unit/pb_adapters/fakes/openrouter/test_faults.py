from typing import Any

import httpx
import pytest

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.openrouter.faults import FAULTS

FLASH, BANANA = "google/gemini-3.8-flash", "google/gemini-nano-banana-2.1"
CHAT: dict[str, Any] = {"model": FLASH, "messages": [{"role": "user", "content": "Hello"}], "max_tokens": 9000}
PICTURE = CHAT | {"model": BANANA, "modalities": ["image", "text"]}


def _play(client: httpx.Client, fakes: FakeProviders, fault: str, **fields: object) -> httpx.Response:
    fakes.script("openrouter", fault)
    body = PICTURE if FAULTS[fault].only == "picture" else CHAT
    return client.post("chat/completions", json=body | fields)


def _draw(client: httpx.Client, fakes: FakeProviders, fault: str) -> httpx.Response:
    fakes.script("openrouter", fault)
    return client.post("images", json={"model": BANANA, "prompt": "Two boxes."})


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_billed_as_its_row_says(
    openrouter: httpx.Client, fake_providers: FakeProviders, fault: str
) -> None:
    response = _play(openrouter, fake_providers, fault)
    (call,) = fake_providers.calls()
    assert (call.fault, call.billed, call.status) == (fault, FAULTS[fault].billed, response.status_code)


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ("throttled", 429),
        ("throttled-upstream", 429),
        ("exhausted-day", 429),
        ("internal", 500),
        ("upstream-down", 502),
        ("timed-out", 408),
        ("deadline", 504),
        ("edge-timeout", 524),
        ("overloaded", 529),
        ("bad-key", 401),
        ("no-key", 401),
        ("key-limit", 403),
        ("no-money", 402),
        ("moderated", 403),
        ("retired-model", 404),
        ("no-modalities", 404),
        ("bad-field", 400),
        ("too-large", 413),
    ],
)
def test_errors(openrouter: httpx.Client, fake_providers: FakeProviders, fault: str, status: int) -> None:
    response = _play(openrouter, fake_providers, fault)
    assert response.status_code == response.json()["error"]["code"] == status


def test_hints(openrouter: httpx.Client, fake_providers: FakeProviders) -> None:
    assert "retry-after" not in _play(openrouter, fake_providers, "throttled").headers
    assert _play(openrouter, fake_providers, "throttled-hint").headers["retry-after"] == "2"
    busy = _play(openrouter, fake_providers, "unavailable")
    assert (busy.status_code, "code" in busy.json()["error"]) == (503, False)
    assert busy.json()["error"]["availability"]["retry_after"] == 3


@pytest.mark.parametrize(
    ("fault", "code"),
    [("error-in-200", 502), ("internal-in-200", 500), ("throttled-in-200", 429), ("padded-error", 502)],
)
def test_errors_inside_200(openrouter: httpx.Client, fake_providers: FakeProviders, fault: str, code: int) -> None:
    response = _play(openrouter, fake_providers, fault)
    assert response.status_code == 200
    assert response.json()["error"]["code"] == code
    assert "choices" not in response.json()


def test_an_error_in_a_choice(openrouter: httpx.Client, fake_providers: FakeProviders) -> None:
    (choice,) = _play(openrouter, fake_providers, "error-in-choice").json()["choices"]
    assert (choice["finish_reason"], choice["error"]["code"]) == ("error", 504)


def test_no_money_unless_few_tokens_are_asked_for(openrouter: httpx.Client, fake_providers: FakeProviders) -> None:
    message = _play(openrouter, fake_providers, "no-money-tokens").json()["error"]["message"]
    assert "You requested up to 9000 tokens, but can only afford 5120." in message
    assert "65536" in _play(openrouter, fake_providers, "no-money-tokens", max_tokens=None).text
    assert _play(openrouter, fake_providers, "no-money-tokens", max_tokens=5120).status_code == 200


def test_refusals_in_words(openrouter: httpx.Client, fake_providers: FakeProviders) -> None:
    (refused,) = _play(openrouter, fake_providers, "refused").json()["choices"]
    assert (refused["finish_reason"], refused["message"]["content"][:7]) == ("stop", "I can't")
    (blocked,) = _play(openrouter, fake_providers, "blocked").json()["choices"]
    assert (blocked["finish_reason"], blocked["message"]["content"]) == ("content_filter", None)
    (member,) = _play(openrouter, fake_providers, "refusal-field").json()["choices"]
    assert member["message"]["refusal"].startswith("I can't")
    (spent,) = _play(openrouter, fake_providers, "max-tokens").json()["choices"]
    assert (spent["finish_reason"], spent["message"]["content"]) == ("length", None)


def test_refusals_of_the_image_api(openrouter: httpx.Client, fake_providers: FakeProviders) -> None:
    assert _draw(openrouter, fake_providers, "refused").json()["data"] == []
    blocked = _draw(openrouter, fake_providers, "blocked")
    assert (blocked.status_code, blocked.json()["error"]["metadata"]["provider_code"]) == (400, "moderation_blocked")
    assert [call.billed for call in fake_providers.calls()] == [True, False]
    assert _draw(openrouter, fake_providers, "empty-candidates").json()["data"] == []
    assert len(_draw(openrouter, fake_providers, "duplicate-pictures").json()["data"]) == 3


@pytest.mark.parametrize("fault", ["error-in-choice", "picture-in-content"])
def test_faults_of_chat_pass_the_image_api_by(
    openrouter: httpx.Client, fake_providers: FakeProviders, fault: str
) -> None:
    assert len(_draw(openrouter, fake_providers, fault).json()["data"]) == 1
    assert fake_providers.calls()[0].fault is None


def test_good_answers_told_oddly(openrouter: httpx.Client, fake_providers: FakeProviders) -> None:
    def message(fault: str) -> dict[str, Any]:
        choice: dict[str, Any] = _play(openrouter, fake_providers, fault).json()["choices"][0]
        return dict(choice["message"])

    text = "You showed me 0 pictures and wrote: Hello"
    assert message("content-null")["content"] is None
    assert message("content-list")["content"] == [{"type": "text", "text": text}]
    assert message("max-tokens-cut")["content"] == text[:20]
    assert len({image["image_url"]["url"] for image in message("duplicate-pictures")["images"]}) == 1
    markdown = message("picture-in-content")
    assert (markdown["images"], markdown["content"][:31]) == ([], "![image](data:image/png;base64,")
    assert _play(openrouter, fake_providers, "empty-candidates").json()["choices"] == []
    assert _play(openrouter, fake_providers, "own-key").json()["usage"]["cost"] is None
    assert "usage" not in _play(openrouter, fake_providers, "no-usage").json()
