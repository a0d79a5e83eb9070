"""The request bodies of APIMart; sources: its documentation and its official client."""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from pb_adapters.fakes.chat_wire import ChatMessage, ResponseFormat

Opaque = Any
"""Something that the fake accepts and does not look into."""

Language = Literal["en", "zh", "ja", "ko", "ru", "fr", "de", "id", "pt", "es"]


class ImageRequest(Struct, frozen=True, kw_only=True):
    """The body of ``POST /v1/images/generations``; ``n`` is a number and no string."""

    model: str
    prompt: Annotated[str, Meta(min_length=1)]
    size: str | None = None
    resolution: str | None = None
    n: Annotated[int, Meta(ge=1)] = 1
    image_urls: tuple[str, ...] = ()
    official_fallback: bool = False
    nsfw_check: bool | None = None
    webhook: str | None = None
    language: Language | None = None


class BatchRequest(Struct, frozen=True, kw_only=True):
    """The body of ``POST /v1/tasks/batch``."""

    task_ids: Annotated[tuple[str, ...], Meta(min_length=1)]


class ChatRequest(Struct, frozen=True, kw_only=True):
    """The body of ``POST /v1/chat/completions``: OpenAI's."""

    model: str
    messages: Annotated[tuple[ChatMessage, ...], Meta(min_length=1)]
    stream: bool = False
    stream_options: Opaque = None
    response_format: ResponseFormat | None = None
    max_tokens: Annotated[int, Meta(ge=1)] | None = None
    max_completion_tokens: Annotated[int, Meta(ge=1)] | None = None
    temperature: Annotated[float, Meta(ge=0, le=2)] | None = None
    top_p: Annotated[float, Meta(ge=0, le=1)] | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    reasoning_effort: str | None = None
    seed: int | None = None
    stop: Opaque = None
    n: Literal[1] | None = None
    user: str | None = None
    tools: Opaque = None
    tool_choice: Opaque = None
