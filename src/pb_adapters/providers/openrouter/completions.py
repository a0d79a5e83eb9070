"""What a chat completion says, if it is one that ended as an answer ends."""

from pb_adapters.providers.openrouter.errors import failure_of
from pb_adapters.providers.openrouter.wire import ApiError, ChatResponse, Choice, Reply
from pb_adapters.upstream.exchange import Upstream
from pb_core.errors import (
    BadAnswer,
    Billed,
    ContentBlocked,
    CutAnswer,
    EmptyAnswer,
    EngineError,
    EngineRefused,
    EngineUnavailable,
    OutcomeUnknown,
)

_OK, _BAD_GATEWAY = 200, 502


def words_of(upstream: Upstream, response: ChatResponse) -> str:
    """The words of the first choice; empty if it has none.

    Raises:
        ContentBlocked: A filter stopped the answer.
        EngineRefused: The model declines.
        CutAnswer: The limit of tokens was reached; thinking alone may have used it up.
        EmptyAnswer: There is no choice; one without a token is free and may be asked for again.
        BadAnswer: It ended for another reason.
        EngineError: It broke off, for the reason that it gives.
    """
    if not response.choices:
        spoken = response.usage is not None and bool(response.usage.completion_tokens)
        message = f"{upstream.provider} answered without a choice."
        raise EmptyAnswer(message, retryable=not spoken, billed=Billed.YES if spoken else Billed.NO)
    choice = response.choices[0]
    if choice.error is not None or choice.finish_reason == "error":
        raise _failure(upstream, response, choice.error or ApiError(code=_BAD_GATEWAY))
    _check_ending(upstream, choice)
    content = (choice.message or Reply()).content or ""
    return content if isinstance(content, str) else "".join(part.text or "" for part in content)


def _check_ending(upstream: Upstream, choice: Choice) -> None:
    provider, reason = upstream.provider, choice.finish_reason
    if (choice.message or Reply()).refusal:
        message = f"{provider} says that the model declines to do this."
        raise EngineRefused(message)
    if reason == "length":
        message = f"{provider} reached the limit of output tokens, the model's thoughts included."
        raise CutAnswer(message)
    if reason == "content_filter":
        message = f"{provider} blocked the answer."
        raise ContentBlocked(message)
    if reason not in {None, "", "stop"}:
        message = f"{provider} ended its answer early ({upstream.told(reason)})."
        raise BadAnswer(message)


def _failure(upstream: Upstream, response: ChatResponse, error: ApiError) -> EngineError:
    """A choice that broke off: what it cost stands in the usage, and where that is missing it may be anything."""
    provider, text = upstream.provider, upstream.told(error.message or "")
    failure = failure_of(upstream, error, _OK)
    cost = response.usage.cost if response.usage else None
    if not failure.retryable or (cost == 0 and failure.billed is Billed.NO):
        return failure
    if cost == 0:
        message = f"{provider} broke its answer off and charged nothing: {text}"
        return EngineUnavailable(message)
    message = f"{provider} broke its answer off; the call may have been billed: {text}"
    return OutcomeUnknown(message)
