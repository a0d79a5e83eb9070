import base64
import io
import re
from typing import Any

import httpx
import pytest
from PIL import Image

from pb_adapters.fakes.apimart.routes import BALANCE
from pb_adapters.fakes.chat_completions import data_url
from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.pictures import paint
from pb_adapters.fakes.prompt_parser import latency_of
from pb_adapters.fakes.scripted_faults import saying

CREATE, CHAT = "/v1/images/generations", "/v1/chat/completions"
PRO = "gemini-3-pro-image-preview"
NATIVE = f"/v1beta/models/{PRO}:generateContent"
ORDER: dict[str, Any] = {"model": PRO, "prompt": "Two boxes.", "size": "16:9", "resolution": "1K"}
TALK: dict[str, Any] = {"model": "gemini-3-flash-preview", "messages": [{"role": "user", "content": "Hello"}]}
AS_PICTURE = {"contents": [{"parts": [{"text": "Two boxes."}]}], "generationConfig": {"responseModalities": ["IMAGE"]}}
NEW = {"X-APIMart-Response-Version": "2026-07-27"}
PICTURE = paint("a", "b", 1376, 768)


def _ordered(apimart: httpx.Client, **fields: object) -> str:
    return str(apimart.post(CREATE, json=ORDER | fields).json()["data"][0]["task_id"])


def _look(apimart: httpx.Client, task: str) -> dict[str, Any]:
    answer: dict[str, Any] = apimart.get(f"/v1/tasks/{task}", params={"language": "en"}).json()
    return answer


def test_an_order_in_the_classic_form(apimart: httpx.Client) -> None:
    answer = apimart.post(CREATE, json=ORDER)
    task = answer.json()["data"][0]["task_id"]
    assert re.fullmatch("task_01K[0-9A-F]{23}", task)
    assert answer.json() == {"code": 200, "data": [{"status": "submitted", "task_id": task}]}
    assert not {"x-apimart-response-version", "idempotency-replayed"} & set(answer.headers)


def test_an_order_in_the_new_form(apimart: httpx.Client) -> None:
    answer = apimart.post(CREATE, json=ORDER, headers=NEW)
    body = answer.json()
    assert set(body) == {"request_id", "data"}
    assert body["data"] == {"object": "generation.task", "id": body["data"]["id"], "status": "submitted"}
    assert answer.headers["x-apimart-response-version"] == "2026-07-27"


def test_a_task_under_way(apimart: httpx.Client, fake_providers: FakeProviders) -> None:
    fake_providers.set_latency(latency_of(60))
    task = _ordered(apimart)
    data = _look(apimart, task)["data"]
    assert data.pop("created") > 1_700_000_000
    assert data == {"id": task, "status": "submitted", "progress": 0, "estimated_time": 45}


def test_a_finished_task_and_its_picture(
    apimart: httpx.Client, browser: httpx.Client, fake_providers: FakeProviders
) -> None:
    answer = _look(apimart, _ordered(apimart))
    data = answer["data"]
    assert (answer["code"], data["status"], data["progress"]) == (200, "completed", 100)
    assert (data["cost"], data["credits_cost"]) == (0.03, 0.3)
    (image,) = data["result"]["images"]
    assert image["expires_at"] == data["completed"] + 86_400
    (url,) = image["url"]
    assert Image.open(io.BytesIO(browser.get(url).content)).size == (1376, 768)
    counts = fake_providers.counts("apimart")
    assert (counts.bills, counts.pictures, counts.cost_micros) == (1, 1, 30_000)


def test_several_pictures(apimart: httpx.Client, browser: httpx.Client, fake_providers: FakeProviders) -> None:
    images = _look(apimart, _ordered(apimart, n=3))["data"]["result"]["images"]
    assert len({browser.get(image["url"][0]).content for image in images}) == 3
    assert fake_providers.counts("apimart").pictures == 3


def test_several_tasks_at_once(apimart: httpx.Client) -> None:
    tasks = [_ordered(apimart), _ordered(apimart, prompt="x")]
    answer = apimart.post("/v1/tasks/batch", json={"task_ids": [*tasks, "task_0"]}).json()
    assert [data["id"] for data in answer["data"]] == tasks


def test_a_task_that_never_was(apimart: httpx.Client) -> None:
    answer = apimart.get("/v1/tasks/task_0")
    assert (answer.status_code, answer.json()["error"]["type"]) == (404, "not_found")


def test_a_language_that_is_not_spoken(apimart: httpx.Client) -> None:
    assert apimart.get(f"/v1/tasks/{_ordered(apimart)}", params={"language": "zh-CN"}).status_code == 400


def test_a_key_replays_the_first_task(apimart: httpx.Client, fake_providers: FakeProviders) -> None:
    answers = [apimart.post(CREATE, json=ORDER, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert [answer.headers.get("idempotency-replayed") for answer in answers] == [None, "true"]
    assert [call.billed for call in fake_providers.calls("apimart")] == [True, False]
    assert fake_providers.counts("apimart").repeats == 1


def test_a_key_finds_the_order_whose_answer_was_lost(apimart: httpx.Client, fake_providers: FakeProviders) -> None:
    fake_providers.script("apimart", "cut-body")
    with pytest.raises(httpx.RemoteProtocolError):
        apimart.post(CREATE, json=ORDER, headers={"Idempotency-Key": "k"})
    answer = apimart.post(CREATE, json=ORDER, headers={"Idempotency-Key": "k"} | NEW)
    assert answer.headers["idempotency-replayed"] == "true"
    assert len(fake_providers.bills("apimart")) == 1


def test_a_key_of_an_order_that_was_turned_down_is_free(apimart: httpx.Client, fake_providers: FakeProviders) -> None:
    fake_providers.script("apimart", "unavailable")
    answers = [apimart.post(CREATE, json=ORDER, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [503, 200]
    assert "idempotency-replayed" not in answers[1].headers


def test_a_key_of_another_order(apimart: httpx.Client, fake_providers: FakeProviders) -> None:
    apimart.post(CREATE, json=ORDER, headers={"Idempotency-Key": "k"})
    answer = apimart.post(CREATE, json=ORDER | {"n": 2}, headers={"Idempotency-Key": "k"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "idempotency_key_reused")
    assert fake_providers.counts("apimart").rejected == 1


@pytest.mark.parametrize("key", ["a b", "é".encode().decode("latin-1"), "x" * 192])
def test_a_key_that_is_none(apimart: httpx.Client, key: str) -> None:
    headers = httpx.Headers({"Idempotency-Key": key}, encoding="latin-1")
    assert apimart.post(CREATE, json=ORDER, headers=headers).status_code == 400


def test_keys_may_not_be_known(apimart: httpx.Client, fake_providers: FakeProviders) -> None:
    fake_providers.script("apimart", "idempotency-ignored", call=2)
    answers = [apimart.post(CREATE, json=ORDER, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert answers[0].json() != answers[1].json()
    assert len(fake_providers.bills("apimart")) == 2


def test_a_failed_task_is_replayed_and_still_free(apimart: httpx.Client, fake_providers: FakeProviders) -> None:
    fake_providers.script("apimart", "fails-internal")
    tasks = [
        apimart.post(CREATE, json=ORDER, headers={"Idempotency-Key": "k"}).json()["data"][0]["task_id"]
        for _ in range(2)
    ]
    assert tasks[0] == tasks[1]
    assert fake_providers.bills("apimart") == ()


def test_chat(apimart: httpx.Client, fake_providers: FakeProviders) -> None:
    fake_providers.script("apimart", saying("Green."))
    body = apimart.post(CHAT, json=TALK).json()
    assert body["choices"][0] == {
        "index": 0,
        "message": {"role": "assistant", "content": "Green."},
        "finish_reason": "stop",
    }
    assert body["usage"]["prompt_tokens"] == 2


def test_chat_streams_with_comments(apimart: httpx.Client) -> None:
    answer = apimart.post(CHAT, json=TALK | {"stream": True})
    assert answer.headers["content-type"] == "text/event-stream"
    assert answer.text.startswith(": ping\n\ndata: {")
    assert answer.text.endswith("data: [DONE]\n\n")


def test_vision_by_data_and_by_upload(apimart: httpx.Client) -> None:
    upload = apimart.post("/v1/uploads/images", files={"file": ("r1.png", PICTURE, "image/png")}).json()
    for url in (data_url(PICTURE, "image/png"), upload["url"]):
        content = [{"type": "text", "text": "This?"}, {"type": "image_url", "image_url": {"url": url}}]
        body = apimart.post(CHAT, json=TALK | {"messages": [{"role": "user", "content": content}]}).json()
        assert body["usage"]["prompt_tokens"] == 516 + 2


def test_the_form_of_gemini_in_an_envelope(apimart: httpx.Client, fake_providers: FakeProviders) -> None:
    body = apimart.post(NATIVE, json=AS_PICTURE).json()
    assert set(body) == {"code", "data", "usageMetadata"}
    assert body["data"]["promptFeedback"] is None
    (part,) = body["data"]["candidates"][0]["content"]["parts"]
    assert Image.open(io.BytesIO(base64.b64decode(part["inlineData"]["data"]))).size == (1024, 1024)
    assert body["usageMetadata"]["candidatesTokenCount"] == 1120
    assert fake_providers.counts("apimart").cost_micros == 30_000


def test_words_in_the_form_of_gemini(apimart: httpx.Client) -> None:
    path = "/v1beta/models/gemini-3.8-flash:generateContent"
    body = {"contents": [{"parts": [{"text": "Hello"}]}], "generationConfig": {"maxOutputTokens": 70}}
    answer = apimart.post(path, json=body).json()["data"]["candidates"][0]
    assert answer["finishReason"] == "MAX_TOKENS"
    assert answer["content"]["parts"][0]["text"].startswith("You showed me 0")


def test_an_upload(apimart: httpx.Client, browser: httpx.Client, fake_providers: FakeProviders) -> None:
    body = apimart.post("/v1/uploads/images", files={"file": ("r1.png", PICTURE, "image/png")}).json()
    assert browser.get(body.pop("url")).content == PICTURE
    assert body.pop("created_at") > 1_700_000_000
    assert body == {"filename": "r1.png", "content_type": "image/png", "bytes": len(PICTURE)}
    assert fake_providers.counts("apimart").bills == 0


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ({"picture": ("a.png", b"1", "image/png")}, 400),
        ({"file": ("a.txt", b"1", "text/plain")}, 400),
        ({"file": ("a.png", bytes(20 * 2**20 + 1), "image/png")}, 413),
    ],
)
def test_wrong_uploads(apimart: httpx.Client, files: Any, status: int) -> None:  # noqa: ANN401 - what httpx takes
    assert apimart.post("/v1/uploads/images", files=files).status_code == status


def test_an_upload_is_struck_by_name(apimart: httpx.Client, fake_providers: FakeProviders) -> None:
    fake_providers.script("apimart", "too-large", endpoint="upload")
    files = {"file": ("r1.png", PICTURE, "image/png")}
    assert [apimart.post("/v1/uploads/images", files=files).status_code for _ in range(2)] == [413, 200]


@pytest.mark.parametrize("path", ["/v1/balance", "/v1/user/balance"])
def test_the_balance_falls(apimart: httpx.Client, path: str) -> None:
    _ordered(apimart)
    body = apimart.get(path).json()
    assert body == {
        "success": True,
        "remain_balance": BALANCE - 0.03,
        "remain_credits": 10 * BALANCE - 0.3,
        "used_balance": 0.03,
        "used_credits": 0.3,
        "unlimited_quota": False,
    }


def test_a_reset_forgets_tasks_keys_and_files(apimart: httpx.Client, fake_providers: FakeProviders) -> None:
    first = apimart.post(CREATE, json=ORDER, headers={"Idempotency-Key": "k"}).json()["data"][0]["task_id"]
    fake_providers.reset()
    assert apimart.get(f"/v1/tasks/{first}").status_code == 404
    again = apimart.post(CREATE, json=ORDER, headers={"Idempotency-Key": "k"})
    assert "idempotency-replayed" not in again.headers


@pytest.mark.parametrize(("method", "path"), [("GET", CREATE), ("POST", "/v1/images/edits"), ("GET", "/v1/responses")])
def test_what_is_not_there(apimart: httpx.Client, fake_providers: FakeProviders, method: str, path: str) -> None:
    assert apimart.request(method, path).status_code == 404
    assert fake_providers.counts("apimart").rejected == 1
