"""How a model is asked for candidates."""

import pytest
from msgspec.structs import replace

from pb_core.application.engines import FallbackVlm, name_of
from pb_core.application.varied_engines import varied
from pb_core.domain.questions import PlanForm
from pb_core.ports.vlm import VlmRequest, estimate, is_rule_based, plan_form
from pb_core.testing.memory.vlm import ScriptedVlm, sample_requests

REQUEST = sample_requests()["planner"][0]


class Paid(ScriptedVlm):
    def estimate(self, request: VlmRequest, /) -> int:
        return len(request.prompt)


async def test_each_further_candidate_is_asked_at_a_temperature_of_its_own() -> None:
    engine = ScriptedVlm()
    for candidate in (1, 2, 3, 4):
        await varied(engine, candidate).complete(REQUEST)
    asked = [request.temperature for request in engine.requests]
    assert asked[0] == REQUEST.temperature
    assert asked == sorted(set(asked))
    assert max(asked) <= 1.0
    assert {replace(request, temperature=0.0) for request in engine.requests} == {replace(REQUEST, temperature=0.0)}


async def test_who_asks_more_freely_still_does() -> None:
    engine = ScriptedVlm()
    await varied(engine, 2).complete(replace(REQUEST, temperature=1.5))
    assert engine.requests[0].temperature == 1.5


@pytest.mark.parametrize("engine", [Paid(plan_form=PlanForm.TWO), ScriptedVlm(rule_based=True, sees_images=True)])
def test_it_is_the_engine_in_everything_else(engine: ScriptedVlm) -> None:
    other = varied(engine, 2)
    assert (name_of(other), other.sees_images) == (name_of(engine), engine.sees_images)
    assert (is_rule_based(other), plan_form(other)) == (is_rule_based(engine), plan_form(engine))
    assert estimate(other, REQUEST) == estimate(engine, REQUEST)


async def test_of_a_chain_every_member_is_asked_so() -> None:
    first, second = ScriptedVlm(), ScriptedVlm(sees_images=True)
    chain = FallbackVlm(first, second)
    other = varied(chain, 3)
    assert isinstance(other, FallbackVlm)
    assert name_of(other) == name_of(chain)
    await other.complete(REQUEST)
    assert first.requests[0].temperature > REQUEST.temperature
