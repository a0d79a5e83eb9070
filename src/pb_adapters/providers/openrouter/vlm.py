"""OpenRouterVlm: answers of the many models behind OpenRouter, held to a JSON Schema."""

from collections.abc import Callable

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
from pb_adapters.upstream.json_wire import GEMINI_HOLDS, answer_in, in_words, reduced, strict
from pb_adapters.upstream.pictures import data_url_of, fit
from pb_adapters.upstream.strict_answers import without_fillers
from pb_adapters.upstream.vlm_engines import RemoteVlm, by_prefix
from pb_core.ports.vlm import ImagePart, VlmReply, VlmRequest


class _Options(Struct, frozen=True, kw_only=True):
    """How models whose names begin alike are asked: no upstream may be found for a parameter that they do not list.

    Args:
        schema: Brings a schema into the subset that the models take.
        longest_schema: The longest schema in bytes that they are held to; ``None`` for any.
        reasoning: How much they think.
        temperature: Whether they take one.
    """

    schema: Callable[[bytes], bytes] = strict
    longest_schema: int | None = None
    reasoning: Reasoning | None = None
    temperature: bool = True


_MEDIUM = Reasoning(effort="medium")
_OPTIONS = {
    ("google/gemini-3", "~google/gemini-"): _Options(
        schema=reduced, longest_schema=GEMINI_HOLDS, reasoning=_MEDIUM, temperature=False
    ),
    ("google/gemini-",): _Options(schema=reduced, longest_schema=GEMINI_HOLDS),
    ("openai/gpt-5",): _Options(reasoning=_MEDIUM, temperature=False),
    ("openai/o",): _Options(temperature=False),
    ("",): _Options(),
}


class OpenRouterVlm(RemoteVlm):
    """A model behind OpenRouter that reads text and pictures, named with its maker: ``google/gemini-3.8-flash``."""

    provider = "openrouter"

    async def complete(self, request: VlmRequest) -> VlmReply:
        """Answer one request with one chat completion."""
        pictures = await fit(request.images, self._limits)
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
        if by_prefix(_OPTIONS, self.model).schema is strict:
            text = without_fillers(text, request.schema)
        return self._reply(text, usage_of(response.usage))

    def _request(self, request: VlmRequest, pictures: tuple[ImagePart, ...]) -> ChatRequest:
        options = by_prefix(_OPTIONS, self.model)
        schema = options.schema(request.schema)
        held = options.longest_schema is None or len(schema) <= options.longest_schema
        instructions = request.system if held else request.system + in_words(request.schema)
        system = (Message(role="system", content=instructions),) if instructions else ()
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
            temperature=request.temperature if options.temperature else None,
            reasoning=Reasoning(effort=request.effort) if options.reasoning and request.effort else options.reasoning,
        )
