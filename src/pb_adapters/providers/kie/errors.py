"""What Kie's errors mean.

Nearly every error is HTTP 200; the truth is the envelope's ``code``, and where that is wrong too, its text.
"""

import re

from pb_adapters.providers.kie.wire import OK, Envelope
from pb_adapters.upstream.errors import by_status, retry_after_of, throttled, with_words
from pb_adapters.upstream.exchange import Answer, Upstream
from pb_core.errors import (
    Billed,
    ContentBlocked,
    EngineError,
    EngineExhausted,
    EngineMisconfigured,
    EngineUnavailable,
    OutcomeUnknown,
    OutOfFunds,
    RequestRejected,
)

_HTTP_ERROR = 400
_THROTTLED = 429


def failure_of(upstream: Upstream, answer: Answer, envelope: Envelope) -> EngineError | None:
    """The error that an answer stands for, by its HTTP status and its envelope; ``None`` if it is none."""
    code = _number(envelope.code)
    if answer.status < _HTTP_ERROR and code in {None, OK} and not envelope.error:
        return None
    retry_after = retry_after_of(answer.headers)
    meant = meaning(upstream, code or 0, envelope.text)
    if meant is None:
        status = answer.status if answer.status >= _HTTP_ERROR else code or 0
        return by_status(upstream.provider, status, upstream.redacted_without_prompt(envelope.text), retry_after)
    meant.retry_after = retry_after
    return meant


def meaning(upstream: Upstream, code: int | str, text: str) -> EngineError | None:
    """What a code and the words beside it mean, the words first; ``None`` if neither says anything.

    A code of the documentation, 524 too, says that nothing was done; only an HTTP status can hide a call under way.
    """
    words = next(((kind, what) for pattern, kind, what in _BY_WORDS if pattern.search(f"{code} {text}")), None)
    number = _number(code)
    kind, what = words or _BY_CODE.get(number or 0) or (None, "")
    provider, redacted = upstream.provider, upstream.redacted_without_prompt(text)
    if kind is None:
        return throttled(provider, redacted) if number == _THROTTLED else None
    if kind is ContentBlocked:  # its words may quote the prompt
        return ContentBlocked(f"{provider} {what}; change the text.", billed=Billed.UNKNOWN)
    return kind(with_words(f"{provider} {what}", redacted))


def _number(code: int | str | None) -> int | None:
    try:
        return None if code is None else int(code)
    except ValueError:
        return None


_Meaning = tuple[type[EngineError], str]

_BY_WORDS: tuple[tuple[re.Pattern[str], type[EngineError], str], ...] = (
    (
        re.compile(r"(?i)credits insufficient|insufficient credits|balance isn.t enough|top up"),
        OutOfFunds,
        "says that the account has no credits left",
    ),
    (
        re.compile(r"(?i)sensitive|prohibited|unsafe|moderat|content policy|safety"),
        ContentBlocked,
        "blocked the prompt or the picture",
    ),
    (
        re.compile(r"(?i)model is not supported|unknown model|model (?:does )?not (?:found|exist)"),
        EngineMisconfigured,
        "does not know the model",
    ),
    (
        re.compile(r"(?i)is required|within the range|allowed options|invalid (?:param|value|input|prompt)|too long"),
        RequestRejected,
        "rejects a field of the request",
    ),
    (
        re.compile(r"(?i)being maintained|under maintenance|try again later~|no user can use"),
        EngineUnavailable,
        "is not available now",
    ),
)

_BY_CODE: dict[int, _Meaning] = {
    401: (EngineMisconfigured, "does not accept the key; check KIE_API_KEY"),
    402: (OutOfFunds, "says that the account has no credits left"),
    404: (EngineMisconfigured, "does not know the model or the address"),
    408: (OutcomeUnknown, "waited in vain for the model; the call may have been billed"),
    422: (RequestRejected, "rejects the request"),
    433: (EngineExhausted, "says that the limit set for this key is used up"),
    455: (EngineUnavailable, "is under maintenance"),
    500: (EngineUnavailable, "broke down"),
    501: (EngineUnavailable, "could not generate"),
    503: (EngineUnavailable, "is unavailable"),
    505: (EngineMisconfigured, "has this feature switched off"),
    524: (EngineUnavailable, "has nobody free to do this"),
}
