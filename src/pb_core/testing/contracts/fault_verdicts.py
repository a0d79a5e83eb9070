"""The faults that upstreams of engines have, and what each means by the ports."""

from collections.abc import Mapping

from msgspec import Struct

from pb_core.errors import (
    BadAnswer,
    Billed,
    ContentBlocked,
    CutAnswer,
    EmptyAnswer,
    EngineError,
    EngineExhausted,
    EngineMisconfigured,
    EngineRefused,
    EngineThrottled,
    EngineUnavailable,
    NoPicture,
    OutcomeUnknown,
    OutOfFunds,
    RequestRejected,
    UnreadablePicture,
)


class FaultVerdict(Struct, frozen=True, kw_only=True):
    """What a fault must become: an error of this class with these verdicts.

    ``billed`` is ``None`` where providers differ; then the error must agree with what the upstream charged.
    """

    what: str
    error: type[EngineError]
    retryable: bool = False
    billed: Billed | None = Billed.NO


_OF_BOTH = {
    "unavailable": FaultVerdict(what="the provider is down", error=EngineUnavailable, retryable=True),
    "throttled": FaultVerdict(what="the provider asks to slow down", error=EngineThrottled, retryable=True),
    "exhausted-day": FaultVerdict(what="the allowance of the day is used up", error=EngineExhausted),
    "bad-key": FaultVerdict(what="the key is wrong", error=EngineMisconfigured),
    "no-money": FaultVerdict(what="the account is empty", error=OutOfFunds),
    "bad-field": FaultVerdict(what="a field of the request is wrong", error=RequestRejected),
    "blocked": FaultVerdict(what="a safety filter stopped the call", error=ContentBlocked, billed=None),
    "hang-up": FaultVerdict(
        what="the work was done and its answer lost", error=OutcomeUnknown, retryable=True, billed=None
    ),
}
VLM_FAULTS: Mapping[str, FaultVerdict] = _OF_BOTH | {
    "refused": FaultVerdict(what="the model declines in words", error=EngineRefused, billed=None),
    "max-tokens": FaultVerdict(what="a length limit cut the answer", error=CutAnswer, billed=None),
    "blank-words": FaultVerdict(what="the answer is white space", error=EmptyAnswer, billed=None),
    "garbage": FaultVerdict(what="the answer is no JSON", error=BadAnswer, billed=None),
}
IMAGE_FAULTS: Mapping[str, FaultVerdict] = _OF_BOTH | {
    "picture-missing": FaultVerdict(what="the answer holds no picture", error=NoPicture, billed=None),
    "picture-corrupt": FaultVerdict(what="the picture cannot be read", error=UnreadablePicture, billed=None),
}
ALWAYS = frozenset({"unavailable", "throttled", "bad-key", "bad-field", "hang-up"})
"""Faults that every upstream has, so every author's fake plays them."""
