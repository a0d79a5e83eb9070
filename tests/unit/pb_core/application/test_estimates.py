"""What submissions would cost and take: by what was seen of their engines, else by bounds."""

import math

import pytest
from msgspec.structs import replace

from pb_core.application.engines import Engines
from pb_core.application.estimates import DRAWN, PAINTED, WORDS, Estimate, Estimator, Range
from pb_core.domain.billing import Usage
from pb_core.domain.pdf import PdfLimits
from pb_core.domain.questions import PlanForm
from pb_core.domain.requests import (
    Body,
    CompositeBody,
    GenerateBody,
    GenerateFromPdfBody,
    OptimizePromptBody,
    PlotBody,
)
from pb_core.errors import InvalidRequest
from pb_core.ports.images import DrawRequest, ImageCapabilities
from pb_core.ports.vlm import VlmRequest
from pb_core.testing.contracts.storage_base import after, running_task, sample_intent
from pb_core.testing.memory.images import ScriptedImages
from pb_core.testing.memory.plots import ScriptedPlots
from pb_core.testing.memory.storage import MemoryStorage
from pb_core.testing.memory.vlm import ScriptedVlm

TEXT = GenerateBody(source_context="An encoder reads. " * 50, caption="Figure 1", iterations=2)


class PaidVlm(ScriptedVlm):
    """A micro for each byte of the question."""

    def estimate(self, request: VlmRequest, /) -> int:
        return len(request.prompt)


class RuleVlm(ScriptedVlm):
    rule_based = True


class PaidImages(ScriptedImages):
    def estimate(self, _request: object, /) -> int:
        return 100_000


async def test_a_painting_is_priced_as_the_painter_is_told_it() -> None:
    told: list[DrawRequest] = []

    class Painter(ScriptedImages):
        capabilities = ImageCapabilities(resolutions=("1K", "2K", "4K"))

        def estimate(self, request: DrawRequest, /) -> int:
            told.append(request)
            return 100_000

    await estimated(TEXT, images=Painter())
    await estimated(replace(TEXT, aspect_ratio="1:1", image_resolution="4K"), images=Painter())
    assert [request.resolution for request in told] == ["2K", "4K"]
    assert told[0].aspect_ratio is not None
    assert told[1].aspect_ratio == "1:1"


@pytest.mark.parametrize(("asked", "told"), [(None, "4K"), ("1K", "1K")])
async def test_a_painting_is_priced_in_the_configured_resolution_where_none_is_asked_for(
    asked: str | None, told: str
) -> None:
    class Painter(ScriptedImages):
        capabilities = ImageCapabilities(resolutions=("1K", "2K", "4K"))

        def estimate(self, request: DrawRequest, /) -> int:
            return {"1K": 1, "2K": 2, "4K": 4}[request.resolution or ""] * 1000

    engines = Engines(vlm=PaidVlm(), images=Painter())
    found = await Estimator(engines, MemoryStorage(), "4K").of(replace(TEXT, image_resolution=asked, iterations=1))
    draw = next(step for step in found.steps if step.role == "round/draw")
    assert draw.cost_micros.most == int(told[0]) * 1000


async def test_no_more_text_counts_than_is_read_of_a_pdf() -> None:
    asked: list[int] = []

    class Measured(PaidVlm):
        def estimate(self, request: VlmRequest, /) -> int:
            asked.append(len(request.prompt))
            return super().estimate(request)

    pages = ",".join(["1-999999999"] * 3)
    await estimated(GenerateFromPdfBody(pdf_base64="JVBERi0=", pages=pages, caption="Figure 1"), Measured())
    most = PdfLimits().max_characters
    assert most < max(asked) < 2.1 * most


async def estimated(body: Body, vlm: ScriptedVlm | None = None, images: ScriptedImages | None = None) -> Estimate:
    engines = Engines(vlm=vlm or PaidVlm(), images=images or ScriptedImages(), plots=ScriptedPlots())
    return await Estimator(engines, MemoryStorage()).of(body)


def roles(estimate: Estimate) -> dict[str, Range]:
    return {step.role: step.calls for step in estimate.steps}


async def test_a_diagram_is_planned_styled_drawn_and_judged_in_rounds() -> None:
    found = await estimated(TEXT, images=PaidImages())
    assert roles(found) == {
        "plan": Range(least=1, most=2),
        "plan/support": Range(most=2),
        "style": Range(least=1, most=2),
        "round/draw": Range(least=1, most=2),
        "round/critique": Range(least=1, most=4),
        "round/critique/revise": Range(most=2),
    }
    draw = next(step for step in found.steps if step.role == "round/draw")
    assert draw.cost_micros == Range(least=2_000, most=200_000)
    assert (draw.seconds, draw.seen) == (PAINTED.times(draw.calls), 0)
    assert found.seconds == Range(least=3 * WORDS.least + PAINTED.least, most=12 * WORDS.most + 2 * PAINTED.most)


@pytest.mark.parametrize(
    ("body", "steps"),
    [
        (GenerateBody(plan="graph LR\n A --> B", caption="Figure 1", iterations=1), ["style", "round/draw"]),
        (
            GenerateFromPdfBody(pdf_base64="JVBERi0=", pages="2-4", caption="Figure 1", iterations=1),
            ["extract", "plan", "plan/support", "style", "round/draw"],
        ),
        (OptimizePromptBody(description="draw"), ["optimize"]),
        (
            PlotBody(data_json="[]", intent="bars"),
            ["plan/choose", "plan", "round/draw", "round/critique", "round/critique/revise"],
        ),
        (PlotBody(data_json="[]", plan="{}", iterations=1), ["round/draw"]),
        (CompositeBody(source_task_ids=["a", "b"]), ["compose"]),
    ],
)
async def test_each_kind_has_its_steps(body: Body, steps: list[str]) -> None:
    assert list(roles(await estimated(body))) == steps


@pytest.mark.parametrize("body", [TEXT, OptimizePromptBody(description="draw"), PlotBody(data_json="[]", intent="x")])
async def test_rules_and_our_own_drawing_cost_nothing(body: Body) -> None:
    found = await estimated(body, RuleVlm())
    assert found.cost_micros == Range()
    assert 0 < found.seconds.least < found.seconds.most < 200
    assert "plan/support" not in roles(found)


async def test_a_longer_text_and_more_pages_cost_more() -> None:
    long = GenerateBody(source_context="An encoder reads. " * 5000, caption="Figure 1", iterations=2)
    assert (await estimated(long)).cost_micros.most > (await estimated(TEXT)).cost_micros.most
    some, all_pages = (GenerateFromPdfBody(pdf_base64="JVBERi0=", pages=p, caption="Figure 1") for p in ("1", None))
    assert (await estimated(all_pages)).cost_micros.most > (await estimated(some)).cost_micros.most


async def test_what_was_seen_of_an_engine_in_a_role_decides() -> None:
    storage = MemoryStorage()
    held = await running_task(storage)
    for number in range(1, 21):
        name = f"optimize/{number}"
        await storage.begin_step(held.lease, sample_intent(name, engine="scripted/scripted-1", most=1000))
        await storage.finish_step(held.lease, name, b"1", after(number), Usage(cost_micros=100 + number))
    [step] = (
        await Estimator(Engines(vlm=PaidVlm(), images=ScriptedImages()), storage).of(
            OptimizePromptBody(description="d" * 80_000)
        )
    ).steps
    assert (step.seen, step.seconds) == (20, Range(least=1, most=2 * 19))
    assert math.isclose(step.cost_micros.least, 100_000 * 0.101)
    assert math.isclose(step.cost_micros.most, 2 * 100_000 * 0.119)


async def test_engines_that_are_not_there_are_refused() -> None:
    with pytest.raises(InvalidRequest, match="kie"):
        await estimated(GenerateBody(source_context="x", caption="Figure 1", vlm_provider="kie"))
    with pytest.raises(InvalidRequest, match="pages"):
        await estimated(GenerateFromPdfBody(pdf_base64="JVBERi0=", pages="0", caption="Figure 1"))


def test_drawing_of_our_own_is_quicker_than_painting() -> None:
    assert DRAWN.most < PAINTED.most


async def test_a_weak_model_is_asked_for_a_plan_in_two_questions() -> None:
    found = roles(await estimated(TEXT, vlm=PaidVlm(plan_form=PlanForm.TWO)))
    assert "plan" not in found
    assert found["plan/parts"] == found["plan/hand-overs"] == Range(least=1, most=2)


@pytest.mark.parametrize(("paints", "plans"), [(True, 1), (False, 3)])
async def test_candidates_multiply_what_is_made_for_each(paints: bool, plans: int) -> None:  # noqa: FBT001 - a parameter
    class Engine(PaidImages):
        capabilities = ImageCapabilities(typesets=not paints)

    async def calls(candidates: int) -> dict[str, float]:
        found = await estimated(replace(TEXT, candidates=candidates), images=Engine())
        return {step.role: step.calls.most for step in found.steps}

    one, three = await calls(1), await calls(3)
    assert {role: three[role] / one[role] for role in one} == {
        role: 3 if role.startswith("round/") else plans for role in one
    }


async def test_pages_are_read_once_for_all_candidates() -> None:
    body = GenerateFromPdfBody(pdf_base64="JVBERi0=", caption="Figure 1", candidates=4)
    found = await estimated(body)
    assert [step.calls.most for step in found.steps if step.role == "extract"] == [1]
