import base64
import io
import json
import re
from typing import Any

import httpx
import pytest
from PIL import Image

from pb_adapters.fakes.chat_completions import data_url
from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.exchange import Received
from pb_adapters.fakes.kie.routes import BALANCE, CREATES, CREATES_SECONDS, Kie
from pb_adapters.fakes.pictures import paint
from pb_adapters.fakes.scripted_faults import saying

CREATE, LOOK = "/api/v1/jobs/createTask", "/api/v1/jobs/recordInfo"
CHAT = "/gemini-3-8-flash-openai/v1/chat/completions"
ORDER: dict[str, Any] = {
    "model": "nano-banana-2-1",
    "input": {"prompt": "Two boxes.", "aspect_ratio": "16:9", "resolution": "1K", "output_format": "png"},
}
TALK: dict[str, Any] = {"messages": [{"role": "user", "content": "Hello"}]}
PLAIN = TALK | {"stream": False, "include_thoughts": False}


def _ordered(kie: httpx.Client, **wanted: object) -> str:
    body = ORDER | {"input": ORDER["input"] | wanted}
    return str(kie.post(CREATE, json=body).json()["data"]["taskId"])


def _look(kie: httpx.Client, job: str) -> dict[str, Any]:
    answer: dict[str, Any] = kie.get(LOOK, params={"taskId": job}).json()
    return answer


def test_an_order_is_queued(kie: httpx.Client) -> None:
    answer = kie.post(CREATE, json=ORDER)
    assert answer.headers["content-type"] == "application/json;charset=UTF-8"
    data = answer.json()["data"]
    assert re.fullmatch("[0-9a-f]{32}", data["taskId"])
    assert answer.json() == {
        "code": 200,
        "msg": "success",
        "data": {"taskId": data["taskId"], "recordId": data["taskId"]},
    }


def test_the_record_of_a_job_under_way(kie: httpx.Client, fake_providers: FakeProviders) -> None:
    fake_providers.script("kie", "pending")
    job = _ordered(kie)
    answer = _look(kie, job)
    data = answer["data"]
    assert (answer["code"], answer["msg"]) == (200, "success")
    param = json.loads(data.pop("param"))
    assert (param["model"], json.loads(param["input"])) == (ORDER["model"], ORDER["input"])
    assert data.pop("createTime") > 1_700_000_000_000
    assert data == {
        "taskId": job,
        "model": "nano-banana-2-1",
        "state": "waiting",
        "resultJson": "",
        "failCode": None,
        "failMsg": None,
        "costTime": None,
        "completeTime": None,
    }


def test_the_record_of_a_finished_job_and_its_picture(
    kie: httpx.Client, browser: httpx.Client, fake_providers: FakeProviders
) -> None:
    data = _look(kie, _ordered(kie))["data"]
    assert (data["state"], data["failCode"], data["creditsConsumed"]) == ("success", None, 4)
    assert data["completeTime"] > data["createTime"]
    assert data["costTime"] == 1
    (url,) = json.loads(data["resultJson"])["resultUrls"]
    assert url.startswith(fake_providers.base_url("kie"))
    image = Image.open(io.BytesIO(browser.get(url).content))
    assert (image.format, image.size) == ("PNG", (1376, 768))
    counts = fake_providers.counts("kie")
    assert (counts.bills, counts.pictures, counts.cost_micros) == (1, 1, 20_000)


def test_the_usual_format_of_a_model_may_be_jpeg(kie: httpx.Client, browser: httpx.Client) -> None:
    job = kie.post(CREATE, json={"model": "nano-banana-2-1", "input": {"prompt": "x"}}).json()["data"]["taskId"]
    answer = browser.get(f"/kie/files/{job}.png")
    assert answer.headers["content-type"] == "image/jpeg"
    assert Image.open(io.BytesIO(answer.content)).format == "JPEG"


def test_pictures_differ_with_the_prompt_and_the_order(kie: httpx.Client, browser: httpx.Client) -> None:
    jobs = [_ordered(kie, prompt=prompt) for prompt in ("One.", "Two.", "One.")]
    pictures = [browser.get(f"/kie/files/{job}.png").content for job in jobs]
    assert len(set(pictures)) == 3
    assert [browser.get(f"/kie/files/{job}.png").content for job in jobs] == pictures


@pytest.mark.parametrize("query", [{"taskId": "0" * 32}, {}])
def test_a_job_that_never_was(kie: httpx.Client, query: dict[str, str]) -> None:
    answer = kie.get(LOOK, params=query)
    assert answer.status_code == 200
    assert answer.json() == {"code": 422, "msg": "recordInfo is null", "data": None}


def test_the_balance_falls(kie: httpx.Client) -> None:
    assert kie.get("/api/v1/chat/credit").json() == {"code": 200, "msg": "success", "data": BALANCE}
    _ordered(kie)
    assert kie.get("/api/v1/chat/credit").json()["data"] == BALANCE - 4


def test_a_link_to_download(kie: httpx.Client) -> None:
    url = json.loads(_look(kie, _ordered(kie))["data"]["resultJson"])["resultUrls"][0]
    assert kie.post("/api/v1/common/download-url", json={"url": url}).json()["data"] == url
    wrong = kie.post("/api/v1/common/download-url", json={"url": "https://elsewhere/a.png"}).json()
    assert (wrong["code"], wrong["msg"]) == (422, "url is wrong")


def test_chat_has_no_envelope_and_no_content_type(kie: httpx.Client, fake_providers: FakeProviders) -> None:
    fake_providers.script("kie", saying("Green."))
    answer = kie.post(CHAT, json=PLAIN)
    assert "content-type" not in answer.headers
    body = answer.json()
    assert body["choices"][0]["message"] == {"role": "assistant", "content": "Green."}
    assert body["model"] == "gemini-3-8-flash-openai"
    (call,) = fake_providers.bills("kie")
    assert body["credits_consumed"] == call.tally.cost_micros / 5000
    assert body["usage"]["total_tokens"] == body["usage"]["prompt_tokens"] + body["usage"]["completion_tokens"]


def test_chat_streams_unless_told_not_to(kie: httpx.Client, fake_providers: FakeProviders) -> None:
    fake_providers.script("kie", saying("Green."))
    answer = kie.post(CHAT, json=TALK)
    assert answer.headers["content-type"] == "text/event-stream"
    events = [line.removeprefix("data: ") for line in answer.text.splitlines() if line]
    assert events[-1] == "[DONE]"
    chunks = [json.loads(event) for event in events[:-1]]
    text = "".join(choice["delta"].get("content", "") for chunk in chunks for choice in chunk["choices"])
    assert text == "Green."
    assert any("reasoning_content" in choice["delta"] for chunk in chunks for choice in chunk["choices"])
    assert chunks[-1]["choices"] == []
    assert chunks[-1]["usage"]["total_tokens"] > 0
    assert chunks[-1]["credits_consumed"] > 0
    assert not any(chunk.get("usage") for chunk in chunks[:-1])


def test_the_model_in_the_body_of_a_chat_is_not_looked_at(kie: httpx.Client) -> None:
    assert kie.post(CHAT, json=PLAIN | {"model": "gpt-9"}).json()["model"] == "gemini-3-8-flash-openai"


def test_vision_and_blindness(kie: httpx.Client, fake_providers: FakeProviders) -> None:
    part = {"type": "image_url", "image_url": {"url": data_url(paint("a", "b", 1376, 768), "image/png")}}
    body = PLAIN | {"messages": [{"role": "user", "content": [{"type": "text", "text": "This?"}, part]}]}
    seen = kie.post(CHAT, json=body).json()
    fake_providers.script("kie", "blind")
    guessed = kie.post(CHAT, json=body).json()
    assert [answer["usage"]["prompt_tokens"] for answer in (seen, guessed)] == [518, 2]
    assert "1 pictures" in seen["choices"][0]["message"]["content"]
    assert [call.pictures_shown for call in fake_providers.calls("kie")] == [1, 1]


def test_a_schema_is_kept(kie: httpx.Client) -> None:
    schema = {"type": "object", "properties": {"score": {"type": "number"}}, "required": ["score"]}
    form = {"type": "json_schema", "json_schema": {"name": "x", "strict": False, "schema": schema}}
    answer = kie.post(CHAT, json=PLAIN | {"response_format": form}).json()
    assert json.loads(answer["choices"][0]["message"]["content"]) == {"score": 0}


@pytest.mark.parametrize(
    ("method", "path"), [("GET", CREATE), ("POST", "/api/v1/other"), ("GET", CHAT), ("POST", "/files/0.png")]
)
def test_what_is_not_there(kie: httpx.Client, fake_providers: FakeProviders, method: str, path: str) -> None:
    assert kie.request(method, path).status_code == 404
    assert fake_providers.counts("kie").rejected == 1


async def test_the_real_limit_on_request() -> None:
    now = [0.0]
    fakes = FakeProviders(routes=[Kie(now=lambda: now[0])])
    fakes.script("kie", "rate-limit", times=None)
    headers = {"authorization": f"Bearer {fakes.key}", "content-type": "application/json"}
    request = Received(
        method="POST", path=f"/kie{CREATE}", origin="http://x", headers=headers, body=json.dumps(ORDER).encode()
    )

    async def code() -> int:
        return int(json.loads((await fakes.respond(request)).body)["code"])

    assert [await code() for _ in range(CREATES + 1)] == [200] * CREATES + [429]
    now[0] += CREATES_SECONDS - 0.001
    assert await code() == 429
    now[0] += 0.001
    assert [await code() for _ in range(CREATES + 1)] == [200] * CREATES + [429]
    assert fakes.counts("kie").bills == 2 * CREATES


PICTURE = paint("a", "b", 64, 64)
BASE64, FORM, ADDRESS = (f"/upload/api/file-{kind}-upload" for kind in ("base64", "stream", "url"))


def _base64(kie: httpx.Client, **fields: object) -> dict[str, Any]:
    body = {"base64Data": data_url(PICTURE, "image/png"), "uploadPath": "images/x", "fileName": "r1.png"} | fields
    answer: dict[str, Any] = kie.post(BASE64, json=body).json()
    return answer


def test_by_base64(kie: httpx.Client, browser: httpx.Client, fake_providers: FakeProviders) -> None:
    answer = _base64(kie)
    assert (answer["success"], answer["code"], answer["msg"]) == (True, 200, "File uploaded successfully")
    data = answer["data"]
    url = data.pop("downloadUrl")
    assert data.pop("uploadedAt").endswith("Z")
    assert data == {
        "success": True,
        "fileName": "r1.png",
        "filePath": "kieai/77/images/x/r1.png",
        "fileSize": len(PICTURE),
        "mimeType": "image/png",
    }
    assert browser.get(url).content == PICTURE
    counts = fake_providers.counts("kie")
    assert (counts.bills, counts.asked) == (0, 0)


def test_by_plain_base64(kie: httpx.Client, browser: httpx.Client) -> None:
    data = _base64(kie, base64Data=base64.b64encode(PICTURE).decode())["data"]
    assert data["mimeType"] == "image/png"
    assert browser.get(data["downloadUrl"]).content == PICTURE


def test_by_form(kie: httpx.Client, browser: httpx.Client) -> None:
    form = {"uploadPath": "images", "fileName": "r2.png"}
    answer = kie.post(FORM, data=form, files={"file": ("a.png", PICTURE, "image/png")}).json()["data"]
    assert (answer["fileName"], answer["fileSize"]) == ("r2.png", len(PICTURE))
    assert browser.get(answer["downloadUrl"]).content == PICTURE


def test_by_address(kie: httpx.Client, fake_providers: FakeProviders) -> None:
    body = {"fileUrl": "https://elsewhere/some/a.webp?x=1", "uploadPath": "images"}
    answer = kie.post(ADDRESS, json=body).json()["data"]
    assert (answer["fileName"], answer["mimeType"], answer["fileSize"]) == ("a.webp", "image/webp", 0)
    assert fake_providers.calls("kie")[0].notes == ("the file of fileUrl is not fetched by this fake",)


def test_an_uploaded_picture_is_a_reference(kie: httpx.Client, fake_providers: FakeProviders) -> None:
    urls = [_base64(kie)["data"]["downloadUrl"], "https://elsewhere/a.png"]
    order = {"model": "nano-banana-2-1", "input": {"prompt": "As this.", "image_input": urls}}
    assert kie.post("/api/v1/jobs/createTask", json=order).json()["code"] == 200
    assert fake_providers.calls("kie")[-1].pictures_shown == 2


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        (BASE64, {"uploadPath": "x"}, "base64Data is required"),
        (BASE64, {"base64Data": "AAAA"}, "uploadPath is required"),
        (BASE64, {"base64Data": "!", "uploadPath": "x"}, "base64Data is not valid"),
        (BASE64, {"base64Data": "A" * (10 * 2**20 + 4), "uploadPath": "x"}, "too large"),
        (ADDRESS, {"uploadPath": "x"}, "fileUrl is required"),
        (FORM, {"uploadPath": "x"}, "file is required"),
    ],
)
def test_wrong_uploads(
    kie: httpx.Client, fake_providers: FakeProviders, path: str, body: dict[str, str], expected: str
) -> None:
    answer = kie.post(path, json=body)
    assert (answer.status_code, answer.json()["success"], answer.json()["code"]) == (200, False, 400)
    assert expected in answer.json()["msg"]
    assert fake_providers.counts("kie").rejected == 1


def test_a_failure(kie: httpx.Client, fake_providers: FakeProviders) -> None:
    fake_providers.script("kie", "upload-failed")
    assert [_base64(kie)["code"] for _ in range(2)] == [500, 200]
    assert fake_providers.calls("kie")[0].fault == "upload-failed"


def test_an_unknown_member_is_noted(kie: httpx.Client, fake_providers: FakeProviders) -> None:
    assert _base64(kie, filename="x")["code"] == 200
    assert fake_providers.calls("kie")[0].notes == ("unknown field filename ignored",)
