"""A drawing is judged first; its revision is a question of its own, asked where it is needed."""

import msgspec
import pytest
from msgspec.structs import replace

from pb_core.application import roles
from pb_core.application.journal import Journal
from pb_core.domain.diagrams.spec import DiagramSpec, Direction, Element, Styling
from pb_core.domain.findings import Check, Finding
from pb_core.domain.questions import (
    CritiqueBrief,
    Defect,
    ReviseBrief,
    Revision,
    Severity,
    Verdict,
    revision_schema,
    verdict_schema,
)
from pb_core.errors import CutAnswer, EngineUnavailable
from pb_core.testing.contracts.storage_base import running_task
from pb_core.testing.memory import ManualClock
from pb_core.testing.memory.storage import MemoryStorage
from pb_core.testing.memory.vlm import ScriptedVlm, verdict

SPEC = DiagramSpec(elements=(Element(id="encoder", label="encoder", evidence="The encoder maps tokens."),))
BRIEF = CritiqueBrief(
    spec=SPEC, description="A box.", styling=Styling(), source="The encoder maps tokens.", caption="Figure 1",
    guide="- Plain.", checklist=roles.checklist(SPEC), findings=(), round=1, rounds=3,
)  # fmt: skip
DEFECT = Defect(element="encoder", evidence="its name is cut off", severity=Severity.MAJOR)
POOR = msgspec.json.encode(replace(verdict(BRIEF), defects=(DEFECT,))).decode()


async def judged(engine: ScriptedVlm, brief: CritiqueBrief = BRIEF, **kwargs: tuple[Finding, ...]) -> Verdict:
    storage = MemoryStorage()

    async def changed() -> None:
        """Nobody watches this task."""

    journal = Journal(storage, (await running_task(storage)).lease, ManualClock(), changed)
    return await roles.criticise(journal, engine, brief, None, **kwargs)


def poor(*revisions: str | Exception) -> ScriptedVlm:
    engine = ScriptedVlm()
    engine.script("critic", POOR)
    engine.script("reviser", *revisions)
    return engine


def asked(engine: ScriptedVlm) -> list[str]:
    return [request.role for request in engine.requests]


def test_both_questions_are_small() -> None:
    assert len(verdict_schema()) < 2_000
    assert len(revision_schema()) < 8_000
    assert "revised" not in verdict_schema().decode()
    assert set(msgspec.json.decode(revision_schema())["properties"]) == {"spec", "styling", "description"}


async def test_what_is_accepted_is_not_revised() -> None:
    engine = ScriptedVlm()
    assert not (await judged(engine)).is_revised
    assert asked(engine) == ["critic"]


async def test_a_major_defect_asks_for_a_revision_and_is_told_in_it() -> None:
    styling = Styling(direction=Direction.DOWN)
    engine = poor(msgspec.json.encode(Revision(spec=SPEC, styling=styling, description="A taller box.")).decode())
    found = await judged(engine)
    assert (found.revised_spec, found.revised_styling, found.revised_description) == (SPEC, styling, "A taller box.")
    assert found.defects == (DEFECT,)
    request = engine.requests[-1]
    assert isinstance(request.brief, ReviseBrief)
    assert "its name is cut off" in request.prompt
    assert (request.images, request.schema) == ((), revision_schema())


@pytest.mark.parametrize("brief", [replace(BRIEF, round=3), replace(BRIEF, rounds=1)])
async def test_nothing_is_revised_that_no_round_is_left_for(brief: CritiqueBrief) -> None:
    engine = poor()
    assert (await judged(engine, brief)).defects == (DEFECT,)
    assert asked(engine) == ["critic"]


async def test_only_findings_against_the_drawing_ask_for_a_revision() -> None:
    finding = Finding(check=Check.UNGROUNDED, subject="encoder", detail="It quotes nothing.")
    engine = ScriptedVlm()
    await judged(engine, replace(BRIEF, findings=(finding,)), against=())
    assert asked(engine) == ["critic"]
    await judged(engine, replace(BRIEF, findings=(finding,)))
    assert asked(engine) == ["critic", "critic", "reviser"]


async def test_a_verdict_that_brings_its_revision_is_taken_at_its_word() -> None:
    engine = ScriptedVlm()
    engine.script("critic", msgspec.json.encode(replace(verdict(BRIEF, score=3), revised_spec=SPEC)).decode())
    assert (await judged(engine)).revised_spec == SPEC
    assert asked(engine) == ["critic"]


async def test_rules_are_asked_once() -> None:
    engine = ScriptedVlm(rule_based=True)
    engine.script("critic", POOR)
    await judged(engine)
    assert asked(engine) == ["critic"]


async def test_what_is_mended_in_a_revision_is_told() -> None:
    twice = {"elements": [{"id": "a", "label": "encoder"}, {"id": "a", "label": "encoder"}]}
    found = await judged(poor(msgspec.json.encode({"spec": twice}).decode()))
    assert found.suggestions[0].startswith("Mended in the model's revision: 'encoder' was listed twice")


async def test_a_revision_that_cannot_be_had_leaves_the_verdict() -> None:
    engine = poor("[]", "[]")
    found = await judged(engine)
    assert (found.defects, found.is_revised) == ((DEFECT,), False)
    assert asked(engine) == ["critic", "reviser", "reviser"]
    assert (await judged(poor(CutAnswer("Cut."), CutAnswer("Cut.")))).defects == (DEFECT,)


async def test_an_outage_passes() -> None:
    outage = EngineUnavailable("503")
    outage.in_outage = True
    with pytest.raises(EngineUnavailable):
        await judged(poor(outage))
