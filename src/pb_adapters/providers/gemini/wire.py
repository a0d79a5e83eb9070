"""One call of ``models.generateContent``: request, answer, and what the answer says.

Source: https://ai.google.dev/api/generate-content.
"""

import math

import anyio.to_thread
import msgspec
from msgspec import UNSET, Raw, UnsetType

from pb_adapters.providers.gemini.errors import WireStruct, failure_of
from pb_adapters.upstream.exchange import Upstream, UpstreamPool
from pb_adapters.upstream.json_wire import json_of
from pb_core.domain.billing import Usage
from pb_core.errors import BadAnswer, ContentBlocked, CutAnswer, EmptyAnswer, NoPicture


class Blob(WireStruct, frozen=True):
    """Bytes in base64; what an answer says of their type may be wrong."""

    mime_type: str = ""
    data: str = ""


class Part(WireStruct, frozen=True):
    """A piece of a turn: text or a picture. A ``thought`` is a sketch on the way to the answer."""

    text: str | None = None
    inline_data: Blob | None = None
    thought: bool | None = None


class Content(WireStruct, frozen=True):
    """A turn; the answer's may lack its parts."""

    role: str | UnsetType = UNSET
    parts: tuple[Part, ...] | None = None


# --- request ------------------------------------------------------------------------------------


class ThinkingConfig(WireStruct, frozen=True):
    """How much to think: a level (Gemini 3) or a budget of tokens (Gemini 2.5), never both."""

    thinking_level: str | None = None
    thinking_budget: int | None = None


class ImageConfig(WireStruct, frozen=True):
    """Ratio and size of a picture, as plain strings; without a ratio the model chooses."""

    aspect_ratio: str | None = None
    image_size: str | None = None


class GenerationConfig(WireStruct, frozen=True):
    """How to answer; ``max_output_tokens`` counts the thoughts too."""

    temperature: float | None = None
    max_output_tokens: int | None = None
    response_mime_type: str | None = None
    response_json_schema: Raw | UnsetType = UNSET
    response_modalities: tuple[str, ...] = ()
    image_config: ImageConfig | None = None
    thinking_config: ThinkingConfig | None = None


class Request(WireStruct, frozen=True):
    """The whole body."""

    contents: tuple[Content, ...]
    generation_config: GenerationConfig
    system_instruction: Content | None = None


# --- answer -------------------------------------------------------------------------------------


class Candidate(WireStruct, frozen=True):
    """One answer; it may have a reason to end and no content."""

    content: Content | None = None
    finish_reason: str | None = None
    finish_message: str | None = None


class PromptFeedback(WireStruct, frozen=True):
    """Why the prompt was not answered."""

    block_reason: str | None = None
    block_reason_message: str | None = None


class UsageMetadata(WireStruct, frozen=True):
    """Tokens; what would be 0 is left out."""

    prompt_token_count: int | None = None
    candidates_token_count: int | None = None
    thoughts_token_count: int | None = None


class Response(WireStruct, frozen=True):
    """The whole answer; the candidates may be missing."""

    candidates: tuple[Candidate, ...] | None = None
    prompt_feedback: PromptFeedback | None = None
    usage_metadata: UsageMetadata | None = None


BASE_URL = "https://generativelanguage.googleapis.com"

_OK = 200
_DONE = {None, "", "STOP", "FINISH_REASON_UNSPECIFIED"}
_BLOCKED = {
    "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII",
    "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION",
}  # fmt: skip


def gemini_upstream(pool: UpstreamPool, *, key: str, base_url: str = BASE_URL) -> Upstream:
    """The Gemini API as seen with a key; ``base_url`` has no version in it."""
    return Upstream(pool, provider="Gemini", base_url=base_url, headers=lambda: {"x-goog-api-key": key}, redact=(key,))


async def generate(upstream: Upstream, model: str, request: Request, *, seconds: float, max_bytes: int) -> Response:
    """Make one call; the server is told to give up when we do.

    Raises:
        EngineError: The leaf that says what an error status, a lost connection or an unreadable answer means.
    """
    body = await anyio.to_thread.run_sync(msgspec.json.encode, request)
    answer = await upstream.exchange(
        "POST",
        f"v1beta/models/{model}:generateContent",
        json=body,
        headers={"X-Server-Timeout": str(math.ceil(seconds))},
        deadline=seconds,
        max_bytes=max_bytes,
    )
    document = await anyio.to_thread.run_sync(json_of, answer, upstream.provider)
    if answer.status != _OK:
        raise failure_of(upstream, answer, document)
    try:
        return msgspec.convert(document, Response)
    except msgspec.ValidationError:
        raise BadAnswer(f"{upstream.provider} answered in a form that is not documented.") from None


def good_parts(upstream: Upstream, response: Response) -> tuple[Part, ...]:
    """The parts of the first candidate without its thoughts, if it ended as an answer ends.

    Raises:
        ContentBlocked: A filter stopped the prompt or the answer.
        CutAnswer: The limit of tokens was reached; thinking alone may have used it up.
        NoPicture: The model chose to paint nothing.
        EmptyAnswer: There is no candidate.
        BadAnswer: It ended for another reason.
    """
    feedback = response.prompt_feedback or PromptFeedback()
    if feedback.block_reason:
        what = f"{upstream.provider} blocked the prompt ({upstream.redacted(feedback.block_reason)})"
        raise ContentBlocked(_sentence(what, upstream.redacted(feedback.block_reason_message or "")))
    if not response.candidates:
        raise EmptyAnswer(f"{upstream.provider} answered without a candidate.")
    candidate = response.candidates[0]
    _check_ending(upstream, candidate)
    parts = candidate.content.parts if candidate.content else None
    return tuple(part for part in parts or () if not part.thought)


def usage_of(response: Response) -> Usage:
    """The tokens of an answer; thoughts are paid as output."""
    counted = response.usage_metadata
    if counted is None:
        return Usage()
    output = (counted.candidates_token_count or 0) + (counted.thoughts_token_count or 0)
    return Usage(input_tokens=counted.prompt_token_count, output_tokens=output)


def _check_ending(upstream: Upstream, candidate: Candidate) -> None:
    provider, reason = upstream.provider, candidate.finish_reason
    told = upstream.redacted(candidate.finish_message or "")
    if reason in _DONE:
        return
    if reason in _BLOCKED:
        raise ContentBlocked(_sentence(f"{provider} blocked its answer ({reason})", told))
    if reason == "MAX_TOKENS":
        raise CutAnswer(f"{provider} reached the limit of output tokens, its thoughts included.")
    if reason == "NO_IMAGE":
        raise NoPicture(_sentence(f"{provider} chose to paint nothing", told))
    raise BadAnswer(_sentence(f"{provider} ended its answer early ({upstream.redacted(reason or '')})", told))


def _sentence(what: str, told: str) -> str:
    return f"{what}: {told}" if told else f"{what}."
