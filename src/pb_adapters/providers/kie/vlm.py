"""KieVlm: answers of the chat models of Kie; source: https://docs.kie.ai, "Chat"."""

from datetime import UTC, datetime
from functools import partial

import anyio.to_thread
import msgspec
from msgspec import Struct

from pb_adapters.providers.kie.errors import failure_of
from pb_adapters.providers.kie.wire import envelope_of, micros_of
from pb_adapters.upstream.chat_completions import (
    Completion,
    Message,
    ResponseFormat,
    check,
    completion_of,
    documents_of,
    fit,
    format_of,
    messages_of,
    require_sight,
    said,
)
from pb_adapters.upstream.exchange import Upstream
from pb_adapters.upstream.guard import Limits
from pb_adapters.upstream.json_wire import GEMINI_HOLDS, reduced
from pb_core.application.model_catalog import find_model, priced, vlm_bound
from pb_core.domain.billing import Usage
from pb_core.ports.vlm import VlmReply, VlmRequest

MAX_TOKENS = 16_384
"""What the newest models honour; more has not been seen."""


class _Body(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The body; the model stands in the path. Both switches default to true at Kie, so they are always sent."""

    messages: tuple[Message, ...]
    stream: bool
    include_thoughts: bool
    temperature: float
    max_tokens: int
    response_format: ResponseFormat | None = None


class KieVlm:
    """A chat model of Kie that reads text and pictures.

    Args:
        upstream: Kie, as ``kie_upstream`` makes it.
        model: A model's name without a slash, for example ``gemini-3-8-flash-openai``.
        limits: How long a call may take and how much of its answer is read.
    """

    provider = "kie"
    sees_images = True

    def __init__(self, upstream: Upstream, model: str, limits: Limits | None = None) -> None:
        self.model = model
        self._upstream = upstream
        self._limits = limits or Limits()
        self._entry = find_model(self.provider, model)

    def estimate(self, request: VlmRequest) -> int:
        """What the call costs at most, in millionths of a US dollar."""
        return vlm_bound(self.provider, self.model, request)

    async def complete(self, request: VlmRequest) -> VlmReply:
        """Answer one request with one chat completion."""
        provider = self._upstream.provider
        pictures = await fit(request, self._limits)
        is_held = self._keeps_to(request.schema)
        messages = await anyio.to_thread.run_sync(partial(messages_of, request, pictures, tell_schema=not is_held))
        body = self._body(request, messages, format_of(request) if is_held else None)
        answer = await self._upstream.exchange(
            "POST",
            f"{self.model}/v1/chat/completions",
            json=await anyio.to_thread.run_sync(msgspec.json.encode, body),
            deadline=self._limits.text_seconds,
            max_bytes=self._limits.json_bytes,
        )
        documents = documents_of(answer, provider)
        check(documents, lambda document: failure_of(self._upstream, answer, envelope_of(document)))
        completion = completion_of(documents, provider)
        text = said(completion, provider)
        require_sight(completion, messages, provider)
        return VlmReply(text=text, usage=priced(_usage(completion), self._entry, on=datetime.now(UTC).date()))

    def _keeps_to(self, schema: bytes) -> bool:
        """Whether the model can be held to a schema; those of Kie that can are Google's."""
        return self._entry is not None and bool(self._entry.schema) and len(reduced(schema)) <= GEMINI_HOLDS

    def _body(self, request: VlmRequest, messages: tuple[Message, ...], form: ResponseFormat | None) -> _Body:
        return _Body(
            messages=messages,
            stream=False,
            include_thoughts=False,
            temperature=request.temperature,
            max_tokens=min(request.max_output_tokens, MAX_TOKENS),
            response_format=form,
        )


def _usage(completion: Completion) -> Usage:
    tokens = completion.usage
    return Usage(
        input_tokens=tokens.prompt_tokens if tokens else None,
        output_tokens=tokens.completion_tokens if tokens else None,
        cost_micros=micros_of(completion.credits_consumed),
    )
