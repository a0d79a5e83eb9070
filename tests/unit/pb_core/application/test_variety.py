"""Candidates of a figure that would be drawn alike are refused."""

import pytest

from pb_core.application.variety import require_variety
from pb_core.errors import InvalidRequest
from pb_core.ports.images import ImageCapabilities, ImageEngine
from pb_core.testing.memory.images import ScriptedImages
from pb_core.testing.memory.vlm import ScriptedVlm


class Vector(ScriptedImages):
    provider = "vector"
    capabilities = ImageCapabilities(typesets=True)


MODEL, RULES = ScriptedVlm(), ScriptedVlm(rule_based=True)
PAINTER, VECTOR = ScriptedImages(), Vector()


@pytest.mark.parametrize(
    ("planner", "has_plan", "images"),
    [
        (MODEL, False, VECTOR),
        (MODEL, False, PAINTER),
        (RULES, False, PAINTER),
        (RULES, True, PAINTER),
        (MODEL, False, None),
    ],
)
def test_what_a_model_plans_or_paints_may_have_candidates(
    *, planner: ScriptedVlm, has_plan: bool, images: ImageEngine | None
) -> None:
    require_variety(4, planner, has_plan=has_plan, images=images)


@pytest.mark.parametrize(
    ("planner", "has_plan", "images", "named"),
    [
        (RULES, False, VECTOR, ["'scripted'", "GEMINI_API_KEY", "PAPERBANANA_LOCAL_MODEL", "image_provider"]),
        (MODEL, True, VECTOR, ["vector", "image_provider", "leave candidates out"]),
        (RULES, False, None, ["GEMINI_API_KEY", "leave candidates out"]),
        (MODEL, True, None, ["plot", "leave candidates out"]),
    ],
)
def test_all_else_is_refused_with_what_to_set(
    *, planner: ScriptedVlm, has_plan: bool, images: ImageEngine | None, named: list[str]
) -> None:
    with pytest.raises(InvalidRequest, match=r"^candidates: ") as refused:
        require_variety(2, planner, has_plan=has_plan, images=images)
    assert [word for word in named if word not in str(refused.value)] == []
    assert ("image_provider" in str(refused.value)) == (images is not None)


@pytest.mark.parametrize("candidates", [None, 1])
def test_an_only_figure_needs_no_variety(candidates: int | None) -> None:
    require_variety(candidates, RULES, has_plan=True, images=VECTOR)
