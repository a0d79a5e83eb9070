"""Every fault of the Gemini fake against both engines: error class, retry or not, billed or not, upstream calls.

``python tools/fault_matrix.py gemini`` prints what is found here.
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
    "no-capacity": (SLOW, SLOW),
    "throttled-header": (SLOW, SLOW),
    "exhausted-day": (TOMORROW, TOMORROW),
    "no-billing": (SET_UP, SET_UP),
    "unavailable": (DOWN, DOWN),
    "internal": (DOWN, DOWN),
    "internal-list": (DOWN, DOWN),
    "deadline": (LOST, LOST),
    "bad-key": (SET_UP, SET_UP),
    "expired-key": (SET_UP, SET_UP),
    "no-key": (SET_UP, SET_UP),
    "leaked-key": (SET_UP, SET_UP),
    "restricted-key": (SET_UP, SET_UP),
    "wrong-region": (SET_UP, SET_UP),
    "retired-model": (SET_UP, SET_UP),
    "too-large": (REJECTED, REJECTED),
    "bad-field": (REJECTED, REJECTED),
    "format-trap": (REJECTED, REJECTED),
    "thinking-level": (REJECTED, REJECTED),
    "blocked": (BLOCKED, BLOCKED),
    "blocked-answer": (BLOCKED, BLOCKED),
    "recitation": (BLOCKED, BLOCKED),
    "no-image": (NONE, NONE),
    "refused": (REFUSED, NONE),
    "max-tokens": (CUT, CUT),
    "no-candidates": (EMPTY, EMPTY),
    "empty-candidates": (EMPTY, EMPTY),
    "no-parts": (EMPTY, NONE),
    "empty-parts": (EMPTY, NONE),
    "max-tokens-cut": (CUT, None),
    "thoughts-first": (None, ANSWER),
    "split-text": (ANSWER, None),
    "odd-ending": (BAD, BAD),
}

CASES = [
    (fault, kind)
    for fault in FakeProviders().faults("gemini")
    for kind in ENGINES
    if applies(FakeProviders(), "gemini", fault, kind)
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
    found, error = await strike(fake_providers, pool, "gemini", fault, kind)
    assert found == EXPECTED[fault][ENGINES.index(kind)]
    if found.billed == "no":
        assert not fake_providers.bills("gemini")
    told = caplog.text + "".join(traceback.format_exception(error)) if error else caplog.text
    for secret in (fake_providers.key, PROMPT, PROMPT[:30], "base64,"):
        assert secret not in told
