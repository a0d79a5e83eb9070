"""OpenAI's chat completions as relays send them: plain, wrapped, streamed though not asked for, and what they say."""

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Struct

from pb_adapters.providers import chat
from pb_adapters.providers.wording import answer_in
from pb_adapters.upstream.exchange import Answer
from pb_adapters.upstream.reading import events_of, json_of
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

CHARACTERS_PER_TOKEN = 6
"""No usual text has longer tokens on average, so the text of a prompt is at least this many tokens."""

PICTURE_TOKENS = 64
"""No model of these relays counts less for a picture large enough to be read."""

_CUT = {"length", "max_tokens"}
_BLOCKED = {"content_filter", "safety", "recitation", "prohibited_content", "blocklist", "spii"}


class ContentPart(Struct, frozen=True):
    """A piece of a message."""

    text: str | None = None


class Message(Struct, frozen=True):
    """What the model says, whole or in one chunk of a stream."""

    content: str | tuple[ContentPart, ...] | None = None
    refusal: str | None = None

    @property
    def text(self) -> str:
        """All words."""
        if isinstance(self.content, tuple):
            return "".join(part.text or "" for part in self.content)
        return self.content or ""


class Choice(Struct, frozen=True):
    """One answer: a ``message``, or in a chunk a ``delta``."""

    message: Message | None = None
    delta: Message | None = None
    finish_reason: str | None = None


class Tokens(Struct, frozen=True):
    """What was read and written."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class Completion(Struct, frozen=True):
    """A completion or a chunk of one; ``credits_consumed`` is Kie's own member."""

    choices: tuple[Choice, ...] | None = None
    usage: Tokens | None = None
    credits_consumed: float | None = None


def documents_of(answer: Answer, provider: str) -> tuple[object, ...]:
    """The JSON documents of an answer: one, or those of a stream of events.

    Raises:
        OutcomeUnknown: A success that was cut.
        BadAnswer: A success with something else than JSON.
    """
    try:
        events = tuple(msgspec.json.decode(event) for event in events_of(answer))
    except (msgspec.DecodeError, UnicodeDecodeError):
        message = f"{provider} streamed an answer that broke off; the call may have been billed."
        raise OutcomeUnknown(message) from None
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
        message = f"{provider} answered with something else than a chat completion."
        raise BadAnswer(message) from None
    choices = [part.choices[0] for part in parts if part.choices]
    if len(parts) == 1 and all(choice.delta is None for choice in choices):
        return parts[0]
    return _joined(parts, choices, provider)


def said(completion: Completion, provider: str) -> str:
    """The JSON that the model answered with.

    Raises:
        EmptyAnswer: There is no choice or no word.
        CutAnswer: The length limit came first.
        ContentBlocked: A safety filter stopped the model.
        EngineRefused: The model declines.
    """
    if not completion.choices:
        message = f"{provider} answered without a candidate."
        raise EmptyAnswer(message)
    choice = completion.choices[0]
    reason = (choice.finish_reason or "").lower()
    answer = choice.message or Message()
    if reason in _CUT:
        message = f"{provider}'s answer was cut by the length limit; ask for less or take another model."
        raise CutAnswer(message)
    if reason in _BLOCKED:
        message = f"{provider}'s safety filter stopped the answer; change the text or take another model."
        raise ContentBlocked(message)
    if answer.refusal:
        message = f"{provider}'s model declines to do this; change the text or take another model."
        raise EngineRefused(message)
    return answer_in(provider, answer.text)


def require_sight(completion: Completion, asked: tuple[chat.Message, ...], provider: str) -> None:
    """Raise ``BlindEngine`` if fewer tokens were read than the text and the pictures of a question must have.

    Some relays drop pictures and let the model guess. Text counts too little here, so a long one hides the loss; the
    probe of ``pb_core.vision`` finds it all the same.
    """
    tokens = completion.usage.prompt_tokens if completion.usage else None
    parts = [part for message in asked for part in message.content]
    pictures = sum(part.image_url is not None for part in parts)
    if not pictures or tokens is None:
        return
    if tokens < sum(len(part.text or "") for part in parts) // CHARACTERS_PER_TOKEN + PICTURE_TOKENS * pictures:
        message = f"{provider} answered without reading the pictures; take another model or provider."
        raise BlindEngine(message, billed=Billed.YES)


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
        message = f"{provider} streamed an answer that ended too early; the call may have been billed."
        raise OutcomeUnknown(message)
    deltas = [choice.delta or choice.message or Message() for choice in choices]
    words = Message("".join(delta.text for delta in deltas), "".join(delta.refusal or "" for delta in deltas))
    return Completion(
        choices=(Choice(message=words, finish_reason=reasons[-1]),),
        usage=next((part.usage for part in reversed(parts) if part.usage), None),
        credits_consumed=next((part.credits_consumed for part in reversed(parts) if part.credits_consumed), None),
    )
