import json
from typing import Any

import httpx
import pytest

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.jobs import CREATE, PRIVATE_URL, UPLOAD, JobFault
from pb_adapters.fakes.kie.faults import FAULTS
from pb_adapters.fakes.kie.replies import NO_MONEY

CHAT = "/gemini-3-8-flash-openai/v1/chat/completions"
ORDER: dict[str, Any] = {"model": "nano-banana-2-1", "input": {"prompt": "Two boxes."}}
TALK: dict[str, Any] = {"messages": [{"role": "user", "content": "Hello"}], "stream": False, "include_thoughts": False}
OF_JOBS = [name for name, fault in FAULTS.items() if CREATE in fault.endpoints]
OF_WORDS = [name for name, fault in FAULTS.items() if fault.only == "words"]
INSTEAD = [name for name, fault in FAULTS.items() if fault.instead and not fault.endpoints]


def _talk(kie: httpx.Client, fakes: FakeProviders, fault: str, **fields: object) -> httpx.Response:
    fakes.script("kie", fault)
    return kie.post(CHAT, json=TALK | fields)


def _look(kie: httpx.Client, fakes: FakeProviders, fault: str, looks: int = 1) -> dict[str, Any]:
    """What the last of some looks at a job with a fault finds."""
    fakes.script("kie", fault)
    job = kie.post("/api/v1/jobs/createTask", json=ORDER).json()["data"]["taskId"]
    found = [kie.get("/api/v1/jobs/recordInfo", params={"taskId": job}).json() for _ in range(looks)]
    return dict(found[-1])


def test_every_fault_is_tested_as_one_of_a_kind() -> None:
    looks = {name for name in FAULTS if name.startswith("poll-")}
    uploads = {name for name, fault in FAULTS.items() if UPLOAD in fault.endpoints}
    assert {*OF_JOBS, *OF_WORDS, *INSTEAD, *looks, *uploads} == set(FAULTS)


@pytest.mark.parametrize("fault", OF_JOBS)
def test_orders_are_billed_as_their_row_says(kie: httpx.Client, fake_providers: FakeProviders, fault: str) -> None:
    _look(kie, fake_providers, fault)
    call = fake_providers.calls("kie")[0]
    assert (call.fault, call.billed) == (fault, FAULTS[fault].billed)
    assert fake_providers.counts("kie").bills == FAULTS[fault].billed


@pytest.mark.parametrize("fault", [*OF_WORDS, *INSTEAD])
def test_chats_are_billed_as_their_row_says(kie: httpx.Client, fake_providers: FakeProviders, fault: str) -> None:
    answer = _talk(kie, fake_providers, fault)
    (call,) = fake_providers.calls("kie")
    assert (call.fault, call.billed, call.status) == (fault, FAULTS[fault].billed, answer.status_code)


@pytest.mark.parametrize("fault", INSTEAD)
def test_errors_of_orders(kie: httpx.Client, fake_providers: FakeProviders, fault: str) -> None:
    fake_providers.script("kie", fault)
    kie.post("/api/v1/jobs/createTask", json=ORDER)
    (call,) = fake_providers.calls("kie")
    assert (call.fault, call.billed) == (fault, FAULTS[fault].billed)


@pytest.mark.parametrize(
    ("fault", "status", "code", "expected"),
    [
        ("throttled", 200, 429, "Your call frequency is too high. Please try again later."),
        ("throttled-429", 429, 429, "Your call frequency is too high. Please try again later."),
        ("throttled-hint", 429, 429, "Your call frequency is too high. Please try again later."),
        ("throttled-words", 200, 429, "Rate limit exceeded"),
        ("no-money", 200, 402, NO_MONEY),
        ("no-money-500", 200, 500, NO_MONEY),
        ("bad-key", 200, 401, "You do not have access permissions"),
        ("bad-field", 200, 500, "This aspect_ratio is not within the range of allowed options"),
        ("required-field", 200, 500, "This field is required"),
        ("unknown-model", 200, 422, "The model is not supported"),
        ("maintenance", 200, 455, "The server is currently being maintained, please try again later~"),
        ("maintenance-500", 200, 500, "The server is currently being maintained, please try again later~"),
        ("nobody", 200, 524, "no user can use"),
        ("internal-500", 500, 500, "Internal Error, Please try again later."),
    ],
)
@pytest.mark.parametrize("stream", [True, False])
def test_errors(
    kie: httpx.Client, fake_providers: FakeProviders, fault: str, status: int, code: int, expected: str, *, stream: bool
) -> None:
    answer = _talk(kie, fake_providers, fault, stream=stream)
    assert answer.status_code == status
    assert (answer.json()["code"], answer.json()["msg"]) == (code, expected)
    assert "choices" not in answer.json()


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("key-limit", 433),
        ("not-found", 404),
        ("internal", 500),
        ("unavailable", 503),
        ("generation-failed", 501),
        ("disabled", 505),
        ("deadline", 408),
    ],
)
def test_codes(kie: httpx.Client, fake_providers: FakeProviders, fault: str, code: int) -> None:
    answer = _talk(kie, fake_providers, fault)
    assert (answer.status_code, answer.json()["code"]) == (200, code)


def test_errors_of_other_forms(kie: httpx.Client, fake_providers: FakeProviders) -> None:
    assert _talk(kie, fake_providers, "throttled-hint").headers["retry-after"] == "2"
    edge = _talk(kie, fake_providers, "edge-timeout")
    assert (edge.status_code, edge.headers["content-type"]) == (524, "text/html")
    other = _talk(kie, fake_providers, "openai-error")
    assert (other.status_code, other.json()["error"]["type"]) == (503, "server_error")
    assert "message" in _talk(kie, fake_providers, "old-words").json()


@pytest.mark.parametrize(
    ("fault", "code", "expected"),
    [
        ("fails-policy", "422", "Invalid prompt: it holds prohibited content"),
        ("fails-sensitive", "SENSITIVE_WORD_ERROR", "Sensitive words were found"),
        ("fails-unsafe", "500", "PUBLIC_ERROR_UNSAFE_GENERATION"),
        ("fails-internal", "500", "Internal Error"),
        ("fails-generation", "501", "Generation failed"),
        ("fails-no-money", "402", NO_MONEY),
        ("fails-bad-field", "422", "This aspect_ratio is not within the range of allowed options"),
        ("fails-charged", "500", "Internal Error"),
    ],
)
def test_failed_jobs(kie: httpx.Client, fake_providers: FakeProviders, fault: str, code: str, expected: str) -> None:
    data = _look(kie, fake_providers, fault)["data"]
    assert (data["state"], data["resultJson"]) == ("fail", "")
    assert (data["failCode"], data["failMsg"]) == (code, expected)
    assert data["creditsConsumed"] == (4 if fault == "fails-charged" else 0)


def test_jobs_that_are_not_found(kie: httpx.Client, fake_providers: FakeProviders) -> None:
    unseen = {"code": 422, "msg": "recordInfo is null", "data": None}
    assert _look(kie, fake_providers, "not-there-yet", 2) == unseen
    assert _look(kie, fake_providers, "not-there-yet", 3)["data"]["state"] == "success"
    assert _look(kie, fake_providers, "not-there-yet-null", 2) == {"code": 200, "msg": "success", "data": None}
    assert _look(kie, fake_providers, "not-there-yet-null", 3)["data"]["state"] == "success"
    assert _look(kie, fake_providers, "never-there", 9) == unseen


def test_odd_records(kie: httpx.Client, fake_providers: FakeProviders) -> None:
    odd = _look(kie, fake_providers, "odd-success")
    assert (odd["code"], odd["data"]["state"]) == (505, "success")
    newer = _look(kie, fake_providers, "new-record")["data"]
    assert (newer["state"], newer["progress"], newer["creditsConsumed"], newer["failCode"]) == ("waiting", 0, 0, "")
    cost = _look(kie, fake_providers, "cost-time-ms")["data"]
    assert cost["costTime"] == cost["completeTime"] - cost["createTime"]
    assert _look(kie, fake_providers, "credits-zero")["data"]["creditsConsumed"] == 0


def test_odd_results(kie: httpx.Client, fake_providers: FakeProviders) -> None:
    def result(fault: str) -> Any:  # noqa: ANN401 - a JSON document
        return _look(kie, fake_providers, fault)["data"]["resultJson"]

    assert isinstance(result("result-object")["resultUrls"][0], str)
    assert len(json.loads(result("two-results"))["resultUrls"]) == 2
    assert json.loads(result("result-no-address"))["resultUrls"] == ["not an address"]
    assert json.loads(result("result-private"))["resultUrls"] == [PRIVATE_URL]
    with pytest.raises(json.JSONDecodeError):
        json.loads(result("result-garbage"))


def test_two_results_are_two_pictures(kie: httpx.Client, browser: httpx.Client, fake_providers: FakeProviders) -> None:
    result = _look(kie, fake_providers, "two-results")["data"]["resultJson"]
    first, second = (browser.get(url).content for url in json.loads(result)["resultUrls"])
    assert first != second


def test_an_answer_to_an_order_without_record_id(kie: httpx.Client, fake_providers: FakeProviders) -> None:
    fake_providers.script("kie", "no-record-id")
    assert list(kie.post("/api/v1/jobs/createTask", json=ORDER).json()["data"]) == ["taskId"]


@pytest.mark.parametrize(("fault", "code"), [("poll-throttled", 429), ("poll-internal", 500)])
def test_looks_that_go_wrong(kie: httpx.Client, fake_providers: FakeProviders, fault: str, code: int) -> None:
    assert _look(kie, fake_providers, fault)["code"] == code
    assert _look(kie, fake_providers, fault, 2)["data"]["state"] == "success"
    assert fake_providers.counts("kie").bills == 2


def test_chats_of_other_forms(kie: httpx.Client, fake_providers: FakeProviders) -> None:
    wrapped = _talk(kie, fake_providers, "chat-wrapped").json()
    assert (wrapped["code"], wrapped["data"]["choices"][0]["finish_reason"]) == (200, "stop")
    native = _talk(kie, fake_providers, "chat-candidates").json()
    assert native["candidates"][0]["content"]["parts"][0]["text"].endswith("Hello")
    assert "credits_consumed" not in _talk(kie, fake_providers, "no-credits").json()


def test_a_fault_of_a_job_is_told_by_its_kind() -> None:
    assert all(isinstance(FAULTS[name], JobFault) for name in OF_JOBS if name != "no-record-id")
