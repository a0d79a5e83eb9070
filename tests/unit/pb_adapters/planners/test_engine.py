"""The engine as the port sees it."""

import msgspec
import pytest

from pb_adapters.planners.engine import OfflineEngine
from pb_core.domain.questions import Brief, OptimizeBrief, OptimizedPrompt, Plan, PlanBrief, StyleBrief, StyledPlan
from pb_core.errors import EngineRefused
from pb_core.ports.vlm import ImagePart, VlmRequest

PLAN = PlanBrief(source="The encoder maps the image into a vector. A decoder reads the vector.", caption="Figure 1.")


def request_of(brief: Brief, *images: ImagePart) -> VlmRequest:
    return VlmRequest(role="any", system="", prompt="", schema=b"{}", brief=brief, images=images)


def test_the_engine_says_what_it_is() -> None:
    engine = OfflineEngine()
    assert (engine.provider, engine.model, engine.sees_images) == ("offline", "offline-rules-2", False)


async def test_every_role_is_answered_in_its_own_type() -> None:
    engine = OfflineEngine()
    planned = msgspec.json.decode((await engine.complete(request_of(PLAN))).text, type=Plan)
    styled = await engine.complete(request_of(StyleBrief(spec=planned.spec, caption="", source="", guide="")))
    msgspec.json.decode(styled.text, type=StyledPlan)
    prompt = OptimizeBrief(description="A box.", diagram_type="methodology", guidelines="")
    msgspec.json.decode((await engine.complete(request_of(prompt))).text, type=OptimizedPrompt)


async def test_an_answer_costs_nothing() -> None:
    assert (await OfflineEngine().complete(request_of(PLAN))).usage.cost_micros == 0


async def test_pictures_are_refused() -> None:
    with pytest.raises(EngineRefused, match="cannot see"):
        await OfflineEngine().complete(request_of(PLAN, ImagePart(media_type="image/png", data=b"")))
