from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest

from pb_adapters.fakes.apimart.faults import FAULTS
from pb_adapters.fakes.chat_completions import from_data_url
from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.jobs import CREATE, PRIVATE_URL

PRO = "gemini-3-pro-image-preview"
NATIVE = f"/v1beta/models/{PRO}:generateContent"
ORDER: dict[str, Any] = {"model": PRO, "prompt": "Two boxes.", "size": "16:9", "resolution": "1K"}
TALK: dict[str, Any] = {"model": "gemini-3-flash-preview", "messages": [{"role": "user", "content": "Hello"}]}
AS_PICTURE = {"contents": [{"parts": [{"text": "Two boxes."}]}], "generationConfig": {"responseModalities": ["IMAGE"]}}
NEW = {"X-APIMart-Response-Version": "2026-07-27"}
OF_TASKS = [name for name, fault in FAULTS.items() if CREATE in fault.endpoints]
OF_WORDS = [name for name, fault in FAULTS.items() if fault.only == "words"]
INSTEAD = [name for name, fault in FAULTS.items() if fault.instead and not fault.endpoints]
IN_GEMINI = [name for name, fault in FAULTS.items() if "gemini" in fault.endpoints]


def _talk(apimart: httpx.Client, fakes: FakeProviders, fault: str, **headers: str) -> httpx.Response:
    fakes.script("apimart", fault)
    return apimart.post("/v1/chat/completions", json=TALK, headers=headers)


def _native(apimart: httpx.Client, fakes: FakeProviders, fault: str) -> dict[str, Any]:
    fakes.script("apimart", fault)
    answer: dict[str, Any] = apimart.post(NATIVE, json=AS_PICTURE).json()
    return answer


def _look(apimart: httpx.Client, fakes: FakeProviders, fault: str, looks: int = 1) -> httpx.Response:
    """The last of some looks at a task with a fault."""
    fakes.script("apimart", fault)
    task = apimart.post("/v1/images/generations", json=ORDER).json()["data"][0]["task_id"]
    return [apimart.get(f"/v1/tasks/{task}") for _ in range(looks)][-1]


def test_every_fault_is_tested_as_one_of_a_kind() -> None:
    looks = {name for name in FAULTS if name.startswith("poll-")}
    assert {*OF_TASKS, *OF_WORDS, *INSTEAD, *IN_GEMINI, *looks} == set(FAULTS)


@pytest.mark.parametrize("fault", sorted({*OF_TASKS} - {"data-id", "data-object"}))
def test_orders_are_billed_as_their_row_says(apimart: httpx.Client, fake_providers: FakeProviders, fault: str) -> None:
    _look(apimart, fake_providers, fault)
    call = fake_providers.calls("apimart")[0]
    assert (call.fault, call.billed) == (fault, FAULTS[fault].billed)
    assert fake_providers.counts("apimart").bills == FAULTS[fault].billed


@pytest.mark.parametrize("fault", [*OF_WORDS, *INSTEAD])
def test_chats_are_billed_as_their_row_says(apimart: httpx.Client, fake_providers: FakeProviders, fault: str) -> None:
    answer = _talk(apimart, fake_providers, fault)
    (call,) = fake_providers.calls("apimart")
    assert (call.fault, call.billed, call.status) == (fault, FAULTS[fault].billed, answer.status_code)


@pytest.mark.parametrize(
    ("fault", "status", "kind"),
    [
        ("throttled", 429, "rate_limit_error"),
        ("throttled-hint", 429, "rate_limit_error"),
        ("throttled-date", 429, "rate_limit_error"),
        ("no-money", 402, "payment_required"),
        ("bad-key", 401, "authentication_error"),
        ("forbidden", 403, "permission_error"),
        ("unknown-model", 404, "not_found"),
        ("invalid", 400, "invalid_request_error"),
        ("too-large", 413, "invalid_request_error"),
        ("bad-field", 500, "server_error"),
        ("moderated", 500, "server_error"),
        ("internal", 500, "server_error"),
        ("bad-gateway", 502, "bad_gateway"),
        ("unavailable", 503, "service_unavailable"),
        ("no-channel", 503, "service_unavailable"),
        ("deadline", 504, "gateway_timeout"),
    ],
)
def test_errors_in_both_forms(
    apimart: httpx.Client, fake_providers: FakeProviders, fault: str, status: int, kind: str
) -> None:
    classic = _talk(apimart, fake_providers, fault)
    assert (classic.status_code, classic.json()["error"]["code"]) == (status, status)
    newer = _talk(apimart, fake_providers, fault, **NEW)
    assert newer.json()["request_id"].startswith("req_")
    assert isinstance(newer.json()["error"]["code"], str)
    assert {answer.json()["error"]["type"] for answer in (classic, newer)} == {kind}


def test_words_that_change_the_meaning_of_500(apimart: httpx.Client, fake_providers: FakeProviders) -> None:
    expected = [
        _talk(apimart, fake_providers, fault).json()["error"]["message"] for fault in ("bad-field", "moderated")
    ]
    assert expected == [
        "build_request_failed: invalid size: 7:5",
        "build_request_failed: content moderation failed: sensitive content detected",
    ]


def test_hints(apimart: httpx.Client, fake_providers: FakeProviders) -> None:
    assert "retry-after" not in _talk(apimart, fake_providers, "throttled").headers
    assert _talk(apimart, fake_providers, "throttled-hint").headers["retry-after"] == "1"
    dated = _talk(apimart, fake_providers, "throttled-date").headers["retry-after"]
    assert abs((parsedate_to_datetime(dated) - datetime.now(UTC)).total_seconds()) < 60


def test_errors_inside_200(apimart: httpx.Client, fake_providers: FakeProviders) -> None:
    coded = _talk(apimart, fake_providers, "error-in-200")
    assert (coded.status_code, coded.json()["code"]) == (200, 429)
    failed = _talk(apimart, fake_providers, "success-false")
    assert (failed.status_code, failed.json()["success"]) == (200, False)


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("idempotency-in-progress", 409, "idempotency_in_progress"),
        ("idempotency-reused", 409, "idempotency_key_reused"),
        ("idempotency-indeterminate", 409, "idempotency_result_indeterminate"),
        ("idempotency-unavailable", 503, "idempotency_unavailable"),
    ],
)
def test_answers_to_keys(
    apimart: httpx.Client, fake_providers: FakeProviders, fault: str, status: int, code: str
) -> None:
    fake_providers.script("apimart", fault)
    answer = apimart.post("/v1/images/generations", json=ORDER, headers={"Idempotency-Key": "k"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer.headers.get("retry-after") == ("1" if fault == "idempotency-in-progress" else None)
    assert fake_providers.bills("apimart") == ()


@pytest.mark.parametrize(
    ("fault", "looks", "status"),
    [
        ("pending", 1, "submitted"),
        ("pending", 3, "processing"),
        ("pending", 4, "completed"),
        ("odd-states", 1, "pending"),
        ("odd-states", 2, "in_progress"),
        ("odd-states", 4, "success"),
        ("unknown-states", 2, "polishing"),
        ("unknown-states", 4, "completed"),
        ("upper-case", 3, "COMPLETED"),
        ("never-ends", 9, "processing"),
        ("fails-internal", 1, "failed"),
        ("fails-late", 3, "processing"),
        ("fails-late", 4, "failed"),
        ("fails-by-number", 1, "failure"),
        ("cancelled", 1, "cancelled"),
        ("old-shape", 1, "succeeded"),
    ],
)
def test_states(apimart: httpx.Client, fake_providers: FakeProviders, fault: str, looks: int, status: str) -> None:
    assert _look(apimart, fake_providers, fault, looks).json()["data"]["status"] == status


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("fails-internal", {"code": "task_failed", "message": "Generation failed upstream", "type": "task_failed"}),
        ("fails-in-a-string", "generation failed"),
        ("fails-by-number", {"code": 500, "message": "generation failed", "type": "task_failed"}),
    ],
)
def test_errors_of_tasks(apimart: httpx.Client, fake_providers: FakeProviders, fault: str, error: object) -> None:
    data = _look(apimart, fake_providers, fault).json()["data"]
    assert (data["error"], data["cost"]) == (error, 0)
    assert "result" not in data


def test_a_failed_task_that_is_charged(apimart: httpx.Client, fake_providers: FakeProviders) -> None:
    assert _look(apimart, fake_providers, "fails-charged").json()["data"]["cost"] == 0.03


def test_tasks_that_are_not_found(apimart: httpx.Client, fake_providers: FakeProviders) -> None:
    assert _look(apimart, fake_providers, "not-there-yet", 2).status_code == 404
    assert _look(apimart, fake_providers, "not-there-yet", 3).json()["data"]["status"] == "completed"
    assert _look(apimart, fake_providers, "never-there", 9).status_code == 404


def test_odd_results(apimart: httpx.Client, fake_providers: FakeProviders) -> None:
    def urls(fault: str) -> Any:  # noqa: ANN401 - a list or a string
        return _look(apimart, fake_providers, fault).json()["data"]["result"]["images"][0]["url"]

    assert urls("old-shape").endswith(".png")
    assert len(urls("two-results")) == 2
    assert urls("result-no-address") == ["not an address"]
    assert urls("result-private") == [PRIVATE_URL]
    assert "cost" not in _look(apimart, fake_providers, "no-cost").json()["data"]


def test_other_answers_to_an_order(apimart: httpx.Client, fake_providers: FakeProviders) -> None:
    def data(fault: str, **headers: str) -> Any:  # noqa: ANN401 - a list or an object
        fake_providers.script("apimart", fault)
        return apimart.post("/v1/images/generations", json=ORDER, headers=headers).json()["data"]

    assert set(data("data-object")) == {"status", "task_id"}
    assert set(data("data-id")[0]) == {"status", "id"}
    assert data("data-id", **NEW)["object"] == "generation.task"
    (at_once,) = data("result-at-once")
    assert (at_once["status"], at_once["task_id"]) == ("completed", at_once["id"])
    newer = data("result-at-once", **NEW)
    assert (newer["object"], len(newer["result"]["images"])) == ("generation.result", 1)


@pytest.mark.parametrize(("fault", "status"), [("poll-throttled", 429), ("poll-internal", 500), ("poll-html-502", 502)])
def test_looks_that_go_wrong(apimart: httpx.Client, fake_providers: FakeProviders, fault: str, status: int) -> None:
    assert _look(apimart, fake_providers, fault).status_code == status
    assert _look(apimart, fake_providers, fault, 2).json()["data"]["status"] == "completed"


def test_chats_of_other_forms(apimart: httpx.Client, fake_providers: FakeProviders) -> None:
    wrapped = _talk(apimart, fake_providers, "chat-wrapped").json()
    assert (wrapped["code"], wrapped["data"]["choices"][0]["finish_reason"]) == (200, "stop")
    assert _talk(apimart, fake_providers, "chat-priced").json()["cost_cents"] == 0.1
    streamed = _talk(apimart, fake_providers, "sse-unasked")
    assert streamed.headers["content-type"] == "text/event-stream"
    assert streamed.text.startswith(": ping")


def test_forms_in_the_form_of_gemini(apimart: httpx.Client, fake_providers: FakeProviders) -> None:
    assert "candidates" in _native(apimart, fake_providers, "unwrapped")
    assert "usageMetadata" in _native(apimart, fake_providers, "usage-inside")["data"]
    parts = _native(apimart, fake_providers, "picture-in-text")["data"]["candidates"][0]["content"]["parts"]
    assert (from_data_url(parts[0]["text"].removeprefix("![image](").removesuffix(")")) or b"").startswith(b"\x89PNG")
    assert [call.billed for call in fake_providers.calls("apimart")] == [True] * 3
