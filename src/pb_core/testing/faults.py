"""The suites that hold an engine to what the faults of its upstream mean."""

from collections.abc import Mapping
from typing import Any, ClassVar, Protocol

import pytest
from msgspec import Struct
from msgspec.structs import replace

from pb_core.errors import Billed, EngineError
from pb_core.ports import images, vlm
from pb_core.ports.images import ImageEngine
from pb_core.ports.vlm import VlmEngine
from pb_core.testing.duties import Duties
from pb_core.testing.images import KeptSubmission, sample_request
from pb_core.testing.meanings import ALWAYS, IMAGE_FAULTS, VLM_FAULTS, Meaning
from pb_core.testing.vlm import sample_requests

PROMPT = "Unpublished: the planted prompt of a caller."
"""What engines are asked here; no error may repeat it."""


class Counted(Struct, frozen=True):
    """How many calls that ask for work reached the upstream, and how many it charged for.

    Looks at a job, uploads and downloads do not count.
    """

    asked: int
    billed: int


class FaultyUpstream(Protocol):
    """An upstream that can be told to fail, such as a fake provider."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no message may show: the key."""

    def play(self, fault: str) -> None:
        """Let this fault strike the next call that asks for work, and only that one; raises for an unknown fault."""

    async def counted(self) -> Counted:
        """What was asked and billed since the beginning, once no call is under way."""


class FaultContract(Duties):
    """The base of both suites: each fault becomes the error that the port names.

    The author provides the fixtures ``engine`` and ``upstream`` (a ``FaultyUpstream`` that the engine asks). ``played``
    gives the upstream's names of faults where they differ from ours; ``unplayed`` says why it does not have some. Those
    in ``ALWAYS`` cannot be left out.
    """

    meanings: ClassVar[Mapping[str, Meaning]] = {}
    played: ClassVar[Mapping[str, str]] = {}
    unplayed: ClassVar[Mapping[str, str]] = {}

    @classmethod
    def pytest_generate_tests(cls, metafunc: pytest.Metafunc) -> None:
        """One test per fault; those that are not played are skipped with the reason."""
        if "fault" in metafunc.fixturenames:
            metafunc.parametrize("fault", [cls._parameter(fault) for fault in cls.meanings])

    @classmethod
    def _parameter(cls, fault: str) -> Any:  # noqa: ANN401 - what pytest.param returns is private
        reason = cls.unplayed.get(fault)
        return fault if reason is None else pytest.param(fault, marks=pytest.mark.skip(reason=reason))

    def test_the_usual_faults_are_played(self) -> None:
        """Only faults of the kit may be renamed or left out, and not those that every upstream has."""
        assert self.meanings.keys() >= self.unplayed.keys() | self.played.keys()
        assert not ALWAYS & self.unplayed.keys()

    async def test_a_fault_is_the_error_that_the_port_names(
        self,
        engine: object,
        upstream: FaultyUpstream,
        fault: str,
    ) -> None:
        """The class says what happened, and its verdicts whether to try again and whether it may have cost money."""
        meaning = self.meanings[fault]
        upstream.play(self.played.get(fault, fault))
        with pytest.raises(meaning.error) as caught:
            await self._ask(engine, PROMPT)
        assert caught.value.retryable is meaning.retryable
        assert meaning.billed in {None, caught.value.billed}

    async def test_a_fault_takes_one_call_and_is_billed_as_told(
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
        told = str(caught.value)
        assert told.strip()
        assert "\n" not in told
        for secret in (*upstream.secrets, PROMPT):
            assert secret not in told

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
    meanings = VLM_FAULTS

    async def _ask(self, engine: VlmEngine, prompt: str) -> None:
        request, _ = sample_requests()["planner"]
        await engine.complete(replace(request, prompt=prompt))


class ImagesFaultContract(FaultContract):
    """What an ``ImageEngine`` makes of its upstream's faults."""

    port = "ImageEngine"
    port_version = images.PORT_VERSION
    meanings = IMAGE_FAULTS

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

    async def test_a_job_is_known_before_it_is_looked_at(self, engine: ImageEngine, upstream: FaultyUpstream) -> None:
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
