from typing import Any

import httpx
import pytest

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.gemini.faults import FAULTS

FLASH, BANANA = "gemini-3.8-flash", "gemini-nano-banana-2.1"
HELLO = {"contents": [{"parts": [{"text": "Hello"}]}]}
DRAW = HELLO | {"generationConfig": {"responseModalities": ["IMAGE"]}}


def _play(client: httpx.Client, fakes: FakeProviders, fault: str, *, draw: bool = False) -> httpx.Response:
    fakes.script("gemini", fault)
    model, body = (BANANA, DRAW) if draw else (FLASH, HELLO)
    return client.post(f"models/{model}:generateContent", json=body)


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_billed_as_its_row_says(gemini: httpx.Client, fake_providers: FakeProviders, fault: str) -> None:
    response = _play(gemini, fake_providers, fault, draw=FAULTS[fault].only == "picture")
    (call,) = fake_providers.calls()
    assert (call.fault, call.billed, call.status) == (fault, FAULTS[fault].billed, response.status_code)
    assert call.billed or response.status_code >= 400


@pytest.mark.parametrize(
    ("fault", "code", "status"),
    [
        ("throttled", 429, "RESOURCE_EXHAUSTED"),
        ("unavailable", 503, "UNAVAILABLE"),
        ("internal", 500, "INTERNAL"),
        ("deadline", 504, "DEADLINE_EXCEEDED"),
        ("bad-key", 400, "INVALID_ARGUMENT"),
        ("expired-key", 400, "INVALID_ARGUMENT"),
        ("no-key", 403, "PERMISSION_DENIED"),
        ("leaked-key", 403, "PERMISSION_DENIED"),
        ("restricted-key", 403, "PERMISSION_DENIED"),
        ("no-capacity", 429, "RESOURCE_EXHAUSTED"),
        ("wrong-region", 400, "FAILED_PRECONDITION"),
        ("retired-model", 404, "NOT_FOUND"),
        ("too-large", 400, "INVALID_ARGUMENT"),
        ("format-trap", 400, "INVALID_ARGUMENT"),
        ("thinking-level", 400, "INVALID_ARGUMENT"),
    ],
)
def test_errors(gemini: httpx.Client, fake_providers: FakeProviders, fault: str, code: int, status: str) -> None:
    response = _play(gemini, fake_providers, fault)
    error = response.json()["error"]
    assert (response.status_code, error["code"], error["status"]) == (code, code, status)


def _details(response: httpx.Response) -> dict[str, Any]:
    return {detail["@type"].rpartition(".")[2]: detail for detail in response.json()["error"].get("details", [])}


def test_quotas_and_their_hints(gemini: httpx.Client, fake_providers: FakeProviders) -> None:
    plain = _play(gemini, fake_providers, "throttled")
    hint = _play(gemini, fake_providers, "throttled-hint")
    header = _play(gemini, fake_providers, "throttled-header")
    day = _play(gemini, fake_providers, "exhausted-day")
    assert (_details(plain), plain.headers.get("retry-after")) == ({}, None)
    assert _details(hint)["RetryInfo"]["retryDelay"] == "3.25s"
    assert header.headers["retry-after"] == "2"
    assert "RetryInfo" not in _details(day)
    assert "PerDay" in _details(day)["QuotaFailure"]["violations"][0]["quotaId"]
    assert _details(_play(gemini, fake_providers, "no-billing"))["QuotaFailure"]["violations"][0]["quotaValue"] == "0"


def test_an_error_in_a_list(gemini: httpx.Client, fake_providers: FakeProviders) -> None:
    (wrapped,) = _play(gemini, fake_providers, "internal-list").json()
    assert wrapped["error"]["code"] == 500


def test_the_four_shapes_of_a_refusal(gemini: httpx.Client, fake_providers: FakeProviders) -> None:
    blocked = _play(gemini, fake_providers, "blocked", draw=True).json()
    assert blocked["promptFeedback"] == {"blockReason": "PROHIBITED_CONTENT"}
    assert "candidates" not in blocked
    (unsafe,) = _play(gemini, fake_providers, "blocked-answer", draw=True).json()["candidates"]
    assert (unsafe["finishReason"], "content" in unsafe) == ("IMAGE_SAFETY", False)
    (words,) = _play(gemini, fake_providers, "refused", draw=True).json()["candidates"]
    assert words["finishReason"] == "STOP"
    assert words["content"]["parts"][0]["text"].startswith("I can't create that picture")
    (nothing,) = _play(gemini, fake_providers, "no-image", draw=True).json()["candidates"]
    assert (nothing["finishReason"], nothing["content"]) == ("NO_IMAGE", {"role": "model"})
    assert fake_providers.counts("gemini").pictures == 0


def test_nothing_in_five_shapes(gemini: httpx.Client, fake_providers: FakeProviders) -> None:
    assert "candidates" not in _play(gemini, fake_providers, "no-candidates").json()
    assert _play(gemini, fake_providers, "empty-candidates").json()["candidates"] == []
    contents = [
        _play(gemini, fake_providers, fault).json()["candidates"][0]["content"]
        for fault in ("no-parts", "empty-parts", "max-tokens")
    ]
    assert contents == [{"role": "model"}, {"parts": [], "role": "model"}, {"role": "model"}]


def test_good_answers_told_oddly(gemini: httpx.Client, fake_providers: FakeProviders) -> None:
    parts = _play(gemini, fake_providers, "split-text").json()["candidates"][0]["content"]["parts"]
    text = "".join(part["text"] for part in parts if not part.get("thought"))
    assert (len(parts), text) == (4, "You showed me 0 pictures and wrote: Hello")
    (odd,) = _play(gemini, fake_providers, "odd-ending").json()["candidates"]
    assert odd["finishReason"] == "SOLAR_FLARE"
    (cut,) = _play(gemini, fake_providers, "max-tokens-cut").json()["candidates"]
    assert (cut["finishReason"], cut["content"]["parts"][0]["text"]) == ("MAX_TOKENS", "You showed me 0 pict")


def test_thoughts_come_first(gemini: httpx.Client, fake_providers: FakeProviders) -> None:
    parts = _play(gemini, fake_providers, "thoughts-first", draw=True).json()["candidates"][0]["content"]["parts"]
    assert [part.get("thought", False) for part in parts] == [True, True, True, False]
    assert fake_providers.counts("gemini").pictures == 1
