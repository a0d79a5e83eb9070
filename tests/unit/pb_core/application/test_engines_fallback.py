from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from pb_core.application.engines import FallbackImages, FallbackVlm, engines_of, name_of
from pb_core.domain.questions import PlanForm
from pb_core.errors import (
    BadAnswer,
    Billed,
    BlindEngine,
    CannotDraw,
    CutAnswer,
    EngineError,
    EngineMisconfigured,
    EngineRefused,
    EngineThrottled,
    EngineUnavailable,
    OutcomeUnknown,
    OutOfFunds,
)
from pb_core.ports.images import DrawReply, DrawRequest, ImageCapabilities, Submission
from pb_core.ports.vlm import ImagePart, VlmRequest, is_rule_based, plan_form
from pb_core.testing.memory.images import KeptSubmission, ScriptedImages, sample_request
from pb_core.testing.memory.vlm import ScriptedVlm, sample_requests

REQUEST, _ = sample_requests()["planner"]
FREE = [EngineUnavailable("Down."), EngineThrottled("Slow down."), EngineMisconfigured("Key."), OutOfFunds("Empty.")]


class Model(ScriptedVlm):
    """A scripted model with a name of its own and, if it is asked, a price."""

    def __init__(self, provider: str, *, sees_images: bool = False, price: int = 0) -> None:
        super().__init__(sees_images=sees_images)
        self.provider, self.price = provider, price
        self.rule_based = False

    def estimate(self, request: VlmRequest, /) -> int:
        return self.price + len(request.images)

    def fails(self, *errors: Exception) -> "Model":
        self.script("planner", *errors)
        return self


class Painter(ScriptedImages):
    """A scripted painter with a name of its own, and where asked a price per resolution."""

    def __init__(self, provider: str, *errors: Exception, resolutions: Sequence[str] = (), price: int = 0) -> None:
        super().__init__()
        self.provider, self.price = provider, price
        self.rule_based = False
        self.capabilities = ImageCapabilities(resolutions=tuple(resolutions))
        self.scripts.extend(errors)

    def estimate(self, request: DrawRequest, /) -> int:
        return self.price * (2 if request.resolution else 1)


async def test_the_first_engine_answers_if_it_can() -> None:
    first, second = Model("gemini"), Model("kie")
    reply = await FallbackVlm(first, second).complete(REQUEST)
    assert (reply.usage.engine, len(first.requests), len(second.requests)) == ("gemini/scripted-1", 1, 0)


@pytest.mark.parametrize("error", FREE)
async def test_an_error_that_cost_nothing_moves_on(error: Exception) -> None:
    first, second = Model("gemini").fails(error), Model("kie")
    reply = await FallbackVlm(first, second).complete(REQUEST)
    assert (reply.usage.engine, len(second.requests)) == ("kie/scripted-1", 1)


@pytest.mark.parametrize(
    "error", [EngineRefused("No."), OutcomeUnknown("Lost."), EngineUnavailable("x", billed=Billed.YES)]
)
async def test_an_error_that_may_have_been_billed_ends_the_chain(error: EngineError) -> None:
    second = Model("kie")
    error.in_outage = True
    with pytest.raises(type(error), match="It may have been billed, so no other engine was asked") as raised:
        await FallbackVlm(Model("gemini").fails(error), second).complete(REQUEST)
    assert (raised.value.retryable, raised.value.billed) == (error.retryable, error.billed)
    assert raised.value.in_outage is error.in_outage
    assert second.requests == []


@pytest.mark.parametrize("kind", [BadAnswer, CutAnswer])
async def test_an_answer_to_be_mended_leaves_a_chain_as_it_is(kind: type[BadAnswer]) -> None:
    error = kind("It has no label.")
    error.said = '{"id": "e"}'
    first = Model("gemini").fails(EngineUnavailable("Down."))
    with pytest.raises(kind) as raised:
        await FallbackVlm(first, Model("kie").fails(error), Model("apimart")).complete(REQUEST)
    assert (str(raised.value), raised.value.said) == ("It has no label.", '{"id": "e"}')


async def test_what_was_said_is_kept_by_a_chain() -> None:
    error = EngineRefused("In words.")
    error.said = "I cannot."
    with pytest.raises(EngineRefused, match="no other engine was asked") as raised:
        await FallbackVlm(Model("gemini").fails(error), Model("kie")).complete(REQUEST)
    assert raised.value.said == "I cannot."


async def test_a_chain_that_fails_tells_of_every_engine() -> None:
    chain = FallbackVlm(
        Model("gemini").fails(OutOfFunds("Top up.")), Model("kie").fails(EngineThrottled("Wait.", retry_after=7))
    )
    sentence = "gemini/scripted-1: Top up.; then kie/scripted-1: Wait."
    with pytest.raises(EngineThrottled, match=sentence) as raised:
        await chain.complete(REQUEST)
    assert raised.value.retry_after == 7


async def test_a_chain_may_be_asked_again_where_any_of_its_engines_may_answer_later() -> None:
    down, poor = EngineUnavailable("Down.", retry_after=9), OutOfFunds("Top up.")
    for first, second, wait in ((down, poor, 9), (poor, down, 9), (down, EngineThrottled("Wait."), None)):
        with pytest.raises(type(second)) as raised:
            await FallbackVlm(Model("gemini").fails(first), Model("kie").fails(second)).complete(REQUEST)
        assert (raised.value.retryable, raised.value.billed, raised.value.retry_after) == (True, Billed.NO, wait)


async def test_the_last_engine_fails_as_it_would_alone() -> None:
    with pytest.raises(EngineRefused) as raised:
        await FallbackVlm(Model("gemini").fails(EngineRefused("No."))).complete(REQUEST)
    assert str(raised.value) == "No."


async def test_a_failure_of_ours_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        await FallbackVlm(Model("gemini").fails(ZeroDivisionError()), Model("kie")).complete(REQUEST)


def test_a_chain_is_rule_based_if_all_its_engines_are() -> None:
    rules = Model("rules")
    rules.rule_based = True
    assert is_rule_based(FallbackVlm(rules, rules))
    assert not is_rule_based(FallbackVlm(Model("a"), rules))
    assert not is_rule_based(Model("a"))


def test_a_chain_is_named_by_its_first_engine_and_recorded_whole() -> None:
    chain = FallbackVlm(Model("gemini", price=3), Model("kie", price=9))
    assert (chain.provider, chain.model, chain.sees_images) == ("gemini", "scripted-1", False)
    assert name_of(chain) == "gemini/scripted-1 > kie/scripted-1"
    assert name_of(FallbackVlm(chain, Model("apimart"))) == f"{name_of(chain)} > apimart/scripted-1"
    assert [engine.provider for engine in engines_of(chain)] == ["gemini", "kie"]
    assert chain.estimate(REQUEST) == 9


async def test_pictures_are_shown_to_engines_that_see_only() -> None:
    blind, seeing = Model("gemini"), Model("kie", sees_images=True)
    shown = replace(REQUEST, images=(ImagePart(media_type="image/png", data=b"x"),))
    chain = FallbackVlm(blind, seeing)
    assert chain.sees_images
    assert (await chain.complete(shown)).usage.engine == "kie/scripted-1"
    assert blind.requests == []
    with pytest.raises(BlindEngine, match="None of the engines"):
        await FallbackVlm(blind, Model("apimart")).complete(shown)


async def test_the_next_painter_draws_what_the_first_could_not() -> None:
    first, second = Painter("kie_imagen", EngineUnavailable("Down.")), Painter("vector")
    submission = KeptSubmission()
    reply = await FallbackImages(first, second).draw(sample_request(first), submission)
    assert (reply.usage.engine, submission.provider_ref) == ("vector/scripted-1", "1:job-1")


async def test_every_painter_of_a_chain_submits_under_a_key_of_its_own() -> None:
    keys = []

    class Keyed(Painter):
        async def draw(self, request: DrawRequest, submission: Submission) -> DrawReply:
            keys.append(submission.key)
            return await super().draw(request, submission)

    chain = FallbackImages(Keyed("kie_imagen", EngineUnavailable("Down.")), Keyed("apimart_image"))
    for key in ("k", ""):
        await chain.draw(sample_request(chain), KeptSubmission(key=key))
    assert keys == ["k:0", "k:1", ""]


async def test_a_resumed_job_goes_on_with_its_painter() -> None:
    first, second = Painter("kie_imagen"), Painter("apimart_image")
    await FallbackImages(first, second).draw(sample_request(first), KeptSubmission("1:job-7"))
    assert (first.requests, second.refs) == ([], ["job-7"])


async def test_a_resumed_job_that_failed_for_nothing_is_submitted_to_the_next_painter() -> None:
    first, second = Painter("kie_imagen", CannotDraw("The job failed.")), Painter("apimart_image")
    submission = KeptSubmission("0:job-7")
    await FallbackImages(first, second).draw(sample_request(first), submission)
    assert (first.refs, second.refs, submission.provider_ref) == (["job-7"], [None], "1:job-1")


async def test_a_resolution_is_left_out_for_a_painter_that_takes_none() -> None:
    first = Painter("kie_imagen", EngineUnavailable("Down."), resolutions=("2K",), price=5)
    second = Painter("apimart_image", price=6)
    chain = FallbackImages(first, second)
    assert chain.capabilities.resolutions == ("2K",)
    request = sample_request(first, resolution="2K")
    assert chain.estimate(request) == 10
    await chain.draw(request, KeptSubmission())
    assert [request.resolution for request in (*first.requests, *second.requests)] == ["2K", None]


def test_a_chain_makes_the_formats_that_all_make() -> None:
    vector = Painter("vector")
    vector.capabilities = ImageCapabilities(formats=("png", "svg", "pdf"), resolutions=("2K",))
    assert FallbackImages(vector, vector).capabilities.formats == ("png", "svg", "pdf")
    assert FallbackImages(vector, Painter("kie_imagen")).capabilities.formats == ("png",)


def test_a_chain_is_asked_for_plans_as_its_first_engine_is() -> None:
    weak, strong = ScriptedVlm(plan_form=PlanForm.TWO), ScriptedVlm()
    assert plan_form(FallbackVlm(weak, strong)) is PlanForm.TWO
    assert plan_form(FallbackVlm(strong, weak)) is PlanForm.ONE
