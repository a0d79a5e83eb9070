"""One call of OpenRouter: where it goes, what failed although it is HTTP 200, and what it cost."""

from typing import TypeVar

import anyio.to_thread
import msgspec
from msgspec import Struct

from pb_adapters.providers.openrouter.errors import error_in, failure_of
from pb_adapters.providers.openrouter.wire import ApiError, ApiUsage, CostDetails
from pb_adapters.upstream.errors import retry_after_of
from pb_adapters.upstream.exchange import Upstream
from pb_adapters.upstream.pool import UpstreamPool
from pb_adapters.upstream.reading import json_of
from pb_core.errors import BadAnswer
from pb_core.ports.vlm import Usage

T = TypeVar("T", bound=Struct)

BASE_URL = "https://openrouter.ai/api/v1"

_OK = 200


def openrouter_upstream(pool: UpstreamPool, *, key: str, base_url: str = BASE_URL) -> Upstream:
    """OpenRouter, or a gateway that speaks like it, as seen with a key; paths begin where ``base_url`` ends."""
    return Upstream(
        pool,
        provider="OpenRouter",
        base_url=base_url,
        headers=lambda: {"Authorization": f"Bearer {key}"},
        redact=(key,),
    )


async def ask(
    upstream: Upstream, path: str, request: Struct, answer_type: type[T], *, seconds: float, max_bytes: int
) -> T:
    """Make one call to a path of the API.

    Raises:
        EngineError: The leaf that says what an error, a lost connection or an unreadable answer means.
    """
    body = await anyio.to_thread.run_sync(msgspec.json.encode, request)
    answer = await upstream.exchange("POST", path, json=body, deadline=seconds, max_bytes=max_bytes)
    document = await anyio.to_thread.run_sync(json_of, answer, upstream.provider)
    error = error_in(document)
    if error is not None or answer.status != _OK:
        raise failure_of(upstream, error or ApiError(), answer.status, retry_after_of(answer.headers))
    try:
        return msgspec.convert(document, answer_type)
    except msgspec.ValidationError:
        message = f"{upstream.provider} answered in a form that is not documented."
        raise BadAnswer(message) from None


def usage_of(counted: ApiUsage | None) -> Usage:
    """Tokens, and the cost that OpenRouter reports: its own and, with a key at the upstream, the upstream's."""
    if counted is None:
        return Usage()
    cost = counted.cost
    if counted.is_byok:
        above = (counted.cost_details or CostDetails()).upstream_inference_cost
        cost = None if above is None else above + (cost or 0.0)
    return Usage(
        input_tokens=counted.prompt_tokens,
        output_tokens=counted.completion_tokens,
        cost_micros=None if cost is None else round(cost * 1_000_000),
        cost_source=None if cost is None else "reported",
    )
