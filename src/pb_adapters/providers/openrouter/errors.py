"""OpenRouter's error bodies and what they mean; source: https://openrouter.ai/docs/api-reference/errors-and-debugging.

An error stands under its own HTTP status, or, where the status was sent before the outcome was known, inside a 200.
"""

import math
import re
from typing import Any

from msgspec import Struct

from pb_adapters.upstream.errors import by_status
from pb_adapters.upstream.exchange import Upstream
from pb_adapters.upstream.json_wire import converted
from pb_core.errors import (
    Billed,
    BlindEngine,
    ContentBlocked,
    EngineError,
    EngineExhausted,
    EngineMisconfigured,
    EngineRefused,
)


class Availability(Struct, frozen=True, kw_only=True):
    """Why no upstream serves the call, and whether that will change."""

    retryable: bool | None = None
    retry_after: float | None = None


class Metadata(Struct, frozen=True, kw_only=True):
    """More about an error; moderation gives ``reasons``, a guardrail ``patterns``."""

    error_type: str | None = None
    reasons: Any = None
    patterns: Any = None


class ApiError(Struct, frozen=True, kw_only=True):
    """What went wrong: ``code``, or else ``http_status``, is an HTTP status whatever the answer's own."""

    code: int | str | None = None
    http_status: int | None = None
    error_type: str | None = None
    message: str | None = None
    metadata: Metadata | None = None
    availability: Availability | None = None


class ErrorBody(Struct, frozen=True, kw_only=True):
    """The body of an error, also of one inside HTTP 200."""

    error: ApiError = ApiError()


_STATUS_OF_TYPE = {
    "rate_limit_exceeded": 429,
    "provider_overloaded": 503,
    "provider_unavailable": 502,
    "timeout": 504,
    "server": 500,
    "unmapped": 500,
}
"""For errors that give neither ``code`` nor ``http_status``."""

_ERROR_STATUS = re.compile("[45][0-9][0-9]")
_BAD_REQUEST, _FORBIDDEN, _NOT_FOUND, _TOO_MANY, _UNAVAILABLE = 400, 403, 404, 429, 503


def error_in(document: object) -> ApiError | None:
    """The error at the top of a body, if there is one that can be read."""
    if not isinstance(document, dict) or not document.get("error"):
        return None
    return (converted(document, ErrorBody) or ErrorBody()).error


def failure_of(upstream: Upstream, error: ApiError, status: int, retry_after: float | None = None) -> EngineError:
    """The error of ours that theirs stands for; ``status`` is the answer's own HTTP status.

    An answer that failed as a whole costs nothing, whatever the model had said by then.
    """
    provider, text = upstream.provider, upstream.redacted(error.message or "")
    words, metadata = (error.message or "").lower(), error.metadata or Metadata()
    kind = metadata.error_type or error.error_type or ""
    status = _status_of(error, kind, status)
    if kind == "content_policy_violation" or (status == _FORBIDDEN and _is_moderation(metadata, words)):
        return ContentBlocked(f"{provider} blocked the request: {text}", billed=Billed.NO)
    if kind == "refusal":
        return EngineRefused(f"{provider} says that the model declines: {text}", billed=Billed.NO)
    if (status == _TOO_MANY and "per-day" in words) or (status == _FORBIDDEN and "limit exceeded" in words):
        return EngineExhausted(f"{provider} says that an allowance of the key is used up: {text}")
    if status == _NOT_FOUND and "image input" in words:
        return BlindEngine(f"{provider} has nothing that shows pictures to this model: {text}")
    availability = error.availability or Availability()
    if (status == _UNAVAILABLE and availability.retryable is False) or _is_unknown_model(status, words):
        return EngineMisconfigured(f"{provider} has nothing that serves this model as it is asked: {text}")
    return by_status(provider, status, text, _wait_of(availability) if retry_after is None else retry_after)


def _wait_of(availability: Availability) -> float | None:
    seconds = availability.retry_after
    return seconds if seconds is not None and math.isfinite(seconds) and seconds >= 0 else None


def _status_of(error: ApiError, kind: str, status: int) -> int:
    """The first HTTP status of an error among its code, its own status, the answer's and that of its kind."""
    stated = (str(error.code), str(error.http_status), str(status), str(_STATUS_OF_TYPE.get(kind)))
    return next((int(one) for one in stated if _ERROR_STATUS.fullmatch(one)), status)


def _is_moderation(metadata: Metadata, words: str) -> bool:
    return bool(metadata.reasons or metadata.patterns) or words.startswith("request blocked")


def _is_unknown_model(status: int, words: str) -> bool:
    return status == _BAD_REQUEST and "not a valid model" in words
