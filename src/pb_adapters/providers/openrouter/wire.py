"""One call of OpenRouter: requests, answers, what they say and what they cost.

Source: its OpenAPI document and the guides at https://openrouter.ai/docs.
"""

from typing import Any, TypeVar

import anyio.to_thread
import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from pb_adapters.providers.openrouter import BASE_URL
from pb_adapters.providers.openrouter.errors import ApiError, error_in, failure_of
from pb_adapters.upstream.errors import retry_after_of
from pb_adapters.upstream.exchange import Upstream, UpstreamPool, bearer_upstream
from pb_adapters.upstream.json_wire import documented, json_of
from pb_adapters.upstream.reported import reported_micros
from pb_core.domain.billing import Usage
from pb_core.errors import (
    BadAnswer,
    Billed,
    ContentBlocked,
    CutAnswer,
    EmptyAnswer,
    EngineError,
    EngineRefused,
    EngineUnavailable,
    OutcomeUnknown,
)


class _Wire(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What all objects of the wire share."""


class ImageUrl(_Wire, frozen=True):
    """Where a picture is: here always a data URL."""

    url: str = ""


class ContentPart(_Wire, frozen=True):
    """A piece of a message; its type is ``text`` or ``image_url``."""

    type: str | UnsetType = UNSET
    text: str | None = None
    image_url: ImageUrl | None = None


class Message(_Wire, frozen=True):
    """A message to the model."""

    role: str
    content: str | tuple[ContentPart, ...]


class JsonSchema(_Wire, frozen=True):
    """A named schema; ``strict`` holds the answer to it."""

    name: str
    schema: Raw
    strict: bool


class ResponseFormat(_Wire, frozen=True):
    """How the answer is formed: by a ``json_schema``, or as any ``json_object``."""

    type: str
    json_schema: JsonSchema | None = None


class Reasoning(_Wire, frozen=True):
    """How much to think."""

    effort: str


class Routing(_Wire, frozen=True):
    """``require_parameters`` keeps the call from upstreams that would pass over a member of it."""

    require_parameters: bool | UnsetType = UNSET


class ChatRequest(_Wire, frozen=True):
    """The body of a chat completion; without ``max_tokens`` the model's whole window is reserved, which may be 402."""

    model: str
    messages: tuple[Message, ...]
    max_tokens: int
    response_format: ResponseFormat
    provider: Routing
    temperature: float | None = None
    reasoning: Reasoning | None = None


class CostDetails(_Wire, frozen=True):
    """What the upstream took where the caller's own key at it was used."""

    upstream_inference_cost: Any = None


class ApiUsage(_Wire, frozen=True):
    """Tokens and US dollars; with a key of one's own at the upstream, ``cost`` is only OpenRouter's fee."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cost: Any = None
    is_byok: bool | None = None
    cost_details: CostDetails | None = None


class Reply(_Wire, frozen=True):
    """The model's message; ``refusal`` is set where it declines."""

    content: str | tuple[ContentPart, ...] | None = None
    refusal: str | None = None


class Choice(_Wire, frozen=True):
    """One answer; it may have failed half-way."""

    message: Reply | None = None
    finish_reason: str | None = None
    error: ApiError | None = None


class ChatResponse(_Wire, frozen=True):
    """A chat completion."""

    choices: tuple[Choice, ...] | None = None
    usage: ApiUsage | None = None


class ImageRequest(_Wire, frozen=True):
    """The body of a picture's request."""

    model: str
    prompt: str
    aspect_ratio: str | None = None
    resolution: str | None = None
    input_references: tuple[ContentPart, ...] = ()


class ImageData(_Wire, frozen=True):
    """A picture in base64, or as a data URL; what is said of its type may be wrong."""

    b64_json: str | None = None
    url: str | None = None


class ImageResponse(_Wire, frozen=True):
    """The pictures; there may be none."""

    data: tuple[ImageData, ...] | None = None
    usage: ApiUsage | None = None


T = TypeVar("T", bound=Struct)


_OK, _BAD_GATEWAY = 200, 502


def openrouter_upstream(pool: UpstreamPool, *, key: str, base_url: str = BASE_URL) -> Upstream:
    """OpenRouter, or a gateway that speaks like it, as seen with a key; paths begin where ``base_url`` ends."""
    return bearer_upstream(pool, "OpenRouter", key=key, base_url=base_url)


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
    return documented(document, answer_type, upstream.provider)


def usage_of(counted: ApiUsage | None) -> Usage:
    """Tokens, and the cost that OpenRouter reports: its own and, with a key at the upstream, the upstream's."""
    if counted is None:
        return Usage()
    amounts = [counted.cost]
    if counted.is_byok:
        above = (counted.cost_details or CostDetails()).upstream_inference_cost
        amounts = [] if above is None else [above, counted.cost]
    cost = reported_micros("OpenRouter", amounts)
    return Usage(
        input_tokens=counted.prompt_tokens,
        output_tokens=counted.completion_tokens,
        cost_micros=cost,
        cost_source=None if cost is None else "reported",
    )


def words_of(upstream: Upstream, response: ChatResponse) -> str:
    """The words of the first choice; empty if it has none.

    Raises:
        ContentBlocked: A filter stopped the answer.
        EngineRefused: The model declines.
        CutAnswer: The limit of tokens was reached; thinking alone may have used it up.
        EmptyAnswer: There is no choice; one without a token is free and may be asked for again.
        BadAnswer: It ended for another reason.
        EngineError: It broke off, for the reason that it gives.
    """
    if not response.choices:
        has_words = response.usage is not None and bool(response.usage.completion_tokens)
        raise EmptyAnswer(
            f"{upstream.provider} answered without a choice.",
            retryable=not has_words,
            billed=Billed.YES if has_words else Billed.NO,
        )
    choice = response.choices[0]
    if choice.error is not None or choice.finish_reason == "error":
        raise _failure(upstream, response, choice.error or ApiError(code=_BAD_GATEWAY))
    _check_ending(upstream, choice)
    content = (choice.message or Reply()).content or ""
    return content if isinstance(content, str) else "".join(part.text or "" for part in content)


def _check_ending(upstream: Upstream, choice: Choice) -> None:
    provider, reason = upstream.provider, choice.finish_reason
    if (choice.message or Reply()).refusal:
        raise EngineRefused(f"{provider} says that the model declines to do this.")
    if reason == "length":
        raise CutAnswer(f"{provider} reached the limit of output tokens, the model's thoughts included.")
    if reason == "content_filter":
        raise ContentBlocked(f"{provider} blocked the answer.")
    if reason not in {None, "", "stop"}:
        raise BadAnswer(f"{provider} ended its answer early ({upstream.redacted(reason)}).")


def _failure(upstream: Upstream, response: ChatResponse, error: ApiError) -> EngineError:
    """A choice that broke off: what it cost stands in the usage, and where that is missing it may be anything."""
    provider, text = upstream.provider, upstream.redacted(error.message or "")
    failure = failure_of(upstream, error, _OK)
    cost = response.usage.cost if response.usage else None
    if not failure.retryable or (cost == 0 and failure.billed is Billed.NO):
        return failure
    if cost == 0:
        return EngineUnavailable(f"{provider} broke its answer off and charged nothing: {text}")
    return OutcomeUnknown(f"{provider} broke its answer off; the call may have been billed: {text}")
