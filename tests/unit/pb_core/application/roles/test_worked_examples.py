"""What a role is shown as an example passes the checks that its own answers must pass."""

from collections.abc import Iterator

import msgspec
import pytest

from pb_core.application import roles
from pb_core.application.roles.worked_examples import WorkedExample, worked_examples
from pb_core.domain.answer_schemas import Schema, inlined, schema_of
from pb_core.domain.diagrams.patch import DiagramPatch, PlannedDiagram
from pb_core.domain.diagrams.patching import apply
from pb_core.domain.diagrams.spec import DiagramSpec, Styling, validate
from pb_core.domain.diagrams.support import Support, check_support
from pb_core.domain.plots import patch as plot_patch
from pb_core.domain.plots.intent_answers import answered
from pb_core.domain.plots.intent_words import account
from pb_core.domain.plots.patch import PlannedPlot, PlotPatch
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.validation import check_plot
from pb_core.domain.plots.wishes import Chart, HeardIntent, Wish
from pb_core.domain.questions import (
    AskedPlan,
    CriticAnswer,
    EditBrief,
    OptimizedPrompt,
    OrderedEdits,
    PlotPlan,
    PlotVerdict,
    StyledPlan,
    Verdict,
    edits_schema,
    ordered,
    plot_schemas,
    verdict_schema,
)
from pb_core.domain.questions.plot_schemas import plan_schema, scope_of
from pb_core.domain.tables.profile import profile
from pb_core.domain.tables.table import TableLimits
from pb_core.domain.tables.table_reading import read_table

ANSWERS = {
    "planner": (AskedPlan, schema_of(AskedPlan)),
    "stylist": (StyledPlan, schema_of(StyledPlan)),
    "optimizer": (OptimizedPrompt, schema_of(OptimizedPrompt)),
    "critic": (Verdict, verdict_schema()),
    "plot_critic": (PlotVerdict, plot_schemas.verdict_schema()),
    "editor": (DiagramPatch, edits_schema(DiagramPatch)),
    "plot_editor": (PlotPatch, edits_schema(PlotPatch)),
}
ROLES = (*ANSWERS, "plot_planner")


def strangers(value: object, schema: Schema, at: str = "") -> Iterator[str]:
    """The members of a value that its schema does not offer, and those that it lacks."""
    if isinstance(value, dict) and "properties" in schema:
        yield from (f"{at}/{name}" for name in schema.get("required", ()) if name not in value)
        for name, member in value.items():
            if name in schema["properties"]:
                yield from strangers(member, schema["properties"][name], f"{at}/{name}")
            else:
                yield f"{at}/{name}"
    elif isinstance(value, list) and isinstance(schema.get("items"), dict):
        for item in value:
            yield from strangers(item, schema["items"], at)
    elif isinstance(value, str) and "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value}"


def of(name: str) -> tuple[WorkedExample, ...]:
    return worked_examples(name)


@pytest.mark.parametrize("name", ROLES)
def test_every_role_is_shown_two_examples_behind_its_own_words(name: str) -> None:
    first, second = of(name)
    told = roles.system_of(name)
    assert told.startswith("You ")
    assert told.index(f"Example 1\n{first.text}") < told.index(f"Example 2\n{second.text}")
    assert "$" not in told


@pytest.mark.parametrize("name", ANSWERS)
def test_the_answers_fit_the_schema_and_the_type(name: str) -> None:
    answer, schema = ANSWERS[name]
    for example in of(name):
        msgspec.convert(example.answer, answer)
        assert list(strangers(example.answer, msgspec.json.decode(schema))) == []


def test_a_member_that_the_schema_does_not_offer_would_be_found() -> None:
    schema = inlined(AskedPlan)
    plan = {"spec": {"elements": [{"id": "a", "label": "A", "colour": "red", "kind": "wizard"}]}}
    assert list(strangers(plan, schema)) == ["/spec/elements/colour", "/spec/elements/kind: wizard"]
    assert list(strangers({}, schema)) == ["/spec"]


def test_the_sources_state_every_part_of_the_plans() -> None:
    for example in of("planner"):
        spec = validate(msgspec.convert(example.answer, AskedPlan).spec)
        report = check_support(spec, str(example.given["Source"]), str(example.given["Caption"]))
        assert [part for part in report.parts if part.support is not Support.STATED] == []
        assert report.findings == ()
        assert 5 <= len(spec.elements) <= 14
        assert max(len(element.label) for element in spec.elements) <= 40


def test_the_looks_emphasise_parts_of_their_plans_and_name_no_colour_by_code() -> None:
    for example in of("stylist"):
        answer = msgspec.convert(example.answer, StyledPlan)
        plan = msgspec.json.encode(example.given["Plan (JSON)"]).decode()
        assert all(f'"id":"{name}"' in plan for name in answer.styling.emphasis)
        assert "#" not in answer.description


@pytest.mark.parametrize("name", ["critic", "plot_critic"])
def test_the_critics_answer_for_every_item_and_score_as_they_judge(name: str) -> None:
    for example in of(name):
        verdict = msgspec.convert(example.answer, CriticAnswer)
        listed = [line.removeprefix("- ").split(": ")[0] for line in str(example.given["Checklist"]).splitlines()]
        assert [item.name for item in verdict.items] == listed
        assert all(defect.evidence for defect in verdict.defects)


def test_the_plots_do_what_their_intents_ask_for_and_no_more() -> None:
    for example in of("plot_planner"):
        table = read_table(example.table, TableLimits())
        intent, seen = str(example.given["Intent"]), profile(table)
        plan = msgspec.convert(example.answer, PlotPlan)
        check_plot(plan.spec, table, intent)
        wishes = msgspec.convert(example.given["Wishes of the intent (JSON)"], tuple[Wish, ...])
        accounts = account(intent, HeardIntent(wishes=wishes), seen)
        told = answered(accounts.heard, plan.spec, seen, table)
        assert (accounts.faults, told.refusal, told.findings, told.unknown) == ((), "", (), ())
        assert all(wish.followed for wish in told.wishes)
        schema = plan_schema(scope_of((Chart(str(example.given["Charts"])),), accounts.heard))
        assert schema is not None
        assert list(strangers(example.answer, msgspec.json.decode(schema))) == []


def test_the_edits_can_be_carried_out_and_quote_their_instructions() -> None:
    for example in of("editor"):
        brief = EditBrief(
            instruction=str(example.given["The author's instruction"]),
            spec=validate(msgspec.convert(example.given["Plan (JSON)"], DiagramSpec)),
            styling=Styling(),
        )
        patch = msgspec.convert(example.answer, DiagramPatch)
        assert ordered(patch, brief) == OrderedEdits(patch=patch)
        assert apply(patch, PlannedDiagram(spec=brief.spec)).spec != brief.spec


def test_the_edits_of_plots_can_be_carried_out_and_quote_their_instructions() -> None:
    for example in of("plot_editor"):
        spec = msgspec.convert(example.given["Specification of the plot (JSON)"], PlotSpec)
        patch = msgspec.convert(example.answer, PlotPatch)
        instruction = str(example.given["The author's instruction"])
        assert all(operation.order in instruction for operation in patch.operations)
        assert plot_patch.apply(patch, PlannedPlot(spec=spec)).spec != spec
