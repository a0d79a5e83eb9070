"""The faults that upstreams have, and what each means by the ports of the engines."""

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


class Meaning(Struct, frozen=True, kw_only=True):
    """What a fault must become: an error of this class with these verdicts.

    ``billed`` is ``None`` where providers differ; then the error must agree with what the upstream charged.
    """

    what: str
    error: type[EngineError]
    retryable: bool = False
    billed: Billed | None = Billed.NO


_OF_BOTH = {
    "unavailable": Meaning(what="the provider is down", error=EngineUnavailable, retryable=True),
    "throttled": Meaning(what="the provider asks to slow down", error=EngineThrottled, retryable=True),
    "exhausted-day": Meaning(what="the allowance of the day is used up", error=EngineExhausted),
    "bad-key": Meaning(what="the key is wrong", error=EngineMisconfigured),
    "no-money": Meaning(what="the account is empty", error=OutOfFunds),
    "bad-field": Meaning(what="a field of the request is wrong", error=RequestRejected),
    "blocked": Meaning(what="a safety filter stopped the call", error=ContentBlocked, billed=None),
    "hang-up": Meaning(what="the work was done and its answer lost", error=OutcomeUnknown, retryable=True, billed=None),
}
VLM_FAULTS: Mapping[str, Meaning] = _OF_BOTH | {
    "refused": Meaning(what="the model declines in words", error=EngineRefused, billed=None),
    "max-tokens": Meaning(what="a length limit cut the answer", error=CutAnswer, billed=None),
    "blank-words": Meaning(what="the answer is white space", error=EmptyAnswer, billed=None),
    "garbage": Meaning(what="the answer is no JSON", error=BadAnswer, billed=None),
}
IMAGE_FAULTS: Mapping[str, Meaning] = _OF_BOTH | {
    "picture-missing": Meaning(what="the answer holds no picture", error=NoPicture, billed=None),
    "picture-corrupt": Meaning(what="the picture cannot be read", error=UnreadablePicture, billed=None),
}
ALWAYS = frozenset({"unavailable", "throttled", "bad-key", "bad-field", "hang-up"})
"""Faults that every upstream has, so every author's fake plays them."""
