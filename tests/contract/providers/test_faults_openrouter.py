"""Every fault of the OpenRouter fake against both engines: error class, retry or not, billed or not, upstream calls.

``python tools/fault_matrix.py openrouter`` prints what is found here.
"""

import traceback
from collections.abc import AsyncIterator

import pytest

from fault_matrix import ENGINES, PROMPT, Verdict, applies, strike
from pb_adapters.fakes import FakeProviders
from pb_adapters.upstream.pool import UpstreamPool

ANSWER = Verdict("answer")
DOWN = Verdict("EngineUnavailable", retryable=True, billed="no")
SLOW = Verdict("EngineThrottled", retryable=True, billed="no")
TOMORROW = Verdict("EngineExhausted", billed="no")
SET_UP = Verdict("EngineMisconfigured", billed="no")
NO_MONEY = Verdict("OutOfFunds", billed="no")
MODERATED = Verdict("ContentBlocked", billed="no")
REJECTED = Verdict("RequestRejected", billed="no")
LOST = Verdict("OutcomeUnknown", retryable=True, billed="unknown")
REFUSED = Verdict("EngineRefused")
BLOCKED = Verdict("ContentBlocked")
BAD = Verdict("BadAnswer")
CUT = Verdict("CutAnswer")
EMPTY = Verdict("EmptyAnswer")
NONE = Verdict("NoPicture")
UNREADABLE = Verdict("UnreadablePicture")

# fault: what the VLM makes of it, what the image engine does; None where it cannot strike
EXPECTED: dict[str, tuple[Verdict | None, Verdict | None]] = {
    "time-out": (LOST, LOST),
    "hang-up": (LOST, LOST),
    "cut-body": (LOST, LOST),
    "padded": (ANSWER, ANSWER),
    "padded-comments": (ANSWER, ANSWER),
    "padded-forever": (LOST, LOST),
    "padded-closed": (LOST, LOST),
    "slow-drip": (ANSWER, ANSWER),
    "blank-body": (LOST, LOST),
    "empty-body": (LOST, LOST),
    "garbage": (BAD, BAD),
    "wrong-type": (ANSWER, ANSWER),
    "no-type": (ANSWER, ANSWER),
    "huge-body": (BAD, ANSWER),
    "html-502": (DOWN, DOWN),
    "json-fenced": (ANSWER, None),
    "json-chatty": (ANSWER, None),
    "json-cut": (ANSWER, None),
    "schema-violated": (ANSWER, None),
    "blank-words": (EMPTY, None),
    "blind": (ANSWER, None),
    "picture-missing": (None, NONE),
    "picture-corrupt": (None, UNREADABLE),
    "picture-no-picture": (None, UNREADABLE),
    "picture-bomb": (None, UNREADABLE),
    "picture-wrong-ratio": (None, ANSWER),
    "picture-too-small": (None, ANSWER),
    "picture-jpeg": (None, ANSWER),
    "picture-mislabelled": (None, ANSWER),
    "throttled": (SLOW, SLOW),
    "throttled-hint": (SLOW, SLOW),
    "throttled-upstream": (SLOW, SLOW),
    "exhausted-day": (TOMORROW, TOMORROW),
    "unavailable": (DOWN, DOWN),
    "internal": (DOWN, DOWN),
    "upstream-down": (DOWN, DOWN),
    "timed-out": (DOWN, DOWN),
    "deadline": (LOST, LOST),
    "edge-timeout": (LOST, LOST),
    "overloaded": (DOWN, DOWN),
    "error-in-200": (DOWN, DOWN),
    "internal-in-200": (DOWN, DOWN),
    "throttled-in-200": (SLOW, SLOW),
    "error-in-choice": (DOWN, None),
    "padded-error": (DOWN, DOWN),
    "bad-key": (SET_UP, SET_UP),
    "no-key": (SET_UP, SET_UP),
    "key-limit": (TOMORROW, TOMORROW),
    "no-money": (NO_MONEY, NO_MONEY),
    "no-money-tokens": (NO_MONEY, NO_MONEY),
    "moderated": (MODERATED, MODERATED),
    "retired-model": (SET_UP, SET_UP),
    "no-modalities": (SET_UP, SET_UP),
    "data-policy": (SET_UP, SET_UP),
    "bad-field": (REJECTED, REJECTED),
    "upstream-bad-field": (REJECTED, REJECTED),
    "too-large": (REJECTED, REJECTED),
    "blocked": (BLOCKED, MODERATED),
    "refused": (REFUSED, NONE),
    "refusal-field": (REFUSED, None),
    "max-tokens": (CUT, None),
    "max-tokens-cut": (CUT, None),
    "content-null": (EMPTY, None),
    "content-list": (ANSWER, None),
    "empty-candidates": (EMPTY, NONE),
    "duplicate-pictures": (None, ANSWER),
    "own-key": (ANSWER, ANSWER),
    "no-usage": (ANSWER, ANSWER),
}

CASES = [
    (fault, kind)
    for fault in FakeProviders().faults("openrouter")
    for kind in ENGINES
    if applies(FakeProviders(), "openrouter", fault, kind)
]


@pytest.fixture
async def pool() -> AsyncIterator[UpstreamPool]:
    async with UpstreamPool(clients=1) as pool:
        yield pool


def test_the_table_knows_every_fault_and_no_other() -> None:
    stated = [(fault, kind) for fault, row in EXPECTED.items() for kind, one in zip(ENGINES, row, strict=True) if one]
    assert sorted(stated) == sorted(CASES)


@pytest.mark.parametrize(("fault", "kind"), CASES)
async def test_a_fault_has_one_meaning(
    fake_providers: FakeProviders, pool: UpstreamPool, fault: str, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    found, error = await strike(fake_providers, pool, "openrouter", fault, kind)
    assert found == EXPECTED[fault][ENGINES.index(kind)]
    if found.billed == "no":
        assert not fake_providers.bills("openrouter")
    told = caplog.text + "".join(traceback.format_exception(error)) if error else caplog.text
    for secret in (fake_providers.key, PROMPT, PROMPT[:30], "base64,"):
        assert secret not in told
