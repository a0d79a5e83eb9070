"""The suites that hold an engine to the faults of its upstream, and to what it asks of it."""

from collections.abc import Mapping
from typing import Any, ClassVar, Protocol

import anyio
import pytest
from msgspec import Struct
from msgspec.structs import replace

from pb_core.errors import Billed, EngineError, OutcomeUnknown
from pb_core.ports import images, vlm
from pb_core.ports.images import ImageEngine
from pb_core.ports.vlm import VlmEngine
from pb_core.testing.contracts import Contract
from pb_core.testing.contracts.fault_verdicts import ALWAYS, IMAGE_FAULTS, VLM_FAULTS, FaultVerdict
from pb_core.testing.contracts.picture_files import card, dark_box
from pb_core.testing.memory.images import KeptSubmission, sample_request
from pb_core.testing.memory.vlm import sample_requests

STRETCHED = 0.03
"""By how much a ratio may be off: pixels are whole."""


PROMPT = "Unpublished: the planted prompt of a caller."
"""What engines are asked here; no error may repeat it."""

OTHER_PROMPT = "Something else: an equal question may be answered as before."

UNDER_WAY_SECONDS = 0.3
"""When a call is cancelled that its upstream has taken."""

TIME_OUT = "time-out"
"""The fault of an upstream that takes the call and never answers; only an engine of a short limit is asked with it."""


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

    def heard(self) -> bytes:
        """The body of the last call that asked for work, as it came; decoded where that would hide its words."""


class PaintingUpstream(FaultyUpstream, Protocol):
    """Such an upstream that paints."""

    def show(self, picture: bytes) -> None:
        """Let this PNG be the next picture that is painted, whatever is asked for."""


class FaultContract(Contract):
    """The base of both suites: each fault becomes the error that the port names.

    The author provides the fixtures ``engine``, ``upstream`` (a ``FaultyUpstream`` that the engine asks) and
    ``impatient``, the same engine with a time limit of at most a second. ``played`` gives the upstream's names of
    faults where they differ from ours; ``unplayed`` says why it does not have some. Those in ``ALWAYS`` cannot be left
    out.
    """

    verdicts: ClassVar[Mapping[str, FaultVerdict]] = {}
    played: ClassVar[Mapping[str, str]] = {}
    unplayed: ClassVar[Mapping[str, str]] = {}
    patience: ClassVar[float] = 10.0
    """After so many seconds an engine with a limit of one is taken to have none."""

    @pytest.fixture
    def impatient(self) -> object:
        """Provided by the author."""
        pytest.fail("give the fixture impatient: your engine with a time limit of at most a second, asking upstream")

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
        assert {*self.verdicts, TIME_OUT} >= self.unplayed.keys() | self.played.keys()
        assert not (ALWAYS | {TIME_OUT}) & self.unplayed.keys()

    async def test_a_fault_is_the_error_that_the_port_names(
        self,
        engine: object,
        upstream: FaultyUpstream,
        fault: str,
    ) -> None:
        """The class says what happened, and its verdicts whether to try again and whether it may have cost money."""
        verdict = self.verdicts[fault]
        error, name = await self._failed(engine, upstream, fault), verdict.error.__name__
        assert isinstance(error, verdict.error), f"{verdict.what}: raise {name}, not {type(error).__name__}"
        assert error.retryable is verdict.retryable, f"{verdict.what}: {name} with retryable={verdict.retryable}"
        assert verdict.billed in {None, error.billed}, f"{verdict.what}: {name} with billed={verdict.billed}"

    async def test_a_fault_takes_one_call_and_is_billed_as_reported(
        self,
        engine: object,
        upstream: FaultyUpstream,
        fault: str,
    ) -> None:
        """Engines repeat nothing themselves, and what they call free was not charged for."""
        before = await upstream.counted()
        error = await self._failed(engine, upstream, fault)
        after = await upstream.counted()
        assert after.asked - before.asked == 1, _called(after.asked - before.asked)
        assert after.billed == before.billed or error.billed is not Billed.NO, (
            f"the upstream charged for the call, so {type(error).__name__} must not have billed=NO"
        )

    async def test_an_error_shows_no_key_and_no_prompt(
        self,
        engine: object,
        upstream: FaultyUpstream,
        fault: str,
    ) -> None:
        """It is one line of text that may stand in logs and answers."""
        sentence = str(await self._failed(engine, upstream, fault))
        assert sentence.strip(), "the error has no sentence: say what happened and what to do"
        assert "\n" not in sentence, "the error has more than one line"
        for secret in (*upstream.secrets, PROMPT):
            assert secret not in sentence, "the error shows the key or the prompt: redact what the upstream says"

    async def test_an_engine_works_on_after_a_fault(
        self,
        engine: object,
        upstream: FaultyUpstream,
        fault: str,
    ) -> None:
        """A call that failed leaves nothing behind."""
        await self._failed(engine, upstream, fault)
        await self._ask(engine, OTHER_PROMPT)

    async def test_an_answer_takes_one_call(self, engine: object, upstream: FaultyUpstream) -> None:
        """Engines ask once when all is well, too: a second call is paid for and counted by nobody."""
        before = await upstream.counted()
        await self._ask(engine, PROMPT)
        after = await upstream.counted()
        assert after.asked - before.asked == 1, _called(after.asked - before.asked)

    async def test_a_call_without_an_answer_ends_in_time(self, impatient: object, upstream: FaultyUpstream) -> None:
        """The engine's own limit ends a call that is never answered; it may have been paid for."""
        upstream.play(self.played.get(TIME_OUT, TIME_OUT))
        caught: EngineError | None = None
        with anyio.move_on_after(self.patience) as late:
            try:
                await self._ask(impatient, PROMPT)
            except EngineError as error:
                caught = error
        assert not late.cancelled_caught, (
            f"no answer after {self.patience:g} seconds, and the engine still waits: its time limit must bound the "
            "whole exchange"
        )
        assert isinstance(caught, OutcomeUnknown), "a call that was sent and not answered in time: raise OutcomeUnknown"
        assert caught.billed is not Billed.NO, "the upstream may charge for a call that was sent: do not say billed=NO"

    async def test_a_call_under_way_can_be_cancelled(self, engine: object, upstream: FaultyUpstream) -> None:
        """Whoever cancels a call that is not answered yet gets control back, and the engine works on."""
        upstream.play(self.played.get(TIME_OUT, TIME_OUT))
        with anyio.move_on_after(UNDER_WAY_SECONDS) as scope:
            await self._ask(engine, PROMPT)
        assert scope.cancelled_caught, "a cancelled call went on: let cancellation pass through every except clause"
        await self._ask(engine, OTHER_PROMPT)

    async def _failed(self, engine: object, upstream: FaultyUpstream, fault: str) -> EngineError:
        """What an engine raises when this fault strikes its call."""
        upstream.play(self.played.get(fault, fault))
        try:
            await self._ask(engine, PROMPT)
        except EngineError as error:
            return error
        verdict = self.verdicts[fault]
        pytest.fail(f"{verdict.what}, and an answer was returned: do not ask again, raise {verdict.error.__name__}")

    async def _ask(self, engine: Any, prompt: str) -> None:  # noqa: ANN401 - the engine of either port
        raise NotImplementedError


def _called(count: int) -> str:
    return f"{count} calls reached the upstream where one was asked for: an engine calls once, whoever wraps it retries"


class VlmFaultContract(FaultContract):
    """What a ``VlmEngine`` makes of its upstream's faults."""

    port = "VlmEngine"
    port_version = vlm.PORT_VERSION
    verdicts = VLM_FAULTS

    async def test_what_is_asked_reaches_the_model(self, engine: VlmEngine, upstream: FaultyUpstream) -> None:
        """Neither the system's text, nor the prompt to its last word, nor the schema is left out."""
        request, _ = sample_requests()["planner"]
        schema = b'{"type":"object","properties":{"%s":{"type":"string"}},"required":["%s"]}'
        words = {"system": "pangolin", "prompt": "narwhal", "schema": "quokka"}
        request = replace(
            request,
            system=f"{request.system}\n{words['system']}",
            prompt=f"{request.prompt}\n{'More of the text. ' * 400}{words['prompt']}",
            schema=schema.replace(b"%s", words["schema"].encode()),
        )
        await engine.complete(request)
        for part, word in words.items():
            assert word.encode() in upstream.heard(), (
                f"the {part} of the request does not reach the upstream: send it whole"
            )

    async def _ask(self, engine: VlmEngine, prompt: str) -> None:
        request, _ = sample_requests()["planner"]
        await engine.complete(replace(request, prompt=prompt))


class ImagesFaultContract(FaultContract):
    """What an ``ImageEngine`` makes of its upstream's faults."""

    port = "ImageEngine"
    port_version = images.PORT_VERSION
    verdicts = IMAGE_FAULTS

    async def test_the_plan_reaches_the_painter(self, engine: ImageEngine, upstream: PaintingUpstream) -> None:
        """Every label and the description stand in what is asked for."""
        request = sample_request(engine, description="In the manner of a narwhal.")
        await engine.draw(request, KeptSubmission())
        for word in ("Encoder", "Decoder", "vectors", "narwhal"):
            assert word.encode() in upstream.heard(), (
                f"'{word}' of the plan does not reach the painter: send the prompt that is compiled from the request"
            )

    async def test_a_verbatim_description_is_the_prompt(self, engine: ImageEngine, upstream: PaintingUpstream) -> None:
        """Nothing of the plan is added to a description that says all."""
        await engine.draw(sample_request(engine, description="A narwhal.", verbatim=True), KeptSubmission())
        assert b"A narwhal." in upstream.heard(), "the description does not reach the painter"
        assert b"Encoder" not in upstream.heard(), "where verbatim is set, the description is the whole prompt"

    async def test_a_picture_of_another_ratio_is_not_stretched(
        self, engine: ImageEngine, upstream: PaintingUpstream
    ) -> None:
        """What was painted in another ratio than asked for gets margins: a circle stays round."""
        upstream.show(card())
        request = sample_request(engine, aspect_ratio="16:9", formats=("png",))
        picture = (await engine.draw(request, KeptSubmission())).pictures[0]
        width, height = dark_box(picture.data)
        assert width, "the painter's picture is not in what was delivered"
        assert abs(width / height - 1) <= STRETCHED, (
            f"a square was delivered as {width} x {height} pixels: add margins, stretch nothing"
        )
        assert abs(picture.width / picture.height / (16 / 9) - 1) <= STRETCHED, (
            f"{picture.width} x {picture.height} pixels were delivered where 16:9 was asked for: add margins"
        )

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
