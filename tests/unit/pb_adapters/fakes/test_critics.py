"""What the fakes' critic and reviser say: one revision where there is room for it, and everything good afterwards."""

import msgspec
import pytest

from pb_adapters.fakes.critics import WISH, revision, verdict
from pb_adapters.fakes.prompt_parser import Question
from pb_core.application.roles import render
from pb_core.domain.diagrams.spec import DiagramSpec, Element, Styling
from pb_core.domain.questions import Revision, Verdict, accepted

SPEC = DiagramSpec(elements=(Element(id="e", label="Encoder"), Element(id="d", label="Decoder")))


def asked(role: str, template: str, **told: str) -> Question:
    return Question(endpoint="chat", model="m", role=role, prompt=render(template, **told))


def look(number: int, rounds: int, role: str = "critic") -> Question:
    told = {"guide": "-", "caption": "C", "previous": "(none)", "description": "D", "spec": "{}", "source": "S"}
    checklist = '- e: process: Encoder ("The encoder")\n- e->d: flow arrow ("to the decoder")'
    counted = {"round": str(number), "rounds": str(rounds)}
    return asked(role, "critic", checklist=checklist, findings="(nothing)", **counted, **told)


@pytest.mark.parametrize(
    ("number", "rounds", "revises", "good"),
    [(1, 3, True, False), (2, 3, True, True), (1, 1, True, True), (1, 3, False, True)],
)
def test_the_first_of_several_drawings_is_wanted_otherwise(
    number: int, rounds: int, *, revises: bool, good: bool
) -> None:
    answer = msgspec.json.decode(verdict(look(number, rounds), revises=revises), type=Verdict)
    assert accepted(answer, ()) is good
    assert [item.name for item in answer.items] == ["e", "e->d"]
    assert [defect.evidence for defect in answer.defects] == ([] if good else [WISH])


@pytest.mark.parametrize(("before", "after"), [((), ("e",)), (("d",), ("e",)), (("e",), ())])
def test_a_revision_changes_which_box_stands_out(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    told = {"guide": "-", "caption": "C", "verdict": "{}", "findings": "(nothing)", "source": "S"}
    styling, spec = (msgspec.json.encode(part).decode() for part in (Styling(emphasis=before), SPEC))
    question = asked("reviser", "reviser", description="Two boxes.", styling=styling, spec=spec, **told)
    answer = msgspec.json.decode(revision(question), type=Revision)
    assert answer.styling is not None
    assert answer.styling.emphasis == after
    assert answer.description == "Two boxes. Encoder stands out in the accent colour."


def test_a_reviser_of_anything_else_leaves_it() -> None:
    assert revision(Question(endpoint="chat", model="m", role="plot-reviser", prompt="A plot.")) == "{}"
