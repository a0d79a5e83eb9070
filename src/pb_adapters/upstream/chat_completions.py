"""OpenAI's chat completions as relays take and send them: the question, then answers plain, wrapped or streamed."""

from collections.abc import Callable
from typing import Any

import anyio.to_thread
import msgspec
from msgspec import Raw, Struct

from pb_adapters.upstream.exchange import Answer, Upstream
from pb_adapters.upstream.guard import Limits
from pb_adapters.upstream.json_wire import answer_in, events_of, in_words, json_of, reduced
from pb_adapters.upstream.pictures import data_url_of
from pb_core.domain.billing import Usage
from pb_core.errors import (
    BadAnswer,
    Billed,
    BlindEngine,
    ContentBlocked,
    CutAnswer,
    EmptyAnswer,
    EngineError,
    EngineRefused,
    OutcomeUnknown,
)
from pb_core.ports.vlm import ImagePart, VlmRequest

PICTURE_BYTES = 2 * 1024 * 1024
"""What one picture of a request may have."""


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


def messages_of(request: VlmRequest, pictures: tuple[ImagePart, ...], *, schema_in_words: bool) -> tuple[Message, ...]:
    """The system's message if there is one, and the user's: text, then the pictures already fit to be shown.

    ``schema_in_words`` puts the schema into the system's, for models that cannot be held to one.
    """
    parts = [Part(type="text", text=request.prompt)]
    parts += [Part(type="image_url", image_url=ImageUrl(data_url_of(picture))) for picture in pictures]
    user = Message(role="user", content=tuple(parts))
    system = request.system + (in_words(request.schema) if schema_in_words else "")
    if not system:
        return (user,)
    return Message(role="system", content=(Part(type="text", text=system.lstrip()),)), user


def format_of(request: VlmRequest) -> ResponseFormat:
    """The answer's schema, not in strict mode."""
    schema = JsonSchema(name=request.role.replace("-", "_"), strict=False, schema=Raw(reduced(request.schema)))
    return ResponseFormat(type="json_schema", json_schema=schema)


CHARACTERS_PER_TOKEN = 6
"""No usual text has longer tokens on average, so the text of a prompt is at least this many tokens."""

PICTURE_TOKENS = 64
"""No model of these relays counts less for a picture large enough to be read."""

_CUT = {"length", "max_tokens"}
_BLOCKED = {"content_filter", "safety", "recitation", "prohibited_content", "blocklist", "spii"}


class ReplyPart(Struct, frozen=True):
    """A piece of a message."""

    text: str | None = None


class ReplyMessage(Struct, frozen=True):
    """What the model says, whole or in one chunk of a stream."""

    content: str | tuple[ReplyPart, ...] | None = None
    refusal: str | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None

    @property
    def text(self) -> str:
        """All words."""
        if isinstance(self.content, tuple):
            return "".join(part.text or "" for part in self.content)
        return self.content or ""

    @property
    def thoughts(self) -> str:
        """What servers put beside the words, under either name."""
        return self.reasoning_content or self.reasoning or ""


class Choice(Struct, frozen=True):
    """One answer: a ``message``, or in a chunk a ``delta``."""

    message: ReplyMessage | None = None
    delta: ReplyMessage | None = None
    finish_reason: str | None = None


class Tokens(Struct, frozen=True):
    """What was read and written."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class Completion(Struct, frozen=True):
    """A completion or a chunk of one; ``credits_consumed`` is Kie's own member."""

    choices: tuple[Choice, ...] | None = None
    usage: Tokens | None = None
    credits_consumed: Any = None


async def ask(
    upstream: Upstream,
    path: str,
    body: Struct,
    messages: tuple[Message, ...],
    limits: Limits,
    failure_of: Callable[[Answer, object], EngineError | None],
) -> tuple[str, Completion]:
    """Make one call of a chat model: the JSON it answered with, and the completion around it.

    ``messages`` are those of the body; ``failure_of`` says what error a document of the answer stands for.

    Raises:
        EngineError: The leaf that says what failed, broke off or cannot be read.
    """
    answer = await upstream.exchange(
        "POST",
        path,
        json=await anyio.to_thread.run_sync(msgspec.json.encode, body),
        deadline=limits.text_seconds,
        max_bytes=limits.json_bytes,
    )
    documents = documents_of(answer, upstream.provider)
    check(documents, lambda document: failure_of(answer, document))
    completion = completion_of(documents, upstream.provider)
    text = text_of(completion, upstream.provider)
    require_sight(completion, messages, upstream.provider)
    return text, completion


def usage_of(completion: Completion, cost_micros: int | None = None) -> Usage:
    """The tokens of a completion, and the cost if the provider reports one."""
    tokens = completion.usage or Tokens()
    return Usage(input_tokens=tokens.prompt_tokens, output_tokens=tokens.completion_tokens, cost_micros=cost_micros)


def documents_of(answer: Answer, provider: str) -> tuple[object, ...]:
    """The JSON documents of an answer: one, or those of a stream of events.

    Raises:
        OutcomeUnknown: A success that was cut.
        BadAnswer: A success with something else than JSON.
    """
    try:
        events = tuple(msgspec.json.decode(event) for event in events_of(answer))
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise OutcomeUnknown(f"{provider} streamed an answer that broke off; the call may have been billed.") from None
    return events or (json_of(answer, provider),)


def check(documents: tuple[object, ...], failure_of: Callable[[object], EngineError | None]) -> None:
    """Raise the first failure in the documents of an answer; what was streamed before it may have been billed."""
    for place, document in enumerate(documents):
        failure = failure_of(document)
        if failure is not None:
            if place:
                failure.billed = Billed.UNKNOWN
            raise failure


def completion_of(documents: tuple[object, ...], provider: str) -> Completion:
    """The completion in the documents of one answer, put together if it came in chunks.

    Raises:
        OutcomeUnknown: A stream that ended before the model did.
        BadAnswer: No completion at all.
    """
    try:
        parts = [msgspec.convert(_unwrapped(document), Completion) for document in documents]
    except msgspec.ValidationError:
        raise BadAnswer(f"{provider} answered with something else than a chat completion.") from None
    choices = [part.choices[0] for part in parts if part.choices]
    if len(parts) == 1 and all(choice.delta is None for choice in choices):
        return parts[0]
    return _joined(parts, choices, provider)


def text_of(completion: Completion, provider: str) -> str:
    """The JSON that the model answered with.

    Raises:
        EmptyAnswer: There is no choice or no word.
        CutAnswer: The length limit came first.
        ContentBlocked: A safety filter stopped the model.
        EngineRefused: The model declines.
    """
    if not completion.choices:
        raise EmptyAnswer(f"{provider} answered without a candidate.")
    choice = completion.choices[0]
    reason = (choice.finish_reason or "").lower()
    answer = choice.message or ReplyMessage()
    if reason in _CUT:
        raise CutAnswer(f"{provider}'s answer was cut by the length limit; ask for less or take another model.")
    if reason in _BLOCKED:
        raise ContentBlocked(f"{provider}'s safety filter stopped the answer; change the text or take another model.")
    if answer.refusal:
        raise EngineRefused(f"{provider}'s model declines to do this; change the text or take another model.")
    return answer_in(provider, answer.text)


def require_sight(completion: Completion, asked: tuple[Message, ...], provider: str) -> None:
    """Raise ``BlindEngine`` if fewer tokens were read than the text and the pictures of a question must have.

    Some relays drop pictures and let the model guess. Text counts too little here, so a long one hides the loss; the
    probe of ``pb_core.domain.questions.vision_probe`` finds it all the same.
    """
    tokens = completion.usage.prompt_tokens if completion.usage else None
    parts = [part for message in asked for part in message.content]
    pictures = sum(part.image_url is not None for part in parts)
    if not pictures or tokens is None:
        return
    if tokens < sum(len(part.text or "") for part in parts) // CHARACTERS_PER_TOKEN + PICTURE_TOKENS * pictures:
        raise BlindEngine(
            f"{provider} answered without reading the pictures; take another model or provider.", billed=Billed.YES
        )


def _unwrapped(document: object) -> object:
    """The completion inside an envelope, and Gemini's form as a completion."""
    if not isinstance(document, dict):
        return document
    inner = document.get("data")
    if "choices" not in document and isinstance(inner, dict):
        document = inner
    if "choices" not in document and isinstance(document.get("candidates"), list):
        return {"choices": [_from_candidate(candidate) for candidate in document["candidates"]]}
    return document


def _from_candidate(candidate: Any) -> object:  # noqa: ANN401 - a JSON document, whose form is checked by the reader
    match candidate:
        case {"content": {"parts": list(parts)}}:
            words = [part for part in parts if isinstance(part, dict) and not part.get("thought")]
            return {"message": {"content": words}, "finish_reason": candidate.get("finishReason")}
        case {"finishReason": reason}:
            return {"finish_reason": reason}
        case _:
            return candidate


def _joined(parts: list[Completion], choices: list[Choice], provider: str) -> Completion:
    reasons = [choice.finish_reason for choice in choices if choice.finish_reason]
    if not reasons:
        raise OutcomeUnknown(f"{provider} streamed an answer that ended too early; the call may have been billed.")
    deltas = [choice.delta or choice.message or ReplyMessage() for choice in choices]
    said, declined, thought = (
        "".join(map(piece, deltas)) for piece in (lambda d: d.text, lambda d: d.refusal or "", lambda d: d.thoughts)
    )
    words = ReplyMessage(said, declined, thought)
    return Completion(
        choices=(Choice(message=words, finish_reason=reasons[-1]),),
        usage=next((part.usage for part in reversed(parts) if part.usage), None),
        credits_consumed=next((part.credits_consumed for part in reversed(parts) if part.credits_consumed), None),
    )
