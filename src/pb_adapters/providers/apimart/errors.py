"""What APIMart's errors mean, whatever HTTP status they stand under."""

from pb_adapters.providers.apimart.wire import OK, Envelope, Failure
from pb_adapters.upstream.errors import by_status, retry_after_of
from pb_adapters.upstream.exchange import Answer, Upstream
from pb_core.errors import (
    Billed,
    ContentBlocked,
    EngineError,
    EngineUnavailable,
    OutcomeUnknown,
    OutOfFunds,
    RequestRejected,
)

_HTTP_ERROR, _BROKE_DOWN = 400, 500
_BUILD_FAILED = "build_request_failed"
_BLOCKED = ("moderation", "sensitive", "safety", "prohibited")
_MONEY = ("insufficient balance", "insufficient credits", "insufficient quota", "payment_required")


def failure_of(upstream: Upstream, answer: Answer, envelope: Envelope) -> EngineError | None:
    """The error that an answer stands for; ``None`` if it is none. The words count before the HTTP status."""
    failure, status = _failure_in(envelope), answer.status
    if status < _HTTP_ERROR:
        if failure is None:
            return None
        status = failure.code if isinstance(failure.code, int) else _BROKE_DOWN
    failure = failure or Failure()
    retry_after = retry_after_of(answer.headers)
    meant = meaning(upstream, failure) or _idempotency(upstream, failure, retry_after)
    if meant is not None:
        return meant
    text = redacted_words(upstream, failure.message)
    if status == _BROKE_DOWN:  # once more at most, and perhaps something was begun
        return OutcomeUnknown(_sentence(f"{upstream.provider} broke down; the call may have been billed", text))
    return by_status(upstream.provider, status, text, retry_after)


def meaning(upstream: Upstream, failure: Failure) -> EngineError | None:
    """What the words of a failure mean, whatever its status; ``None`` if they say nothing.

    Parameters and moderation arrive as HTTP 500 whose message begins with ``build_request_failed``.
    """
    words, provider = f"{failure.type} {failure.code} {failure.message}".lower(), upstream.provider
    told = redacted_words(upstream, failure.message)
    if any(word in words for word in _MONEY):
        return OutOfFunds(_sentence(f"{provider} says that the account has no money left", told))
    if any(word in words for word in _BLOCKED):  # the words may quote the prompt
        message = f"{provider} blocked the prompt or the picture; change the text."
        return ContentBlocked(message, billed=Billed.NO)
    if _BUILD_FAILED in words:
        return RequestRejected(_sentence(f"{provider} rejects a field of the request", told))
    return None


def is_under_way(answer: Answer, envelope: Envelope) -> bool:
    """Whether an earlier request with the same idempotency key is still being answered."""
    failure = _failure_in(envelope)
    return answer.status >= _HTTP_ERROR and failure is not None and failure.code == "idempotency_in_progress"


def failure_from(value: Failure | str | None) -> Failure:
    """An error that is an object on some pages and a string on others."""
    return Failure(message=value) if isinstance(value, str) else value or Failure()


def redacted_words(upstream: Upstream, text: str) -> str:
    """APIMart's words fit for a message; nothing of words about the prompt, which may quote it."""
    return "" if "prompt" in text.lower() else upstream.redacted(text)


def _failure_in(envelope: Envelope) -> Failure | None:
    if envelope.error:
        return failure_from(envelope.error)
    if envelope.success is False or envelope.code not in {None, 0, OK, str(OK), "success"}:
        return Failure(code=envelope.code, message=envelope.message or "")
    return None


def _idempotency(upstream: Upstream, failure: Failure, retry_after: float | None) -> EngineError | None:
    provider = upstream.provider
    match failure.code:
        case "idempotency_in_progress":
            message = f"{provider} is still answering the same request; it may be billed."
            return OutcomeUnknown(message, retry_after=retry_after)
        case "idempotency_result_indeterminate":
            message = f"{provider} does not know what became of the request; look into the account before asking again."
            return OutcomeUnknown(message, retryable=False)
        case "idempotency_key_reused":
            message = f"{provider} says that another request had the same idempotency key."
            return RequestRejected(message)
        case "idempotency_unavailable":
            message = f"{provider} could not guard the request against repetition and did nothing."
            return EngineUnavailable(message, retry_after=retry_after)
        case _:
            return None


def _sentence(what: str, told: str) -> str:
    return f"{what}: {told}" if told else f"{what}."
