"""ApimartImage against a host that answers as APIMart is documented and was seen to."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from pb_adapters.providers.apimart.images import PACE, ApimartImage
from pb_adapters.providers.apimart.wire import apimart_upstream
from pb_adapters.upstream.downloader import Downloader
from pb_adapters.upstream.exchange import UpstreamPool
from pb_adapters.upstream.image_engines import Polling
from pb_core.errors import (
    Billed,
    ContentBlocked,
    EngineError,
    EngineMisconfigured,
    EngineThrottled,
    EngineUnavailable,
    JobFailed,
    NoPicture,
    OutcomeUnknown,
    OutOfFunds,
    RequestRejected,
)
from pb_core.ports.images import DrawRequest
from pb_core.testing.memory.images import KeptSubmission, sample_request
from scripted_wire import Hours, Reply, Wire

KEY = "sk-planted-secret-0123456789"
PROMPT = "The unpublished method of Doe et al.: two boxes."
MODEL = "gemini-3.1-flash-image-preview"
JOB = "task_01KTEST0000000000000000A1"
SUBMIT, LOOK, FILE = "/v1/images/generations", f"/v1/tasks/{JOB}", "/files/a4.png"
SUBMITTED = {"code": 200, "data": [{"status": "submitted", "task_id": JOB}]}


def error(code: int | str, message: str, kind: str = "server_error") -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "type": kind}}


def task(status: str, **members: object) -> dict[str, Any]:
    return {"code": 200, "data": {"id": JOB, "status": status, "progress": 40, "created": 1764061200} | members}


def done(wire: Wire, status: str = "completed", **members: object) -> dict[str, Any]:
    images = [{"url": [wire.url + FILE], "expires_at": 1764147638}]
    return task(status, **{"cost": 0.015, "credits_cost": 0.15, "result": {"images": images}} | members)


@pytest.fixture
async def downloader(wire: Wire, hours: Hours) -> AsyncIterator[Downloader]:
    async with Downloader(allowed=frozenset({wire.url}), sleep=hours.sleep) as downloader:
        yield downloader


@pytest.fixture
def engine(wire: Wire, pool: UpstreamPool, downloader: Downloader, hours: Hours) -> ApimartImage:
    return engine_of(MODEL, wire, pool, downloader, hours)


def engine_of(model: str, wire: Wire, pool: UpstreamPool, downloader: Downloader, hours: Hours) -> ApimartImage:
    upstream = apimart_upstream(pool, key=KEY, base_url=wire.url)
    polling = Polling(pace=PACE, now=hours.now, sleep=hours.sleep)
    return ApimartImage(upstream, downloader, model, polling=polling)


def request(engine: ApimartImage, **changes: object) -> DrawRequest:
    return sample_request(engine, **{"description": PROMPT} | changes)


async def failure(engine: ApimartImage, submission: KeptSubmission | None = None) -> EngineError:
    with pytest.raises(EngineError) as raised:
        await engine.draw(request(engine), submission or KeptSubmission())
    assert KEY not in str(raised.value)
    assert PROMPT not in str(raised.value)
    return raised.value


async def test_a_task_is_submitted_committed_polled_and_fetched(
    wire: Wire, engine: ApimartImage, hours: Hours, png_4_3: bytes
) -> None:
    wire.says(SUBMIT, SUBMITTED)
    wire.says(LOOK, task("submitted"), task("PROCESSING"), task("some new word"), done(wire))
    wire.says(FILE, Reply(png_4_3))
    submission = KeptSubmission()
    reply = await engine.draw(request(engine, resolution="1K"), submission)
    assert submission.provider_ref == JOB
    assert reply.pictures[0].data == png_4_3
    assert (reply.usage.cost_micros, reply.usage.cost_source) == (15_000, "reported")
    (sent,) = wire.to(SUBMIT)
    assert sent.json.pop("prompt").endswith(PROMPT)
    assert {name: sent.json[name] for name in ("model", "n", "size", "resolution")} == {
        "model": MODEL,
        "n": 1,
        "size": "4:3",
        "resolution": "1K",
    }
    assert [asked.query for asked in wire.to(LOOK)] == [{"language": ["en"]}] * 4
    assert hours.pauses == [10.0, 4.0, 4.0, 4.0]
    assert "authorization" not in wire.to(FILE)[0].headers


@pytest.mark.parametrize(
    ("model", "ratio", "resolution", "expected"),
    [
        ("gemini-3-pro-image-preview", "auto", "4K", {"size": "auto", "resolution": "4K"}),
        ("gpt-image-2", "16:9", "2K", {"size": "16:9", "resolution": "2k"}),
        ("gemini-2.5-flash-image-preview", "auto", None, {}),
        ("gpt-image-2.5-flare", "16:9", "2K", {"size": "16:9", "resolution": "2k"}),
        ("a-model-of-tomorrow", None, "2K", {"resolution": "2K"}),
    ],
)
async def test_each_model_gets_its_own_spelling(  # noqa: PLR0913, PLR0917 - a row of the table
    wire: Wire,
    pool: UpstreamPool,
    downloader: Downloader,
    hours: Hours,
    model: str,
    ratio: str | None,
    resolution: str | None,
    expected: dict[str, str],
) -> None:
    engine = engine_of(model, wire, pool, downloader, hours)
    wire.says(SUBMIT, Reply(error(401, "Invalid API key"), 401))
    with pytest.raises(EngineMisconfigured):
        await engine.draw(request(engine, aspect_ratio=ratio, resolution=resolution), KeptSubmission())
    body = wire.asked[0].json
    assert body.pop("prompt").endswith(PROMPT)
    assert body == {"model": model, "n": 1} | expected


@pytest.mark.parametrize(
    "submitted",
    [
        SUBMITTED,
        {"request_id": "req_a2", "data": {"object": "generation.task", "id": JOB, "status": "submitted"}},
        {"code": 200, "data": {"task_id": JOB}},
    ],
    ids=["classic", "new", "object"],
)
@pytest.mark.parametrize(("status", "url_is_text"), [("completed", False), ("succeeded", True), ("SUCCESS", False)])
async def test_every_form_of_answer_is_read(
    wire: Wire,
    engine: ApimartImage,
    png_4_3: bytes,
    submitted: dict[str, Any],
    status: str,
    url_is_text: bool,  # noqa: FBT001 - a column of the table
) -> None:
    url: object = wire.url + FILE if url_is_text else [wire.url + FILE, "https://else.where/b.png"]
    wire.says(SUBMIT, submitted)
    wire.says(LOOK, done(wire, status, result={"images": [{"url": url}]}))
    wire.says(FILE, Reply(png_4_3))
    assert (await engine.draw(request(engine), KeptSubmission())).pictures


async def test_a_known_task_is_polled_at_once_and_never_submitted_again(
    wire: Wire, engine: ApimartImage, hours: Hours, png_4_3: bytes
) -> None:
    wire.says(LOOK, done(wire))
    wire.says(FILE, Reply(png_4_3))
    await engine.draw(request(engine), KeptSubmission(JOB))
    assert [asked.path for asked in wire.asked] == [LOOK, FILE]
    assert hours.pauses == [0.0]


async def test_a_reissue_has_the_same_key_and_the_same_bytes(wire: Wire, engine: ApimartImage, png_4_3: bytes) -> None:
    wire.says(SUBMIT, Reply(lost=True), SUBMITTED)
    wire.says(LOOK, done(wire))
    wire.says(FILE, Reply(png_4_3))
    submission = KeptSubmission()
    assert isinstance(await failure(engine, submission), OutcomeUnknown)
    await engine.draw(request(engine), submission)
    first, second = wire.to(SUBMIT)
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
    assert first.body == second.body
    assert len(first.headers["idempotency-key"]) <= 191


async def test_another_request_has_another_key(wire: Wire, engine: ApimartImage) -> None:
    wire.says(SUBMIT, Reply(error(400, "bad"), 400))
    for ratio in ("4:3", "16:9"):
        with pytest.raises(RequestRejected):
            await engine.draw(request(engine, aspect_ratio=ratio), KeptSubmission())
    first, second = wire.to(SUBMIT)
    assert first.headers["idempotency-key"] != second.headers["idempotency-key"]


async def test_a_request_under_way_is_waited_for(
    wire: Wire, engine: ApimartImage, hours: Hours, png_4_3: bytes
) -> None:
    busy = {"request_id": "r", "error": {"message": "still running", "type": "c", "code": "idempotency_in_progress"}}
    wire.says(SUBMIT, Reply(busy, 409, ("Retry-After: 2",)), Reply(busy, 409), SUBMITTED)
    wire.says(LOOK, done(wire))
    wire.says(FILE, Reply(png_4_3))
    assert (await engine.draw(request(engine), KeptSubmission())).pictures
    assert hours.pauses[:2] == [2.0, 1.0]
    assert len({asked.headers["idempotency-key"] for asked in wire.to(SUBMIT)}) == 1


def _idempotency(code: str, status: int = 409) -> Reply:
    return Reply({"request_id": "r", "error": {"message": "m", "type": "conflict_error", "code": code}}, status)


@pytest.mark.parametrize(
    ("said", "kind", "retryable", "billed"),
    [
        (_idempotency("idempotency_in_progress"), OutcomeUnknown, True, "unknown"),
        (_idempotency("idempotency_result_indeterminate"), OutcomeUnknown, False, "unknown"),
        (_idempotency("idempotency_key_reused"), RequestRejected, False, "no"),
        (_idempotency("idempotency_unavailable", 503), EngineUnavailable, True, "no"),
        (Reply(error(429, "Too many requests"), 429), EngineThrottled, True, "no"),
        (Reply(error(402, "Insufficient balance"), 402), OutOfFunds, False, "no"),
        (Reply(error(500, "build_request_failed: invalid size: 7:5"), 500), RequestRejected, False, "no"),
        (
            Reply(error(500, f"build_request_failed: content moderation failed: {PROMPT}"), 500),
            ContentBlocked,
            False,
            "no",
        ),
        (Reply(error(500, "oops"), 500), OutcomeUnknown, True, "unknown"),
        (Reply(b"<html>", 502), EngineUnavailable, True, "no"),
        (Reply(b"garbage"), OutcomeUnknown, True, "unknown"),
        (Reply({"code": 200, "data": []}), OutcomeUnknown, True, "unknown"),
        (Reply({"code": 200, "data": [{"task_id": "../../v1/balance"}]}), OutcomeUnknown, True, "unknown"),
        (Reply({"code": 200, "data": [{"task_id": 7}]}), OutcomeUnknown, True, "unknown"),
    ],
)
async def test_a_submit_that_fails_leaves_no_task(
    wire: Wire,
    engine: ApimartImage,
    said: Reply,
    kind: type[EngineError],
    retryable: bool,  # noqa: FBT001 - a column of the table
    billed: str,
) -> None:
    wire.says(SUBMIT, said)
    submission = KeptSubmission()
    error = await failure(engine, submission)
    assert (type(error), error.retryable, error.billed.value) == (kind, retryable, billed)
    assert submission.provider_ref is None
    assert not wire.to(LOOK)


async def test_errors_of_a_look_do_not_end_the_task(wire: Wire, engine: ApimartImage, png_4_3: bytes) -> None:
    wire.says(SUBMIT, SUBMITTED)
    wire.says(
        LOOK,
        Reply(error(404, "task not found", "not_found"), 404),
        Reply(error(429, "Too many requests"), 429),
        Reply(error(500, "oops"), 500),
        Reply(b"<html>", 502),
        Reply(b"", 504),
        Reply(b"garbage"),
        Reply(lost=True),
        {"code": 200, "data": None},
        done(wire),
    )
    wire.says(FILE, Reply(png_4_3))
    assert (await engine.draw(request(engine), KeptSubmission())).pictures
    assert len(wire.to(SUBMIT)) == 1


async def test_a_task_that_stays_unknown_is_gone(wire: Wire, engine: ApimartImage) -> None:
    wire.says(LOOK, Reply(error(404, "task not found", "not_found"), 404))
    error_ = await failure(engine, KeptSubmission(JOB))
    assert (type(error_), error_.billed, error_.retryable) == (NoPicture, Billed.UNKNOWN, False)


async def test_a_wrong_key_ends_the_looks(wire: Wire, engine: ApimartImage) -> None:
    wire.says(SUBMIT, SUBMITTED)
    wire.says(LOOK, Reply(error(401, "Invalid API key"), 401))
    error_ = await failure(engine)
    assert (type(error_), error_.billed) == (EngineMisconfigured, Billed.UNKNOWN)


async def test_a_task_without_end_stays_known(wire: Wire, engine: ApimartImage, hours: Hours) -> None:
    wire.says(SUBMIT, SUBMITTED)
    wire.says(LOOK, task("processing"))
    submission = KeptSubmission()
    error_ = await failure(engine, submission)
    assert (type(error_), error_.retryable) == (OutcomeUnknown, True)
    assert submission.provider_ref == JOB
    assert PACE.longest - 10 <= hours.seconds <= PACE.longest


@pytest.mark.parametrize(
    ("members", "kind", "billed"),
    [
        (
            {"error": {"code": "task_failed", "message": "Generation failed upstream"}, "cost": 0},
            JobFailed,
            "no",
        ),
        ({"error": "generation failed"}, JobFailed, "no"),
        ({"error": f"content moderation failed: {PROMPT}"}, ContentBlocked, "no"),
        (
            {"error": {"code": 500, "message": f"the prompt {PROMPT} is odd"}, "cost": 0.01},
            JobFailed,
            "unknown",
        ),
        ({}, JobFailed, "no"),
    ],
)
@pytest.mark.parametrize("status", ["failed", "cancelled", "ERROR"])
async def test_a_failed_task_ends_for_good(
    wire: Wire, engine: ApimartImage, members: dict[str, Any], kind: type[EngineError], billed: str, status: str
) -> None:
    wire.says(SUBMIT, SUBMITTED)
    wire.says(LOOK, task(status, **members))
    error_ = await failure(engine)
    assert (type(error_), error_.billed.value, error_.retryable) == (kind, billed, False)


@pytest.mark.parametrize("result", [None, {"images": []}, {"images": [{"url": []}]}])
async def test_a_finished_task_without_a_picture_is_told(
    wire: Wire, engine: ApimartImage, result: dict[str, Any] | None
) -> None:
    wire.says(SUBMIT, SUBMITTED)
    wire.says(LOOK, done(wire, result=result))
    assert type(await failure(engine)) is NoPicture


async def test_a_task_without_a_cost_costs_what_the_table_says(
    wire: Wire, engine: ApimartImage, png_4_3: bytes
) -> None:
    wire.says(SUBMIT, SUBMITTED)
    wire.says(LOOK, done(wire, cost=None))
    wire.says(FILE, Reply(png_4_3))
    usage = (await engine.draw(request(engine, resolution="2K"), KeptSubmission())).usage
    assert (usage.cost_micros, usage.cost_source) == (20_000, "table")
