"""The outside world, which outlives every program: providers that keep account of what was bought, and a receiver."""

import asyncio
import re
import zlib
from collections import defaultdict
from collections.abc import Callable
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from histories.event_loop import Program
from histories.faults import Weather
from pb_core.domain.billing import Usage
from pb_core.domain.questions import CritiqueBrief
from pb_core.errors import (
    EngineThrottled,
    EngineUnavailable,
    JobFailed,
    NotificationFailed,
    OutcomeUnknown,
    RequestRejected,
)
from pb_core.ports.images import DrawReply, DrawRequest, Submission
from pb_core.ports.notifier import Answer
from pb_core.ports.vlm import VlmReply, VlmRequest
from pb_core.testing.memory.images import KeptSubmission, ScriptedImages
from pb_core.testing.memory.vlm import ScriptedVlm, verdict

REJECTED = "The provider rejects this request"
AWAY, BUSY, LOST = "The provider is away", "The provider is busy", "The answer of the provider was lost"
MARK = re.compile(r"work-\d+")
PRICE = 1000
LONGEST_REST = 120.0
"""For how many seconds a busy provider asks to be left alone at most."""


class Fate(StrEnum):
    """What the engines make of a piece of work when nothing else goes wrong."""

    HEALTHY = "healthy"
    REJECTED = "rejected"  # a typed refusal
    GARBAGE = "garbage"  # answers that cannot be used
    BUGGY = "buggy"  # an error that is none of ours, each time
    POISON = "poison"  # the program dies, each time


class Purchase:
    """One call that a provider has worked for, and what became of its answer."""

    def __init__(self, what: str, mark: str, program: Program) -> None:
        self.what, self.mark, self.program = what, mark, program
        self.stops_before = program.stops
        self.outcome = "under way"

    def may_be_repeated_by(self, program: Program) -> bool:
        """Whether nobody can blame the core for buying it again: another program took over, or the answer was lost."""
        taken_over = program is not self.program or program.stops > self.stops_before
        return taken_over or self.outcome in {"lost", "failed"}


class Upstream:
    """What providers and receivers know. ``bought`` is by work and request, ``wrong`` what they saw and should not."""

    def __init__(self, weather: Weather) -> None:
        self.weather = weather
        self.fates: dict[str, Fate] = {}
        self.bought: defaultdict[str, list[Purchase]] = defaultdict(list)
        self.jobs: dict[str, tuple[float, bool]] = {}
        self.received: list[tuple[str, tuple[tuple[str, str], ...], bytes]] = []
        self.wrong: list[str] = []
        self.leases_last = True
        """False where a slow store lets one of two programs lose a lease to the other in the middle of a call."""
        self._struck: set[tuple[str, str]] = set()

    def buy(self, what: str, mark: str, program: Program) -> Purchase:
        """Work for a call that reached the provider."""
        earlier = self.bought[what]
        if self.leases_last and earlier and not earlier[-1].may_be_repeated_by(program):
            self.wrong.append(f"bought again though the first call was {earlier[-1].outcome}: {what[:120]}")
        purchase = Purchase(what, mark, program)
        earlier.append(purchase)
        return purchase

    def strikes_once(self, fault: str, mark: str, rate: float) -> bool:
        """Whether a fault strikes a piece of work for the first time."""
        if (fault, mark) in self._struck or not self.weather.strikes(rate):
            return False
        self._struck.add((fault, mark))
        return True

    async def meet(self, mark: str, program: Program) -> None:
        """What may happen before a provider has worked for anything."""
        weather, fate = self.weather, self.fates[mark]
        await weather.takes(1.0)
        if fate is Fate.POISON:
            program.kill()
            await asyncio.sleep(0)
        if "engines" in weather.is_out or weather.strikes(weather.rates.engine_away):
            raise EngineUnavailable(AWAY)
        if weather.strikes(weather.rates.engine_throttles):
            raise EngineThrottled(BUSY, retry_after=weather.seconds(LONGEST_REST))
        if fate is Fate.REJECTED:
            raise RequestRejected(REJECTED)
        if fate is Fate.BUGGY:
            raise ZeroDivisionError(mark)

    async def work(self, purchase: Purchase, seconds: float) -> None:
        """Work for a purchase, whose answer may be lost on its way."""
        rates = self.weather.rates
        try:
            await self.weather.takes(seconds)
        except asyncio.CancelledError:
            purchase.outcome = "cancelled"
            raise
        if self.strikes_once("breaks", purchase.mark, rates.engine_breaks):
            purchase.outcome = "failed"
            raise ZeroDivisionError(purchase.mark)
        if self.weather.strikes(rates.engine_loses):
            purchase.outcome = "lost"
            raise OutcomeUnknown(LOST)


class SimulatedVlm:
    """A paid model as one program sees it."""

    provider, model, sees_images = "simulated", "text-1", True

    def __init__(self, upstream: Upstream, program: Program) -> None:
        self._upstream, self._program = upstream, program

    def estimate(self, request: VlmRequest, /) -> int:
        """What a call costs at most."""
        return PRICE * len(request.role)

    async def complete(self, request: VlmRequest) -> VlmReply:
        """Answer one question, or not."""
        upstream, mark = self._upstream, mark_of(request.prompt)
        if mark is None:  # a probe, which belongs to no work of its own
            return await ScriptedVlm(sees_images=True).complete(request)
        await upstream.meet(mark, self._program)
        shown = [zlib.crc32(picture.data) for picture in request.images]
        purchase = upstream.buy(f"{mark} {request.role} {request.prompt} {shown}", mark, self._program)
        await upstream.work(purchase, upstream.weather.rates.slowest_engine)
        text = "nonsense" if upstream.fates[mark] is Fate.GARBAGE else await _answer(request)
        purchase.outcome = "answered"
        return VlmReply(text=text, usage=Usage(cost_micros=PRICE))


async def _answer(request: VlmRequest) -> str:
    brief = request.brief
    if isinstance(brief, CritiqueBrief):
        judged = verdict(brief, score=4.0 + brief.round)
        return msgspec.json.encode(replace(judged, revised_description=f"Drawn better, {brief.round}.")).decode()
    return (await ScriptedVlm(sees_images=True).complete(request)).text


class SimulatedPainter:
    """A painter that takes orders and is polled, as one program sees it."""

    provider, model = "simulated", "painter-1"
    capabilities = ScriptedImages.capabilities

    def __init__(self, upstream: Upstream, program: Program, time: Callable[[], float]) -> None:
        self._upstream, self._program, self._time = upstream, program, time

    def estimate(self, request: DrawRequest, /) -> int:
        """What a picture costs at most."""
        return PRICE * len(request.formats)

    async def draw(self, request: DrawRequest, submission: Submission) -> DrawReply:
        """Order a picture, or go on with an order, until it is there."""
        upstream, mark = self._upstream, mark_of(request.caption)
        if mark is None:
            raise AssertionError("a drawing of nobody's work")
        if submission.provider_ref is None:
            await self._order(mark, submission)
        ready_at, fails = upstream.jobs[submission.provider_ref or ""]
        while self._time() < ready_at:
            await asyncio.sleep(min(max(ready_at - self._time(), 0.0), 5.0))
        if fails:
            raise JobFailed("The provider could not draw it")
        painted = await ScriptedImages().draw(request, KeptSubmission(submission.provider_ref, submission.key))
        return replace(painted, usage=Usage(cost_micros=PRICE))

    async def _order(self, mark: str, submission: Submission) -> None:
        upstream, weather = self._upstream, self._upstream.weather
        await upstream.meet(mark, self._program)
        purchase = upstream.buy(f"{mark} picture {submission.key}", mark, self._program)
        fails = upstream.strikes_once("job", mark, weather.rates.job_fails)
        ref = f"job-{len(upstream.jobs)}"
        upstream.jobs[ref] = (self._time() + weather.seconds(weather.rates.slowest_engine * 2), fails)
        await upstream.work(purchase, 1.0)
        await submission.submitted(ref)
        purchase.outcome = "under a stored job id"


class SimulatedReceiver:
    """Receives webhooks, or fails to, as one program meets it."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream

    async def post(self, url: str, headers: tuple[tuple[str, str], ...], body: bytes) -> Answer:
        """Receive a webhook; its answer may be another than 200, or lost."""
        weather = self._upstream.weather
        await weather.takes(weather.rates.slowest_receiver)
        if weather.strikes(weather.rates.receiver_fails):
            raise NotificationFailed("The receiver cannot be reached")
        self._upstream.received.append((url, headers, body))
        await weather.takes(weather.rates.slowest_receiver)
        return Answer(503 if weather.strikes(weather.rates.receiver_fails) else 200)


def mark_of(text: str) -> str | None:
    """Which piece of work a request belongs to."""
    found = MARK.search(text)
    return found and found.group()
