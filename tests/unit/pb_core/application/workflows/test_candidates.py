"""Several figures of one request: which is delivered, what becomes of those that fail, and under which names."""

from collections.abc import Callable

import msgspec
import pytest

from pb_core.application.refinement import Judgement
from pb_core.application.workflows.candidates import UNJUDGED, Made, best_of
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Styling
from pb_core.domain.pictures import Artifact
from pb_core.domain.questions import CritiqueBrief, Plan, StyledPlan
from pb_core.domain.requests import Canvas
from pb_core.domain.tasks import TaskResult
from pb_core.errors import (
    BadAnswer,
    CapReached,
    ContentBlocked,
    DeadlinePassed,
    EngineUnavailable,
    LeaseLost,
    NothingToDraw,
    PaperBananaError,
    StorageError,
)
from pb_core.ports.images import ImageCapabilities
from pb_core.ports.vlm import VlmRequest
from pb_core.testing.memory.images import ScriptedImages
from pb_core.testing.memory.vlm import ScriptedVlm, verdict
from support.diagram_run import DiagramRun


def made(
    number: int, score: float | None = None, *, confidence: float | None = None, findings: int = 0, misses: int = 0
) -> Made:
    digest = f"{number:064x}"
    picture = Artifact(format="png", media_type="image/png", digest=digest, size=1, width=1, height=1)
    result = TaskResult(description=f"Figure {number}.", artifacts=(picture,), confidence=confidence)
    judgement = None if score is None else Judgement[object](score=score, accepted=score > 8, revision=None)
    return Made(result=result, engine="vector/vector-1", judgement=judgement, findings=findings, misses=misses)


async def best(*outcomes: Made | Exception) -> TaskResult:
    """The best of candidates that come to this, in this order."""

    async def make(number: int) -> Made:
        outcome = outcomes[number - 1]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return await best_of(len(outcomes), make)


async def test_an_only_figure_is_as_ever() -> None:
    assert await best(made(1)) == made(1).result


@pytest.mark.parametrize(
    ("candidates", "delivered"),
    [
        ((made(1, 7.0), made(2, 9.0), made(3, 8.5)), 2),
        ((made(1, 7.0), made(2, 7.0)), 1),
        ((made(1), made(2, 2.0)), 2),
        ((made(1, 7.0, confidence=0.5), made(2, 7.0, confidence=0.8)), 2),
        ((made(1, confidence=0.5, findings=2), made(2, confidence=0.5, findings=1), made(3, confidence=0.4)), 2),
        ((made(1, 7.0, misses=5), made(2, 7.0, misses=3), made(3, 7.0, findings=1)), 2),
        ((made(1), made(2)), 1),
    ],
)
async def test_the_best_is_delivered_and_all_stand_beside_it(candidates: tuple[Made, ...], delivered: int) -> None:
    result = await best(*candidates)
    assert result.description == f"Figure {delivered}."
    assert [(one.index, one.best) for one in result.candidates] == [
        (number, number == delivered) for number in range(1, len(candidates) + 1)
    ]
    assert [one.result for one in result.candidates] == [one.result for one in candidates]
    assert [one.score for one in result.candidates] == [one.judgement and one.judgement.score for one in candidates]
    assert [one.accepted for one in result.candidates] == [
        one.judgement and one.judgement.accepted for one in candidates
    ]
    assert (UNJUDGED in result.notes) == all(one.judgement is None for one in candidates)


OF_ITS_OWN = [BadAnswer("No JSON."), ContentBlocked("Blocked."), NothingToDraw("Nothing.")]
OF_ALL = [
    EngineUnavailable("Away."),
    CapReached("The cap."),
    DeadlinePassed("Too late."),
    RuntimeError("a bug"),
]
OF_THE_RUN = [LeaseLost("Lost."), StorageError("Full."), OSError(28, "No space left on device")]


@pytest.mark.parametrize("error", [*OF_ITS_OWN, *OF_ALL])
async def test_a_candidate_that_fails_after_another_costs_that_one_only(error: Exception) -> None:
    result = await best(made(1, 7.0), error, made(3, 8.0))
    assert [one.index for one in result.candidates] == [1, 3]
    assert result.description == "Figure 3."
    (note,) = result.notes
    assert note.startswith("Candidate 2 could not be made: ")
    assert (str(error) in note) == isinstance(error, PaperBananaError)


@pytest.mark.parametrize("error", OF_ITS_OWN)
async def test_a_first_candidate_that_fails_by_itself_leaves_the_others(error: Exception) -> None:
    result = await best(error, made(2))
    assert [one.index for one in result.candidates] == [2]
    assert result.notes == (f"Candidate 1 could not be made: {error}",)


@pytest.mark.parametrize("error", OF_ALL)
async def test_what_concerns_all_is_raised_on_while_nothing_is_made(error: Exception) -> None:
    with pytest.raises(type(error)):
        await best(error, made(2))


@pytest.mark.parametrize("error", OF_THE_RUN)
async def test_the_end_of_a_run_is_no_matter_of_a_candidate(error: Exception) -> None:
    with pytest.raises(type(error)):
        await best(made(1), error)


async def test_the_first_error_is_raised_where_no_candidate_can_be_made() -> None:
    with pytest.raises(BadAnswer, match="the first"):
        await best(BadAnswer("the first"), ContentBlocked("the second"))


async def test_a_picture_that_is_there_already_is_left_out() -> None:
    result = await best(made(1), made(2), made(1, 9.0))
    assert [one.index for one in result.candidates] == [1, 2]
    assert "Candidate 3 came out exactly as candidate 1 did, so it is left out." in result.notes


TEXT = "The encoder maps tokens to vectors. The decoder reads the vectors."
ENCODER = Element(id="encoder", label="Encoder", evidence="The encoder maps tokens to vectors")
VECTORS = Element(id="vectors", label="Vectors", evidence="The decoder reads the vectors")
DECODER = Element(id="decoder", label="Decoder", evidence="The decoder reads the vectors")
MAPS = Connection(source="encoder", target="vectors", evidence="The encoder maps tokens to vectors")
READS = Connection(source="vectors", target="decoder", evidence="The decoder reads the vectors")


class Drawer(ScriptedImages):
    """Draws one plan in one way, as our own engine does."""

    capabilities = ImageCapabilities(typesets=True)
    varies = False


def planned(elements: tuple[Element, ...], *connections: Connection) -> str:
    spec = DiagramSpec(elements=elements, connections=connections)
    return msgspec.json.encode(Plan(spec=spec, description="A plan.")).decode()


WHOLE, PART = planned((ENCODER, VECTORS, DECODER), MAPS, READS), planned((ENCODER, VECTORS), MAPS)


def scored(*scores: float) -> list[Callable[[VlmRequest], str]]:
    def answer(score: float) -> Callable[[VlmRequest], str]:
        def judge(request: VlmRequest) -> str:
            assert isinstance(request.brief, CritiqueBrief)
            return msgspec.json.encode(verdict(request.brief, score=score)).decode()

        return judge

    return [answer(score) for score in scores]


async def test_what_our_own_engine_draws_is_planned_and_styled_for_each_candidate() -> None:
    run = DiagramRun(images=Drawer())
    run.vlm.script("planner", PART, WHOLE)
    styled = msgspec.json.encode(StyledPlan(description="Boxes.", styling=Styling())).decode()
    run.vlm.script("stylist", styled, styled)

    result = await run.draw(source=TEXT, canvas=Canvas(iterations=1, candidates=2))

    assert await run.steps() == [
        *("plan", "style", "round/1/draw"),
        *("candidate/2/plan", "candidate/2/style", "candidate/2/round/1/draw"),
    ]
    assert [len(one.result.diagram.spec.elements) for one in result.candidates if one.result.diagram] == [2, 3]
    assert result.diagram == result.candidates[0].result.diagram
    asked = {role: [r.temperature for r in run.vlm.requests if r.role == role] for role in ("planner", "stylist")}
    assert all(first < second for first, second in asked.values())


async def test_a_painting_is_planned_once_and_painted_and_judged_for_each_candidate() -> None:
    run = DiagramRun()
    run.vlm.script("planner", WHOLE)
    run.vlm.script("critic", *scored(9.0, 9.5))

    result = await run.draw(source=TEXT, canvas=Canvas(iterations=2, candidates=2))

    assert await run.steps() == [
        *("plan", "style", "round/1/draw", "round/1/critique"),
        *("candidate/2/round/1/draw", "candidate/2/round/1/critique"),
    ]
    assert [one.score for one in result.candidates] == [9.0, 9.5]
    assert result.artifacts == result.candidates[1].result.artifacts
    assert len({request.temperature for request in run.vlm.requests}) == 1


async def test_a_run_that_is_taken_up_again_repeats_no_candidate() -> None:
    run = DiagramRun()
    run.vlm.script("planner", WHOLE)
    first = await run.draw(source=TEXT, canvas=Canvas(iterations=1, candidates=3))
    calls = len(run.vlm.requests), len(run.images.requests)

    assert await run.again() == first
    assert (len(run.vlm.requests), len(run.images.requests)) == calls
    assert [one.index for one in first.candidates] == [1, 2, 3]


async def test_a_run_that_ends_within_a_candidate_goes_on_there() -> None:
    run = DiagramRun()
    run.vlm.script("planner", WHOLE)
    painted = run.images.draw

    async def full_disk(*given: object) -> object:
        if len(run.images.requests) == 1:
            run.images.draw = painted  # type: ignore[method-assign]  # the next run finds room
            raise OSError(28, "No space left on device")
        return await painted(*given)  # type: ignore[arg-type]  # passed on as it is

    run.images.draw = full_disk  # type: ignore[method-assign,assignment]  # as written
    with pytest.raises(OSError, match="No space"):
        await run.draw(source=TEXT, canvas=Canvas(iterations=1, candidates=3))
    assert await run.steps() == ["plan", "style", "round/1/draw", "candidate/2/round/1/draw"]

    result = await run.again()

    assert [one.index for one in result.candidates] == [1, 2, 3]
    assert (len(run.images.requests), len(run.vlm.requests)) == (3, 2)


async def test_a_plan_that_the_source_does_not_support_costs_its_candidate_only() -> None:
    run = DiagramRun(vlm=ScriptedVlm(), images=Drawer())
    foreign = planned((Element(id="x", label="Teleporter", evidence="The teleporter beams."),))
    run.vlm.script("planner", WHOLE, foreign, foreign)

    result = await run.draw(source=TEXT, canvas=Canvas(iterations=1, candidates=2))

    assert [one.index for one in result.candidates] == [1]
    assert any(note.startswith("Candidate 2 could not be made: The source supports no part") for note in result.notes)


async def test_a_model_that_plans_the_same_twice_has_made_one_candidate() -> None:
    run = DiagramRun(images=Drawer())
    run.vlm.script("planner", WHOLE, WHOLE)

    result = await run.draw(source=TEXT, canvas=Canvas(iterations=1, candidates=2))

    assert [one.index for one in result.candidates] == [1]
    assert "Candidate 2 came out exactly as candidate 1 did, so it is left out." in result.notes
