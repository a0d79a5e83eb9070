"""ApimartVlm against a host that answers as APIMart is documented and was seen to."""

from typing import Any

import msgspec
import pytest

from pb_adapters.providers.apimart.vlm import ApimartVlm
from pb_adapters.providers.apimart.wire import apimart_upstream
from pb_adapters.upstream.exchange import UpstreamPool
from pb_core.errors import (
    BadAnswer,
    Billed,
    BlindEngine,
    ContentBlocked,
    CutAnswer,
    EmptyAnswer,
    EngineError,
    EngineMisconfigured,
    EngineRefused,
    EngineThrottled,
    EngineUnavailable,
    OutcomeUnknown,
    OutOfFunds,
    RequestRejected,
)
from pb_core.ports.vlm import ImagePart, VlmRequest
from pb_core.testing.memory.vlm import sample_requests
from scripted_wire import Reply, Wire

KEY = "sk-planted-secret-0123456789"
MODEL = "gemini-3-flash-preview"
PATH = "/v1/chat/completions"
PROMPT = "The unpublished method of Doe et al. maps tokens to vectors."


def completion(content: object = '{"ok": true}', *, prompt_tokens: int = 1402, **choice: object) -> dict[str, Any]:
    message = {"role": "assistant", "content": content}
    return {
        "id": "chatcmpl-a12",
        "object": "chat.completion",
        "model": MODEL,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"} | choice],
        "usage": {"prompt_tokens": prompt_tokens, "completion_tokens": 22, "total_tokens": prompt_tokens + 22},
    }


def error(code: int | str, message: str, kind: str = "server_error") -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "type": kind}}


STREAM = (
    b': ping\n\ndata: {"id":"a14","choices":[{"index":0,"delta":{"content":"{\\"ok\\":"}}]}\n\n: ping\n\n'
    b'data: {"choices":[{"index":0,"delta":{"content":" true}"},"finish_reason":"stop"}],'
    b'"usage":{"prompt_tokens":1402,"completion_tokens":22}}\n\ndata: [DONE]\n\n'
)


def question(*pictures: bytes) -> VlmRequest:
    shown = tuple(ImagePart(media_type="image/png", data=picture) for picture in pictures)
    request, _ = sample_requests()["planner"]
    return msgspec.structs.replace(request, prompt=PROMPT, images=shown)


@pytest.fixture
def engine(wire: Wire, pool: UpstreamPool) -> ApimartVlm:
    return ApimartVlm(apimart_upstream(pool, key=KEY, base_url=wire.url), MODEL)


async def failure(engine: ApimartVlm, *pictures: bytes) -> EngineError:
    with pytest.raises(EngineError) as raised:
        await engine.complete(question(*pictures))
    assert KEY not in str(raised.value)
    assert PROMPT not in str(raised.value)
    return raised.value


async def test_the_schema_stands_in_the_system_message(wire: Wire, engine: ApimartVlm, png_4_3: bytes) -> None:
    wire.says(PATH, completion())
    reply = await engine.complete(question(png_4_3))
    (asked,) = wire.asked
    body = asked.json
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert "x-goog-api-key" not in asked.headers
    assert (body["model"], body["stream"]) == (MODEL, False)
    assert "response_format" not in body
    text, picture = body["messages"][-1]["content"]
    assert text["text"] == PROMPT
    assert '"properties"' in body["messages"][0]["content"][0]["text"]
    assert picture["image_url"]["url"].startswith("data:image/png;base64,")
    assert (reply.usage.input_tokens, reply.usage.output_tokens) == (1402, 22)
    assert (reply.usage.cost_micros, reply.usage.cost_source) == (767, "table")


@pytest.mark.parametrize(
    "body",
    [
        completion(),
        {"code": 200, "data": completion()},
        {"request_id": "req_1", "data": completion()},
        completion('Here it is:\n```json\n{"ok": true}\n```'),
    ],
    ids=["plain", "wrapped", "new", "fenced"],
)
async def test_every_envelope_is_opened(wire: Wire, engine: ApimartVlm, body: object) -> None:
    wire.says(PATH, body)
    assert (await engine.complete(question())).text == '{"ok": true}'


async def test_a_stream_that_nobody_asked_for_is_put_together(wire: Wire, engine: ApimartVlm) -> None:
    wire.says(PATH, Reply(STREAM))
    reply = await engine.complete(question())
    assert reply.text == '{"ok": true}'
    assert reply.usage.input_tokens == 1402


FAILURES: list[tuple[object, int, type[EngineError], bool, str]] = [
    (error(400, "bad"), 400, RequestRejected, False, "no"),
    (error(401, f"Invalid API key {KEY}", "authentication_error"), 401, EngineMisconfigured, False, "no"),
    (error(402, "Insufficient balance", "payment_required"), 402, OutOfFunds, False, "no"),
    (error(403, "no access", "permission_error"), 403, EngineMisconfigured, False, "no"),
    (error(404, "no such model", "not_found"), 404, EngineMisconfigured, False, "no"),
    (error(413, "too large"), 413, RequestRejected, False, "no"),
    (error(429, "Too many requests", "rate_limit_error"), 429, EngineThrottled, True, "no"),
    (error(500, "build_request_failed: invalid size: 7:5"), 500, RequestRejected, False, "no"),
    (
        error(500, "build_request_failed: content moderation failed: sensitive content detected"),
        500,
        ContentBlocked,
        False,
        "no",
    ),
    (error(500, "internal error"), 500, OutcomeUnknown, True, "unknown"),
    (error(503, "no available channel for model x"), 503, EngineUnavailable, True, "no"),
    (b"<html>502 Bad Gateway</html>", 502, EngineUnavailable, True, "no"),
    (b"", 504, OutcomeUnknown, True, "unknown"),
    ({"code": 402, "message": "Insufficient balance"}, 200, OutOfFunds, False, "no"),
    ({"code": 429, "message": "slow down"}, 200, EngineThrottled, True, "no"),
    ({"success": False, "message": "something broke"}, 200, OutcomeUnknown, True, "unknown"),
    ({"error": "something broke"}, 200, OutcomeUnknown, True, "unknown"),
    (
        {
            "request_id": "r",
            "error": {"message": f"bad prompt: {PROMPT}", "type": "x", "param": None, "code": "invalid"},
        },
        400,
        RequestRejected,
        False,
        "no",
    ),
    (b"", 200, OutcomeUnknown, True, "unknown"),
    (b"\x00garbage", 200, BadAnswer, False, "yes"),
    ({"code": 200, "data": {"choices": []}}, 200, EmptyAnswer, False, "yes"),
    ({"code": 200, "data": None}, 200, EmptyAnswer, False, "yes"),
    (completion(""), 200, EmptyAnswer, False, "yes"),
    (completion('{"ok', finish_reason="length"), 200, CutAnswer, False, "yes"),
    (completion("", finish_reason="content_filter"), 200, ContentBlocked, False, "yes"),
    (completion("I would rather not."), 200, EngineRefused, False, "yes"),
    (STREAM.replace(b'"finish_reason":"stop"', b'"finish_reason":null'), 200, OutcomeUnknown, True, "unknown"),
    (STREAM[:90], 200, OutcomeUnknown, True, "unknown"),
]


@pytest.mark.parametrize(("body", "status", "kind", "retryable", "billed"), FAILURES)
async def test_failures_are_told_apart(
    wire: Wire,
    engine: ApimartVlm,
    body: object,
    status: int,
    kind: type[EngineError],
    retryable: bool,  # noqa: FBT001 - a column of the table
    billed: str,
) -> None:
    wire.says(PATH, Reply(body, status))
    error = await failure(engine)
    assert (type(error), error.retryable, error.billed.value) == (kind, retryable, billed)
    assert len(wire.asked) == 1


async def test_a_throttle_names_its_wait(wire: Wire, engine: ApimartVlm) -> None:
    wire.says(PATH, Reply(error(429, "Too many requests", "rate_limit_error"), 429, ("Retry-After: 1",)))
    assert (await failure(engine)).retry_after == 1.0


async def test_pictures_that_were_not_read_are_noticed_by_their_tokens(
    wire: Wire, engine: ApimartVlm, png_4_3: bytes
) -> None:
    wire.says(PATH, completion(prompt_tokens=40))
    error = await failure(engine, png_4_3)
    assert (type(error), error.billed) == (BlindEngine, Billed.YES)
