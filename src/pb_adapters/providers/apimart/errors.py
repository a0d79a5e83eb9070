"""What APIMart's errors mean, whatever HTTP status they stand under."""

from pb_adapters.providers.apimart.wire import OK, Envelope, Failure
from pb_adapters.upstream.errors import by_status, retry_after_of, with_words
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
    text = upstream.redacted_without_prompt(failure.message)
    if status == _BROKE_DOWN:  # once more at most, and perhaps something was begun
        return OutcomeUnknown(with_words(f"{upstream.provider} broke down; the call may have been billed", text))
    return by_status(upstream.provider, status, text, retry_after)


def meaning(upstream: Upstream, failure: Failure) -> EngineError | None:
    """What the words of a failure mean, whatever its status; ``None`` if they say nothing.

    Parameters and moderation arrive as HTTP 500 whose message begins with ``build_request_failed``.
    """
    words, provider = f"{failure.type} {failure.code} {failure.message}".lower(), upstream.provider
    text = upstream.redacted_without_prompt(failure.message)
    if any(word in words for word in _MONEY):
        return OutOfFunds(with_words(f"{provider} says that the account has no money left", text))
    if any(word in words for word in _BLOCKED):  # the words may quote the prompt
        return ContentBlocked(f"{provider} blocked the prompt or the picture; change the text.", billed=Billed.NO)
    if _BUILD_FAILED in words:
        return RequestRejected(with_words(f"{provider} rejects a field of the request", text))
    return None


def is_under_way(answer: Answer, envelope: Envelope) -> bool:
    """Whether an earlier request with the same idempotency key is still being answered."""
    failure = _failure_in(envelope)
    return answer.status >= _HTTP_ERROR and failure is not None and failure.code == "idempotency_in_progress"


def failure_from(value: Failure | str | None) -> Failure:
    """An error that is an object on some pages and a string on others."""
    return Failure(message=value) if isinstance(value, str) else value or Failure()


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
            return OutcomeUnknown(
                f"{provider} is still answering the same request; it may be billed.", retry_after=retry_after
            )
        case "idempotency_result_indeterminate":
            return OutcomeUnknown(
                f"{provider} does not know what became of the request; look into the account before asking again.",
                retryable=False,
            )
        case "idempotency_key_reused":
            return RequestRejected(f"{provider} says that another request had the same idempotency key.")
        case "idempotency_unavailable":
            return EngineUnavailable(
                f"{provider} could not guard the request against repetition and did nothing.", retry_after=retry_after
            )
        case _:
            return None
