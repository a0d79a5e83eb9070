"""Errors as the servers were seen to send them; every shape, each one sentence."""

import msgspec
import pytest

from pb_adapters.providers.openai_compatible.address import openai_upstream
from pb_adapters.providers.openai_compatible.errors import LOADING_SECONDS, failure_of
from pb_adapters.upstream.exchange import Answer, UpstreamPool
from pb_adapters.upstream.json_wire import json_of
from pb_core.errors import (
    BlindEngine,
    ContentBlocked,
    EngineError,
    EngineMisconfigured,
    EngineThrottled,
    EngineUnavailable,
    OutOfFunds,
    RequestRejected,
)
from served import NO_TLS

KEY = "secret-of-a-gateway"


async def failure(body: object, status: int) -> EngineError | None:
    raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
    answer = Answer(status, {}, raw)
    async with UpstreamPool(clients=1, ssl_context=NO_TLS) as pool:
        upstream = openai_upstream(pool, key=KEY, base_url="http://127.0.0.1:9/v1")
        return failure_of(upstream, answer, json_of(answer, upstream.provider), "qwen")


FAILURES = [
    ({"error": {"message": "Loading model", "type": "unavailable_error", "code": 503}}, 503, EngineUnavailable),
    ({"error": {"message": "Invalid API Key", "type": "authentication_error", "code": 401}}, 401, EngineMisconfigured),
    ({"error": {"message": "model 'x' not found", "code": None}}, 404, EngineMisconfigured),
    ({"error": "model 'x' not found"}, 404, EngineMisconfigured),
    ({"error": {"message": "Invalid model name passed in model=x", "code": "400"}}, 400, EngineMisconfigured),
    ({"error": "No models loaded. Please load a model"}, 400, EngineMisconfigured),
    ({"error": {"message": "File Not Found", "type": "not_found_error", "code": 404}}, 404, EngineMisconfigured),
    (
        {"object": "error", "message": "The input (9 tokens) is longer than the model's context length (4 tokens).",
         "type": "BadRequestError", "param": None, "code": 400},
        400,
        RequestRejected,
    ),
    ({"error": {"message": "request (17030 tokens) exceeds the available context size (16384 tokens)"}}, 400,
     RequestRejected),
    ({"error": "n_keep: 13055>= n_ctx: 4096"}, 400, RequestRejected),
    ({"error": "the context length was exceeded"}, 200, RequestRejected),
    ({"error": {"message": "image input is not supported - hint: mmproj", "code": 500}}, 500, BlindEngine),
    ({"error": "Model does not support images. Please use a model that does."}, 400, BlindEngine),
    ({"error": {"message": "quota", "code": "insufficient_quota"}}, 429, OutOfFunds),
    ({"error": {"message": "slow down", "code": "rate_limit"}}, 429, EngineThrottled),
    ({"error": {"message": "no", "code": "content_policy_violation"}}, 400, ContentBlocked),
    ({"detail": [{"msg": "field required"}]}, 422, RequestRejected),
    ({"error": "Input validation error: bad", "error_type": "validation"}, 422, RequestRejected),
    ({"error": {"message": "server busy, please try again."}}, 503, EngineUnavailable),
    (b"", 401, EngineMisconfigured),
    (b"<html>502</html>", 502, EngineUnavailable),
]  # fmt: skip


@pytest.mark.parametrize(("body", "status", "kind"), FAILURES)
async def test_every_shape_is_read(body: object, status: int, kind: type[EngineError]) -> None:
    found = await failure(body, status)
    assert type(found) is kind
    assert "\n" not in str(found)
    assert found.billed.value == "no"


async def test_an_unknown_model_and_a_wrong_address_say_what_to_set() -> None:
    assert "pb models list" in str(await failure({"error": "model 'x' not found"}, 404))
    assert "OPENAI_COMPATIBLE_BASE_URL" in str(await failure({"error": {"message": "File Not Found"}}, 404))


async def test_a_server_that_loads_is_asked_again_soon() -> None:
    found = await failure({"error": {"message": "Loading model"}}, 503)
    assert found is not None
    assert found.retry_after == LOADING_SECONDS


async def test_numbers_of_a_window_are_told() -> None:
    found = await failure(
        {"error": {"message": "request (17030 tokens) exceeds the available context size (16384)"}}, 400
    )
    assert "17,030 and 16,384 tokens" in str(found)


async def test_a_success_has_no_error() -> None:
    assert await failure({"choices": []}, 200) is None


async def test_no_error_shows_the_key() -> None:
    assert KEY not in str(await failure({"error": {"message": f"bad key {KEY}"}}, 401))
