from typing import Any

import httpx
import pytest

from pb_adapters.fakes.chat_completions import data_url
from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.pictures import paint, size_of

CREATE, CHAT = "/v1/images/generations", "/v1/chat/completions"
NATIVE = "/v1beta/models/gemini-3-pro-image-preview:generateContent"
NANO, PRO, GPT = "gemini-3.1-flash-image-preview", "gemini-3-pro-image-preview", "gpt-image-2"
LITE, OLD = "gemini-3.1-flash-lite-image", "gemini-2.5-flash-image-preview"
TALK: dict[str, Any] = {"model": "gemini-3-flash-preview", "messages": [{"role": "user", "content": "Hello"}]}
PICTURE = data_url(paint("a", "b", 64, 64), "image/png")
NO_PICTURE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA"}}
OUTDATED = "a reference as data URL: the page of uploads says that it is not supported any more"
NEW = {"X-APIMart-Response-Version": "2026-07-27"}


def _order(apimart: httpx.Client, model: str = PRO, **fields: object) -> httpx.Response:
    return apimart.post(CREATE, json={"model": model, "prompt": "Two boxes."} | fields)


@pytest.mark.parametrize(
    ("model", "fields", "status", "expected"),
    [
        ("gemini-9-image", {}, 404, "model gemini-9-image not found"),
        (PRO, {"size": "7:5"}, 500, "build_request_failed: invalid size: 7:5"),
        (PRO, {"size": "1:8"}, 500, "build_request_failed: invalid size: 1:8"),
        (PRO, {"size": "1024x1024"}, 500, "build_request_failed: invalid size: 1024x1024"),
        (PRO, {"resolution": "1k"}, 500, "build_request_failed: invalid resolution: 1k"),
        (PRO, {"resolution": "0.5K"}, 500, "build_request_failed: invalid resolution: 0.5K"),
        (GPT, {"resolution": "1K"}, 500, "build_request_failed: invalid resolution: 1K"),
        (PRO, {"n": 5}, 500, "build_request_failed: invalid n: 5"),
        (GPT, {"n": 2}, 500, "build_request_failed: invalid n: 2"),
        (PRO, {"image_urls": ["https://x/a.png"] * 15}, 500, "build_request_failed: too many image_urls: 15"),
        (PRO, {"image_urls": ["AAAA"]}, 500, "build_request_failed: invalid image_urls"),
        (PRO, {"image_urls": ["data:image/png;base64,AAAA"]}, 500, "build_request_failed: invalid image_urls"),
        (PRO, {"n": "1"}, 400, "invalid request"),
        (PRO, {"n": 0}, 400, "invalid request"),
        (PRO, {"image_urls": "https://x/a.png"}, 400, "invalid request"),
        (PRO, {"prompt": ""}, 400, "invalid request"),
        (PRO, {"language": "zh-CN"}, 400, "invalid request"),
    ],
)
def test_wrong_orders(  # the rows of a table
    apimart: httpx.Client, fake_providers: FakeProviders, model: str, fields: dict[str, Any], status: int, expected: str
) -> None:
    answer = _order(apimart, model, **fields)
    assert answer.status_code == status
    assert answer.json()["error"]["message"].startswith(expected)
    counts = fake_providers.counts("apimart")
    assert (counts.rejected, counts.asked, counts.bills) == (1, 0, 0)


@pytest.mark.parametrize(
    ("model", "fields", "size"),
    [
        (PRO, {"size": "16:9", "resolution": "2K"}, (2752, 1536)),
        (PRO, {"size": "auto"}, (1024, 1024)),
        (NANO, {"size": "1:1", "resolution": "0.5K"}, (512, 512)),
        (OLD, {"size": "4:3"}, (1200, 896)),
        (GPT, {"size": "3:2", "resolution": "1k"}, (1264, 848)),
        (GPT, {"size": "1536x1024"}, (1536, 1024)),
    ],
)
def test_right_orders(  # the rows of a table
    apimart: httpx.Client,
    browser: httpx.Client,
    fake_providers: FakeProviders,
    model: str,
    fields: dict[str, Any],
    size: tuple[int, int],
) -> None:
    task = _order(apimart, model, **fields).json()["data"][0]["task_id"]
    assert size_of(browser.get(f"/apimart/files/{task}.png").content) == size
    call = fake_providers.calls("apimart")[0]
    assert (call.notes, call.role, call.model, call.billed) == ((), "painter", model, True)


@pytest.mark.parametrize(
    ("model", "fields", "note"),
    [
        (PRO, {"response_format": "b64_json"}, "unknown field response_format ignored"),
        (PRO, {"aspect_ratio": "16:9"}, "unknown field aspect_ratio ignored"),
        (PRO, {"webhook": "https://x"}, "webhook is not called by this fake"),
        (LITE, {"resolution": "4K"}, f"resolution 4K ignored by {LITE}"),
        (OLD, {"resolution": "2K"}, f"resolution 2K ignored by {OLD}"),
        (
            PRO,
            {"image_urls": [PICTURE]},
            "a reference as data URL: the page of uploads says that it is not supported any more",
        ),
    ],
)
def test_what_is_passed_over_is_noted(
    apimart: httpx.Client, fake_providers: FakeProviders, model: str, fields: dict[str, Any], note: str
) -> None:
    assert _order(apimart, model, **fields).status_code == 200
    assert fake_providers.calls("apimart")[0].notes == (note,)


@pytest.mark.parametrize("path", [CREATE, CHAT, "/v1/tasks/batch"])
@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"{", "application/json"), (b"[]", "application/json"), (b"{}", "application/json"), (b"{}", "text/plain")],
)
def test_what_is_no_request(apimart: httpx.Client, path: str, content: bytes, kind: str) -> None:
    answer = apimart.post(path, content=content, headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "invalid_request_error")


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer wrong"}, {"x-goog-api-key": "fake-key"}])
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", CREATE), ("POST", CHAT), ("POST", NATIVE), ("GET", "/v1/tasks/x"), ("GET", "/v1/balance"),
     ("GET", "/v1/models"), ("POST", "/v1/uploads/images")],
)  # fmt: skip
def test_wrong_keys(http: httpx.Client, method: str, path: str, header: dict[str, str]) -> None:
    answer = http.request(method, f"/apimart{path}", headers=header)
    assert (answer.status_code, answer.json()) == (
        401,
        {"error": {"code": 401, "message": "Invalid API key", "type": "authentication_error"}},
    )


def test_a_second_key_is_noted(apimart: httpx.Client, fake_providers: FakeProviders) -> None:
    apimart.post(CHAT, json=TALK, headers={"x-goog-api-key": fake_providers.key})
    assert fake_providers.calls("apimart")[0].notes == ("x-goog-api-key is not read here, yet holds a key",)


def test_errors_have_the_form_that_was_asked_for(apimart: httpx.Client) -> None:
    answer = apimart.post(CREATE, json={"model": PRO, "prompt": "x", "size": "7:5"}, headers=NEW)
    body = answer.json()
    assert body.pop("request_id").startswith("req_")
    message = "build_request_failed: invalid size: 7:5"
    assert body == {"error": {"message": message, "type": "server_error", "param": None, "code": "server_error"}}
    assert answer.headers["x-apimart-response-version"] == "2026-07-27"


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"model": "gemini-9"}, 404),
        ({"model": PRO}, 404),
        ({"temperature": 3}, 400),
        ({"max_tokens": 0}, 400),
        ({"n": 2}, 400),
        ({"messages": []}, 400),
        (
            {
                "messages": [
                    {
                        "role": "user",
                        "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AA"}}],
                    }
                ]
            },
            400,
        ),
    ],
)
def test_wrong_chats(apimart: httpx.Client, fake_providers: FakeProviders, fields: dict[str, Any], status: int) -> None:
    assert apimart.post(CHAT, json=TALK | fields).status_code == status
    assert (fake_providers.counts("apimart").rejected, fake_providers.bills("apimart")) == (1, ())


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (NATIVE, {"contents": [{"parts": [{"text": "x"}]}], "size": "1:1"}, 400),
        (NATIVE, {}, 400),
        (NATIVE.replace("3-pro", "9-pro"), {"contents": []}, 404),
        (NATIVE.replace("v1beta", "v1/v1beta"), {"contents": []}, 404),
    ],
)
def test_wrong_requests_in_the_form_of_gemini(
    apimart: httpx.Client, path: str, body: dict[str, Any], status: int
) -> None:
    answer = apimart.post(path, json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, status)
