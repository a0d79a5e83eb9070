"""Requests to OpenRouter: 400 for what its schema forbids, a note for what it passes over.

Source: its OpenAPI description.
"""

from typing import Annotated, Literal, TypeVar

from msgspec import Meta, Struct

from pb_adapters.fakes.answers import role_of
from pb_adapters.fakes.call import FakeCall
from pb_adapters.fakes.chat_completions import (
    BadPicture,
    ChatMessage,
    ContentPart,
    ResponseFormat,
    from_data_url,
    picture_urls,
    schema_of,
    texts,
)
from pb_adapters.fakes.openrouter.models import Model, model_named
from pb_adapters.fakes.openrouter.replies import CHAT, IMAGES, NO_THINKING, error, invalid, no_endpoints
from pb_adapters.fakes.pictures import pixels
from pb_adapters.fakes.prompt_parser import Question
from pb_adapters.fakes.request_checks import Opaque, as_struct, bearer_problem, read_json, refuse

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


T = TypeVar("T")

RETURNED = "Provider returned error"


def check_key(call: FakeCall) -> None:
    """The key stands behind ``Bearer``."""
    problem = bearer_problem(call)
    if problem:
        message = "User not found." if problem == "wrong key" else "Missing Authentication header"
        refuse(error(401, message, {"error_type": "authentication"}), problem)


def read_body(call: FakeCall, shape: type[T]) -> T:
    """The body in its shape; unknown members are noted, as OpenRouter passes them over."""
    document = read_json(call, invalid(), lambda _: invalid())
    return as_struct(call, document, shape, lambda _: invalid())


def chat_question(call: FakeCall, body: ChatRequest) -> Question:
    """The question that a checked chat request asks."""
    model = _model((body.model, *body.models))
    wants = _wants_picture(call, body, model)
    schema = _schema(body, model)
    fields = _thinking(body, model)
    max_tokens = body.max_completion_tokens or body.max_tokens
    if max_tokens is None:
        call.note("no max_tokens: the model's whole window is reserved, which may be 402")
    pictures, unread = _pictures(picture_urls(body.messages))
    prompt = texts(body.messages, "user", "assistant", "tool")
    system = texts(body.messages, "system", "developer")
    ratio, size = _picture_config(body, model)
    width, height = pixels(ratio, size)
    return Question(
        endpoint=CHAT,
        model=model.id,
        role=role_of(schema, prompt, system=system, wants_picture=wants),
        system=system,
        prompt=prompt,
        schema=schema,
        pictures=pictures,
        unread=unread,
        wants_picture=wants,
        ratio=ratio,
        size=size,
        width=width,
        height=height,
        stream=body.stream,
        max_tokens=max_tokens,
        fields=fields,
    )


def image_question(call: FakeCall, body: ImageRequest) -> Question:
    """The question that a checked image request asks."""
    model = _model((body.model,))
    if "image" not in model.outputs:
        refuse(
            no_endpoints(f"No endpoints found for {model.id} that output images", model.id), f"{model.id} is no painter"
        )
    if body.n > 1:
        refuse(invalid(), f"{model.id} takes n=1 only")
    if body.quality and not model.quality:
        refuse(invalid(), f"{model.id} takes no quality")
    _check_size(body, model)
    pictures, unread = _pictures(tuple(part.image_url.url for part in body.input_references if part.image_url))
    if len(pictures) + unread > model.references:
        refuse(invalid(), f"{model.id} takes at most {model.references} references")
    ratio, size = body.aspect_ratio or "", body.resolution or ""
    width, height = _exact(body.size) or pixels(ratio, size)
    if call.path.endswith("/generations"):
        call.note("/images/generations is not documented: it may be an alias of /images, or 404")
    return Question(
        endpoint=IMAGES,
        model=model.id,
        role=role_of(None, body.prompt, wants_picture=True),
        prompt=body.prompt,
        pictures=pictures,
        unread=unread,
        wants_picture=True,
        ratio=ratio,
        size=size,
        width=width,
        height=height,
        stream=body.stream,
    )


def _model(names: tuple[str, ...]) -> Model:
    known = [model for model in map(model_named, names) if model]
    if not known:
        wanted = next(filter(None, names), "")
        refuse(invalid(f"{wanted} is not a valid model ID"), f"no model {wanted}")
    return known[0]


def _wants_picture(call: FakeCall, body: ChatRequest, model: Model) -> bool:
    asked = set(body.modalities)
    if asked - set(model.outputs) or (asked and "image" not in asked and model.outputs == ("image",)):
        wanted = ", ".join(sorted(asked))
        message = f"No endpoints found that support the requested output modalities: {wanted}"
        refuse(no_endpoints(message, model.id), f"{model.id} does not put out {wanted}")
    if "image" in model.outputs and not asked:
        call.note("an image model without modalities: its default is not documented")
    return "image" in asked


def _schema(body: ChatRequest, model: Model) -> bytes | None:
    form = body.response_format
    if form is None:
        return None
    if form.type not in {"text", "json_object", "json_schema"}:
        refuse(invalid(), f"response_format of type {form.type}")
    if form.type == "json_schema" and (form.json_schema is None or len(form.json_schema.name) > 64):  # noqa: PLR2004 - OpenAPI
        refuse(invalid(), "json_schema without a name of at most 64 characters")
    if not model.schemas:
        if body.provider.require_parameters:
            message = "No endpoints found that can handle the requested parameters."
            refuse(no_endpoints(message, model.id), f"{model.id} takes no response_format")
        return None
    return schema_of(form)


def _thinking(body: ChatRequest, model: Model) -> dict[str, str]:
    reasoning = body.reasoning
    effort = body.reasoning_effort or (reasoning.effort if reasoning else None)
    off = effort == "none" or (reasoning is not None and reasoning.enabled is False)
    if off and model.must_think:
        metadata = {"provider_name": model.provider, "raw": "Reasoning is mandatory for this endpoint."}
        refuse(error(400, RETURNED, metadata), f"{model.id} cannot stop thinking")
    return {NO_THINKING: "yes"} if off else {}


def _picture_config(body: ChatRequest, model: Model) -> tuple[str, str]:
    ratio, size = str(body.image_config.get("aspect_ratio", "")), str(body.image_config.get("image_size", ""))
    if (ratio and ratio not in model.ratios) or (size and size not in model.resolutions):
        raw = '{"error":{"code":400,"message":"Request contains an invalid argument.","status":"INVALID_ARGUMENT"}}'
        metadata = {"error_type": "invalid_request", "provider_name": model.provider, "raw": raw}
        refuse(error(400, RETURNED, metadata), f"{model.id} takes no image_config {ratio} {size}".rstrip())
    return ratio, size


def _check_size(body: ImageRequest, model: Model) -> None:
    if body.aspect_ratio and body.aspect_ratio not in model.ratios:
        refuse(invalid(), f"{model.id} takes no aspect_ratio {body.aspect_ratio}")
    if body.resolution and body.resolution not in model.resolutions:
        refuse(invalid(), f"{model.id} takes no resolution {body.resolution}")
    exact = _exact(body.size)
    if exact is None:
        if body.size and body.size not in model.resolutions:
            refuse(invalid(), f"{model.id} takes no size {body.size}")
        return
    asked = pixels(body.aspect_ratio, "1K") if body.aspect_ratio else exact
    if body.resolution or abs(exact[0] / exact[1] - asked[0] / asked[1]) > 0.05:  # noqa: PLR2004 - the slack of the ratio
        refuse(invalid(), "size does not go with aspect_ratio or resolution")


def _exact(size: str | None) -> tuple[int, int] | None:
    width, _, height = (size or "").partition("x")
    return (int(width), int(height)) if width.isdecimal() and height.isdecimal() and int(width) * int(height) else None


def _pictures(urls: tuple[str, ...]) -> tuple[tuple[bytes, ...], int]:
    try:
        read = [from_data_url(url) for url in urls]
    except BadPicture as fault:
        refuse(invalid("Invalid image", fault.kind), str(fault))
    pictures = tuple(data for data in read if data is not None)
    return pictures, len(read) - len(pictures)
