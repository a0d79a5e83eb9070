"""Apimart: fault, what the VLM makes of it, what the image engine does; ``None`` where it cannot strike."""

from fault_matrix import Verdict
from fault_tables.verdicts import (
    ANSWER,
    ASK,
    BAD,
    BLOCKED,
    CUT,
    DOWN,
    DRAWN,
    EMPTY,
    LOST,
    MODERATED,
    NO_MONEY,
    REFUSED,
    REJECTED,
    SET_UP,
    SLOW,
)

UNREADABLE = Verdict("UnreadablePicture", calls=3)


def drawn(calls: int) -> Verdict:
    """A picture after so many calls."""
    return Verdict("answer", calls=calls)


def no_picture(calls: int, billed: str = "yes") -> Verdict:
    """No picture after so many calls."""
    return Verdict("NoPicture", billed=billed, calls=calls)


def failed(outcome: str, calls: int = 2, billed: str = "no") -> Verdict:
    """A job that ends for good, so that asking for it again cannot help."""
    return Verdict(outcome, billed=billed, calls=calls)


EXPECTED: dict[str, tuple[Verdict | None, Verdict | None]] = {
    "time-out": (LOST, LOST),
    "hang-up": (LOST, LOST),
    "cut-body": (LOST, LOST),
    "padded": (ANSWER, DRAWN),
    "padded-comments": (ANSWER, DRAWN),
    "padded-forever": (LOST, LOST),
    "padded-closed": (LOST, LOST),
    "slow-drip": (ANSWER, DRAWN),
    "blank-body": (LOST, LOST),
    "empty-body": (LOST, LOST),
    "garbage": (BAD, LOST),  # a task may have been made, and its id is lost
    "wrong-type": (ANSWER, DRAWN),
    "no-type": (ANSWER, DRAWN),
    "huge-body": (BAD, LOST),
    "html-502": (DOWN, DOWN),
    "json-fenced": (ANSWER, None),
    "json-chatty": (ANSWER, None),
    "json-cut": (ANSWER, None),  # the core's repair round is for what is no JSON
    "schema-violated": (ANSWER, None),
    "blank-words": (EMPTY, None),
    "blind": (ANSWER, None),  # nothing was shown
    "picture-missing": (None, no_picture(2)),
    "picture-corrupt": (None, UNREADABLE),
    "picture-no-picture": (None, UNREADABLE),
    "picture-bomb": (None, UNREADABLE),
    "picture-wrong-ratio": (None, DRAWN),
    "picture-too-small": (None, DRAWN),
    "picture-jpeg": (None, DRAWN),
    "picture-mislabelled": (None, DRAWN),
    "throttled": (SLOW, SLOW),
    "throttled-hint": (SLOW, SLOW),
    "throttled-date": (SLOW, SLOW),
    "no-money": (NO_MONEY, NO_MONEY),
    "bad-key": (SET_UP, SET_UP),
    "forbidden": (SET_UP, SET_UP),
    "unknown-model": (SET_UP, SET_UP),
    "invalid": (REJECTED, REJECTED),
    "too-large": (REJECTED, REJECTED),
    "bad-field": (REJECTED, REJECTED),  # 500, in truth a field
    "moderated": (MODERATED, MODERATED),  # 500, in truth the text
    "internal": (LOST, LOST),  # 500 and no more: once again at most
    "bad-gateway": (DOWN, DOWN),
    "unavailable": (DOWN, DOWN),
    "no-channel": (DOWN, DOWN),
    "deadline": (LOST, LOST),
    "error-in-200": (SLOW, SLOW),
    "success-false": (LOST, LOST),
    "idempotency-in-progress": (LOST, drawn(4)),  # sent again with the same key
    "idempotency-reused": (REJECTED, REJECTED),
    "idempotency-indeterminate": (ASK, ASK),
    "idempotency-unavailable": (DOWN, DOWN),
    "idempotency-ignored": (None, DRAWN),
    "not-there-yet": (None, drawn(5)),
    "never-there": (None, no_picture(8, "unknown")),
    "pending": (None, drawn(6)),
    "odd-states": (None, drawn(6)),
    "unknown-states": (None, drawn(6)),
    "upper-case": (None, drawn(5)),
    "never-ends": (None, Verdict("OutcomeUnknown", retryable=True, billed="unknown", calls=107)),
    "poll-throttled": (None, drawn(4)),
    "poll-internal": (None, drawn(4)),
    "poll-time-out": (None, drawn(4)),
    "poll-hang-up": (None, drawn(4)),
    "poll-cut": (None, drawn(4)),
    "poll-garbage": (None, drawn(4)),
    "poll-html-502": (None, drawn(4)),
    "fails-internal": (None, failed("EngineUnavailable")),
    "fails-moderated": (None, failed("ContentBlocked")),
    "fails-bad-field": (None, failed("RequestRejected")),
    "fails-late": (None, failed("EngineUnavailable", 5)),
    "fails-in-a-string": (None, failed("EngineUnavailable")),
    "fails-by-number": (None, failed("EngineUnavailable")),
    "cancelled": (None, failed("EngineUnavailable")),
    "fails-charged": (None, failed("EngineUnavailable", billed="unknown")),
    "old-shape": (None, DRAWN),
    "two-results": (None, DRAWN),
    "no-cost": (None, DRAWN),
    "result-at-once": (None, DRAWN),
    "data-object": (None, DRAWN),
    "data-id": (None, DRAWN),
    "result-no-address": (None, no_picture(3)),  # looked at once more, nothing to fetch
    "result-private": (None, no_picture(3)),
    "result-expired": (None, no_picture(9)),  # six tries, and one more look
    "result-late": (None, drawn(5)),
    "result-forbidden": (None, no_picture(9)),
    "result-moved": (None, drawn(4)),
    "result-looping": (None, no_picture(7)),
    "result-to-private": (None, no_picture(4)),
    "result-drip": (None, Verdict("OutcomeUnknown", retryable=True, billed="yes", calls=9)),
    "result-endless": (None, UNREADABLE),
    "content-list": (ANSWER, None),
    "content-null": (EMPTY, None),
    "refused": (REFUSED, None),
    "refusal-field": (REFUSED, None),
    "blocked": (BLOCKED, None),
    "max-tokens": (CUT, None),
    "max-tokens-cut": (CUT, None),
    "empty-candidates": (EMPTY, None),
    "no-usage": (ANSWER, None),
    "chat-wrapped": (ANSWER, None),
    "chat-priced": (ANSWER, None),
    "sse-unasked": (ANSWER, None),
}
