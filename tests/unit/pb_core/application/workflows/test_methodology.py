from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from pb_core.application.engines import Engines
from pb_core.application.journal import Journal
from pb_core.application.workflows import TaskContext, Tools
from pb_core.application.workflows.methodology import (
    SEEN,
    SKETCH_BY_MODEL,
    SKETCH_BY_RULES,
    SKETCH_OF_SENTENCES,
    draw_methodology,
)
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Styling
from pb_core.domain.diagrams.support import Support
from pb_core.domain.findings import Check
from pb_core.domain.questions import CritiqueBrief, Plan, PlanBrief
from pb_core.domain.requests import Canvas, Grounding, MethodologyWork, PdfPages
from pb_core.domain.tasks import TaskKind, TaskResult
from pb_core.errors import EngineMisconfigured, EngineRefused, EngineThrottled, NothingToDraw, OutcomeUnknown
from pb_core.ports.vlm import VlmRequest
from pb_core.testing.memory import ManualClock, MemoryArtifacts
from pb_core.testing.memory.images import ScriptedImages
from pb_core.testing.memory.pdf_files import InMemoryPdfReader, write_pdf
from pb_core.testing.memory.storage import MemoryStorage
from pb_core.testing.memory.vlm import ScriptedVlm, verdict
from support.claims import OWNER, claimed_task


async def changed() -> None:
    """Nobody watches these tasks."""


class Desk:
    """A task's context in memory, and what stands behind it."""

    def __init__(self, engine: ScriptedVlm) -> None:
        self.vlm, self.images = engine, ScriptedImages()
        self.artifacts, self.storage = MemoryArtifacts(), MemoryStorage()

    async def context(self, work: MethodologyWork) -> TaskContext:
        """The context of a claimed task for this work."""
        storage = self.storage
        claimed = await claimed_task(storage, work, TaskKind.METHODOLOGY, "generate")
        engines = Engines(vlm=self.vlm, images=self.images)
        tools = Tools(engines=engines, artifacts=self.artifacts, pdf=InMemoryPdfReader())
        return TaskContext(tools=tools, journal=Journal(storage, claimed.lease, ManualClock(), changed), owner=OWNER)

    async def draw(self, source: str, caption: str = "Figure 1", **work: Any) -> TaskResult:  # noqa: ANN401 - any field
        """Draw a text."""
        asked = MethodologyWork(caption=caption, source=source, **work)
        return await draw_methodology(await self.context(asked), asked)

    async def steps(self) -> list[str]:
        """The names of the steps that were done."""
        return [step.name for step in await self.storage.steps("t")]


TEXT = "The encoder maps tokens to vectors. The decoder reads the vectors. Unlike a GAN, no critic scores the decoder."
ONCE = Canvas(iterations=1)
ENCODER = Element(id="encoder", label="Encoder", evidence="The encoder maps tokens to vectors")
VECTORS = Element(id="vectors", label="Vectors", evidence="The decoder reads the vectors")
DECODER = Element(id="decoder", label="Decoder", evidence="The decoder reads the vectors")
CRITIC = Element(id="critic", label="Critic", evidence="no critic scores the decoder")
MAPS = Connection(source="encoder", target="vectors", evidence="The encoder maps tokens to vectors")
READS = Connection(source="vectors", target="decoder", evidence="The decoder reads the vectors")
SCORES = Connection(source="critic", target="decoder", evidence="no critic scores the decoder")
TURNED = Connection(source="decoder", target="vectors", evidence="The decoder reads the vectors")


def plan(elements: tuple[Element, ...], *connections: Connection) -> str:
    spec = DiagramSpec(elements=elements, connections=connections)
    return msgspec.json.encode(Plan(spec=spec, description="What the plan says.")).decode()


FALSE = plan((ENCODER, VECTORS, DECODER, CRITIC), MAPS, TURNED, SCORES)
MENDED = plan((ENCODER, VECTORS, DECODER), MAPS, READS)


async def test_a_model_is_asked_once_for_what_the_source_does_not_support() -> None:
    desk = Desk(ScriptedVlm())
    desk.vlm.script("planner", FALSE, MENDED)

    result = await desk.draw(TEXT, canvas=ONCE)

    assert await desk.steps() == ["plan", "plan/support", "style", "round/1/draw"]
    asked = [request for request in desk.vlm.requests if request.role == "planner"]
    brief = asked[1].brief
    assert isinstance(brief, PlanBrief)
    assert [fault.subject for fault in brief.faults] == ["critic", "decoder->vectors", "critic->decoder"]
    assert "decoder->vectors: Its sentence says the reverse." in asked[1].prompt
    assert result.diagram is not None
    assert [connection.name for connection in result.diagram.spec.connections] == [
        "encoder->vectors",
        "vectors->decoder",
    ]
    assert {part.support for part in result.diagram.support.parts} == {Support.STATED}
    assert not any(note.startswith("Left out") for note in result.notes)


async def test_what_remains_unsupported_is_not_drawn_and_is_named() -> None:
    desk = Desk(ScriptedVlm(sees_images=True))
    desk.vlm.script("planner", FALSE, FALSE)

    result = await desk.draw(TEXT, canvas=Canvas(iterations=2))

    drawn = desk.images.requests[0].spec
    assert [element.id for element in drawn.elements] == ["encoder", "vectors", "decoder"]
    assert [connection.name for connection in drawn.connections] == ["encoder->vectors"]
    assert "Left out: 'Critic': Its sentence denies ('no')." in result.notes
    assert "Left out: the arrow from 'Decoder' to 'Vectors': Its sentence says the reverse." in result.notes


async def test_the_better_founded_of_both_plans_is_kept() -> None:
    desk = Desk(ScriptedVlm())
    desk.vlm.script("planner", FALSE, plan((CRITIC,)))

    result = await desk.draw(TEXT, canvas=ONCE)

    assert result.diagram is not None
    assert len(result.diagram.spec.elements) == 3


async def test_a_second_answer_that_cannot_be_used_leaves_the_first_plan_and_a_note() -> None:
    desk = Desk(ScriptedVlm())
    desk.vlm.script("planner", FALSE, "no JSON", "no JSON either")

    result = await desk.draw(TEXT, canvas=ONCE)

    assert any("asked again" in note for note in result.notes)
    assert len(desk.images.requests[0].spec.connections) == 1


@pytest.mark.parametrize("error", [EngineMisconfigured("Wrong key."), OutcomeUnknown("Lost.", retryable=False)])
async def test_a_second_question_that_fails_leaves_the_first_plan_and_a_note(error: Exception) -> None:
    desk = Desk(ScriptedVlm())
    desk.vlm.script("planner", FALSE, error)

    result = await desk.draw(TEXT, canvas=ONCE)

    assert any("asked again" in note and str(error) in note for note in result.notes)
    assert len(desk.images.requests[0].spec.connections) == 1


@pytest.mark.parametrize("role", ["planner", "stylist"])
async def test_an_outage_after_the_plan_puts_the_task_back(role: str) -> None:
    desk = Desk(ScriptedVlm())
    desk.vlm.script("planner", FALSE if role == "planner" else MENDED)
    desk.vlm.script(role, EngineThrottled("Slow down."))

    with pytest.raises(EngineThrottled):
        await desk.draw(TEXT, canvas=ONCE)

    assert desk.images.requests == []


async def test_a_rule_based_planner_is_not_asked_again() -> None:
    desk = Desk(ScriptedVlm(rule_based=True))
    desk.vlm.script("planner", FALSE)

    await desk.draw(TEXT, canvas=ONCE)

    assert await desk.steps() == ["plan", "style", "round/1/draw"]


async def test_a_supported_plan_is_not_asked_about() -> None:
    desk = Desk(ScriptedVlm())
    desk.vlm.script("planner", MENDED)

    await desk.draw(TEXT, canvas=ONCE)

    assert await desk.steps() == ["plan", "style", "round/1/draw"]


async def test_a_lenient_caller_gets_all_of_it_drawn_and_named() -> None:
    desk = Desk(ScriptedVlm())
    desk.vlm.script("planner", FALSE, FALSE)

    result = await desk.draw(TEXT, canvas=ONCE, grounding=Grounding.LENIENT)

    assert len(desk.images.requests[0].spec.connections) == 3
    assert sum(note.startswith("Drawn, though the source does not support it: ") for note in result.notes) == 2
    assert result.diagram is not None
    assert {part.subject for part in result.diagram.support.unsupported} == {
        "critic",
        "decoder->vectors",
        "critic->decoder",
    }


async def test_nothing_supported_ends_the_task_with_what_to_do() -> None:
    desk = Desk(ScriptedVlm())
    desk.vlm.script("planner", *[plan((CRITIC,))] * 2)

    with pytest.raises(NothingToDraw, match="write the arrows yourself"):
        await desk.draw(TEXT, canvas=ONCE)

    assert desk.images.requests == []


def revising(*connections: Connection) -> Callable[[VlmRequest], str]:
    """A critic that finds everything mediocre and returns a plan with these connections."""

    def answer(request: VlmRequest) -> str:
        assert isinstance(request.brief, CritiqueBrief)
        spec = DiagramSpec(elements=(ENCODER, VECTORS, DECODER, CRITIC), connections=connections)
        judged = msgspec.structs.replace(verdict(request.brief, score=5.0), revised_spec=spec)
        return msgspec.json.encode(judged).decode()

    return answer


async def test_a_critics_revision_is_held_to_the_same() -> None:
    desk = Desk(ScriptedVlm(sees_images=True))
    desk.vlm.script("planner", MENDED)
    desk.vlm.script("critic", revising(MAPS, READS, TURNED, SCORES), revising(MAPS, READS))

    await desk.draw(TEXT, canvas=Canvas(iterations=3))

    assert len(desk.images.requests) == 1  # without its unsupported parts the revision is what was drawn


async def test_a_revision_that_nothing_supports_is_none() -> None:
    desk = Desk(ScriptedVlm(sees_images=True))
    desk.vlm.script("planner", MENDED)

    def answer(request: VlmRequest) -> str:
        assert isinstance(request.brief, CritiqueBrief)
        judged = msgspec.structs.replace(
            verdict(request.brief, score=5.0),
            revised_spec=DiagramSpec(elements=(CRITIC,)),
            revised_description="Redder.",
        )
        return msgspec.json.encode(judged).decode()

    desk.vlm.script("critic", answer)
    await desk.draw(TEXT, canvas=Canvas(iterations=2))

    assert [request.description for request in desk.images.requests][1:] == ["Redder."]
    assert desk.images.requests[1].spec == desk.images.requests[0].spec


CHAIN = "Tokens -> Encoder -> Vectors -> Decoder. " + TEXT


async def test_the_skeleton_reaches_the_planner_and_what_is_missing_of_it_the_critic_and_the_reader() -> None:
    desk = Desk(ScriptedVlm(sees_images=True))
    desk.vlm.script("planner", MENDED)

    result = await desk.draw(CHAIN, canvas=Canvas(iterations=2))

    planner, *_ = desk.vlm.requests
    (critic,) = (request for request in desk.vlm.requests if request.role == "critic")
    assert "- chain: Tokens -> Encoder -> Vectors -> Decoder" in planner.prompt
    assert isinstance(critic.brief, CritiqueBrief)
    assert "listed Tokens" in {item.name for item in critic.brief.checklist}
    assert [(f.check, f.subject) for f in critic.brief.findings if f.check is Check.MISSING] == [
        (Check.MISSING, "Tokens")
    ]
    assert "Laid out by the author and not shown: 'Tokens'." in result.notes
    assert result.confidence == 0.71


@pytest.mark.parametrize(
    ("engine", "sentence"),
    [(ScriptedVlm(rule_based=True), SKETCH_BY_RULES), (ScriptedVlm(), SKETCH_BY_MODEL)],
    ids=["rules", "model"],
)
async def test_a_figure_that_shows_little_of_its_text_is_called_a_sketch(engine: ScriptedVlm, sentence: str) -> None:
    desk = Desk(engine)
    desk.vlm.script("planner", plan((DECODER,)))

    result = await desk.draw(CHAIN, canvas=ONCE)

    assert result.confidence is not None
    assert result.confidence < 0.4
    assert sentence in result.notes


@pytest.mark.parametrize("by_rules", [True, False])
async def test_a_sketch_by_rules_says_how_few_sentences_it_shows(*, by_rules: bool) -> None:
    desk = Desk(ScriptedVlm(rule_based=by_rules))
    desk.vlm.script("planner", plan((DECODER,)))

    result = await desk.draw("The decoder reads the vectors. We rest. We walk home. It rains.", canvas=ONCE)

    note = SKETCH_OF_SENTENCES.format(1, 4)
    assert (note in result.notes, result.confidence == 0.25) == (by_rules, by_rules)


async def test_pages_read_as_pictures_have_no_confidence_and_say_so() -> None:
    desk = Desk(ScriptedVlm(sees_images=True))
    desk.vlm.script("planner", FALSE)
    digest = await desk.artifacts.put(OWNER, write_pdf((None,)))
    pdf = PdfPages(digest=digest, path="path", pages=(1,))

    result = await desk.draw("", pdf=pdf, canvas=ONCE)

    assert (result.confidence, SEEN in result.notes) == (None, True)
    assert result.diagram is not None
    assert {part.support for part in result.diagram.support.parts} == {Support.SEEN}
    assert len(result.diagram.spec.connections) == 3


@pytest.mark.parametrize(
    "answers",
    [("no JSON", "no JSON either"), (EngineRefused("It declines."),), (OutcomeUnknown("Lost.", retryable=False),)],
)
async def test_a_stylist_without_a_usable_answer_leaves_the_usual_look_and_a_note(
    answers: tuple[str | Exception, ...],
) -> None:
    desk = Desk(ScriptedVlm())
    desk.vlm.script("planner", MENDED)
    desk.vlm.script("stylist", *answers)
    result = await desk.draw(TEXT, canvas=ONCE)
    assert any(note.startswith("The figure has the usual look") for note in result.notes)
    assert result.description.startswith("A diagram of Encoder, ")
    assert result.diagram is not None
    assert result.diagram.styling == Styling()


async def test_what_was_mended_in_a_plan_is_noted() -> None:
    desk = Desk(ScriptedVlm())
    document = msgspec.json.decode(MENDED)
    document["spec"]["elements"] += [dict(document["spec"]["elements"][0])]
    desk.vlm.script("planner", msgspec.json.encode(document).decode())
    result = await desk.draw(TEXT, canvas=ONCE)
    assert "Mended in the model's plan: 'Encoder' was listed twice." in result.notes
