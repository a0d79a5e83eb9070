"""ApimartVlm: answers of the chat models of APIMart; source: https://docs.apimart.ai, "Chat completions"."""

from datetime import UTC, datetime
from functools import partial

import anyio.to_thread
import msgspec
from msgspec import Struct

from pb_adapters.providers.apimart.errors import failure_of
from pb_adapters.providers.apimart.wire import envelope_of
from pb_adapters.upstream.chat_completions import (
    Completion,
    Message,
    check,
    completion_of,
    documents_of,
    fit,
    messages_of,
    require_sight,
    said,
)
from pb_adapters.upstream.exchange import Upstream
from pb_adapters.upstream.guard import Limits
from pb_core.application.model_catalog import find_model, priced, vlm_bound
from pb_core.domain.billing import Usage
from pb_core.ports.vlm import VlmReply, VlmRequest


class _Body(Struct, frozen=True, kw_only=True):
    """The body. ``response_format`` is not documented here, so the schema stands in the system's message."""

    model: str
    messages: tuple[Message, ...]
    stream: bool
    temperature: float
    max_tokens: int


class ApimartVlm:
    """A chat model of APIMart that reads text and pictures.

    Args:
        upstream: APIMart, as ``apimart_upstream`` makes it.
        model: A model's name, for example ``gemini-3-flash-preview``.
        limits: How long a call may take and how much of its answer is read.
    """

    provider = "apimart"
    sees_images = True

    def __init__(self, upstream: Upstream, model: str, limits: Limits | None = None) -> None:
        self.model = model
        self._upstream = upstream
        self._limits = limits or Limits()

    def estimate(self, request: VlmRequest) -> int:
        """What the call costs at most, in millionths of a US dollar."""
        return vlm_bound(self.provider, self.model, request)

    async def complete(self, request: VlmRequest) -> VlmReply:
        """Answer one request with one chat completion."""
        provider = self._upstream.provider
        pictures = await fit(request, self._limits)
        messages = await anyio.to_thread.run_sync(partial(messages_of, request, pictures, tell_schema=True))
        body = self._body(request, messages)
        answer = await self._upstream.exchange(
            "POST",
            "v1/chat/completions",
            json=await anyio.to_thread.run_sync(msgspec.json.encode, body),
            deadline=self._limits.text_seconds,
            max_bytes=self._limits.json_bytes,
        )
        documents = documents_of(answer, provider)
        check(documents, lambda document: failure_of(self._upstream, answer, envelope_of(document)))
        completion = completion_of(documents, provider)
        text = said(completion, provider)
        require_sight(completion, messages, provider)
        entry = find_model(self.provider, self.model)
        return VlmReply(text=text, usage=priced(_usage(completion), entry, on=datetime.now(UTC).date()))

    def _body(self, request: VlmRequest, messages: tuple[Message, ...]) -> _Body:
        return _Body(
            model=self.model,
            messages=messages,
            stream=False,
            temperature=request.temperature,
            max_tokens=request.max_output_tokens,
        )


def _usage(completion: Completion) -> Usage:
    tokens = completion.usage
    return Usage(
        input_tokens=tokens.prompt_tokens if tokens else None,
        output_tokens=tokens.completion_tokens if tokens else None,
    )
