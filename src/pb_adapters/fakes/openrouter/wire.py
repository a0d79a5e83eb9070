"""The request bodies of OpenRouter; source: its OpenAPI description."""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from pb_adapters.fakes.chat_wire import ChatMessage, ContentPart, ResponseFormat

Opaque = Any
"""Something that the fake accepts and does not look into."""

Effort = Literal["max", "xhigh", "high", "medium", "low", "minimal", "none"]
Ratio = Literal[
    "1:1", "1:2", "1:4", "1:8", "2:1", "2:3", "3:2", "3:4", "4:1", "4:3", "4:5", "5:4", "8:1", "9:16", "16:9",
    "9:19.5", "19.5:9", "9:20", "20:9", "9:21", "21:9", "auto",
]  # fmt: skip


class Reasoning(Struct, frozen=True, kw_only=True):
    """How much to think."""

    effort: Effort | None = None
    max_tokens: int | None = None
    exclude: bool = False
    enabled: bool | None = None
    summary: str | None = None


class Routing(Struct, frozen=True, kw_only=True):
    """``provider``: which of the upstreams may serve."""

    order: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    allow_fallbacks: bool | None = None
    require_parameters: bool = False
    data_collection: Literal["allow", "deny"] | None = None
    zdr: bool | None = None
    quantizations: tuple[str, ...] = ()
    sort: Opaque = None
    max_price: Opaque = None
    preferred_min_throughput: Opaque = None
    preferred_max_latency: Opaque = None
    options: Opaque = None


class ChatRequest(Struct, frozen=True, kw_only=True):
    """The body of ``POST /chat/completions``."""

    messages: Annotated[tuple[ChatMessage, ...], Meta(min_length=1)]
    model: str = ""
    models: tuple[str, ...] = ()
    stream: bool = False
    stream_options: Opaque = None
    temperature: Annotated[float, Meta(ge=0, le=2)] | None = None
    top_p: Annotated[float, Meta(ge=0, le=1)] | None = None
    top_k: float | None = None
    frequency_penalty: float | None = None
    presence_penalty: float | None = None
    max_tokens: Annotated[int, Meta(ge=1)] | None = None
    max_completion_tokens: Annotated[int, Meta(ge=1)] | None = None
    seed: int | None = None
    stop: str | Annotated[tuple[str, ...], Meta(max_length=4)] | None = None
    response_format: ResponseFormat | None = None
    provider: Routing = Routing()
    reasoning: Reasoning | None = None
    reasoning_effort: Effort | None = None
    modalities: tuple[Literal["text", "image", "audio"], ...] = ()
    image_config: dict[str, Opaque] = {}
    plugins: Opaque = None
    user: str | None = None
    session_id: Annotated[str, Meta(max_length=256)] | None = None
    metadata: Opaque = None
    service_tier: str | None = None
    usage: Opaque = None
    tools: Opaque = None
    tool_choice: Opaque = None
    n: Literal[1] | None = None
    logprobs: bool | None = None
    top_logprobs: int | None = None
    transforms: Opaque = None
    route: str | None = None


class ImageRequest(Struct, frozen=True, kw_only=True):
    """The body of ``POST /images``."""

    model: str
    prompt: Annotated[str, Meta(min_length=1)]
    n: Annotated[int, Meta(ge=1, le=10)] = 1
    resolution: Literal["512", "1K", "2K", "4K"] | None = None
    aspect_ratio: Ratio | None = None
    size: str | None = None
    quality: Literal["auto", "low", "medium", "high"] | None = None
    output_format: Literal["png", "jpeg", "webp", "svg"] | None = None
    output_compression: Annotated[int, Meta(ge=0, le=100)] | None = None
    background: Literal["auto", "transparent", "opaque"] | None = None
    seed: int | None = None
    stream: bool = False
    input_references: Annotated[tuple[ContentPart, ...], Meta(max_length=16)] = ()
    provider: Routing = Routing()
    user: str | None = None
