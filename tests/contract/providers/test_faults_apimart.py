"""Every fault of the APIMart fake against both engines: error class, retry or not, billed or not, upstream calls.

``python tools/fault_matrix.py apimart`` prints what is found here. An ordered picture takes three calls: the order, one
look and the file.
"""

import traceback
from collections.abc import AsyncIterator

import pytest

from fault_matrix import ENGINES, PROMPT, PROVIDERS, Verdict, applies, strike
from pb_adapters.fakes import FakeProviders
from pb_adapters.upstream.limits import Limits
from pb_adapters.upstream.pool import UpstreamPool
from pb_core.errors import BlindEngine, OutcomeUnknown
from pb_core.roles.vision import question
from pb_core.testing.images import KeptSubmission, sample_request
from pb_core.testing.vlm import sample_requests
from pb_core.vision import token_of

ANSWER = Verdict("answer")
DOWN = Verdict("EngineUnavailable", retryable=True, billed="no")
SLOW = Verdict("EngineThrottled", retryable=True, billed="no")
SET_UP = Verdict("EngineMisconfigured", billed="no")
NO_MONEY = Verdict("OutOfFunds", billed="no")
REJECTED = Verdict("RequestRejected", billed="no")
LOST = Verdict("OutcomeUnknown", retryable=True, billed="unknown")
ASK = Verdict("OutcomeUnknown", billed="unknown")
MODERATED = Verdict("ContentBlocked", billed="no")
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

CASES = [
    (fault, kind)
    for fault in FakeProviders().faults("apimart")
    for kind in ENGINES
    if applies(FakeProviders(), "apimart", fault, kind)
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
    found, error = await strike(fake_providers, pool, "apimart", fault, kind)
    assert found == EXPECTED[fault][ENGINES.index(kind)]
    if found.billed == "no":
        assert not fake_providers.bills("apimart")
    told = caplog.text + "".join(traceback.format_exception(error)) if error else caplog.text
    for secret in (fake_providers.key, PROMPT, PROMPT[:30], "base64,"):
        assert secret not in told


async def test_pictures_that_a_relay_drops_are_noticed(fake_providers: FakeProviders, pool: UpstreamPool) -> None:
    engine = PROVIDERS["apimart"](fake_providers, pool, Limits()).vlm
    request = question(token_of("any"))
    assert (await engine.complete(request)).text
    fake_providers.script("apimart", "blind")
    with pytest.raises(BlindEngine):
        await engine.complete(request)


async def test_the_fake_finds_nothing_wrong_with_our_requests(
    fake_providers: FakeProviders, pool: UpstreamPool
) -> None:
    pair = PROVIDERS["apimart"](fake_providers, pool, Limits())
    await pair.vlm.complete(sample_requests()["planner"][0])
    reply = await pair.images.draw(sample_request(pair.images, resolution="2K"), KeptSubmission())
    calls = fake_providers.calls("apimart")
    assert [(call.notes, call.rejected) for call in calls] == [((), None)] * 4
    assert reply.usage.cost_micros == sum(call.tally.cost_micros for call in fake_providers.bills("apimart")[1:])


async def test_a_known_task_is_polled_and_never_ordered_again(
    fake_providers: FakeProviders, pool: UpstreamPool
) -> None:
    images = PROVIDERS["apimart"](fake_providers, pool, Limits()).images
    submission = KeptSubmission()
    await images.draw(sample_request(images), submission)
    await images.draw(sample_request(images), submission)
    assert [call.endpoint for call in fake_providers.calls("apimart")] == ["create", "poll", "file", "poll", "file"]
    assert len(fake_providers.bills("apimart")) == 1


@pytest.mark.parametrize(("fault", "bills"), [("hang-up", 1), ("idempotency-ignored", 2)])
async def test_a_reissue_finds_the_first_task_where_keys_are_honoured(
    fake_providers: FakeProviders, pool: UpstreamPool, fault: str, bills: int
) -> None:
    images = PROVIDERS["apimart"](fake_providers, pool, Limits()).images
    fake_providers.script("apimart", "hang-up")
    if fault != "hang-up":
        fake_providers.script("apimart", fault, call=2)
    submission = KeptSubmission()
    with pytest.raises(OutcomeUnknown):
        await images.draw(sample_request(images), submission)
    assert submission.provider_ref is None
    assert (await images.draw(sample_request(images), submission)).pictures
    assert len(fake_providers.bills("apimart")) == bills
