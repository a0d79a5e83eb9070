"""KieVlm against a host that answers as Kie was seen to."""

from typing import Any

import msgspec
import pytest

from pb_adapters.providers.kie.vlm import KieVlm
from pb_adapters.providers.kie.wire import kie_upstream
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

KEY = "0123456789abcdef0123456789abcdef"
MODEL = "gemini-3-8-flash-openai"
PATH = f"/{MODEL}/v1/chat/completions"
PROMPT = "The unpublished method of Doe et al. maps tokens to vectors."


def completion(content: object = '{"ok": true}', *, prompt_tokens: int = 1422, **choice: object) -> dict[str, Any]:
    message = {"role": "assistant", "content": content}
    return {
        "id": "chatcmpl-k12",
        "object": "chat.completion",
        "model": MODEL,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"} | choice],
        "usage": {"prompt_tokens": prompt_tokens, "completion_tokens": 31, "total_tokens": prompt_tokens + 31},
        "credits_consumed": 0.07,
    }


def events(*documents: object) -> bytes:
    lines = [b"data: " + msgspec.json.encode(document) + b"\n\n" for document in documents]
    return b"".join([*lines, b": ping\n\n", b"data: [DONE]\n\n"])


def chunk(content: str, reason: str | None = None) -> dict[str, Any]:
    return {"id": "c", "choices": [{"index": 0, "delta": {"content": content}, "finish_reason": reason}]}


def question(*pictures: bytes) -> VlmRequest:
    shown = tuple(ImagePart(media_type="image/png", data=picture) for picture in pictures)
    request, _ = sample_requests()["planner"]
    return msgspec.structs.replace(request, prompt=PROMPT, images=shown)


@pytest.fixture
def engine(wire: Wire, pool: UpstreamPool) -> KieVlm:
    return KieVlm(kie_upstream(pool, key=KEY, base_url=wire.url), MODEL)


async def failure(engine: KieVlm, *pictures: bytes) -> EngineError:
    with pytest.raises(EngineError) as raised:
        await engine.complete(question(*pictures))
    assert KEY not in str(raised.value)
    assert PROMPT not in str(raised.value)
    return raised.value


async def test_the_model_stands_in_the_path_and_both_switches_are_off(wire: Wire, engine: KieVlm) -> None:
    wire.says(PATH, completion())
    reply = await engine.complete(question())
    (asked,) = wire.asked
    assert reply.text == '{"ok": true}'
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.json["stream"] is False
    assert asked.json["include_thoughts"] is False
    assert "model" not in asked.json
    assert asked.json["response_format"]["json_schema"]["strict"] is False
    assert (reply.usage.input_tokens, reply.usage.output_tokens) == (1422, 31)
    assert (reply.usage.cost_micros, reply.usage.cost_source) == (350, "reported")


async def test_pictures_go_along_as_data_urls(wire: Wire, engine: KieVlm, png_4_3: bytes) -> None:
    wire.says(PATH, completion())
    await engine.complete(question(png_4_3))
    parts = wire.asked[0].json["messages"][-1]["content"]
    assert [part["type"] for part in parts] == ["text", "image_url"]
    assert parts[1]["image_url"]["url"].startswith("data:image/png;base64,iVBOR")


async def test_a_model_without_schemas_is_told_the_schema(wire: Wire, pool: UpstreamPool) -> None:
    engine = KieVlm(kie_upstream(pool, key=KEY, base_url=wire.url), "gpt-5-2")
    wire.says("/gpt-5-2/v1/chat/completions", completion('```json\n{"a": 1}\n```'))
    reply = await engine.complete(question())
    body = wire.asked[0].json
    assert reply.text == '{"a": 1}'
    assert "response_format" not in body
    assert '"properties"' in body["messages"][0]["content"][0]["text"]


@pytest.mark.parametrize(
    "body",
    [
        completion('{"ok": true}'),
        {"code": 200, "msg": "success", "data": completion('{"ok": true}')},
        completion([{"type": "text", "text": '{"ok":'}, {"type": "text", "text": " true}"}]),
        {"candidates": [{"content": {"parts": [{"text": "hm", "thought": True}, {"text": '{"ok": true}'}]}}]},
    ],
    ids=["plain", "wrapped", "parts", "gemini"],
)
async def test_every_form_of_an_answer_is_read(wire: Wire, engine: KieVlm, body: object) -> None:
    wire.says(PATH, body)
    assert (await engine.complete(question())).text == '{"ok": true}'


async def test_an_answer_may_come_as_a_stream(wire: Wire, engine: KieVlm) -> None:
    usage = {"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 4}, "credits_consumed": 0.5}
    wire.says(PATH, Reply(events(chunk('{"ok"'), chunk(": true}", "stop"), usage)))
    reply = await engine.complete(question())
    assert reply.text == '{"ok": true}'
    assert (reply.usage.input_tokens, reply.usage.cost_micros) == (9, 2500)


FAILURES: list[tuple[object, int, type[EngineError], bool, str]] = [
    ({"code": 401, "msg": "You do not have access permissions"}, 200, EngineMisconfigured, False, "no"),
    ({"code": 402, "msg": "Credits insufficient : Please top up to continue."}, 200, OutOfFunds, False, "no"),
    ({"code": 500, "msg": "Credits insufficient : Please top up to continue."}, 200, OutOfFunds, False, "no"),
    ({"code": 429, "msg": "Your call frequency is too high."}, 200, EngineThrottled, True, "no"),
    ({"code": 429, "msg": "Rate limit exceeded"}, 429, EngineThrottled, True, "no"),
    ({"code": 455, "msg": "down"}, 200, EngineUnavailable, True, "no"),
    ({"code": 500, "msg": "The server is currently being maintained~"}, 200, EngineUnavailable, True, "no"),
    ({"code": 500, "msg": "This field is required"}, 200, RequestRejected, False, "no"),
    ({"code": 422, "msg": "The model is not supported"}, 200, EngineMisconfigured, False, "no"),
    ({"code": 524, "msg": "no user can use"}, 200, EngineUnavailable, True, "no"),
    ({"code": 408, "msg": "no result"}, 200, OutcomeUnknown, True, "unknown"),
    ({"code": 451, "msg": f"sensitive words in: {PROMPT}"}, 200, ContentBlocked, False, "unknown"),
    ({"code": 422, "msg": f"Invalid prompt: {PROMPT}"}, 200, RequestRejected, False, "no"),
    ({"error": {"message": f"key {KEY} is not known", "type": "auth"}}, 401, EngineMisconfigured, False, "no"),
    (b"<html>bad gateway</html>", 502, EngineUnavailable, True, "no"),
    (b"<html>a time-out occurred</html>", 524, OutcomeUnknown, True, "unknown"),
    (b"", 200, OutcomeUnknown, True, "unknown"),
    (b"\x00\x01garbage", 200, BadAnswer, False, "yes"),
    ([1, 2], 200, BadAnswer, False, "yes"),
    ({"choices": []}, 200, EmptyAnswer, False, "yes"),
    ({"choices": "many"}, 200, BadAnswer, False, "yes"),
    (completion(" \n"), 200, EmptyAnswer, False, "yes"),
    (completion(None), 200, EmptyAnswer, False, "yes"),
    (completion('{"ok": tr', finish_reason="length"), 200, CutAnswer, False, "yes"),
    (completion(None, finish_reason="content_filter"), 200, ContentBlocked, False, "yes"),
    (completion("I would rather not draw this."), 200, EngineRefused, False, "yes"),
    (events(chunk('{"ok"')), 200, OutcomeUnknown, True, "unknown"),
    (b'data: {"choices": [{"delta": {"con', 200, OutcomeUnknown, True, "unknown"),
    (events({"code": 500, "msg": "no user can use"}), 200, EngineUnavailable, True, "no"),
    (events(chunk("{"), {"code": 500, "msg": "no user can use"}), 200, EngineUnavailable, True, "unknown"),
]


@pytest.mark.parametrize(("body", "status", "kind", "retryable", "billed"), FAILURES)
async def test_failures_are_told_apart(
    wire: Wire,
    engine: KieVlm,
    body: object,
    status: int,
    kind: type[EngineError],
    retryable: bool,  # noqa: FBT001 - a column of the table
    billed: str,
) -> None:
    wire.says(PATH, Reply(body, status))
    error = await failure(engine)
    assert type(error) is kind
    assert (error.retryable, error.billed.value) == (retryable, billed)
    assert len(wire.asked) == 1


async def test_a_refusal_in_its_own_member_is_one(wire: Wire, engine: KieVlm) -> None:
    message = {"role": "assistant", "content": None, "refusal": "I cannot."}
    wire.says(PATH, completion(message=message))
    assert isinstance(await failure(engine), EngineRefused)


async def test_a_throttle_names_its_wait(wire: Wire, engine: KieVlm) -> None:
    wire.says(PATH, Reply({"code": 429, "msg": "slow down"}, 200, ("Retry-After: 7",)))
    assert (await failure(engine)).retry_after == 7.0


async def test_pictures_that_were_not_read_are_noticed_by_their_tokens(
    wire: Wire, engine: KieVlm, png_4_3: bytes
) -> None:
    few = (len(question().system) + len(PROMPT)) // 4
    wire.says(PATH, completion(prompt_tokens=few))
    error = await failure(engine, png_4_3, png_4_3)
    assert isinstance(error, BlindEngine)
    assert error.billed is Billed.YES
    assert (await engine.complete(question())).text


async def test_a_lost_answer_may_have_been_billed(wire: Wire, engine: KieVlm) -> None:
    wire.says(PATH, Reply(lost=True))
    assert isinstance(await failure(engine), OutcomeUnknown)
