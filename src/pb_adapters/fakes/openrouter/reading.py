"""Reading OpenRouter requests: 400 for what its schema forbids, a note for what it passes over."""

from typing import NoReturn, TypeVar

import msgspec

from pb_adapters.fakes.answering import role_of
from pb_adapters.fakes.chat_wire import BadPicture, from_data_url, picture_urls, schema_of, texts
from pb_adapters.fakes.desk import Desk, Rejected
from pb_adapters.fakes.exchange import Answer
from pb_adapters.fakes.openrouter.models import Model, model_named
from pb_adapters.fakes.openrouter.wire import ChatRequest, ImageRequest
from pb_adapters.fakes.openrouter.wording import CHAT, IMAGES, NO_THINKING, error, invalid, no_endpoints
from pb_adapters.fakes.questions import Question
from pb_adapters.fakes.sizes import pixels
from pb_adapters.fakes.strictness import unknown_fields

T = TypeVar("T")

RETURNED = "Provider returned error"


def refuse(answer: Answer, why: str) -> NoReturn:
    """Turn the request down."""
    raise Rejected(answer, why)


def check_key(desk: Desk) -> None:
    """The key stands behind ``Bearer``."""
    header = desk.request.headers.get("authorization")
    if header is None:
        refuse(error(401, "Missing Authentication header", {"error_type": "authentication"}), "no Authorization header")
    if header != f"Bearer {desk.key}":
        refuse(error(401, "User not found.", {"error_type": "authentication"}), "wrong key")


def read_body(desk: Desk, shape: type[T]) -> T:
    """The body in its shape; unknown members are noted, as OpenRouter passes them over."""
    if not desk.request.headers.get("content-type", "").startswith("application/json"):
        refuse(invalid(), "Content-Type is not JSON")
    try:
        document = desk.request.json()
        body = msgspec.convert(document, shape)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        refuse(invalid(), str(fault))
    for path in unknown_fields(document, shape):
        desk.note(f"unknown field {path} ignored")
    return body


def chat_question(desk: Desk, body: ChatRequest) -> Question:
    """The question that a checked chat request asks."""
    model = _model((body.model, *body.models))
    wants = _wants_picture(desk, body, model)
    schema = _schema(body, model)
    fields = _thinking(body, model)
    max_tokens = body.max_completion_tokens or body.max_tokens
    if max_tokens is None:
        desk.note("no max_tokens: the model's whole window is reserved, which may be 402")
    pictures, unread = _pictures(picture_urls(body.messages))
    prompt = texts(body.messages, "user", "assistant", "tool")
    ratio, size = _picture_config(body, model)
    width, height = pixels(ratio, size)
    return Question(
        endpoint=CHAT,
        model=model.id,
        role=role_of(schema, prompt, wants_picture=wants),
        system=texts(body.messages, "system", "developer"),
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


def image_question(desk: Desk, body: ImageRequest) -> Question:
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
    if desk.path.endswith("/generations"):
        desk.note("/images/generations is not documented: it may be an alias of /images, or 404")
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


def _wants_picture(desk: Desk, body: ChatRequest, model: Model) -> bool:
    asked = set(body.modalities)
    if asked - set(model.outputs) or (asked and "image" not in asked and model.outputs == ("image",)):
        told = ", ".join(sorted(asked))
        message = f"No endpoints found that support the requested output modalities: {told}"
        refuse(no_endpoints(message, model.id), f"{model.id} does not put out {told}")
    if "image" in model.outputs and not asked:
        desk.note("an image model without modalities: its default is not documented")
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
