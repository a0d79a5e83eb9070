import base64

import httpx

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.pictures import size_of

FLASH, BANANA = "google/gemini-3.8-flash", "google/gemini-nano-banana-2.1"
CHAT = {"model": FLASH, "messages": [{"role": "user", "content": "Hello"}], "max_tokens": 4000}
DRAW = {"model": BANANA, "prompt": "Two boxes.", "aspect_ratio": "16:9", "resolution": "1K"}


def test_the_image_api(openrouter: httpx.Client, fake_providers: FakeProviders) -> None:
    answer = openrouter.post("images", json=DRAW).json()
    (picture,) = answer["data"]
    assert picture["media_type"] == "image/png"
    assert size_of(base64.b64decode(picture["b64_json"])) == (1376, 768)
    (call,) = fake_providers.calls()
    assert (call.endpoint, call.role, call.notes) == ("images", "painter", ())
    assert answer["usage"]["cost"] == call.tally.cost_micros / 1_000_000


def test_a_stream_of_the_image_api(openrouter: httpx.Client) -> None:
    response = openrouter.post("images", json=DRAW | {"stream": True})
    assert response.headers["content-type"] == "text/event-stream"
    assert response.text.startswith('event: image_generation.completed\ndata: {"type":"image_generation.completed"')


def test_what_a_generation_cost_can_be_looked_up(openrouter: httpx.Client, fake_providers: FakeProviders) -> None:
    response = openrouter.post("chat/completions", json=CHAT)
    name = response.headers["x-generation-id"]
    assert name == response.json()["id"]
    found = openrouter.get("generation", params={"id": name}).json()["data"]
    assert found["total_cost"] == response.json()["usage"]["cost"]
    assert openrouter.get("key").json()["data"]["usage"] == found["total_cost"]
    fake_providers.reset()
    assert openrouter.get("generation", params={"id": name}).status_code == 404


def test_ids_differ(openrouter: httpx.Client) -> None:
    assert len({openrouter.post("chat/completions", json=CHAT).json()["id"] for _ in range(3)}) == 3


def test_what_models_can_do(openrouter: httpx.Client) -> None:
    models = {model["id"]: model for model in openrouter.get("models").json()["data"]}
    assert "structured_outputs" in models[FLASH]["supported_parameters"]
    assert models[BANANA]["architecture"]["output_modalities"] == ["image", "text"]
    painters = {model["id"] for model in openrouter.get("images/models").json()["data"]}
    assert (BANANA in painters, FLASH in painters) == (True, False)
    assert openrouter.get(f"models/{FLASH}/endpoints").json()["data"]["endpoints"][0]["provider_name"] == "Google"
    assert openrouter.get(f"images/models/{BANANA}/endpoints").json()["data"]["id"] == BANANA
    assert openrouter.get("models/google/gemini-0/endpoints").status_code == 404


def test_credits_are_for_management_keys(openrouter: httpx.Client) -> None:
    assert openrouter.get("credits").status_code == 403


def test_keys_are_asked_for(http: httpx.Client) -> None:
    assert http.get("/openrouter/api/v1/key").status_code == 401
    assert http.get("/openrouter/api/v1/models").status_code == 200


def test_other_routes(openrouter: httpx.Client) -> None:
    assert openrouter.get("nowhere").status_code == 404
    assert openrouter.post("nowhere", json={}).status_code == 404
