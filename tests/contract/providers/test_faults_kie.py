"""Every fault of the Kie fake against both engines: error class, retry or not, billed or not, upstream calls.

``python tools/fault_matrix.py kie`` prints what is found here. An ordered picture takes three calls: the order, one
look and the file.
"""

import traceback
from collections.abc import AsyncIterator

import pytest

from fault_matrix import ENGINES, PROMPT, PROVIDERS, Verdict, applies, strike
from pb_adapters.fakes import FakeProviders
from pb_adapters.upstream.limits import Limits
from pb_adapters.upstream.pool import UpstreamPool
from pb_core.errors import BlindEngine
from pb_core.roles.vision import question
from pb_core.testing.images import KeptSubmission, sample_request
from pb_core.testing.vlm import sample_requests
from pb_core.vision import token_of

ANSWER = Verdict("answer")
DOWN = Verdict("EngineUnavailable", retryable=True, billed="no")
SLOW = Verdict("EngineThrottled", retryable=True, billed="no")
LIMIT = Verdict("EngineExhausted", billed="no")
SET_UP = Verdict("EngineMisconfigured", billed="no")
NO_MONEY = Verdict("OutOfFunds", billed="no")
REJECTED = Verdict("RequestRejected", billed="no")
LOST = Verdict("OutcomeUnknown", retryable=True, billed="unknown")
REFUSED = Verdict("EngineRefused")
BLOCKED = Verdict("ContentBlocked")
BAD = Verdict("BadAnswer")
CUT = Verdict("CutAnswer")
EMPTY = Verdict("EmptyAnswer")
DRAWN = Verdict("answer", calls=3)


def drawn(calls: int) -> Verdict:
    return Verdict("answer", calls=calls)


def no_picture(calls: int, billed: str = "yes") -> Verdict:
    return Verdict("NoPicture", billed=billed, calls=calls)


def failed(outcome: str, calls: int = 2, billed: str = "no") -> Verdict:
    """A job that ends for good, so that asking for it again cannot help."""
    return Verdict(outcome, billed=billed, calls=calls)


UNREADABLE = Verdict("UnreadablePicture", calls=3)

# fault: what the VLM makes of it, what the image engine does; None where it cannot strike
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

CASES = [
    (fault, kind)
    for fault in FakeProviders().faults("kie")
    for kind in ENGINES
    if applies(FakeProviders(), "kie", fault, kind)
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
    found, error = await strike(fake_providers, pool, "kie", fault, kind)
    assert found == EXPECTED[fault][ENGINES.index(kind)]
    if found.billed == "no":
        assert not fake_providers.bills("kie")
    told = caplog.text + "".join(traceback.format_exception(error)) if error else caplog.text
    for secret in (fake_providers.key, PROMPT, PROMPT[:30], "base64,"):
        assert secret not in told


async def test_pictures_that_a_relay_drops_are_noticed(fake_providers: FakeProviders, pool: UpstreamPool) -> None:
    engine = PROVIDERS["kie"](fake_providers, pool, Limits()).vlm
    request = question(token_of("any"))
    assert (await engine.complete(request)).text
    fake_providers.script("kie", "blind")
    with pytest.raises(BlindEngine):
        await engine.complete(request)


async def test_the_fake_finds_nothing_wrong_with_our_requests(
    fake_providers: FakeProviders, pool: UpstreamPool
) -> None:
    pair = PROVIDERS["kie"](fake_providers, pool, Limits())
    await pair.vlm.complete(sample_requests()["planner"][0])
    reply = await pair.images.draw(sample_request(pair.images, resolution="2K"), KeptSubmission())
    calls = fake_providers.calls("kie")
    assert [(call.notes, call.rejected) for call in calls] == [((), None)] * 4
    assert reply.usage.cost_micros == sum(call.tally.cost_micros for call in fake_providers.bills("kie")[1:])


async def test_a_known_job_is_polled_and_never_ordered_again(fake_providers: FakeProviders, pool: UpstreamPool) -> None:
    images = PROVIDERS["kie"](fake_providers, pool, Limits()).images
    submission = KeptSubmission()
    await images.draw(sample_request(images), submission)
    await images.draw(sample_request(images), submission)
    assert [call.endpoint for call in fake_providers.calls("kie")] == ["create", "poll", "file", "poll", "file"]
    assert len(fake_providers.bills("kie")) == 1
