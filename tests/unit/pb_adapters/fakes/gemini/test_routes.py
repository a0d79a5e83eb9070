import httpx

from pb_adapters.fakes.control import FakeProviders

HELLO = {"contents": [{"parts": [{"text": "Hello"}]}]}


def test_models_come_in_pages(gemini: httpx.Client) -> None:
    names: list[str] = []
    token = "0"
    while token:
        page = gemini.get("models", params={"pageSize": "7", "pageToken": token}).json()
        names += [model["name"] for model in page["models"]]
        token = page.get("nextPageToken", "")
    assert len(names) == len(set(names)) == 17


def test_one_model(gemini: httpx.Client, fake_providers: FakeProviders) -> None:
    assert gemini.get("models/gemini-3.8-flash").json()["supportedGenerationMethods"] == [
        "generateContent",
        "countTokens",
    ]
    assert gemini.get("models/gemini-3-pro-preview").status_code == 404
    assert gemini.get("models", params={"pageSize": "many"}).status_code == 400
    assert [call.endpoint for call in fake_providers.calls()] == ["models"] * 3


def test_unknown_and_retired_models(gemini: httpx.Client, fake_providers: FakeProviders) -> None:
    response = gemini.post("models/gemini-3-pro-image-preview:generateContent", json=HELLO)
    assert response.status_code == 404
    assert response.json()["error"]["message"].startswith(
        "models/gemini-3-pro-image-preview is not found for API version v1beta, or"
    )
    assert fake_providers.calls()[0].rejected == "no model gemini-3-pro-image-preview"


def test_tokens_are_counted(gemini: httpx.Client) -> None:
    assert gemini.post("models/gemini-3.8-flash:countTokens", json=HELLO).json()["totalTokens"] == 2


def test_other_routes_and_methods(http: httpx.Client) -> None:
    for path in ("/gemini/v1beta/files", "/gemini/v2/models", "/gemini/v1/v1beta/models"):
        assert http.get(path).status_code == 404
    assert http.get("/gemini/v1beta/models/gemini-3.8-flash:generateContent").status_code == 404


def test_snake_case_is_read_too(gemini: httpx.Client, fake_providers: FakeProviders) -> None:
    body = {
        "system_instruction": {"parts": [{"text": "Be brief."}]},
        "contents": [{"parts": [{"text": "Hello"}]}],
        "generation_config": {"max_output_tokens": 190},
    }
    answer = gemini.post("models/gemini-3.8-flash:generateContent", json=body).json()
    assert answer["candidates"][0]["finishReason"] == "MAX_TOKENS"
    assert fake_providers.calls()[0].notes == ()
