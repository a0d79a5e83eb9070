from typing import Any

import httpx
import pytest

from pb_adapters.fakes.chat_completions import data_url
from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.pictures import paint, size_of

CREATE, CHAT = "/api/v1/jobs/createTask", "/gemini-3-8-flash-openai/v1/chat/completions"
NANO, GPT = "nano-banana-2-1", "gpt-image-2-text-to-image"
TALK: dict[str, Any] = {"messages": [{"role": "user", "content": "Hello"}], "stream": False, "include_thoughts": False}
PICTURE = data_url(paint("a", "b", 64, 64), "image/png")
OUTSIDE = "is not within the range of allowed options"


def _order(kie: httpx.Client, model: str = NANO, **wanted: object) -> dict[str, Any]:
    answer: dict[str, Any] = kie.post(CREATE, json={"model": model, "input": {"prompt": "Two boxes."} | wanted}).json()
    return answer


@pytest.mark.parametrize(
    ("model", "wanted", "code", "expected"),
    [
        ("nano-banana-9", {}, 422, "The model is not supported"),
        (NANO, {"prompt": ""}, 500, "This field is required"),
        (NANO, {"prompt": 7}, 500, "Invalid parameter"),
        (NANO, {"prompt": "x" * 20_001}, 500, "too long"),
        (NANO, {"aspect_ratio": "7:5"}, 500, f"This aspect_ratio {OUTSIDE}"),
        (NANO, {"aspect_ratio": ["1:1"]}, 500, f"This aspect_ratio {OUTSIDE}"),
        (NANO, {"resolution": "1k"}, 500, f"This resolution {OUTSIDE}"),
        (NANO, {"output_format": "jpeg"}, 500, f"This output_format {OUTSIDE}"),
        (NANO, {"image_input": ["https://x/a.png"] * 11}, 500, f"This image_input {OUTSIDE}"),
        (NANO, {"image_input": "https://x/a.png"}, 500, f"This image_input {OUTSIDE}"),
        (NANO, {"image_input": [PICTURE]}, 500, "file type not supported"),
        ("nano-banana-2-lite", {}, 500, "This field is required"),
        ("google/nano-banana", {"output_format": "jpg"}, 500, f"This output_format {OUTSIDE}"),
        ("google/nano-banana-edit", {}, 500, "This field is required"),
        (GPT, {"aspect_ratio": "1:1", "resolution": "4K"}, 500, f"This resolution {OUTSIDE}"),
        (GPT, {"resolution": "2K"}, 500, f"This resolution {OUTSIDE}"),
        (GPT, {"aspect_ratio": "5:4", "resolution": "2K"}, 500, f"This resolution {OUTSIDE}"),
    ],
)
def test_wrong_orders(
    kie: httpx.Client, fake_providers: FakeProviders, model: str, wanted: dict[str, Any], code: int, expected: str
) -> None:
    answer = _order(kie, model, **wanted)
    assert (answer["code"], answer["data"]) == (code, None)
    assert expected in answer["msg"]
    counts = fake_providers.counts("kie")
    assert (counts.rejected, counts.asked, counts.bills) == (1, 0, 0)


@pytest.mark.parametrize(
    ("model", "wanted", "size"),
    [
        (NANO, {"aspect_ratio": "16:9", "resolution": "2K"}, (2752, 1536)),
        (NANO, {"aspect_ratio": "8:1"}, (2896, 368)),
        ("nano-banana-pro", {}, (1024, 1024)),
        ("google/nano-banana", {"aspect_ratio": "4:3", "output_format": "jpeg"}, (1200, 896)),
        (GPT, {"aspect_ratio": "1:1", "resolution": "2K", "nsfw_checker": True}, (2048, 2048)),
    ],
)
def test_right_orders(
    kie: httpx.Client,
    browser: httpx.Client,
    fake_providers: FakeProviders,
    model: str,
    wanted: dict[str, Any],
    size: tuple[int, int],
) -> None:
    job = _order(kie, model, **wanted)["data"]["taskId"]
    assert size_of(browser.get(f"/kie/files/{job}.png").content) == size
    call = fake_providers.calls("kie")[0]
    assert (call.notes, call.role, call.model, call.billed) == ((), "painter", model, True)


@pytest.mark.parametrize(
    ("body", "note"),
    [
        ({"input": {"prompt": "x", "aspectRatio": "16:9"}}, "unknown field input.aspectRatio ignored"),
        ({"input": {"prompt": "x", "image_urls": []}}, "unknown field input.image_urls ignored"),
        ({"input": {"prompt": "x"}, "callbackUrl": "https://x"}, "unknown field callbackUrl ignored"),
        ({"input": {"prompt": "x"}, "callBackUrl": "https://x"}, "callBackUrl is not called by this fake"),
    ],
)
def test_what_is_passed_over_is_noted(
    kie: httpx.Client, fake_providers: FakeProviders, body: dict[str, Any], note: str
) -> None:
    assert kie.post(CREATE, json={"model": NANO} | body).json()["code"] == 200
    assert fake_providers.calls("kie")[0].notes == (note,)


@pytest.mark.parametrize("path", [CREATE, CHAT])
@pytest.mark.parametrize(
    ("content", "headers"),
    [
        (b"{", {"Content-Type": "application/json"}),
        (b"[]", {"Content-Type": "application/json"}),
        (b"\xff\xfe", {"Content-Type": "application/json"}),
        (b"{}", {"Content-Type": "text/plain"}),
        (b"{}", {"Content-Type": "application/json"}),
    ],
)
def test_what_is_no_request(
    kie: httpx.Client, fake_providers: FakeProviders, path: str, content: bytes, headers: dict[str, str]
) -> None:
    answer = kie.post(path, content=content, headers=headers)
    assert answer.status_code == 200
    assert answer.json()["code"] in {422, 500}
    assert fake_providers.counts("kie").rejected == 1


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "fake-key"}])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", CREATE),
        ("POST", CHAT),
        ("GET", "/api/v1/jobs/recordInfo"),
        ("GET", "/api/v1/chat/credit"),
        ("POST", "/api/v1/common/download-url"),
        ("POST", "/upload/api/file-base64-upload"),
    ],
)
def test_wrong_keys(http: httpx.Client, method: str, path: str, header: dict[str, str]) -> None:
    answer = http.request(method, f"/kie{path}", headers=header)
    assert (answer.status_code, answer.json()["code"]) == (200, 401)
    assert answer.json()["msg"] == "You do not have access permissions"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"messages": []}, 500),
        ({"messages": None}, 500),
        ({"reasoning_effort": "medium"}, 500),
        ({"temperature": 3}, 500),
        ({"max_tokens": 0}, 500),
        ({"stream": "false"}, 500),
        ({"tools": [{}], "response_format": {"type": "json_object"}}, 500),
        ({"max_tokens": "9"}, 500),
    ],
)
def test_wrong_chats(kie: httpx.Client, fake_providers: FakeProviders, fields: dict[str, Any], code: int) -> None:
    answer = kie.post(CHAT, json=TALK | fields).json()
    assert answer["code"] == code
    assert (fake_providers.counts("kie").rejected, fake_providers.bills("kie")) == (1, ())


def test_a_picture_that_is_none(kie: httpx.Client) -> None:
    part = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
    answer = kie.post(CHAT, json=TALK | {"messages": [{"role": "user", "content": [part]}]}).json()
    assert (answer["code"], answer["msg"].startswith("Invalid value")) == (500, True)


def test_a_model_that_does_not_talk(kie: httpx.Client) -> None:
    answer = kie.post("/nano-banana-pro/v1/chat/completions", json=TALK).json()
    assert (answer["code"], answer["msg"]) == (422, "The model is not supported")


def test_a_misspelt_member_of_a_chat_is_noted(kie: httpx.Client, fake_providers: FakeProviders) -> None:
    assert "choices" in kie.post(CHAT, json=TALK | {"maxTokens": 5}).json()
    assert fake_providers.calls("kie")[0].notes == ("unknown field maxTokens ignored",)
