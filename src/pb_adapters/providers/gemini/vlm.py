"""GeminiVlm: answers of the Gemini models, held to a JSON Schema."""

from datetime import UTC, datetime

import anyio.to_thread
from msgspec import UNSET, Raw, Struct

from pb_adapters.providers.gemini.wire import (
    Blob,
    Content,
    GenerationConfig,
    Part,
    Request,
    ThinkingConfig,
    generate,
    good_parts,
    usage_of,
)
from pb_adapters.upstream.exchange import Upstream
from pb_adapters.upstream.guard import Limits
from pb_adapters.upstream.json_wire import GEMINI_HOLDS, answer_in, in_words, reduced
from pb_adapters.upstream.pictures import base64_of, shown
from pb_core.application.model_catalog import find_model, priced, vlm_bound
from pb_core.ports.vlm import ImagePart, VlmReply, VlmRequest

_PICTURE_BYTES = 4 * 1024 * 1024
_INLINE_BYTES = 14 * 1024 * 1024
"""All pictures of a question: 19 MB in base64, since gateways take requests of 20 MB."""


class _Family(Struct, frozen=True, kw_only=True):
    """How models whose names begin alike are asked."""

    begins: str
    thinking: ThinkingConfig | None = None
    temperature: bool = True


_FAMILIES = (
    _Family(begins="gemini-2.5", thinking=ThinkingConfig(thinking_budget=4096)),
    # Google advises against another temperature than its own for Gemini 3; MEDIUM is the one level all of them take.
    _Family(begins="gemini-3", thinking=ThinkingConfig(thinking_level="MEDIUM"), temperature=False),
    _Family(begins="gemini-flash-latest", thinking=ThinkingConfig(thinking_level="MEDIUM"), temperature=False),
    _Family(begins="gemini-pro-latest", thinking=ThinkingConfig(thinking_level="MEDIUM"), temperature=False),
    _Family(begins=""),
)


class GeminiVlm:
    """A Gemini model that reads text and pictures.

    Args:
        upstream: The Gemini API, as ``gemini_upstream`` makes it.
        model: A model's name without ``models/``, for example ``gemini-3.8-flash``.
        limits: How long a call may take and how much of its answer is read.
    """

    provider = "gemini"
    sees_images = True

    def __init__(self, upstream: Upstream, model: str, limits: Limits | None = None) -> None:
        self.model = model
        self._upstream = upstream
        self._limits = limits or Limits()
        self._family = next(family for family in _FAMILIES if model.startswith(family.begins))

    def estimate(self, request: VlmRequest) -> int:
        """What the call costs at most, in millionths of a US dollar."""
        return vlm_bound(self.provider, self.model, request)

    async def complete(self, request: VlmRequest) -> VlmReply:
        """Answer one request with one call of ``generateContent``."""
        room = _INLINE_BYTES // max(len(request.images), 1)
        pictures = await shown(request.images, max_bytes=min(room, _PICTURE_BYTES), limits=self._limits)
        body = await anyio.to_thread.run_sync(self._request, request, pictures)
        limits = self._limits
        response = await generate(
            self._upstream, self.model, body, seconds=limits.text_seconds, max_bytes=limits.json_bytes
        )
        parts = good_parts(self._upstream, response)
        text = answer_in(self._upstream.provider, "".join(part.text or "" for part in parts))
        entry = find_model(self.provider, self.model)
        return VlmReply(text=text, usage=priced(usage_of(response), entry, on=datetime.now(UTC).date()))

    def _request(self, request: VlmRequest, pictures: tuple[ImagePart, ...]) -> Request:
        schema = reduced(request.schema)
        held = len(schema) <= GEMINI_HOLDS
        system = request.system if held else request.system + in_words(request.schema)
        blobs = [Blob(mime_type=picture.media_type, data=base64_of(picture.data)) for picture in pictures]
        parts = (Part(text=request.prompt), *(Part(inline_data=blob) for blob in blobs))
        return Request(
            system_instruction=Content(parts=(Part(text=system),)) if system else None,
            contents=(Content(role="user", parts=parts),),
            generation_config=GenerationConfig(
                temperature=request.temperature if self._family.temperature else None,
                max_output_tokens=request.max_output_tokens,
                response_mime_type="application/json",
                response_json_schema=Raw(schema) if held else UNSET,
                thinking_config=self._family.thinking,
            ),
        )
