"""The faults that upstreams of engines have, what each means by the ports, and the suites that hold an engine to it."""

from collections.abc import Mapping
from typing import Any, ClassVar, Protocol

import pytest
from msgspec import Struct
from msgspec.structs import replace

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
from pb_core.ports import images, vlm
from pb_core.ports.images import ImageEngine
from pb_core.ports.vlm import VlmEngine
from pb_core.testing.contracts import Contract
from pb_core.testing.memory.images import KeptSubmission, sample_request
from pb_core.testing.memory.vlm import sample_requests


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


PROMPT = "Unpublished: the planted prompt of a caller."
"""What engines are asked here; no error may repeat it."""


class Counted(Struct, frozen=True):
    """How many calls that ask for work reached the upstream, and how many it charged for.

    Polls of a job, uploads and downloads do not count.
    """

    asked: int
    billed: int


class FaultyUpstream(Protocol):
    """An upstream that fails on demand, such as a fake provider."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no message may show: the key."""

    def play(self, fault: str) -> None:
        """Let this fault strike the next call that asks for work, and only that one; raises for an unknown fault."""

    async def counted(self) -> Counted:
        """What was asked and billed since the beginning, once no call is under way."""


class FaultContract(Contract):
    """The base of both suites: each fault becomes the error that the port names.

    The author provides the fixtures ``engine`` and ``upstream`` (a ``FaultyUpstream`` that the engine asks). ``played``
    gives the upstream's names of faults where they differ from ours; ``unplayed`` says why it does not have some. Those
    in ``ALWAYS`` cannot be left out.
    """

    verdicts: ClassVar[Mapping[str, FaultVerdict]] = {}
    played: ClassVar[Mapping[str, str]] = {}
    unplayed: ClassVar[Mapping[str, str]] = {}

    @classmethod
    def pytest_generate_tests(cls, metafunc: pytest.Metafunc) -> None:
        """One test per fault; those that are not played are skipped with the reason."""
        if "fault" in metafunc.fixturenames:
            metafunc.parametrize("fault", [cls._parameter(fault) for fault in cls.verdicts])

    @classmethod
    def _parameter(cls, fault: str) -> Any:  # noqa: ANN401 - what pytest.param returns is private
        reason = cls.unplayed.get(fault)
        return fault if reason is None else pytest.param(fault, marks=pytest.mark.skip(reason=reason))

    def test_the_usual_faults_are_played(self) -> None:
        """Only the faults of this suite may be renamed or left out, and not those that every upstream has."""
        assert self.verdicts.keys() >= self.unplayed.keys() | self.played.keys()
        assert not ALWAYS & self.unplayed.keys()

    async def test_a_fault_is_the_error_that_the_port_names(
        self,
        engine: object,
        upstream: FaultyUpstream,
        fault: str,
    ) -> None:
        """The class says what happened, and its verdicts whether to try again and whether it may have cost money."""
        verdict = self.verdicts[fault]
        upstream.play(self.played.get(fault, fault))
        with pytest.raises(verdict.error) as caught:
            await self._ask(engine, PROMPT)
        assert caught.value.retryable is verdict.retryable
        assert verdict.billed in {None, caught.value.billed}

    async def test_a_fault_takes_one_call_and_is_billed_as_reported(
        self,
        engine: object,
        upstream: FaultyUpstream,
        fault: str,
    ) -> None:
        """Engines repeat nothing themselves, and what they call free was not charged for."""
        before = await upstream.counted()
        upstream.play(self.played.get(fault, fault))
        with pytest.raises(EngineError) as caught:
            await self._ask(engine, PROMPT)
        after = await upstream.counted()
        assert after.asked - before.asked == 1
        assert after.billed == before.billed or caught.value.billed is not Billed.NO

    async def test_an_error_shows_no_key_and_no_prompt(
        self,
        engine: object,
        upstream: FaultyUpstream,
        fault: str,
    ) -> None:
        """It is one line of text that may stand in logs and answers."""
        upstream.play(self.played.get(fault, fault))
        with pytest.raises(EngineError) as caught:
            await self._ask(engine, PROMPT)
        sentence = str(caught.value)
        assert sentence.strip()
        assert "\n" not in sentence
        for secret in (*upstream.secrets, PROMPT):
            assert secret not in sentence

    async def test_an_engine_works_on_after_a_fault(
        self,
        engine: object,
        upstream: FaultyUpstream,
        fault: str,
    ) -> None:
        """A call that failed leaves nothing behind."""
        upstream.play(self.played.get(fault, fault))
        with pytest.raises(EngineError):
            await self._ask(engine, PROMPT)
        await self._ask(engine, "Something else: an equal question may be answered as before.")

    async def _ask(self, engine: Any, prompt: str) -> None:  # noqa: ANN401 - the engine of either port
        raise NotImplementedError


class VlmFaultContract(FaultContract):
    """What a ``VlmEngine`` makes of its upstream's faults."""

    port = "VlmEngine"
    port_version = vlm.PORT_VERSION
    verdicts = VLM_FAULTS

    async def _ask(self, engine: VlmEngine, prompt: str) -> None:
        request, _ = sample_requests()["planner"]
        await engine.complete(replace(request, prompt=prompt))


class ImagesFaultContract(FaultContract):
    """What an ``ImageEngine`` makes of its upstream's faults."""

    port = "ImageEngine"
    port_version = images.PORT_VERSION
    verdicts = IMAGE_FAULTS

    async def test_a_known_job_is_polled_and_not_submitted_again(
        self, engine: ImageEngine, upstream: FaultyUpstream
    ) -> None:
        """A job whose id is kept is not paid twice."""
        submission = KeptSubmission()
        await engine.draw(sample_request(engine), submission)
        if submission.provider_ref is None:
            pytest.skip("this engine answers at once and keeps no job")
        before = await upstream.counted()
        reply = await engine.draw(sample_request(engine), submission)
        assert await upstream.counted() == before
        assert reply.pictures

    async def test_a_job_is_known_before_it_is_polled(self, engine: ImageEngine, upstream: FaultyUpstream) -> None:
        """A picture that fails after the submission leaves the job's id behind."""
        submission = KeptSubmission()
        await engine.draw(sample_request(engine), submission)
        if submission.provider_ref is None:
            pytest.skip("this engine answers at once and keeps no job")
        later = KeptSubmission()
        upstream.play(self.played.get("picture-missing", "picture-missing"))
        with pytest.raises(EngineError):
            await engine.draw(sample_request(engine, description=PROMPT), later)
        assert later.provider_ref is not None

    async def _ask(self, engine: ImageEngine, prompt: str) -> None:
        await engine.draw(sample_request(engine, description=prompt), KeptSubmission())
