import msgspec
import pytest

from pb_core.application.roles.plan_reading import read_plan, read_style, read_verdict
from pb_core.application.workflows.criticism import advice
from pb_core.domain.diagrams.spec import Palette, Styling
from pb_core.errors import BadAnswer, InvalidSpec

SPEC = {
    "elements": [{"id": "a", "label": "Encoder"}, {"id": "log", "label": "Log"}],
    "connections": [{"from": "a", "to": "Log"}],
    "groups": [{"id": "log", "title": "Log"}],
}
LOST = SPEC | {"connections": [{"from": "a", "to": "nowhere"}, {"from": "else", "to": "log"}]}
SCORES = {"faithfulness": 9, "conciseness": 9, "readability": 9, "aesthetics": 9}


def text(**members: object) -> str:
    return msgspec.json.encode(members).decode()


def test_a_plan_is_mended_and_its_notes_say_how() -> None:
    plan = read_plan(text(spec=SPEC, description="An encoder.", notes=["I am a model."]))
    assert [connection.name for connection in plan.spec.connections] == ["a->log"]
    assert plan.notes == ("Mended in the model's plan: a group repeated 'Log'.",)


def test_a_plan_without_a_fault_has_no_notes() -> None:
    assert read_plan(text(spec=SPEC | {"groups": [], "connections": []}, description="x", notes=["n"])).notes == ()


@pytest.mark.parametrize("members", [{"spec": SPEC}, {"spec": SPEC, "description": 7}, {"spec": SPEC, "x": 1}, SPEC])
def test_only_the_graph_is_needed_and_nothing_else_is_read(members: dict[str, object]) -> None:
    plan = read_plan(text(**members))
    assert (len(plan.spec.elements), plan.description) == (len(SPEC["elements"]), "")


def test_every_fault_is_named_and_at_last_given_up() -> None:
    with pytest.raises(InvalidSpec, match="'nowhere'; connection else->log refers"):
        read_plan(text(spec=LOST, description="x"))
    plan = read_plan(text(spec=LOST, description="x"), at_last=True)
    assert plan.spec.connections == ()
    assert "leads nowhere" in plan.notes[0]


@pytest.mark.parametrize("said", ["", "[]", "{}", '{"spec": {"elements": []}}', "null", '{"spec"'])
def test_another_form_is_no_plan(said: str) -> None:
    with pytest.raises(BadAnswer):
        read_plan(said, at_last=True)


def test_a_revision_is_mended_too() -> None:
    verdict = read_verdict(text(items=[], scores=SCORES, revised_spec=SPEC))
    assert verdict.revised_spec is not None
    assert verdict.revised_spec.groups == ()
    assert verdict.suggestions == ("Mended in the model's revision: a group repeated 'Log'.",)
    assert advice(verdict) == verdict.suggestions
    assert read_verdict(text(items=[], scores=SCORES, revised_spec=None)).revised_spec is None
    with pytest.raises(InvalidSpec):
        read_verdict(text(items=[], scores=SCORES, revised_spec=LOST))


def test_a_stylist_does_not_choose_the_print_and_emphasises_six_at_most() -> None:
    styling = {"palette": "slate", "theme": "poster", "width": 1000, "emphasis": list("abcdefgh")}
    styled = read_style(text(description="Plain.", styling=styling))
    assert styled.styling == Styling(palette=Palette.SLATE, emphasis=tuple("abcdef"))
    with pytest.raises(BadAnswer):
        read_style(text(description="Plain.", styling=3))


def test_codes_of_colours_are_left_out_of_a_stylists_prose() -> None:
    said = {"description": "Boxes in pale blue (#CEE0EE) and #C14E00, issue #12.", "styling": {}}
    assert read_style(msgspec.json.encode(said).decode()).description == "Boxes in pale blue and, issue #12."
