"""Rounds of a diagram: nothing that was drawn is lost, defects go back to the painter, what is left is told."""

import asyncio
from collections.abc import Callable

import msgspec
import pytest
from msgspec.structs import replace

from pb_core.application.workflows import methodology
from pb_core.domain.billing import Caps
from pb_core.domain.diagrams.plan import GivenDiagram
from pb_core.domain.diagrams.scene import DrawnBox, DrawnScene
from pb_core.domain.diagrams.scene_checks import check_scene
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Group
from pb_core.domain.findings import Check, Finding
from pb_core.domain.plane import Rect
from pb_core.domain.questions import CritiqueBrief, ItemVerdict, Standing
from pb_core.errors import BlindEngine, EngineRefused, EngineUnavailable
from pb_core.ports.vlm import VlmRequest
from pb_core.testing.memory.images import ScriptedImages
from pb_core.testing.memory.vlm import ScriptedVlm, verdict
from support.diagram_run import DiagramRun

SPEC = DiagramSpec(
    elements=(Element(id="e", label="Encoder", group="g"), Element(id="d", label="Decoder")),
    connections=(Connection(source="e", target="d"),),
    groups=(Group(id="g", title="Training"),),
)
PLAN = GivenDiagram(spec=SPEC)
SCENE = DrawnScene(width=100, height=100, boxes=(), frames=(), lines=(), texts=())
BLIND = '{"text": "a diagram"}'
Answer = Callable[[VlmRequest], str]


def judged(score: float = 5.0, *suggestions: str, description: str | None = None, **standing: str) -> Answer:
    """A critic that finds these items missing or wrong, ``arrow`` for that from encoder to decoder."""
    found = {name.replace("arrow", "e->d"): Standing(word) for name, word in standing.items()}

    def answer(request: VlmRequest) -> str:
        assert isinstance(request.brief, CritiqueBrief)
        plain = verdict(request.brief, score=score)
        items = tuple(
            ItemVerdict(name=item.name, standing=found.get(item.name, item.standing), note="the head is off.")
            for item in plain.items
        )
        said = replace(plain, items=items, suggestions=suggestions, revised_description=description)
        return msgspec.json.encode(said).decode()

    return answer


class Refusing(ScriptedImages):
    """Paints once and declines then."""

    async def draw(self, request, submission):  # noqa: ANN001, ANN201 - as the port has it
        if self.requests:
            self.scripts.append(EngineRefused("The painter declined."))
        return await super().draw(request, submission)


async def test_a_painters_refusal_in_a_later_round_costs_no_figure() -> None:
    run = DiagramRun(images=Refusing())
    run.vlm.script("critic", judged(description="Redder."))

    result = await run.draw(iterations=3, plan=PLAN)

    assert result.artifacts
    assert result.notes[0] == (
        "Round 2 could not be drawn, so the best one before it is delivered: The painter declined."
    )


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (("no JSON", "no JSON either"), "does not have the form that was asked for"),
        ((EngineUnavailable("The provider answered 503."),), "The provider answered 503."),
        ((BlindEngine("The picture was not counted."),), "The picture was not counted."),
    ],
    ids=["bad JSON", "an outage", "blind after all"],
)
async def test_a_critic_that_fails_costs_no_painting(answers: tuple[str | Exception, ...], said: str) -> None:
    run = DiagramRun()
    run.vlm.script("critic", *answers)

    result = await run.draw(iterations=3, plan=PLAN)

    assert result.artifacts
    assert result.notes[0].startswith("The critic failed in round 1, so what was drawn is delivered: ")
    assert said in result.notes[0]


async def test_a_critics_own_cancellation_costs_no_figure() -> None:
    def cancelled(_request: object) -> str:
        raise asyncio.CancelledError

    run = DiagramRun()
    run.vlm.script("critic", cancelled)

    result = await run.draw(iterations=3, plan=PLAN)

    assert result.artifacts
    assert "cancelled its own call" in result.notes[0]


async def test_a_cap_that_a_later_round_would_pass_costs_no_figure() -> None:
    class Paid(ScriptedImages):
        def estimate(self, _request: object, /) -> int:
            return 10_000

    run = DiagramRun(images=Paid())
    run.caps = Caps(task_micros=15_000)
    run.vlm.script("critic", judged(description="Redder."))

    result = await run.draw(iterations=3, plan=PLAN)

    assert "could pass the spending cap" in result.notes[0]
    assert await run.steps() == ["style", "round/1/draw", "round/1/critique"]


async def test_a_defect_without_a_revision_is_painted_anew_with_the_defect_as_instruction() -> None:
    run = DiagramRun()
    run.vlm.script("critic", judged(arrow="missing"), judged(9.0))

    result = await run.draw(iterations=3, plan=PLAN)

    first, second = run.images.requests
    assert first.corrections == ()
    assert second.corrections == ("the arrow from 'Encoder' to 'Decoder' is missing: the head is off",)
    assert not [note for note in result.notes if "critic" in note]


async def test_corrections_of_earlier_rounds_are_kept_and_iterations_bound_them() -> None:
    run = DiagramRun()
    run.vlm.script("critic", judged(5.0, arrow="missing"), judged(6.0, e="wrong"), judged(7.0, e="wrong"))

    await run.draw(iterations=3, plan=PLAN)

    assert [len(request.corrections) for request in run.images.requests] == [0, 1, 2]


async def test_what_the_critic_still_sees_in_the_delivered_round_stands_in_the_notes() -> None:
    run = DiagramRun()
    run.vlm.script("critic", judged(5.0, "Widen the frame.", g="wrong", words="wrong"), judged(2.0))

    result = await run.draw(iterations=2, plan=PLAN)

    assert "The critic sees in this figure: the frame 'Training' is wrong: the head is off." in result.notes
    assert "The critic sees in this figure: the spelling is wrong: the head is off." in result.notes
    assert "The critic suggests: Widen the frame." in result.notes


async def test_an_accepted_figure_carries_no_advice() -> None:
    run = DiagramRun()
    run.vlm.script("critic", judged(9.0, "Perhaps larger."))

    result = await run.draw(iterations=3, plan=PLAN)

    assert not [note for note in result.notes if "suggests" in note]


async def test_the_critic_is_asked_of_a_painting_for_frames_and_every_word() -> None:
    run = DiagramRun()

    await run.draw(iterations=2, plan=PLAN)

    (brief,) = (request.brief for request in run.vlm.requests if request.role == "critic")
    assert isinstance(brief, CritiqueBrief)
    assert [item.name for item in brief.checklist] == ["e", "d", "e->d", "g", "words"]


async def test_sight_is_looked_at_before_anything_is_bought() -> None:
    run = DiagramRun()
    run.probes = True
    run.vlm.script("vision", EngineUnavailable("The provider answered 503."))

    with pytest.raises(EngineUnavailable):
        await run.draw(iterations=3, plan=PLAN)

    assert [request.role for request in run.vlm.requests] == ["vision"]
    assert run.images.requests == []


@pytest.mark.parametrize("said", [BLIND, EngineRefused("I look at no pictures.")], ids=["blind", "declines"])
async def test_a_model_that_does_not_see_judges_plan_and_geometry(said: str | Exception) -> None:
    run = DiagramRun(images=ScriptedImages(scene=SCENE))
    run.probes = True
    run.vlm.script("vision", said)

    result = await run.draw(iterations=2, plan=PLAN)

    critic = next(request for request in run.vlm.requests if request.role == "critic")
    assert critic.images == ()
    assert "scripted/scripted-1 does not see pictures: it judged the plan and the measured geometry." in result.notes


async def test_a_model_that_does_not_see_judges_no_painting() -> None:
    run = DiagramRun(ScriptedVlm())

    result = await run.draw(iterations=3, plan=PLAN)

    assert await run.steps() == ["style", "round/1/draw"]
    assert any("nobody judged the painted figure" in note for note in result.notes)


async def test_rules_judge_by_geometry_and_need_no_note() -> None:
    run = DiagramRun(ScriptedVlm(rule_based=True), images=ScriptedImages(scene=SCENE))
    run.vlm.script("critic", judged(5.0, "Add it.", e="missing"))

    result = await run.draw(iterations=2, plan=PLAN)

    assert not [note for note in result.notes if "does not see" in note or "critic" in note]


async def test_the_critic_hears_which_targets_of_design_are_missed_and_geometry_is_checked_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    checked = []

    def counted(scene: DrawnScene, spec: DiagramSpec, ratio: str | None, *, width: float) -> tuple[Finding, ...]:
        checked.append(scene)
        return check_scene(scene, spec, ratio, width=width)

    monkeypatch.setattr(methodology, "check_scene", counted)
    boxes = tuple(DrawnBox(id=f"b{i}", rect=Rect(60 * i, 0, 40, 20), shape="rounded") for i in range(7))
    hollow = replace(SCENE, width=400, height=400, boxes=boxes)
    run = DiagramRun(ScriptedVlm(sees_images=True), images=ScriptedImages(scene=hollow))
    run.vlm.script("critic", judged(9.0))

    result = await run.draw(iterations=2, plan=PLAN)

    (brief,) = (request.brief for request in run.vlm.requests if request.role == "critic")
    assert isinstance(brief, CritiqueBrief)
    missed = [finding.subject for finding in brief.findings if finding.check is Check.DESIGN]
    assert len(missed) == 5
    assert "quiet share" in missed
    assert any("quiet share" in note for note in result.notes)
    assert len(checked) == len(run.images.requests)


async def test_with_one_round_nobody_is_asked_whether_it_sees() -> None:
    run = DiagramRun()
    run.probes = True

    await run.draw(iterations=1, plan=PLAN)

    assert await run.steps() == ["style", "round/1/draw"]
