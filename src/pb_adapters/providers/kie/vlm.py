"""KieVlm: answers of the chat models of Kie; source: https://docs.kie.ai, "Chat"."""

from functools import partial

import anyio.to_thread
from msgspec import Struct

from pb_adapters.providers.kie.errors import failure_of
from pb_adapters.providers.kie.wire import envelope_of, micros_of
from pb_adapters.upstream.chat_completions import (
    PICTURE_BYTES,
    Message,
    ResponseFormat,
    ask,
    format_of,
    messages_of,
    usage_of,
)
from pb_adapters.upstream.json_wire import GEMINI_HOLDS, reduced
from pb_adapters.upstream.pictures import fit
from pb_adapters.upstream.vlm_engines import RemoteVlm
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


class KieVlm(RemoteVlm):
    """A chat model of Kie that reads text and pictures, for example ``gemini-3-8-flash-openai``, never with a slash."""

    provider = "kie"

    async def complete(self, request: VlmRequest) -> VlmReply:
        """Answer one request with one chat completion."""
        pictures = await fit(request.images, self._limits, max_bytes=PICTURE_BYTES)
        is_held = self._keeps_to(request.schema)
        messages = await anyio.to_thread.run_sync(partial(messages_of, request, pictures, schema_in_words=not is_held))
        body = _Body(
            messages=messages,
            stream=False,
            include_thoughts=False,
            temperature=request.temperature,
            max_tokens=min(request.max_output_tokens, MAX_TOKENS),
            response_format=format_of(request) if is_held else None,
        )
        text, completion = await ask(
            self._upstream,
            f"{self.model}/v1/chat/completions",
            body,
            messages,
            self._limits,
            lambda answer, document: failure_of(self._upstream, answer, envelope_of(document)),
        )
        return self._reply(text, usage_of(completion, micros_of(completion.credits_consumed)))

    def _keeps_to(self, schema: bytes) -> bool:
        """Whether the model can be held to a schema; those of Kie that can are Google's."""
        return self._entry is not None and bool(self._entry.schema) and len(reduced(schema)) <= GEMINI_HOLDS
