"""The chat request of Kie; source: its OpenAPI documents."""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from pb_adapters.fakes.chat_wire import ChatMessage, ResponseFormat

Opaque = Any
"""Something that the fake accepts and does not look into."""


class ChatRequest(Struct, frozen=True, kw_only=True):
    """The body of ``POST /{model}/v1/chat/completions``; the model in it is not looked at."""

    messages: Annotated[tuple[ChatMessage, ...], Meta(min_length=1)]
    model: str = ""
    stream: bool = True
    include_thoughts: bool = True
    reasoning_effort: Literal["low", "high"] = "high"
    response_format: ResponseFormat | None = None
    max_tokens: Annotated[int, Meta(ge=1)] | None = None
    temperature: Annotated[float, Meta(ge=0, le=2)] | None = None
    top_p: Annotated[float, Meta(ge=0, le=1)] | None = None
    tools: Opaque = None
    tool_choice: Opaque = None
