"""One call of ``generateContent``: where it goes, and the parts of an answer that is one."""

import math

import anyio.to_thread
import msgspec

from pb_adapters.providers.gemini.errors import failure_of
from pb_adapters.providers.gemini.wire import Candidate, Part, PromptFeedback, Request, Response
from pb_adapters.upstream.exchange import Upstream
from pb_adapters.upstream.pool import UpstreamPool
from pb_adapters.upstream.reading import json_of
from pb_core.errors import BadAnswer, ContentBlocked, CutAnswer, EmptyAnswer, NoPicture
from pb_core.ports.vlm import Usage

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
        message = f"{upstream.provider} answered in a form that is not documented."
        raise BadAnswer(message) from None


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
        what = f"{upstream.provider} blocked the prompt ({upstream.told(feedback.block_reason)})"
        raise ContentBlocked(_sentence(what, upstream.told(feedback.block_reason_message or "")))
    if not response.candidates:
        message = f"{upstream.provider} answered without a candidate."
        raise EmptyAnswer(message)
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
    told = upstream.told(candidate.finish_message or "")
    if reason in _DONE:
        return
    if reason in _BLOCKED:
        raise ContentBlocked(_sentence(f"{provider} blocked its answer ({reason})", told))
    if reason == "MAX_TOKENS":
        message = f"{provider} reached the limit of output tokens, its thoughts included."
        raise CutAnswer(message)
    if reason == "NO_IMAGE":
        raise NoPicture(_sentence(f"{provider} chose to paint nothing", told))
    raise BadAnswer(_sentence(f"{provider} ended its answer early ({upstream.told(reason or '')})", told))


def _sentence(what: str, told: str) -> str:
    return f"{what}: {told}" if told else f"{what}."
