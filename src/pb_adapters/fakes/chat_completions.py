"""OpenAI's chat completions as several providers take them: questions in, completions or streams out, and faults."""

import base64
import binascii
import time
from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Struct

from pb_adapters.fakes.answers import role_of, trailing_schema
from pb_adapters.fakes.exchange import Answer
from pb_adapters.fakes.gemini.replies import cut_to, question_tokens, tokens
from pb_adapters.fakes.jobs import UploadStore
from pb_adapters.fakes.prompt_parser import Question, Tally
from pb_adapters.fakes.request_checks import Opaque
from pb_adapters.fakes.scripted_faults import Document, Fault, table

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
    from pb_adapters.fakes.pictures import size_of  # noqa: PLC0415 - Pillow is loaded where it reads

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


CHAT = "chat"
LONGEST_ANSWER = 65_536
THINKS = "thinks"
THOUGHTS = "Reading the request, then answering it."


class ChatModel(Struct, frozen=True, kw_only=True):
    """A model for words; prices in US dollars per million tokens, ``thoughts`` in tokens per answer."""

    id: str
    price_in: float = 0.2
    price_out: float = 1.6
    thoughts: int = 0


class Conversation(Struct, frozen=True, kw_only=True):
    """What a chat request says, however its provider spells the rest of it."""

    model: ChatModel
    messages: tuple[ChatMessage, ...]
    response_format: ResponseFormat | None = None
    max_tokens: int | None = None
    stream: bool = False
    fields: dict[str, str] = {}


def pictures_of(urls: tuple[str, ...], uploads: UploadStore) -> tuple[tuple[bytes, ...], int]:
    """The pictures of data URLs and of uploaded files, and how many stand elsewhere; raises ``BadPicture``."""
    kept = [uploads.at(url) for url in urls]
    read = [upload.data if upload else from_data_url(url) for upload, url in zip(kept, urls, strict=True)]
    pictures = tuple(data for data in read if data is not None)
    return pictures, len(read) - len(pictures)


def chat_question(conversation: Conversation, uploads: UploadStore) -> Question:
    """The question that a chat request asks; raises ``BadPicture``."""
    pictures, unread = pictures_of(picture_urls(conversation.messages), uploads)
    schema = schema_of(conversation.response_format)
    prompt = texts(conversation.messages, "user", "assistant", "tool")
    system = texts(conversation.messages, "system", "developer")
    return Question(
        endpoint=CHAT,
        model=conversation.model.id,
        role=role_of(schema or trailing_schema(system) or trailing_schema(prompt), prompt, system=system),
        system=system,
        prompt=prompt,
        schema=schema,
        pictures=pictures,
        unread=unread,
        stream=conversation.stream,
        max_tokens=conversation.max_tokens,
        fields=conversation.fields,
    )


def words_tally(question: Question, model: ChatModel, words: str) -> Tally:
    """Tokens by length, all within ``max_tokens``; 258 for every tile of a picture that was seen."""
    limit = question.max_tokens or LONGEST_ANSWER
    thoughts = min(model.thoughts, limit)
    asked = question_tokens(question)
    said = min(tokens(words), limit - thoughts)
    return Tally(
        input_tokens=asked,
        output_tokens=said,
        thought_tokens=thoughts,
        cost_micros=round(asked * model.price_in + (said + thoughts) * model.price_out),
    )


def completion(question: Question, words: str, tally: Tally) -> dict[str, Any]:
    """The body of a chat completion; cut by ``max_tokens`` with finish reason ``length``."""
    is_whole = tokens(words) <= tally.output_tokens
    text = words if is_whole else cut_to(words, tally.output_tokens)
    message: dict[str, Any] = {"role": "assistant", "content": text}
    if THINKS in question.fields:
        message["reasoning_content"] = THOUGHTS
    return {
        "id": f"chatcmpl-{question.name}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": question.model,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop" if is_whole else "length"}],
        "usage": {
            "prompt_tokens": tally.input_tokens,
            "completion_tokens": tally.output_tokens + tally.thought_tokens,
            "total_tokens": tally.input_tokens + tally.output_tokens + tally.thought_tokens,
            "completion_tokens_details": {"reasoning_tokens": tally.thought_tokens, "text_tokens": tally.output_tokens},
        },
    }


REFUSAL = "I can't help with that request."


def reply_fault(name: str, what: str, reply: Callable[[Document], Document]) -> Fault:
    """A fault of a good answer in words."""
    return Fault(name=name, what=what, reply=reply, only="words")


def with_choice(document: Document, **changes: object) -> Document:
    """The completion with other members of its choice."""
    return document | {"choices": [document["choices"][0] | changes]}


def with_message(document: Document, **changes: object) -> Document:
    """The completion with other members of its message."""
    return with_choice(document, message=document["choices"][0]["message"] | changes)


def with_content(document: Document, text: object) -> Document:
    """The completion with another content."""
    return with_message(document, content=text)


def text_in(document: Document) -> str:
    """The words of the completion."""
    text: str = document["choices"][0]["message"]["content"]
    return text


def _cut_at_limit(document: Document) -> Document:
    text = text_in(document)
    return with_choice(with_content(document, text[: len(text) // 2]), finish_reason="length")


def _spent(document: Document) -> Document:
    return with_choice(with_content(document, ""), finish_reason="length")


def listed(document: Document) -> Document:
    """The content as a list of parts."""
    return with_content(document, [{"type": "text", "text": text_in(document)}])


def _refusal_member(document: Document) -> Document:
    return with_message(document, content=None, refusal=REFUSAL)


def without(name: str) -> Callable[[Document], Document]:
    """A change that takes a member away."""
    return lambda document: {member: value for member, value in document.items() if member != name}


CHAT_FAULTS = table(
    reply_fault("content-list", "content as a list of parts", listed),
    reply_fault("content-null", "content null", lambda document: with_content(document, None)),
    reply_fault("refused", "a refusal in words", lambda document: with_content(document, REFUSAL)),
    reply_fault("refusal-field", "a refusal in its own member", _refusal_member),
    reply_fault(
        "blocked",
        "content_filter and no content",
        lambda d: with_choice(with_content(d, None), finish_reason="content_filter"),
    ),
    reply_fault("max-tokens", "length without content", _spent),
    reply_fault("max-tokens-cut", "length in mid-text", _cut_at_limit),
    reply_fault("empty-candidates", "no choices", lambda document: document | {"choices": []}),
    reply_fault("no-usage", "no usage", without("usage")),
)
