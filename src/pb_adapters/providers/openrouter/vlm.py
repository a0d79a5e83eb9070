"""OpenRouterVlm: answers of the many models behind OpenRouter, held to a JSON Schema."""

from collections.abc import Callable
from datetime import UTC, datetime

import anyio.to_thread
from msgspec import Raw, Struct

from pb_adapters.providers.openrouter.wire import (
    ChatRequest,
    ChatResponse,
    ContentPart,
    ImageUrl,
    JsonSchema,
    Message,
    Reasoning,
    ResponseFormat,
    Routing,
    ask,
    usage_of,
    words_of,
)
from pb_adapters.upstream.exchange import Upstream
from pb_adapters.upstream.guard import Limits
from pb_adapters.upstream.json_wire import GEMINI_HOLDS, answer_in, in_words, reduced, strict
from pb_adapters.upstream.pictures import data_url_of, shown
from pb_core.application.model_catalog import find_model, priced, vlm_bound
from pb_core.ports.vlm import ImagePart, VlmReply, VlmRequest

_PICTURE_BYTES = 4 * 1024 * 1024
_INLINE_BYTES = 14 * 1024 * 1024
"""All pictures of a question: 19 MB in base64, since gateways take requests of 20 MB."""


class _Family(Struct, frozen=True, kw_only=True):
    """How models whose names begin alike are asked: no upstream may be found for a parameter that they do not list."""

    begins: str
    schema: Callable[[bytes], bytes] = strict
    holds: int | None = None
    reasoning: Reasoning | None = None
    temperature: bool = True


_FAMILIES = (
    _Family(
        begins="google/gemini-3",
        schema=reduced,
        holds=GEMINI_HOLDS,
        reasoning=Reasoning(effort="medium"),
        temperature=False,
    ),
    _Family(
        begins="~google/gemini-",
        schema=reduced,
        holds=GEMINI_HOLDS,
        reasoning=Reasoning(effort="medium"),
        temperature=False,
    ),
    _Family(begins="google/gemini-", schema=reduced, holds=GEMINI_HOLDS),
    _Family(begins="openai/gpt-5", reasoning=Reasoning(effort="medium"), temperature=False),
    _Family(begins="openai/o", temperature=False),
    _Family(begins=""),
)


class OpenRouterVlm:
    """A model behind OpenRouter that reads text and pictures.

    Args:
        upstream: OpenRouter, as ``openrouter_upstream`` makes it.
        model: A model's name with its maker, for example ``google/gemini-3.8-flash``.
        limits: How long a call may take and how much of its answer is read.
    """

    provider = "openrouter"
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
        """Answer one request with one chat completion."""
        room = _INLINE_BYTES // max(len(request.images), 1)
        pictures = await shown(request.images, max_bytes=min(room, _PICTURE_BYTES), limits=self._limits)
        body = await anyio.to_thread.run_sync(self._request, request, pictures)
        response = await ask(
            self._upstream,
            "chat/completions",
            body,
            ChatResponse,
            seconds=self._limits.text_seconds,
            max_bytes=self._limits.json_bytes,
        )
        text = answer_in(self._upstream.provider, words_of(self._upstream, response))
        entry = find_model(self.provider, self.model)
        return VlmReply(text=text, usage=priced(usage_of(response.usage), entry, on=datetime.now(UTC).date()))

    def _request(self, request: VlmRequest, pictures: tuple[ImagePart, ...]) -> ChatRequest:
        schema = self._family.schema(request.schema)
        held = self._family.holds is None or len(schema) <= self._family.holds
        told = request.system if held else request.system + in_words(request.schema)
        system = (Message(role="system", content=told),) if told else ()
        shown_to = (ContentPart(type="image_url", image_url=ImageUrl(url=data_url_of(picture))) for picture in pictures)
        question = Message(role="user", content=(ContentPart(type="text", text=request.prompt), *shown_to))
        named = JsonSchema(name=request.role, schema=Raw(schema), strict=True)
        return ChatRequest(
            model=self.model,
            messages=(*system, question),
            max_tokens=request.max_output_tokens,
            response_format=(
                ResponseFormat(type="json_schema", json_schema=named) if held else ResponseFormat(type="json_object")
            ),
            provider=Routing(require_parameters=True),
            temperature=request.temperature if self._family.temperature else None,
            reasoning=self._family.reasoning,
        )
