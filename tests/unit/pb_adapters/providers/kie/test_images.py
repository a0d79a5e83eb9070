"""KieImagen against a host that answers as Kie was seen to."""

from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest

from pb_adapters.providers.kie.images import PACE, KieImagen
from pb_adapters.providers.kie.wire import kie_upstream
from pb_adapters.upstream.downloader import Downloader
from pb_adapters.upstream.exchange import UpstreamPool
from pb_adapters.upstream.image_engines import Polling
from pb_core.application.exemplars import load
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
    UnreadablePicture,
)
from pb_core.ports.images import DrawRequest
from pb_core.testing.memory.images import KeptSubmission, sample_request
from scripted_wire import Hours, Reply, Wire

KEY = "0123456789abcdef0123456789abcdef"
PROMPT = "The unpublished method of Doe et al.: two boxes."
JOB = "a1b2c3d4e5f60718293a4b5c6d7e8f90"
CREATE, POLL, FILE = "/api/v1/jobs/createTask", "/api/v1/jobs/recordInfo", "/files/a1.png"
CREATED = {"code": 200, "msg": "success", "data": {"taskId": JOB, "recordId": JOB}}
UNSEEN = {"code": 422, "msg": "recordInfo is null", "data": None}


def record(state: str, *, code: int = 200, **members: object) -> dict[str, Any]:
    data = {
        "taskId": JOB,
        "state": state,
        "param": "{}",
        "resultJson": "",
        "failCode": None,
        "failMsg": None,
        "costTime": None,
        "createTime": 1764061200000,
    }
    return {"code": code, "msg": "success", "data": data | members}


def done(wire: Wire, path: str = FILE, **members: object) -> dict[str, Any]:
    result = msgspec.json.encode({"resultUrls": [wire.url + path]}).decode()
    return record("success", **{"resultJson": result, "costTime": 21, "creditsConsumed": 4} | members)


@pytest.fixture
async def downloader(wire: Wire, hours: Hours) -> AsyncIterator[Downloader]:
    async with Downloader(allowed=frozenset({wire.url}), sleep=hours.sleep) as downloader:
        yield downloader


@pytest.fixture
def engine(wire: Wire, pool: UpstreamPool, downloader: Downloader, hours: Hours) -> KieImagen:
    return engine_of("nano-banana-2-1", wire, pool, downloader, hours)


def engine_of(model: str, wire: Wire, pool: UpstreamPool, downloader: Downloader, hours: Hours) -> KieImagen:
    upstream = kie_upstream(pool, key=KEY, base_url=wire.url)
    return KieImagen(upstream, downloader, model, polling=Polling(pace=PACE, now=hours.now, sleep=hours.sleep))


def request(engine: KieImagen, **changes: object) -> DrawRequest:
    return sample_request(engine, **{"description": PROMPT} | changes)


async def failure(engine: KieImagen, submission: KeptSubmission | None = None) -> EngineError:
    with pytest.raises(EngineError) as raised:
        await engine.draw(request(engine), submission or KeptSubmission())
    assert KEY not in str(raised.value)
    assert PROMPT not in str(raised.value)
    return raised.value


async def test_a_job_is_submitted_committed_polled_and_fetched(
    wire: Wire, engine: KieImagen, hours: Hours, png_4_3: bytes
) -> None:
    wire.says(CREATE, CREATED)
    wire.says(POLL, record("waiting"), record("queuing"), record("generating"), done(wire))
    wire.says(FILE, Reply(png_4_3))
    submission = KeptSubmission()
    reply = await engine.draw(request(engine), submission)
    assert submission.provider_ref == JOB
    assert reply.pictures[0].data == png_4_3
    assert (reply.usage.cost_micros, reply.usage.cost_source) == (20_000, "reported")
    assert [asked.query for asked in wire.to(POLL)] == [{"taskId": [JOB]}] * 4
    assert len(wire.to(CREATE)) == 1
    assert hours.pauses == [2.0, 3.0, 3.0, 3.0]
    (download,) = wire.to(FILE)
    assert "authorization" not in download.headers
    assert download.headers["user-agent"].startswith("Mozilla/5.0")


@pytest.mark.parametrize(
    ("model", "ratio", "resolution", "expected"),
    [
        ("nano-banana-pro", "16:9", "4K", {"aspect_ratio": "16:9", "resolution": "4K", "output_format": "png"}),
        ("nano-banana-2", "auto", None, {"aspect_ratio": "auto", "output_format": "png"}),
        ("nano-banana-2-1", None, None, {"output_format": "png"}),
        ("nano-banana-2-lite", None, None, {"aspect_ratio": "auto"}),
        ("google/nano-banana", "4:3", None, {"aspect_ratio": "4:3", "output_format": "png"}),
        ("gpt-image-2-text-to-image", "16:9", "2K", {"aspect_ratio": "16:9", "resolution": "2K"}),
        ("a-model-of-tomorrow", "16:9", "2K", {"aspect_ratio": "16:9", "resolution": "2K"}),
    ],
)
async def test_each_model_gets_the_members_that_it_knows(  # noqa: PLR0913, PLR0917 - a row of the table
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
    wire.says(CREATE, {"code": 401, "msg": "You do not have access permissions"})
    with pytest.raises(EngineMisconfigured):
        await engine.draw(request(engine, aspect_ratio=ratio, resolution=resolution), KeptSubmission())
    body = wire.asked[0].json
    assert body["model"] == model
    assert body["input"].pop("prompt").endswith(PROMPT)
    assert body["input"] == expected


async def test_a_known_job_is_polled_at_once_and_never_submitted_again(
    wire: Wire, engine: KieImagen, hours: Hours, png_4_3: bytes
) -> None:
    wire.says(POLL, done(wire))
    wire.says(FILE, Reply(png_4_3))
    await engine.draw(request(engine), KeptSubmission(JOB))
    assert [asked.path for asked in wire.asked] == [POLL, FILE]
    assert hours.pauses == [0.0]


async def test_the_id_is_durable_before_the_first_look(wire: Wire, engine: KieImagen) -> None:
    class Crash(Exception):
        pass

    class Dying(KeptSubmission):
        async def submitted(self, provider_ref: str) -> None:
            await super().submitted(provider_ref)
            raise Crash

    wire.says(CREATE, CREATED)
    submission = Dying()
    with pytest.raises(Crash):
        await engine.draw(request(engine), submission)
    assert submission.provider_ref == JOB
    assert [asked.path for asked in wire.asked] == [CREATE]


@pytest.mark.parametrize("unseen", [UNSEEN, {"code": 200, "msg": "success", "data": None}])
async def test_a_job_may_be_unknown_at_first(
    wire: Wire, engine: KieImagen, png_4_3: bytes, unseen: dict[str, Any]
) -> None:
    wire.says(CREATE, CREATED)
    wire.says(POLL, unseen, unseen, done(wire))
    wire.says(FILE, Reply(png_4_3))
    assert (await engine.draw(request(engine), KeptSubmission())).pictures


async def test_a_job_that_stays_unknown_is_gone(wire: Wire, engine: KieImagen, hours: Hours) -> None:
    wire.says(CREATE, CREATED)
    wire.says(POLL, UNSEEN)
    error = await failure(engine)
    assert (type(error), error.billed, error.retryable) == (NoPicture, Billed.UNKNOWN, False)
    assert 90 < hours.seconds < 120


async def test_errors_of_a_look_do_not_end_the_job(wire: Wire, engine: KieImagen, hours: Hours, png_4_3: bytes) -> None:
    wire.says(CREATE, CREATED)
    wire.says(
        POLL,
        Reply({"code": 429, "msg": "slow down"}, 429, ("Retry-After: 9",)),
        {"code": 500, "msg": "server exception"},
        Reply(b"<html>bad gateway</html>", 502),
        Reply(b"garbage"),
        Reply(lost=True),
        done(wire, code=505),
    )
    wire.says(FILE, Reply(png_4_3))
    assert (await engine.draw(request(engine), KeptSubmission())).pictures
    assert len(wire.to(CREATE)) == 1
    assert hours.pauses == [2.0, 9.0, 3.0, 3.0, 3.0, 3.0]


async def test_a_wrong_key_ends_the_looks(wire: Wire, engine: KieImagen) -> None:
    wire.says(CREATE, CREATED)
    wire.says(POLL, {"code": 401, "msg": "You do not have access permissions"})
    error = await failure(engine)
    assert (type(error), error.billed) == (EngineMisconfigured, Billed.UNKNOWN)


async def test_a_job_without_end_stays_known(wire: Wire, engine: KieImagen, hours: Hours) -> None:
    wire.says(CREATE, CREATED)
    wire.says(POLL, record("generating"))
    submission = KeptSubmission()
    error = await failure(engine, submission)
    assert (type(error), error.billed, error.retryable) == (OutcomeUnknown, Billed.UNKNOWN, True)
    assert submission.provider_ref == JOB
    assert PACE.longest - 20 < hours.seconds <= PACE.longest
    assert len(wire.to(CREATE)) == 1


@pytest.mark.parametrize(
    ("members", "kind", "billed"),
    [
        ({"failCode": "422", "failMsg": f"Invalid prompt: prohibited content in {PROMPT}"}, ContentBlocked, "unknown"),
        ({"failCode": "SENSITIVE_WORD_ERROR", "failMsg": ""}, ContentBlocked, "unknown"),
        ({"failCode": "500", "failMsg": "PUBLIC_ERROR_UNSAFE_GENERATION", "creditsConsumed": 0}, ContentBlocked, "no"),
        ({"failCode": "500", "failMsg": "Internal Error", "creditsConsumed": 0}, JobFailed, "no"),
        ({"failCode": "501", "failMsg": "", "creditsConsumed": 4}, JobFailed, "unknown"),
        ({"failCode": "402", "failMsg": ""}, OutOfFunds, "unknown"),
        ({"failCode": "500", "failMsg": "This field is required"}, RequestRejected, "unknown"),
        ({"failCode": "", "failMsg": None}, JobFailed, "unknown"),
        ({"failCode": "77", "failMsg": f"strange {KEY}"}, JobFailed, "unknown"),
    ],
)
async def test_a_failed_job_ends_for_good(
    wire: Wire, engine: KieImagen, members: dict[str, Any], kind: type[EngineError], billed: str
) -> None:
    wire.says(CREATE, CREATED)
    wire.says(POLL, record("generating"), record("fail", **members))
    error = await failure(engine)
    assert (type(error), error.billed.value, error.retryable) == (kind, billed, False)
    assert len(wire.asked) == 3


@pytest.mark.parametrize(
    ("said", "kind", "retryable", "billed"),
    [
        (Reply({"code": 429, "msg": "Your call frequency is too high."}), EngineThrottled, True, "no"),
        (Reply({"code": 402, "msg": "Credits insufficient"}), OutOfFunds, False, "no"),
        (Reply({"code": 500, "msg": "Please top up to continue."}), OutOfFunds, False, "no"),
        (
            Reply({"code": 500, "msg": "This aspect_ratio is not within the range of allowed options"}),
            RequestRejected,
            False,
            "no",
        ),
        (Reply({"code": 422, "msg": "prompt contains prohibited content"}), ContentBlocked, False, "no"),
        (Reply({"code": 455, "msg": "maintenance"}), EngineUnavailable, True, "no"),
        (Reply(b"bad gateway", 502), EngineUnavailable, True, "no"),
        (Reply(b"time-out", 524), OutcomeUnknown, True, "unknown"),
        (Reply(lost=True), OutcomeUnknown, True, "unknown"),
        (Reply(b""), OutcomeUnknown, True, "unknown"),
        (Reply(b"garbage"), OutcomeUnknown, True, "unknown"),
        (Reply({"code": 200, "msg": "success", "data": None}), OutcomeUnknown, True, "unknown"),
        (Reply({"code": 200, "msg": "success", "data": {"taskId": 7}}), OutcomeUnknown, True, "unknown"),
    ],
)
async def test_a_submit_that_fails_leaves_no_job(
    wire: Wire,
    engine: KieImagen,
    said: Reply,
    kind: type[EngineError],
    retryable: bool,  # noqa: FBT001 - a column of the table
    billed: str,
) -> None:
    wire.says(CREATE, said)
    submission = KeptSubmission()
    error = await failure(engine, submission)
    assert (type(error), error.retryable, error.billed.value) == (kind, retryable, billed)
    assert submission.provider_ref is None
    assert len(wire.asked) == 1


@pytest.mark.parametrize("result", ["", "{", '{"resultUrls": []}', '{"resultObject": {}}', None])
async def test_a_finished_job_without_a_picture_is_told(wire: Wire, engine: KieImagen, result: str | None) -> None:
    wire.says(CREATE, CREATED)
    wire.says(POLL, record("success", resultJson=result))
    assert type(await failure(engine)) is NoPicture


async def test_a_result_may_be_an_object_and_have_more_pictures(wire: Wire, engine: KieImagen, png_4_3: bytes) -> None:
    wire.says(CREATE, CREATED)
    wire.says(POLL, done(wire, resultJson={"resultUrls": [wire.url + FILE, wire.url + "/files/b.png"]}))
    wire.says(FILE, Reply(png_4_3))
    assert (await engine.draw(request(engine), KeptSubmission())).pictures


async def test_before_a_picture_is_given_up_the_job_is_looked_at_once_more(
    wire: Wire, engine: KieImagen, png_4_3: bytes
) -> None:
    wire.says(CREATE, CREATED)
    wire.says(POLL, done(wire), done(wire, "/files/b1.png"))
    wire.says(FILE, Reply(b"error code: 1010", 403))
    wire.says("/files/b1.png", Reply(png_4_3))
    assert (await engine.draw(request(engine), KeptSubmission())).pictures
    assert len(wire.to(POLL)) == 2


async def test_a_look_that_fails_does_not_hide_that_the_picture_is_gone(wire: Wire, engine: KieImagen) -> None:
    wire.says(CREATE, CREATED)
    wire.says(POLL, done(wire), Reply(b"bad gateway", 502))
    wire.says(FILE, Reply(b"", 404))
    error = await failure(engine)
    assert (type(error), error.billed) == (NoPicture, Billed.YES)


async def test_credits_may_be_a_text(wire: Wire, engine: KieImagen, png_4_3: bytes) -> None:
    wire.says(CREATE, CREATED)
    wire.says(POLL, done(wire, creditsConsumed="4"))
    wire.says(FILE, Reply(png_4_3))
    assert (await engine.draw(request(engine), KeptSubmission())).usage.cost_micros == 20_000


async def test_a_picture_that_is_gone_is_told(wire: Wire, engine: KieImagen) -> None:
    wire.says(CREATE, CREATED)
    wire.says(POLL, done(wire))
    wire.says(FILE, Reply(b"", 404))
    error = await failure(engine)
    assert type(error) is NoPicture
    assert "127.0.0.1" not in str(error)
    assert len(wire.to(POLL)) == 2


async def test_a_picture_elsewhere_is_not_fetched(wire: Wire, engine: KieImagen) -> None:
    wire.says(CREATE, CREATED)
    wire.says(POLL, record("success", resultJson='{"resultUrls": ["https://127.0.0.1:9/secret.png"]}'))
    assert type(await failure(engine)) is NoPicture


async def test_what_is_no_picture_is_told(wire: Wire, engine: KieImagen) -> None:
    wire.says(CREATE, CREATED)
    wire.says(POLL, done(wire))
    wire.says(FILE, Reply(b"<html>sorry</html>"))
    assert type(await failure(engine)) is UnreadablePicture


async def test_credits_of_zero_are_not_believed(wire: Wire, engine: KieImagen, png_4_3: bytes) -> None:
    wire.says(CREATE, CREATED)
    wire.says(POLL, done(wire, creditsConsumed=0))
    wire.says(FILE, Reply(png_4_3))
    usage = (await engine.draw(request(engine), KeptSubmission())).usage
    assert (usage.cost_micros, usage.cost_source) == (20_000, "table")


async def test_another_ratio_is_mended_with_margins(wire: Wire, engine: KieImagen, png_4_3: bytes) -> None:
    wire.says(CREATE, CREATED)
    wire.says(POLL, done(wire))
    wire.says(FILE, Reply(png_4_3))
    picture = (await engine.draw(request(engine, aspect_ratio="16:9"), KeptSubmission())).pictures[0]
    assert (picture.width, picture.height) == (1593, 896)


async def test_other_formats_are_refused_before_any_call(wire: Wire, engine: KieImagen) -> None:
    with pytest.raises(RequestRejected):
        await engine.draw(request(engine, formats=("png", "svg")), KeptSubmission())
    assert not wire.asked


@pytest.mark.parametrize(
    ("model", "member", "count"),
    [
        ("nano-banana-pro", "image_input", 2),
        ("nano-banana-2-lite", "image_urls", 2),
        ("google/nano-banana", "image_input", 0),
        ("google/nano-banana-edit", "image_urls", 0),
        ("gpt-image-2-image-to-image", "image_input", 0),
    ],
)
async def test_reference_figures_go_to_models_that_may_be_shown_some(
    wire: Wire, pool: UpstreamPool, downloader: Downloader, hours: Hours, model: str, member: str, count: int
) -> None:
    engine = engine_of(model, wire, pool, downloader, hours)
    at = f"{wire.url}/up/one.png"
    wire.says("/upload/api/file-stream-upload", *[{"success": True, "code": 200, "data": {"downloadUrl": at}}] * 2)
    wire.says(CREATE, {"code": 401, "msg": "You do not have access permissions"})
    names = tuple(exemplar.name for exemplar in load()[:2])
    with pytest.raises(EngineMisconfigured):
        await engine.draw(request(engine, exemplars=names), KeptSubmission())
    (order,) = wire.to(CREATE)
    assert order.json["input"].get(member, []) == [at] * count
    assert ("other figures" in order.json["input"]["prompt"]) == (count > 0)
