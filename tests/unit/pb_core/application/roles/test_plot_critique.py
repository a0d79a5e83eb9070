"""The critic of plots: the revision is asked apart, and only where something must change."""

import msgspec
import pytest
from msgspec.structs import replace

from pb_core.application.journal import Journal
from pb_core.application.roles import criticise_plot
from pb_core.domain.answer_schemas import LARGEST
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.questions import ChecklistItem, PlotCritiqueBrief, PlotRevision, PlotVerdict, Scores
from pb_core.errors import BadAnswer, InvalidSpec
from pb_core.testing.contracts.storage_base import running_task
from pb_core.testing.memory import ManualClock
from pb_core.testing.memory.storage import MemoryStorage
from pb_core.testing.memory.vlm import ScriptedVlm, plain_plot, sample_profile

SPEC = plain_plot(sample_profile())
BETTER = replace(SPEC, title="Better")
BRIEF = PlotCritiqueBrief(
    spec=SPEC, description="Points.", intent="compare", profile=sample_profile(), guide="- Plain.", wishes=(),
    checklist=(), findings=(), proof="Proved.", repairs=(), round=1, rounds=2,
)  # fmt: skip
REVISED = msgspec.json.encode(PlotRevision(spec=BETTER, description="Better.")).decode()


def verdict(score: float) -> str:
    scores = Scores(faithfulness=score, conciseness=score, readability=score, aesthetics=score)
    return msgspec.json.encode(PlotVerdict(items=(), scores=scores)).decode()


def no_other(spec: PlotSpec) -> None:
    if spec.title == "Worse":
        raise InvalidSpec("worse")


async def judged(engine: ScriptedVlm, brief: PlotCritiqueBrief = BRIEF, *, may_revise: bool = True) -> PlotVerdict:
    storage = MemoryStorage()

    async def changed() -> None:
        """Nobody watches this task."""

    journal = Journal(storage, (await running_task(storage)).lease, ManualClock(), changed)
    return await criticise_plot(journal, engine, brief, None, no_other, may_revise=may_revise)


async def test_a_plot_that_falls_short_is_revised_in_a_question_of_its_own() -> None:
    engine = ScriptedVlm()
    engine.script("plot-critic", verdict(4.0))
    engine.script("plot-reviser", REVISED)
    found = await judged(engine)
    assert (found.revised_spec, found.revised_description) == (BETTER, "Better.")
    critic, reviser = engine.requests
    assert max(len(critic.schema), len(reviser.schema)) <= LARGEST
    assert '"faithfulness":4.0' in reviser.prompt


@pytest.mark.parametrize(
    ("score", "round_", "may_revise"), [(9.0, 1, True), (4.0, 2, True), (4.0, 1, False)],
)  # fmt: skip
async def test_no_revision_is_asked_that_nobody_would_draw(score: float, round_: int, *, may_revise: bool) -> None:
    engine = ScriptedVlm()
    engine.script("plot-critic", verdict(score))
    found = await judged(engine, replace(BRIEF, round=round_), may_revise=may_revise)
    assert found.revised_spec is None
    assert [request.role for request in engine.requests] == ["plot-critic"]


async def test_an_engine_by_rules_revises_in_its_verdict() -> None:
    engine = ScriptedVlm(rule_based=True)
    engine.script(
        "plot-critic",
        msgspec.json.encode(replace(msgspec.json.decode(verdict(4.0), type=PlotVerdict), revised_spec=BETTER)).decode(),
    )
    assert (await judged(engine)).revised_spec == BETTER
    assert len(engine.requests) == 1


async def test_a_revision_that_the_data_does_not_support_goes_back_once() -> None:
    engine = ScriptedVlm()
    engine.script("plot-critic", verdict(4.0))
    engine.script("plot-reviser", REVISED.replace('"Better"', '"Worse"'), REVISED)
    assert (await judged(engine)).revised_spec == BETTER
    assert "could not be used: worse" in engine.requests[2].prompt


async def test_every_item_is_answered_for() -> None:
    engine = ScriptedVlm()
    engine.script("plot-critic", verdict(9.0), verdict(9.0))
    asked = replace(BRIEF, checklist=(ChecklistItem(name="wish 1", what="as bars", evidence="as bars"),))
    with pytest.raises(BadAnswer, match="wish 1"):
        await judged(engine, asked)
