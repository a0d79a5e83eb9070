"""Requests as every such server takes them; source: https://platform.openai.com/docs/api-reference."""

from msgspec import Raw, Struct

from pb_adapters.providers.openai_compatible.dialect import Dialect, Held
from pb_adapters.upstream.chat_completions import ImageUrl, JsonSchema, Part, ResponseFormat
from pb_adapters.upstream.json_wire import in_words, strict
from pb_adapters.upstream.pictures import data_url_of
from pb_adapters.upstream.schema_outline import shown_form
from pb_core.ports.vlm import ImagePart, VlmRequest


class Question(Struct, frozen=True, kw_only=True):
    """One message; text alone is a string, since some servers know no parts and others split them up."""

    role: str
    content: str | tuple[Part, ...]


class StreamOptions(Struct, frozen=True, kw_only=True):
    """Whether the last event counts the tokens."""

    include_usage: bool


class Body(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A chat completion, streamed: a server of one's own is slow, and what runs on can be stopped."""

    model: str
    messages: tuple[Question, ...]
    stream: bool
    stream_options: StreamOptions | None = None
    max_tokens: int | None = None
    max_completion_tokens: int | None = None
    temperature: float | None = None
    reasoning_effort: str | None = None
    response_format: ResponseFormat | None = None
    return_progress: bool = False


def body_of(model: str, request: VlmRequest, pictures: tuple[ImagePart, ...], dialect: Dialect) -> Body:
    """The request as the dialect has it; ``pictures`` are fit to be shown."""
    messages = _messages(request, pictures, dialect)
    most = dialect.room(characters_of(messages), request.max_output_tokens)
    return Body(
        model=model,
        messages=messages,
        stream=True,
        stream_options=StreamOptions(include_usage=True) if dialect.counts_streams else None,
        temperature=request.temperature if dialect.takes_temperature else None,
        reasoning_effort=request.effort if dialect.takes_effort else None,
        response_format=_form(request, dialect),
        return_progress=dialect.tells_progress,
        max_tokens=most if dialect.limit == "max_tokens" else None,
        max_completion_tokens=most if dialect.limit != "max_tokens" else None,
    )


def characters_of(messages: tuple[Question, ...]) -> int:
    """How many characters of text messages have."""
    contents = (message.content for message in messages)
    return sum(
        len(content) if isinstance(content, str) else sum(len(part.text or "") for part in content)
        for content in contents
    )


def _messages(request: VlmRequest, pictures: tuple[ImagePart, ...], dialect: Dialect) -> tuple[Question, ...]:
    is_spelt = dialect.spells_schema or dialect.held is Held.WORDS
    form = in_words(request.schema) if is_spelt else shown_form(request.schema)
    shown = (Part(type="image_url", image_url=ImageUrl(data_url_of(picture))) for picture in pictures)
    prompt = request.prompt + form  # last, so that questions over one text share what a server has read
    asked = (Part(type="text", text=prompt), *shown) if pictures else prompt
    system = (Question(role="system", content=request.system),) if request.system else ()
    return (*system, Question(role="user", content=asked))


def _form(request: VlmRequest, dialect: Dialect) -> ResponseFormat | None:
    if dialect.held is Held.WORDS:
        return None
    schema = strict(request.schema) if dialect.held is Held.STRICT else request.schema
    named = JsonSchema(name=request.role.replace("-", "_"), strict=True, schema=Raw(schema))
    return ResponseFormat(type="json_schema", json_schema=named)
