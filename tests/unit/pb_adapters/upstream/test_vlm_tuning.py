import pytest
from msgspec.structs import replace

from pb_adapters.upstream.guard import Limits
from pb_adapters.upstream.vlm_tuning import TunedVlm, VlmTuning
from pb_core.domain.questions import PlanForm
from pb_core.ports.vlm import VlmRequest, estimate, plan_form
from pb_core.testing.memory.vlm import ScriptedVlm, sample_requests


class PricedVlm(ScriptedVlm):
    """Costs a micro for each token of the longest answer."""

    def estimate(self, request: VlmRequest, /) -> int:
        return request.max_output_tokens


def asked() -> VlmRequest:
    return replace(sample_requests()["planner"][0], max_output_tokens=16_384, temperature=0.2)


async def test_every_question_is_tuned_and_so_is_its_estimate() -> None:
    engine = PricedVlm()
    tuned = TunedVlm(engine, VlmTuning(max_output_tokens=2_000, effort="low", temperature=0.0))
    await tuned.complete(asked())
    (request,) = engine.requests
    assert (request.max_output_tokens, request.effort, request.temperature) == (2_000, "low", 0.0)
    assert estimate(tuned, asked()) == 2_000
    assert (tuned.provider, tuned.model, tuned.sees_images) == (engine.provider, engine.model, engine.sees_images)


async def test_without_settings_the_role_decides() -> None:
    assert VlmTuning().request(asked()) == asked()


def test_the_form_of_plans_is_the_engines_unless_it_is_set() -> None:
    weak = ScriptedVlm(plan_form=PlanForm.TWO)
    assert plan_form(TunedVlm(weak, VlmTuning())) is PlanForm.TWO
    assert plan_form(TunedVlm(weak, VlmTuning(plan_form=PlanForm.ONE))) is PlanForm.ONE


def test_no_role_gets_a_longer_answer_than_it_asks_for() -> None:
    assert VlmTuning(max_output_tokens=100_000).request(asked()).max_output_tokens == 16_384


@pytest.mark.parametrize(("seconds", "usual", "found"), [(None, None, 120.0), (30.0, None, 30.0), (None, 600.0, 600.0)])
def test_a_call_may_take_as_long_as_is_set(seconds: float | None, usual: float | None, found: float) -> None:
    limits = VlmTuning(seconds=seconds).limits(Limits(text_seconds=usual) if usual else None)
    assert limits.text_seconds == found
