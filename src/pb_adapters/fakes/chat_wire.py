"""OpenAI's chat dialect, which several providers speak: messages in, a completion or a stream of chunks out."""

import base64
import binascii
from typing import Any

import msgspec
from msgspec import Struct

from pb_adapters.fakes.exchange import Answer

Opaque = Any
"""Something that the fake accepts and does not look into."""

UNSUPPORTED, UNREADABLE = "unsupported_image_format", "invalid_image"
SEEN = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})


class ImageUrl(Struct, frozen=True, kw_only=True):
    """Where a picture is: an address, or a data URL that holds it."""

    url: str
    detail: str = "auto"


class ContentPart(Struct, frozen=True, kw_only=True):
    """One piece of a message."""

    type: str
    text: str = ""
    image_url: ImageUrl | None = None
    file: Opaque = None
    input_audio: Opaque = None
    video_url: Opaque = None
    cache_control: Opaque = None


class ChatMessage(Struct, frozen=True, kw_only=True):
    """One message."""

    role: str
    content: str | tuple[ContentPart, ...] | None = None
    name: str | None = None
    tool_calls: Opaque = None
    tool_call_id: str | None = None


class JsonSchema(Struct, frozen=True, kw_only=True):
    """A named schema that the answer must satisfy."""

    name: str
    schema: Opaque = None
    strict: bool | None = None
    description: str | None = None


class ResponseFormat(Struct, frozen=True, kw_only=True):
    """``text``, ``json_object`` or ``json_schema``."""

    type: str
    json_schema: JsonSchema | None = None


class BadPicture(Exception):
    """A picture in a message is not one; ``kind`` is OpenRouter's word for the error."""

    def __init__(self, kind: str, why: str) -> None:
        super().__init__(why)
        self.kind = kind


def texts(messages: tuple[ChatMessage, ...], *roles: str) -> str:
    """All text of the messages of some roles."""
    parts = [part for message in messages if message.role in roles for part in _parts(message)]
    return "\n".join(part.text for part in parts if part.type == "text")


def picture_urls(messages: tuple[ChatMessage, ...]) -> tuple[str, ...]:
    """Where the pictures of the messages are."""
    parts = [part for message in messages for part in _parts(message)]
    return tuple(part.image_url.url for part in parts if part.image_url is not None)


def _parts(message: ChatMessage) -> tuple[ContentPart, ...]:
    if isinstance(message.content, str):
        return (ContentPart(type="text", text=message.content),)
    return message.content or ()


def from_data_url(url: str) -> bytes | None:
    """The bytes of a data URL that holds a picture; ``None`` for other addresses; raises ``BadPicture``."""
    from pb_adapters.fakes.painting import size_of  # noqa: PLC0415 - Pillow is loaded where it reads

    if not url.startswith("data:"):
        return None
    head, _, text = url.partition(",")
    media_type = head.removeprefix("data:").removesuffix(";base64")
    if media_type not in SEEN:
        raise BadPicture(UNSUPPORTED, f"picture of type {media_type}")
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise BadPicture(UNREADABLE, "picture is not base64") from error
    if size_of(data) == (0, 0):
        raise BadPicture(UNREADABLE, "picture cannot be read")
    return data


def data_url(data: bytes, media_type: str) -> str:
    """The bytes as a data URL."""
    return f"data:{media_type};base64,{base64.b64encode(data).decode()}"


def schema_of(response_format: ResponseFormat | None) -> bytes | None:
    """The schema of the answer as JSON text; any object for ``json_object``."""
    if response_format is None or response_format.type == "text":
        return None
    named = response_format.json_schema
    return msgspec.json.encode(named.schema if named and named.schema is not None else {"type": "object"})


def stream(
    document: dict[str, Any], *, comments: tuple[str, ...] = (), last: dict[str, Any] | None = None, **headers: str
) -> Answer:
    """A completion as server-sent events: comments, two chunks of text, the end with its usage, ``[DONE]``.

    ``last`` gives members of one more chunk that has no choices.
    """
    chunks = _chunks(document)
    if last is not None:
        chunks.append({**chunks[-1], "choices": [], **last})
    lines = [f": {comment}\n\n" for comment in comments]
    lines += [f"data: {msgspec.json.encode(chunk).decode()}\n\n" for chunk in chunks]
    body = "".join([*lines, "data: [DONE]\n\n"]).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(body=body, content_type="text/event-stream", headers=named)


def _chunks(document: dict[str, Any]) -> list[dict[str, Any]]:
    head = {name: value for name, value in document.items() if name not in {"choices", "usage"}}
    head["object"] = "chat.completion.chunk"
    choice = document["choices"][0]
    message = choice["message"]
    text = message.get("content") or ""
    others = {name: value for name, value in message.items() if name not in {"content", "role"} and value}
    half = len(text) // 2
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": text[:half]}, {"content": text[half:]} | others]
    chunks = [{**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas]
    ending = {name: value for name, value in choice.items() if name != "message"} | {"delta": {}}
    return [*chunks, {**head, "choices": [ending], "usage": document.get("usage")}]
