"""The kit catches what adapters do wrong: each sabotage fails the duty beside it, in words that say what to do."""

import inspect
import io
from collections.abc import AsyncIterator, Callable
from typing import Any

import anyio
import anyio.lowlevel
import pytest
from msgspec import Struct
from msgspec.structs import force_setattr, replace
from PIL import Image

from fault_matrix import LONG, PROVIDERS, SHORT, Pair
from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.fixture import FakeUpstream
from pb_adapters.upstream.exchange import UpstreamPool
from pb_core.errors import Billed, CutAnswer, EngineError, EngineUnavailable, OutcomeUnknown, UnreadablePicture
from pb_core.ports.images import DrawReply, DrawRequest, Submission
from pb_core.ports.vlm import VlmReply, VlmRequest
from pb_core.testing.contracts.engine_faults import ImagesFaultContract, VlmFaultContract
from pb_core.testing.contracts.images import ImagesContract
from pb_core.testing.contracts.vlm import VlmContract
from pb_core.testing.memory.images import sample_request
from served import NO_TLS


class VlmKit(VlmContract, VlmFaultContract):
    seconds, patience = 4.0, 2.0


class ImagesKit(ImagesContract, ImagesFaultContract):
    seconds, patience = 10.0, 2.0


class Honest:
    """Either engine of OpenRouter, as it is; a sabotage changes one thing of it."""

    def __init__(self, engine: Any) -> None:  # noqa: ANN401 - the engine of either port
        self._engine = engine

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - an attribute of either engine
        return getattr(self._engine, name)

    async def complete(self, request: VlmRequest) -> VlmReply:
        reply: VlmReply = await self._engine.complete(request)
        return reply

    async def draw(self, request: DrawRequest, submission: Submission) -> DrawReply:
        reply: DrawReply = await self._engine.draw(request, submission)
        return reply


class AsksTwice(Honest):
    async def complete(self, request: VlmRequest) -> VlmReply:
        await super().complete(request)
        return await super().complete(request)


class TriesAgain(Honest):
    async def complete(self, request: VlmRequest) -> VlmReply:
        try:
            return await super().complete(request)
        except EngineUnavailable:
            return await super().complete(request)


class WaitsForever(Honest):
    """Its time limit is not kept: it is built with that of two minutes where one of half a second is asked for."""


class ChangesTheRequest(Honest):
    async def complete(self, request: VlmRequest) -> VlmReply:
        force_setattr(request, "system", "")
        return await super().complete(request)


class Hangs(Honest):
    async def complete(self, _: VlmRequest) -> VlmReply:
        await anyio.sleep_forever()
        raise AssertionError


class SwallowsCancellation(Honest):
    async def complete(self, request: VlmRequest) -> VlmReply:
        try:
            return await super().complete(request)
        except anyio.get_cancelled_exc_class():
            return VlmReply(text="{}")


class CallsItFree(Honest):
    async def complete(self, request: VlmRequest) -> VlmReply:
        try:
            return await super().complete(request)
        except OutcomeUnknown as error:
            raise OutcomeUnknown(str(error), billed=Billed.NO) from error


class ShowsTheKey(Honest):
    async def complete(self, request: VlmRequest) -> VlmReply:
        try:
            return await super().complete(request)
        except EngineError as error:
            error.args = (f"{error} (Bearer fake-key)",)
            raise


class CutsThePrompt(Honest):
    async def complete(self, request: VlmRequest) -> VlmReply:
        return await super().complete(replace(request, prompt=request.prompt[:4000]))


class ForgetsTheSystem(Honest):
    async def complete(self, request: VlmRequest) -> VlmReply:
        return await super().complete(replace(request, system=""))


class TakesHalfAnAnswer(Honest):
    async def complete(self, request: VlmRequest) -> VlmReply:
        try:
            return await super().complete(request)
        except CutAnswer:
            return VlmReply(text='{"spec": {')


class LooksAway(Honest):
    sees_images = False

    async def complete(self, request: VlmRequest) -> VlmReply:
        return await super().complete(replace(request, images=()))


class MixesCalls(Honest):
    async def complete(self, request: VlmRequest) -> VlmReply:
        self.request = request
        await anyio.lowlevel.checkpoint()
        return await super().complete(self.request)


class Talks(Honest):
    async def complete(self, request: VlmRequest) -> VlmReply:
        reply = await super().complete(request)
        return replace(reply, text=f"Here you are: {reply.text}")


class CallsItCheap(Honest):
    def estimate(self, _: object) -> int:
        return 1


class IgnoresTheRatio(Honest):
    async def draw(self, request: DrawRequest, submission: Submission) -> DrawReply:
        return await super().draw(replace(request, aspect_ratio="1:1"), submission)


class Stretches(Honest):
    async def draw(self, request: DrawRequest, submission: Submission) -> DrawReply:
        reply = await super().draw(replace(request, aspect_ratio=None), submission)
        wide, high = map(int, (request.aspect_ratio or "1:1").split(":"))
        size = (32 * wide, 32 * high)
        buffer = io.BytesIO()
        Image.open(io.BytesIO(reply.pictures[0].data)).convert("RGB").resize(size).save(buffer, "PNG")
        picture = replace(reply.pictures[0], data=buffer.getvalue(), width=size[0], height=size[1])
        return replace(reply, pictures=(picture,))


class CutsTheFile(Honest):
    async def draw(self, request: DrawRequest, submission: Submission) -> DrawReply:
        reply = await super().draw(request, submission)
        return replace(reply, pictures=tuple(replace(one, data=one.data[:-100]) for one in reply.pictures))


class PassesFilesOn(Honest):
    async def draw(self, request: DrawRequest, submission: Submission) -> DrawReply:
        try:
            return await super().draw(request, submission)
        except UnreadablePicture:
            return await super().draw(request, submission)


class IgnoresThePlan(Honest):
    async def draw(self, _: DrawRequest, submission: Submission) -> DrawReply:
        return await super().draw(replace(sample_request(self._engine), description="A figure."), submission)


class IgnoresTheSpec(Honest):
    async def draw(self, request: DrawRequest, submission: Submission) -> DrawReply:
        return await super().draw(replace(request, verbatim=True), submission)


class Sabotage(Struct, frozen=True):
    """What is done, the duty that it breaks, and words of the sentence that says what to do."""

    adapter: type[Honest]
    duty: str
    says: str


BILLED = "a_fault_takes_one_call_and_is_billed_as_reported"
VLM = (
    Sabotage(AsksTwice, "an_answer_takes_one_call", "2 calls reached the upstream"),
    Sabotage(TriesAgain, f"{BILLED}[unavailable]", "do not ask again, raise EngineUnavailable"),
    Sabotage(WaitsForever, "a_call_without_an_answer_ends_in_time", "must bound the whole exchange"),
    Sabotage(ChangesTheRequest, "a_request_is_left_as_it_was", "build a body of your own"),
    Sabotage(
        Hangs, "an_answer_satisfies_the_schema_of_its_role[planner]", "give every wait for an upstream a deadline"
    ),
    Sabotage(SwallowsCancellation, "a_call_under_way_can_be_cancelled", "let cancellation pass"),
    Sabotage(CallsItFree, f"{BILLED}[hang-up]", "OutcomeUnknown must not have billed=NO"),
    Sabotage(ShowsTheKey, "an_error_shows_no_key_and_no_prompt[unavailable]", "redact what the upstream says"),
    Sabotage(CutsThePrompt, "what_is_asked_reaches_the_model", "the prompt of the request does not reach"),
    Sabotage(ForgetsTheSystem, "what_is_asked_reaches_the_model", "the system of the request does not reach"),
    Sabotage(TakesHalfAnAnswer, "a_fault_is_the_error_that_the_port_names[max-tokens]", "raise CutAnswer"),
    Sabotage(LooksAway, "a_blind_engine_refuses_pictures", "raise BlindEngine"),
    Sabotage(MixesCalls, "calls_do_not_mix", "return each its own answer"),
    Sabotage(Talks, "an_answer_satisfies_the_schema_of_its_role[planner]", "cut off words around it"),
    Sabotage(CallsItCheap, "an_answer_costs_no_more_than_was_estimated[planner]", "say what it costs at most"),
)
IMAGES = (
    Sabotage(IgnoresTheRatio, "a_picture_has_the_ratio_asked_for", "tell the painter the ratio"),
    Sabotage(Stretches, "a_picture_of_another_ratio_is_not_stretched", "stretch nothing"),
    Sabotage(CutsTheFile, "pictures_are_what_they_say", "decode what was painted to its end"),
    Sabotage(PassesFilesOn, "a_fault_is_the_error_that_the_port_names[picture-corrupt]", "raise UnreadablePicture"),
    Sabotage(IgnoresThePlan, "the_plan_reaches_the_painter", "send the prompt that is compiled"),
    Sabotage(IgnoresTheSpec, "the_plan_reaches_the_painter", "'Encoder' of the plan does not reach the painter"),
)
Sabotaged = Callable[[type[Honest], str], Any]


@pytest.fixture
async def pairs(fake_providers: FakeProviders) -> AsyncIterator[Callable[[bool], Pair]]:
    async with UpstreamPool(clients=1, ssl_context=NO_TLS) as pool:
        yield lambda is_hasty: PROVIDERS["openrouter"](fake_providers, pool, SHORT if is_hasty else LONG)


async def held(suite: Any, duty: str, given: dict[str, object]) -> None:  # noqa: ANN401 - a suite of either port
    """Hold an adapter to one duty; a variant stands in brackets."""
    name, _, variant = duty.partition("[")
    test = getattr(suite, f"test_{name}")
    given |= dict.fromkeys(("role", "fault"), variant.removesuffix("]"))
    await test(**{name: given[name] for name in inspect.signature(test).parameters})


async def held_vlm(adapter: type[Honest], duty: str, pairs: Callable[[bool], Pair], fakes: FakeProviders) -> None:
    is_hasty = adapter is not WaitsForever
    upstream = FakeUpstream(fakes, "openrouter", "chat")
    engine, impatient = adapter(pairs(False).vlm), adapter(pairs(is_hasty).vlm)
    await held(VlmKit(), duty, {"engine": engine, "impatient": impatient, "upstream": upstream})


async def held_images(adapter: type[Honest], duty: str, pairs: Callable[[bool], Pair], fakes: FakeProviders) -> None:
    upstream = FakeUpstream(fakes, "openrouter", "images")
    await held(ImagesKit(), duty, {"engine": adapter(pairs(False).images), "upstream": upstream})


FAILED = (AssertionError, pytest.fail.Exception)


@pytest.mark.parametrize("sabotage", VLM, ids=lambda s: s.adapter.__name__)
async def test_a_sabotaged_adapter_of_a_model_is_caught(
    sabotage: Sabotage, pairs: Callable[[bool], Pair], fake_providers: FakeProviders
) -> None:
    with pytest.raises(FAILED, match=sabotage.says):
        await held_vlm(sabotage.adapter, sabotage.duty, pairs, fake_providers)


@pytest.mark.parametrize("sabotage", IMAGES, ids=lambda s: f"{s.adapter.__name__} {s.duty}")
async def test_a_sabotaged_adapter_of_a_painter_is_caught(
    sabotage: Sabotage, pairs: Callable[[bool], Pair], fake_providers: FakeProviders
) -> None:
    with pytest.raises(FAILED, match=sabotage.says):
        await held_images(sabotage.adapter, sabotage.duty, pairs, fake_providers)


@pytest.mark.parametrize("duty", sorted({s.duty for s in VLM} - {"a_blind_engine_refuses_pictures"}))
async def test_the_honest_adapter_of_a_model_passes(
    duty: str, pairs: Callable[[bool], Pair], fake_providers: FakeProviders
) -> None:
    await held_vlm(Honest, duty, pairs, fake_providers)


@pytest.mark.parametrize("duty", sorted({s.duty for s in IMAGES}))
async def test_the_honest_adapter_of_a_painter_passes(
    duty: str, pairs: Callable[[bool], Pair], fake_providers: FakeProviders
) -> None:
    await held_images(Honest, duty, pairs, fake_providers)
