"""Kie: fault, what the VLM makes of it, what the image engine does; ``None`` where it cannot strike."""

from fault_matrix import Verdict
from fault_tables.verdicts import (
    ANSWER,
    BAD,
    BLOCKED,
    CUT,
    DOWN,
    DRAWN,
    EMPTY,
    LIMIT,
    LOST,
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
    "garbage": (BAD, LOST),  # a job may have been made, and its id is lost
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
    "throttled-429": (SLOW, SLOW),
    "throttled-words": (SLOW, SLOW),
    "throttled-hint": (SLOW, SLOW),
    "rate-limit": (ANSWER, DRAWN),
    "no-money": (NO_MONEY, NO_MONEY),
    "no-money-500": (NO_MONEY, NO_MONEY),
    "bad-key": (SET_UP, SET_UP),
    "key-limit": (LIMIT, LIMIT),
    "bad-field": (REJECTED, REJECTED),
    "required-field": (REJECTED, REJECTED),
    "unknown-model": (SET_UP, SET_UP),
    "not-found": (SET_UP, SET_UP),
    "maintenance": (DOWN, DOWN),
    "maintenance-500": (DOWN, DOWN),
    "internal": (DOWN, DOWN),
    "internal-500": (DOWN, DOWN),
    "old-words": (DOWN, DOWN),
    "unavailable": (DOWN, DOWN),
    "nobody": (DOWN, DOWN),
    "generation-failed": (DOWN, DOWN),
    "disabled": (SET_UP, SET_UP),
    "deadline": (LOST, LOST),
    "edge-timeout": (LOST, LOST),
    "openai-error": (DOWN, DOWN),
    "not-there-yet": (None, drawn(5)),
    "not-there-yet-null": (None, drawn(5)),
    "never-there": (None, no_picture(20, "unknown")),
    "pending": (None, drawn(6)),
    "odd-states": (None, drawn(6)),
    "never-ends": (None, Verdict("OutcomeUnknown", retryable=True, billed="unknown", calls=62)),
    "poll-throttled": (None, drawn(4)),
    "poll-internal": (None, drawn(4)),
    "poll-time-out": (None, drawn(4)),
    "poll-hang-up": (None, drawn(4)),
    "poll-cut": (None, drawn(4)),
    "poll-garbage": (None, drawn(4)),
    "poll-html-502": (None, drawn(4)),
    "fails-policy": (None, failed("ContentBlocked")),
    "fails-sensitive": (None, failed("ContentBlocked")),
    "fails-unsafe": (None, failed("ContentBlocked")),
    "fails-internal": (None, failed("EngineUnavailable")),
    "fails-late": (None, failed("EngineUnavailable", 5)),
    "fails-generation": (None, failed("EngineUnavailable")),
    "fails-no-money": (None, failed("OutOfFunds")),
    "fails-bad-field": (None, failed("RequestRejected")),
    "fails-charged": (None, failed("EngineUnavailable", billed="unknown")),
    "odd-success": (None, DRAWN),
    "new-record": (None, drawn(5)),
    "cost-time-ms": (None, DRAWN),
    "credits-zero": (None, DRAWN),
    "result-object": (None, DRAWN),
    "two-results": (None, DRAWN),
    "no-record-id": (None, DRAWN),
    "result-no-address": (None, no_picture(3)),  # looked at once more, nothing to fetch
    "result-private": (None, no_picture(3)),
    "result-garbage": (None, no_picture(2)),
    "result-expired": (None, no_picture(9)),  # six tries, and one more look
    "result-late": (None, drawn(5)),
    "result-forbidden": (None, no_picture(9)),
    "result-moved": (None, drawn(4)),
    "result-looping": (None, no_picture(7)),
    "result-to-private": (None, no_picture(4)),
    "result-drip": (None, Verdict("OutcomeUnknown", retryable=True, billed="yes", calls=9)),
    "result-endless": (None, UNREADABLE),
    "chat-wrapped": (ANSWER, None),
    "chat-candidates": (ANSWER, None),
    "content-list": (ANSWER, None),
    "content-null": (EMPTY, None),
    "refused": (REFUSED, None),
    "refusal-field": (REFUSED, None),
    "blocked": (BLOCKED, None),
    "max-tokens": (CUT, None),
    "max-tokens-cut": (CUT, None),
    "empty-candidates": (EMPTY, None),
    "no-usage": (ANSWER, None),
    "no-credits": (ANSWER, None),
}
