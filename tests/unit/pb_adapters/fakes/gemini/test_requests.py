import base64
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.gemini.requests import camel, canonical, snake
from pb_adapters.fakes.pictures import paint

FLASH, BANANA = "gemini-3.8-flash", "gemini-nano-banana-2.1"
HELLO = {"contents": [{"parts": [{"text": "Hello"}]}]}
PNG = base64.b64encode(paint("a", "b", 32, 32)).decode()


def _ask(client: httpx.Client, model: str, config: Any = None, **more: Any) -> httpx.Response:  # noqa: ANN401 - JSON
    body = HELLO | ({"generationConfig": config} if config else {}) | more
    return client.post(f"models/{model}:generateContent", json=body)


def _showing(data: str, mime_type: str = "image/png") -> dict[str, object]:
    return {"contents": [{"parts": [{"text": "x"}, {"inlineData": {"mimeType": mime_type, "data": data}}]}]}


def test_no_key_and_a_wrong_key(http: httpx.Client, fake_providers: FakeProviders) -> None:
    url = f"/gemini/v1beta/models/{FLASH}:generateContent"
    none = http.post(url, json=HELLO)
    wrong = http.post(url, json=HELLO, headers={"x-goog-api-key": "wrong"})
    bearer = http.post(url, json=HELLO, headers={"Authorization": f"Bearer {fake_providers.key}"})
    assert [(r.status_code, r.json()["error"]["status"]) for r in (none, wrong, bearer)] == [
        (403, "PERMISSION_DENIED"),
        (400, "INVALID_ARGUMENT"),
        (403, "PERMISSION_DENIED"),
    ]
    assert wrong.json()["error"]["details"][0]["reason"] == "API_KEY_INVALID"
    assert [call.rejected for call in fake_providers.calls()].count("no x-goog-api-key header") == 2


def test_a_key_in_the_address_works_and_is_noted(http: httpx.Client, fake_providers: FakeProviders) -> None:
    url = f"/gemini/v1beta/models/{FLASH}:generateContent"
    assert http.post(url, json=HELLO, params={"key": fake_providers.key}).status_code == 200
    assert "address" in fake_providers.calls()[0].notes[0]


def test_a_body_that_is_no_json(gemini: httpx.Client) -> None:
    url = f"models/{FLASH}:generateContent"
    assert gemini.post(url, content=b"{", headers={"content-type": "application/json"}).status_code == 400
    assert gemini.post(url, content=b"\xff", headers={"content-type": "application/json"}).status_code == 400
    assert gemini.post(url, data={"a": "b"}).status_code == 400


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (
            {"thinkingLevel": "LOW"},
            "Invalid JSON payload received. Unknown name \"thinking_level\" at 'generation_config': Cannot find field.",
        ),
        (
            {"imageConfig": {"outputMimeType": "image/png"}},
            "Unknown name \"output_mime_type\" at 'generation_config.image_config': Cannot find field.",
        ),
        ({"thinkingConfig": {"thinkingLevel": "MINIMAL"}}, "Thinking level MINIMAL is not supported for this model."),
        ({"thinkingConfig": {"thinkingBudget": 0}}, "The thinking budget 0 is invalid."),
        ({"thinkingConfig": {"thinkingBudget": 9, "thinkingLevel": "LOW"}}, "only one of thinking budget and"),
        ({"temperature": 2.5}, "Invalid value at 'generation_config.temperature'"),
        ({"temperature": "hot"}, "Invalid value at 'generation_config.temperature'"),
        ({"stopSequences": list("abcdef")}, "Invalid value at 'generation_config.stop_sequences'"),
        ({"responseModalities": ["IMAGE"]}, "response modalities: image"),
        ({"responseModalities": ["SMELL"]}, "response_modalities"),
        ({"imageConfig": {"imageSize": "1K"}}, "Image generation is not enabled"),
        ({"responseSchema": {"type": "OBJECT"}}, "mime type is application/json"),
        ({"responseMimeType": "application/xml"}, "response_mime_type"),
        (
            {"responseMimeType": "application/json", "responseSchema": {}, "responseJsonSchema": {}},
            "Only one of response_schema and response_json_schema",
        ),
    ],
)
def test_wrong_configurations_of_words(
    gemini: httpx.Client, fake_providers: FakeProviders, config: object, expected: str
) -> None:
    response = _ask(gemini, FLASH, config)
    assert response.status_code == 400
    assert expected in response.json()["error"]["message"]
    counts = fake_providers.counts("gemini")
    assert (counts.calls, counts.rejected, counts.bills) == (1, 1, 0)


@pytest.mark.parametrize(
    ("model", "config"),
    [
        (BANANA, {"imageConfig": {"imageSize": "1k"}}),
        (BANANA, {"imageConfig": {"imageSize": "512"}}),
        (BANANA, {"imageConfig": {"aspectRatio": "2:1"}}),
        (BANANA, {"responseMimeType": "application/json"}),
        ("gemini-3-pro-image", {"imageConfig": {"aspectRatio": "1:8"}}),
        ("gemini-2.5-flash-image", {"imageConfig": {"imageSize": "1K"}}),
        ("gemini-2.5-flash", {"thinkingConfig": {"thinkingLevel": "LOW"}}),
        ("gemini-2.5-pro", {"thinkingConfig": {"thinkingBudget": 0}}),
    ],
)
def test_what_a_model_does_not_take(gemini: httpx.Client, model: str, config: dict[str, object]) -> None:
    assert _ask(gemini, model, config).status_code == 400


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ({"aspectRatio": "16:9"}, "image.aspect_ratio' (type.googleapis.com/google.ai.generativelanguage.v1beta."),
        ({"imageSize": "2K"}, "'generation_config.response_format.image.image_size'"),
    ],
)
def test_the_new_spelling_wants_the_names_of_an_enum(gemini: httpx.Client, image: object, expected: str) -> None:
    config = {"responseModalities": ["IMAGE"], "responseFormat": {"image": image}}
    response = _ask(gemini, BANANA, config)
    assert response.status_code == 400
    assert expected in response.json()["error"]["message"]


def test_the_names_of_the_enum(gemini: httpx.Client, fake_providers: FakeProviders) -> None:
    image = {"aspectRatio": "ASPECT_RATIO_TWENTY_ONE_BY_NINE", "imageSize": "IMAGE_SIZE_ONE_K"}
    config = {"responseModalities": ["IMAGE"], "responseFormat": {"image": image}}
    assert _ask(gemini, BANANA, config).status_code == 200
    assert fake_providers.counts("gemini").pictures == 1


def test_no_contents(gemini: httpx.Client) -> None:
    assert gemini.post(f"models/{FLASH}:generateContent", json={}).status_code == 400


def test_pictures_in_either_alphabet_of_base64(gemini: httpx.Client, fake_providers: FakeProviders) -> None:
    safe = PNG.replace("+", "-").replace("/", "_").rstrip("=")
    for data in (PNG, safe):
        assert _ask(gemini, FLASH, **_showing(data)).status_code == 200
    assert [call.pictures_shown for call in fake_providers.calls()] == [1, 1]


@pytest.mark.parametrize(
    ("data", "mime_type", "expected"),
    [
        (PNG, "image/bmp", "Unsupported MIME type: image/bmp"),
        (f"data:image/png;base64,{PNG}", "image/png", "Base64 decoding failed"),
        (base64.b64encode(b"no picture").decode(), "image/png", "Unable to process input image"),
    ],
)
def test_pictures_that_are_none(gemini: httpx.Client, data: str, mime_type: str, expected: str) -> None:
    response = _ask(gemini, FLASH, **_showing(data, mime_type))
    assert response.status_code == 400
    assert expected in response.json()["error"]["message"]


def test_too_many_references(gemini: httpx.Client) -> None:
    parts = [{"text": "x"}, *[{"fileData": {"fileUri": "https://x/y.png"}}] * 15]
    assert _ask(gemini, BANANA, contents=[{"parts": parts}]).status_code == 400
    assert _ask(gemini, FLASH, contents=[{"parts": parts}]).status_code == 200


def test_an_image_model_without_modalities_paints_and_is_noted(
    gemini: httpx.Client, fake_providers: FakeProviders
) -> None:
    assert _ask(gemini, BANANA).status_code == 200
    (call,) = fake_providers.calls()
    assert (call.role, len(call.notes)) == ("painter", 1)


def test_an_image_model_that_is_to_write(gemini: httpx.Client, fake_providers: FakeProviders) -> None:
    assert _ask(gemini, BANANA, {"responseModalities": ["TEXT"]}).status_code == 200
    assert fake_providers.calls()[0].role == "other"


def test_json_of_any_form_and_in_the_new_spelling(gemini: httpx.Client) -> None:
    for config in (
        {"responseMimeType": "application/json"},
        {"responseFormat": {"text": {"mimeType": "application/json", "schema": {"type": "object"}}}},
    ):
        text = _ask(gemini, FLASH, config).json()["candidates"][0]["content"]["parts"][0]["text"]
        assert text == "{}"


NAMES = st.from_regex(r"[a-z]+(_[a-z]+)*", fullmatch=True)


@given(NAMES)
def test_the_two_spellings_are_inverse(name: str) -> None:
    assert snake(camel(name)) == name
    assert camel(camel(name)) == camel(name)


def test_members_are_read_in_both_spellings_but_for_what_is_the_callers_own() -> None:
    document = {
        "generation_config": {"response_json_schema": {"min_items": 1}, "imageConfig": {"aspect_ratio": "1:1"}},
        "contents": [{"parts": [{"inline_data": {"mime_type": "image/png"}}]}],
    }
    assert canonical(document) == {
        "generationConfig": {"responseJsonSchema": {"min_items": 1}, "imageConfig": {"aspectRatio": "1:1"}},
        "contents": [{"parts": [{"inlineData": {"mimeType": "image/png"}}]}],
    }
