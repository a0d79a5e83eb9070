"""How an upstream's failures become errors of the tree: words, waits and statuses that every provider shares."""

import math
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from pb_core.errors import (
    BadAnswer,
    EngineError,
    EngineMisconfigured,
    EngineThrottled,
    EngineUnavailable,
    OutcomeUnknown,
    OutOfFunds,
    RequestRejected,
)

REDACTED_CHARACTERS = 300
_HIDDEN = "[hidden]"
_SECRET_PATTERNS = (
    (re.compile(r"data:[^\s\"']{0,100};base64,[^\s\"']*"), "[picture]"),
    (re.compile(r"(https?://[^\s\"'?]*)\?[^\s\"']*"), r"\1"),
    (re.compile(r"(?i)\bbearer\s+\S+"), _HIDDEN),
    (re.compile(r"\b(?:sk-|AIza)[\w*.…-]+"), _HIDDEN),
    (re.compile(r"[A-Za-z0-9+/_=-]{80,}"), _HIDDEN),
)


def redacted(text: str, redact: Iterable[str] = ()) -> str:
    """An upstream's words fit for a message: one line of at most 300 characters.

    Hidden are the secrets given, whatever looks like a key, the queries of URLs and pictures in base64.
    """
    for secret in redact:
        text = text.replace(secret, _HIDDEN) if secret else text
    text = "".join(character if character.isprintable() else " " for character in text[: REDACTED_CHARACTERS * 10])
    for pattern, instead in _SECRET_PATTERNS:
        text = pattern.sub(instead, text)
    line = " ".join(text.split())
    return line if len(line) <= REDACTED_CHARACTERS else line[: REDACTED_CHARACTERS - 1] + "…"


def with_words(what: str, words: str) -> str:
    """A sentence of ours, with the provider's words behind it if there are any."""
    return f"{what}: {words}" if words else f"{what}."


def retry_after_of(headers: Mapping[str, str]) -> float | None:
    """The seconds of a ``Retry-After`` header given as seconds or as a date; ``None`` if there is none to read.

    A date is held against the answer's own ``Date`` where it has one, so the two clocks need not agree.
    """
    value = headers.get("retry-after", "").strip()
    try:
        seconds = float(value)
    except ValueError:
        until = _date_of(value)
        if until is None:
            return None
        seconds = (until - (_date_of(headers.get("date", "")) or datetime.now(UTC))).total_seconds()
    return max(seconds, 0.0) if math.isfinite(seconds) else None


def throttled(provider: str, text: str = "", retry_after: float | None = None) -> EngineThrottled:
    """The provider asks to slow down; ``text`` are its own words, already fit for a message."""
    return EngineThrottled(with_words(f"{provider} asks to slow down", text), retry_after=retry_after)


def by_status(provider: str, status: int, text: str = "", retry_after: float | None = None) -> EngineError:
    """What an HTTP status that is no success means where a provider documents nothing else.

    ``text`` are the provider's own words, already fit for a message. A gateway's time-out may have been billed.
    """
    if status == _THROTTLED:
        return throttled(provider, text, retry_after)
    what, kind = _MEANINGS.get(status) or _of_class(status)
    return kind(with_words(f"{provider} {what} (HTTP {status})", text), retry_after=retry_after)


_THROTTLED = 429
_SERVER = 500
_CLIENT = 400
_REDIRECT = 300

_MEANINGS: dict[int, tuple[str, type[EngineError]]] = {
    401: ("does not accept the key", EngineMisconfigured),
    402: ("says that the account has no money left", OutOfFunds),
    403: ("does not allow this with the key that is set", EngineMisconfigured),
    404: ("does not know the model or the address", EngineMisconfigured),
    407: ("is behind a proxy that wants other credentials than HTTP_PROXY has", EngineMisconfigured),
    408: ("gave up waiting", EngineUnavailable),
    504: ("ran out of time; the call may have been billed", OutcomeUnknown),
    524: ("ran out of time; the call may have been billed", OutcomeUnknown),
}


def _of_class(status: int) -> tuple[str, type[EngineError]]:
    if status >= _SERVER:
        return "is unavailable", EngineUnavailable
    if status >= _CLIENT:
        return "rejects the request", RequestRejected
    if status >= _REDIRECT:
        return "redirects elsewhere; check its base URL", EngineMisconfigured
    return "gave an unexpected answer", BadAnswer


def _date_of(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
