"""One call of ``models.generateContent``: request, answer, and what the answer says.

Source: https://ai.google.dev/api/generate-content.
"""

import math

import anyio.to_thread
import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from pb_adapters.providers.gemini import BASE_URL
from pb_adapters.providers.gemini.errors import failure_of
from pb_adapters.upstream.errors import with_words
from pb_adapters.upstream.exchange import Upstream, UpstreamPool
from pb_adapters.upstream.json_wire import documented, json_of
from pb_core.domain.billing import Usage
from pb_core.errors import BadAnswer, ContentBlocked, CutAnswer, EmptyAnswer, NoPicture


class _Wire(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """What all objects of the wire share."""


class Blob(_Wire, frozen=True):
    """Bytes in base64; what an answer says of their type may be wrong."""

    mime_type: str = ""
    data: str = ""


class Part(_Wire, frozen=True):
    """A piece of a turn: text or a picture. A ``thought`` is a sketch on the way to the answer."""

    text: str | None = None
    inline_data: Blob | None = None
    thought: bool | None = None


class Content(_Wire, frozen=True):
    """A turn; the answer's may lack its parts."""

    role: str | UnsetType = UNSET
    parts: tuple[Part, ...] | None = None


class ThinkingConfig(_Wire, frozen=True):
    """How much to think: a level (Gemini 3) or a budget of tokens (Gemini 2.5), never both."""

    thinking_level: str | None = None
    thinking_budget: int | None = None


class ImageConfig(_Wire, frozen=True):
    """Ratio and size of a picture, as plain strings; without a ratio the model chooses."""

    aspect_ratio: str | None = None
    image_size: str | None = None


class GenerationConfig(_Wire, frozen=True):
    """How to answer; ``max_output_tokens`` counts the thoughts too."""

    temperature: float | None = None
    max_output_tokens: int | None = None
    response_mime_type: str | None = None
    response_json_schema: Raw | UnsetType = UNSET
    response_modalities: tuple[str, ...] = ()
    image_config: ImageConfig | None = None
    thinking_config: ThinkingConfig | None = None


class Request(_Wire, frozen=True):
    """The whole body."""

    contents: tuple[Content, ...]
    generation_config: GenerationConfig
    system_instruction: Content | None = None


class Candidate(_Wire, frozen=True):
    """One answer; it may have a reason to end and no content."""

    content: Content | None = None
    finish_reason: str | None = None
    finish_message: str | None = None


class PromptFeedback(_Wire, frozen=True):
    """Why the prompt was not answered."""

    block_reason: str | None = None
    block_reason_message: str | None = None


class UsageMetadata(_Wire, frozen=True):
    """Tokens; what would be 0 is left out."""

    prompt_token_count: int | None = None
    candidates_token_count: int | None = None
    thoughts_token_count: int | None = None


class Response(_Wire, frozen=True):
    """The whole answer; the candidates may be missing."""

    candidates: tuple[Candidate, ...] | None = None
    prompt_feedback: PromptFeedback | None = None
    usage_metadata: UsageMetadata | None = None


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
    """Make one call; the server is asked to give up when we do.

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
    return documented(document, Response, upstream.provider)


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
        raise ContentBlocked(with_words(what, upstream.redacted(feedback.block_reason_message or "")))
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
    text = upstream.redacted(candidate.finish_message or "")
    if reason in _DONE:
        return
    if reason in _BLOCKED:
        raise ContentBlocked(with_words(f"{provider} blocked its answer ({reason})", text))
    if reason == "MAX_TOKENS":
        raise CutAnswer(f"{provider} reached the limit of output tokens, its thoughts included.")
    if reason == "NO_IMAGE":
        raise NoPicture(with_words(f"{provider} chose to paint nothing", text))
    raise BadAnswer(with_words(f"{provider} ended its answer early ({upstream.redacted(reason or '')})", text))
