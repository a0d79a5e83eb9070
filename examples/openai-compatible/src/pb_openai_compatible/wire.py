"""Chat completions as they go over the wire; source: https://platform.openai.com/docs/api-reference/chat."""

import msgspec
from msgspec import Raw, Struct

from pb_adapters.upstream.pictures import data_url_of
from pb_core.ports.vlm import ImagePart, VlmRequest


class ImageUrl(Struct, frozen=True):
    """A picture as a data URL."""

    url: str


class Part(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Text or a picture."""

    type: str
    text: str | None = None
    image_url: ImageUrl | None = None


class Question(Struct, frozen=True, kw_only=True):
    """One message to the model; text alone is a string, since some servers know no parts."""

    role: str
    content: str | tuple[Part, ...]


class JsonSchema(Struct, frozen=True, kw_only=True):
    """A named schema."""

    name: str
    schema: Raw


class ResponseFormat(Struct, frozen=True, kw_only=True):
    """The form that the answer must have."""

    type: str
    json_schema: JsonSchema


class Body(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The request. No ``max_tokens``: a server with a small window rejects one that does not fit beside the prompt."""

    model: str
    messages: tuple[Question, ...]
    temperature: float
    response_format: ResponseFormat | None = None


class Words(Struct, frozen=True, kw_only=True):
    """What the model says."""

    content: str | None = None
    refusal: str | None = None


class Choice(Struct, frozen=True, kw_only=True):
    """One answer and how it ended."""

    message: Words = Words()
    finish_reason: str | None = None


class Tokens(Struct, frozen=True, kw_only=True):
    """What was read and written."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class Completion(Struct, frozen=True, kw_only=True):
    """The answer."""

    choices: tuple[Choice, ...] = ()
    usage: Tokens | None = None


def body_of(model: str, request: VlmRequest, pictures: tuple[ImagePart, ...], *, is_held: bool) -> bytes:
    """The request's JSON; the answer is held to the schema by the server, or gets it in words."""
    in_words = (
        "" if is_held else f"\n\nAnswer with JSON alone that satisfies this JSON Schema:\n{request.schema.decode()}"
    )
    shown = (Part(type="image_url", image_url=ImageUrl(data_url_of(picture))) for picture in pictures)
    asked = (Part(type="text", text=request.prompt), *shown) if pictures else request.prompt
    schema = JsonSchema(name=request.role.replace("-", "_"), schema=Raw(request.schema))
    body = Body(
        model=model,
        messages=(Question(role="system", content=request.system + in_words), Question(role="user", content=asked)),
        temperature=request.temperature,
        response_format=ResponseFormat(type="json_schema", json_schema=schema) if is_held else None,
    )
    return msgspec.json.encode(body)
