"""ApimartVlm: answers of the chat models of APIMart; source: https://docs.apimart.ai, "Chat completions"."""

from functools import partial

import anyio.to_thread
from msgspec import Struct

from pb_adapters.providers.apimart.errors import failure_of
from pb_adapters.providers.apimart.wire import envelope_of
from pb_adapters.upstream.chat_completions import PICTURE_BYTES, Message, ask, messages_of, usage_of
from pb_adapters.upstream.pictures import fit
from pb_adapters.upstream.vlm_engines import RemoteVlm
from pb_core.ports.vlm import VlmReply, VlmRequest


class _Body(Struct, frozen=True, kw_only=True):
    """The body. ``response_format`` is not documented here, so the schema stands in the system's message."""

    model: str
    messages: tuple[Message, ...]
    stream: bool
    temperature: float
    max_tokens: int


class ApimartVlm(RemoteVlm):
    """A chat model of APIMart that reads text and pictures, for example ``gemini-3-flash-preview``."""

    provider = "apimart"

    async def complete(self, request: VlmRequest) -> VlmReply:
        """Answer one request with one chat completion."""
        pictures = await fit(request.images, self._limits, max_bytes=PICTURE_BYTES)
        messages = await anyio.to_thread.run_sync(partial(messages_of, request, pictures, schema_in_words=True))
        body = _Body(
            model=self.model,
            messages=messages,
            stream=False,
            temperature=request.temperature,
            max_tokens=request.max_output_tokens,
        )
        text, completion = await ask(
            self._upstream,
            "v1/chat/completions",
            body,
            messages,
            self._limits,
            lambda answer, document: failure_of(self._upstream, answer, envelope_of(document)),
        )
        return self._reply(text, usage_of(completion))
