"""GeminiVlm: answers of the Gemini models, held to a JSON Schema."""

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
from pb_adapters.upstream.json_wire import GEMINI_HOLDS, answer_in, in_words, reduced
from pb_adapters.upstream.pictures import base64_of, fit
from pb_adapters.upstream.vlm_engines import RemoteVlm, by_prefix
from pb_core.ports.vlm import Effort, ImagePart, VlmReply, VlmRequest


class _Options(Struct, frozen=True, kw_only=True):
    """How models whose names begin alike are asked."""

    thinking: ThinkingConfig | None = None
    temperature: bool = True


_OPTIONS = {
    ("gemini-2.5",): _Options(thinking=ThinkingConfig(thinking_budget=4096)),
    # Google advises against another temperature than its own for Gemini 3; MEDIUM is the one level all of them take.
    ("gemini-3", "gemini-flash-latest", "gemini-pro-latest"): _Options(
        thinking=ThinkingConfig(thinking_level="MEDIUM"), temperature=False
    ),
    ("",): _Options(),
}


class GeminiVlm(RemoteVlm):
    """A Gemini model that reads text and pictures, for example ``gemini-3.8-flash``."""

    provider = "gemini"

    async def complete(self, request: VlmRequest) -> VlmReply:
        """Answer one request with one call of ``generateContent``."""
        pictures = await fit(request.images, self._limits)
        body = await anyio.to_thread.run_sync(self._request, request, pictures)
        limits = self._limits
        response = await generate(
            self._upstream, self.model, body, seconds=limits.text_seconds, max_bytes=limits.json_bytes
        )
        parts = good_parts(self._upstream, response)
        text = answer_in(self._upstream.provider, "".join(part.text or "" for part in parts))
        return self._reply(text, usage_of(response))

    def _request(self, request: VlmRequest, pictures: tuple[ImagePart, ...]) -> Request:
        options, schema = by_prefix(_OPTIONS, self.model), reduced(request.schema)
        held = len(schema) <= GEMINI_HOLDS
        system = request.system if held else request.system + in_words(request.schema)
        blobs = [Blob(mime_type=picture.media_type, data=base64_of(picture.data)) for picture in pictures]
        parts = (Part(text=request.prompt), *(Part(inline_data=blob) for blob in blobs))
        return Request(
            system_instruction=Content(parts=(Part(text=system),)) if system else None,
            contents=(Content(role="user", parts=parts),),
            generation_config=GenerationConfig(
                temperature=request.temperature if options.temperature else None,
                max_output_tokens=request.max_output_tokens,
                response_mime_type="application/json",
                response_json_schema=Raw(schema) if held else UNSET,
                thinking_config=_thinking(options.thinking, request.effort),
            ),
        )


_BUDGETS: dict[Effort, int] = {"none": 128, "low": 1024, "medium": 4096, "high": 16_384}


def _thinking(usual: ThinkingConfig | None, effort: Effort | None) -> ThinkingConfig | None:
    """How much to think, in the unit that the model takes; Gemini 3 cannot think less than ``LOW``."""
    if usual is None or effort is None:
        return usual
    if usual.thinking_budget is not None:
        return ThinkingConfig(thinking_budget=_BUDGETS[effort])
    return ThinkingConfig(thinking_level="LOW" if effort == "none" else effort.upper())
