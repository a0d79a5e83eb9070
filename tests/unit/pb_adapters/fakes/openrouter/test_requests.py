from typing import Any

import httpx
import pytest

from pb_adapters.fakes.chat_completions import data_url
from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.pictures import paint

FLASH, BANANA, GPT = "google/gemini-3.8-flash", "google/gemini-nano-banana-2.1", "openai/gpt-image-2"
HELLO = [{"role": "user", "content": "Hello"}]
CHAT: dict[str, Any] = {"model": FLASH, "messages": HELLO, "max_tokens": 4000}
DRAW: dict[str, Any] = {"model": BANANA, "prompt": "Two boxes."}
FORM = {"type": "json_schema", "json_schema": {"name": "x", "strict": True, "schema": {"type": "object"}}}
PNG = data_url(paint("a", "b", 32, 32), "image/png")


def _picture(url: str) -> dict[str, object]:
    return {"type": "image_url", "image_url": {"url": url}}


def test_no_key_and_a_wrong_key(http: httpx.Client, fake_providers: FakeProviders) -> None:
    url = "/openrouter/api/v1/chat/completions"
    responses = [
        http.post(url, json=CHAT),
        http.post(url, json=CHAT, headers={"Authorization": "Bearer wrong"}),
        http.post(url, json=CHAT, headers={"Authorization": fake_providers.key}),
    ]
    assert [response.status_code for response in responses] == [401] * 3
    assert responses[0].json()["error"]["message"] == "Missing Authentication header"
    assert fake_providers.counts("openrouter").rejected == 3


@pytest.mark.parametrize(
    ("fields", "status", "expected"),
    [
        ({"model": "google/gemini-0"}, 400, "google/gemini-0 is not a valid model ID"),
        ({"messages": []}, 400, "Invalid request parameters"),
        ({"temperature": 2.1}, 400, "Invalid request parameters"),
        ({"max_tokens": 0}, 400, "Invalid request parameters"),
        ({"reasoning": {"effort": "enormous"}}, 400, "Invalid request parameters"),
        ({"reasoning": {"enabled": False}}, 400, "Provider returned error"),
        ({"modalities": ["image", "text"]}, 404, "No endpoints found that support the requested output modalities"),
        ({"model": GPT, "modalities": ["image", "text"]}, 404, "output modalities: image, text"),
        ({"model": GPT, "modalities": ["text"]}, 404, "output modalities: text"),
        ({"response_format": {"type": "xml"}}, 400, "Invalid request parameters"),
        ({"response_format": {"type": "json_schema"}}, 400, "Invalid request parameters"),
        (
            {"model": BANANA, "response_format": FORM, "provider": {"require_parameters": True}},
            404,
            "No endpoints found that can handle the requested parameters.",
        ),
        ({"model": BANANA, "modalities": ["image"], "image_config": {"image_size": "1k"}}, 400, "Provider returned"),
        (
            {"model": BANANA, "modalities": ["image"], "image_config": {"aspect_ratio": "auto"}},
            400,
            "Provider returned",
        ),
        ({"messages": [{"role": "user", "content": [_picture("data:image/png;base64,AAAA")]}]}, 400, "Invalid image"),
    ],
)
def test_wrong_chats(
    openrouter: httpx.Client, fake_providers: FakeProviders, fields: dict[str, object], status: int, expected: str
) -> None:
    response = openrouter.post("chat/completions", json=CHAT | fields)
    assert response.status_code == response.json()["error"]["code"] == status
    assert expected in response.json()["error"]["message"]
    counts = fake_providers.counts("openrouter")
    assert (counts.calls, counts.rejected, counts.bills) == (1, 1, 0)


@pytest.mark.parametrize(
    "fields",
    [
        {"n": 2},
        {"n": 11},
        {"prompt": ""},
        {"resolution": "1k"},
        {"resolution": "512"},
        {"aspect_ratio": "auto"},
        {"aspect_ratio": "7:5"},
        {"quality": "high"},
        {"size": "huge"},
        {"output_format": "PNG"},
        {"model": GPT, "resolution": "1K"},
        {"model": GPT, "size": "1024x1024", "aspect_ratio": "16:9"},
        {"input_references": [_picture(PNG)] * 15},
        {"input_references": [_picture(PNG)] * 17},
        {"input_references": [_picture("data:text/plain;base64,AAAA")]},
    ],
)
def test_wrong_pictures(openrouter: httpx.Client, fake_providers: FakeProviders, fields: dict[str, object]) -> None:
    assert openrouter.post("images", json=DRAW | fields).status_code == 400
    assert fake_providers.counts("openrouter").bills == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"resolution": "4K", "aspect_ratio": "16:9"},
        {"size": "2K"},
        {"model": GPT, "quality": "high", "aspect_ratio": "16:9"},
        {"model": GPT, "size": "1024x1536"},
        {"model": GPT, "size": "1024x1536", "aspect_ratio": "2:3"},
        {"input_references": [_picture(PNG), _picture("https://x/y.png")]},
    ],
)
def test_good_pictures(openrouter: httpx.Client, fake_providers: FakeProviders, fields: dict[str, object]) -> None:
    assert openrouter.post("images", json=DRAW | fields).status_code == 200
    assert fake_providers.calls()[0].notes == ()


def test_a_writer_does_not_paint(openrouter: httpx.Client) -> None:
    assert openrouter.post("images", json=DRAW | {"model": FLASH}).status_code == 404


def test_what_is_passed_over_is_noted(openrouter: httpx.Client, fake_providers: FakeProviders) -> None:
    body = {"model": FLASH, "messages": HELLO, "tempreature": 1, "provider": {"sorted": "price"}}
    assert openrouter.post("chat/completions", json=body).status_code == 200
    openrouter.post("chat/completions", json=CHAT | {"model": BANANA})
    first, second = fake_providers.calls()
    assert first.notes == (
        "unknown field tempreature ignored",
        "unknown field provider.sorted ignored",
        "no max_tokens: the model's whole window is reserved, which may be 402",
    )
    assert second.notes == ("an image model without modalities: its default is not documented",)
    assert fake_providers.counts("openrouter").notes == 4


def test_bodies_that_are_no_json(openrouter: httpx.Client) -> None:
    assert openrouter.post("chat/completions", data={"a": "b"}).status_code == 400
    json_type = {"content-type": "application/json"}
    assert openrouter.post("chat/completions", content=b"{", headers=json_type).status_code == 400


def test_the_first_known_model_of_a_list_answers(openrouter: httpx.Client) -> None:
    body = {"models": ["google/gemini-0", FLASH], "messages": HELLO, "max_tokens": 4000}
    assert openrouter.post("chat/completions", json=body).json()["model"] == FLASH


def test_thinking_can_be_switched_off_where_it_is_not_mandatory(openrouter: httpx.Client) -> None:
    body = CHAT | {"model": "google/gemini-3.5-flash", "reasoning": {"effort": "none"}}
    details = openrouter.post("chat/completions", json=body).json()["usage"]["completion_tokens_details"]
    assert details["reasoning_tokens"] == 0
