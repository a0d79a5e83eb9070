"""A question as OpenAI's chat completions spell it, for relays that take pictures as data URLs."""

from msgspec import Raw, Struct

from pb_adapters.providers.schemas import in_words, reduced
from pb_adapters.upstream.encoding import data_url_of
from pb_adapters.upstream.limits import Limits
from pb_adapters.upstream.pictures import shown
from pb_core.ports.vlm import ImagePart, VlmRequest

PICTURE_BYTES = 2 * 1024 * 1024
ROOM_BYTES = 14 * 1024 * 1024
"""All pictures of a question: 19 MB in base64, since about 20 MB is what a request may have."""


class ImageUrl(Struct, frozen=True):
    """A picture as a data URL."""

    url: str


class Part(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Text (``type`` ``text``) or a picture (``image_url``)."""

    type: str
    text: str | None = None
    image_url: ImageUrl | None = None


class Message(Struct, frozen=True, kw_only=True):
    """One message."""

    role: str
    content: tuple[Part, ...]


class JsonSchema(Struct, frozen=True, kw_only=True):
    """A named schema; ``strict`` asks for OpenAI's strict mode."""

    name: str
    strict: bool
    schema: Raw


class ResponseFormat(Struct, frozen=True, kw_only=True):
    """The form that the answer must have."""

    type: str
    json_schema: JsonSchema


async def fit(request: VlmRequest, limits: Limits) -> tuple[ImagePart, ...]:
    """The pictures of a request as these relays take them, in the room that one request has."""
    room = ROOM_BYTES // max(len(request.images), 1)
    return await shown(request.images, max_bytes=min(room, PICTURE_BYTES), limits=limits)


def messages_of(request: VlmRequest, pictures: tuple[ImagePart, ...], *, tell_schema: bool) -> tuple[Message, ...]:
    """The system's message if there is one, and the user's: text, then the pictures already fit to be shown.

    ``tell_schema`` puts the schema into the system's, for models that cannot be held to one.
    """
    parts = [Part(type="text", text=request.prompt)]
    parts += [Part(type="image_url", image_url=ImageUrl(data_url_of(picture))) for picture in pictures]
    user = Message(role="user", content=tuple(parts))
    system = request.system + (in_words(request.schema) if tell_schema else "")
    if not system:
        return (user,)
    return Message(role="system", content=(Part(type="text", text=system.lstrip()),)), user


def format_of(request: VlmRequest) -> ResponseFormat:
    """The answer's schema, not in strict mode."""
    schema = JsonSchema(name=request.role.replace("-", "_"), strict=False, schema=Raw(reduced(request.schema)))
    return ResponseFormat(type="json_schema", json_schema=schema)
