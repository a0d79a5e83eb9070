import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.fakes.prompt_parser import PAGES_ONLY, STAND_IN, brief_of, sections
from pb_adapters.upstream.schema_outline import SHOWN
from pb_core.application.roles import REPAIR, render, template
from pb_core.domain.diagrams.part_plan import SaidPart
from pb_core.domain.diagrams.spec import DiagramSpec, Element, Styling
from pb_core.domain.questions import (
    EditBrief,
    HandOversBrief,
    OptimizeBrief,
    PartsBrief,
    PlanBrief,
    PlotChoiceBrief,
    PlotEditBrief,
    PlotPlanBrief,
    StyleBrief,
)
from pb_core.domain.tables.profile import profile
from pb_core.domain.tables.table_reading import read_table
from pb_core.testing.memory.plots import sample_spec

WORDS = st.text("abc .,()\"'$:-", min_size=1).map(str.strip).filter(bool)
NAMES = ("planner", "stylist", "optimizer", "critic", "plot_chooser", "plot_planner", "plot_critic", "plot_reviser")
PLANNER = {"caption": "C", "examples": "(none)", "skeleton": "(nothing)", "rejected": "(none)"}


def _placeholders(name: str) -> list[str]:
    return [match["named"] for match in template(name).pattern.finditer(template(name).template)]


@given(data=st.data())
@pytest.mark.parametrize("name", NAMES)
def test_sections_are_what_was_filled_in(name: str, data: st.DataObject) -> None:
    fields = {placeholder: data.draw(WORDS) for placeholder in _placeholders(name)}
    found = sections(name, f"A system prompt.\n\n{render(name, **fields)}")
    assert found is not None
    assert {placeholder: text.strip() for placeholder, text in found.items()} == fields


def test_a_repair_is_not_part_of_the_prompt() -> None:
    prompt = render("planner", **PLANNER, aspect_ratio="free", source="The source.")
    again = f"{prompt}{REPAIR}{{\n\ncould not be used: it was cut\nAnswer again."
    assert sections("planner", again) == sections("planner", prompt)


def test_a_foreign_prompt_has_no_sections() -> None:
    assert sections("planner", "Write a poem.") is None
    assert brief_of("planner", "Write a poem.") is None
    assert brief_of("critic", "Write a poem.") is None


def test_plan() -> None:
    prompt = render("planner", **PLANNER, aspect_ratio="16:9", source="The source.")
    assert brief_of("planner", prompt) == PlanBrief(source="The source.\n", caption="C", aspect_ratio="16:9")
    pictured = render("planner", **PLANNER, aspect_ratio="free", source=PAGES_ONLY)
    assert brief_of("planner", pictured) == PlanBrief(source=STAND_IN, caption="C")


def test_parts_and_hand_overs() -> None:
    told = {"caption": "C", "skeleton": "(nothing)", "source": "The source."}
    plan = PlanBrief(source="The source.", caption="C")
    first = render("part_planner", question=render("parts_question"), **told)
    assert brief_of("part-planner", first) == PartsBrief(plan=plan)
    question = render("hand_overs_question", parts="1. encoder: It encodes.\n2. head: It: heads.", rejected="(none)")
    second = render("part_planner", question=question, **told) + SHOWN + '{"hand_overs": […]}'
    parts = (SaidPart(name="encoder", sentence="It encodes."), SaidPart(name="head", sentence="It: heads."))
    assert brief_of("hand-over-planner", second) == HandOversBrief(plan=plan, parts=parts)


def test_style() -> None:
    spec = '{"elements":[{"id":"a","label":"A","kind":"model","evidence":"e"}]}'
    prompt = render("stylist", guide="G", caption="C", aspect_ratio="free", fixed="(nothing)", spec=spec, source="S")
    brief = brief_of("stylist", prompt)
    assert isinstance(brief, StyleBrief)
    assert isinstance(brief.spec, DiagramSpec)
    assert (brief.guide, brief.caption, brief.source.strip(), brief.aspect_ratio) == ("G", "C", "S", None)
    assert brief_of("stylist", prompt.replace('{"elements"', '{"elephants"')) is None


def test_edits() -> None:
    spec = DiagramSpec(elements=(Element(id="a", label="A"),))
    brief = EditBrief(instruction="call A $B", spec=spec, styling=Styling(), caption="C", aspect_ratio="1:1")
    told = {"styling": msgspec.json.encode(Styling()).decode(), "spec": msgspec.json.encode(spec).decode()}
    prompt = render("editor", instruction="call A $B", caption="C", aspect_ratio="1:1", source="(none)", **told)
    assert brief_of("editor", prompt) == brief


def test_edits_of_plots() -> None:
    shape = profile(read_table([{"a": 1, "b": 2}, {"a": 3, "b": 4}]))
    brief = PlotEditBrief(instruction="no legend", spec=sample_spec(), profile=shape, intent="Show a.")
    told = {"spec": msgspec.json.encode(brief.spec).decode(), "profile": msgspec.json.encode(shape).decode()}
    prompt = render("plot_editor", instruction="no legend", intent="Show a.", aspect_ratio="free", **told)
    assert brief_of("plot-editor", prompt) == brief


def test_optimize() -> None:
    prompt = render(
        "optimizer",
        diagram_type="statistical plot",
        guidelines="Be plain.",
        caption="(none)",
        source_context="(none)",
        description="Two boxes.",
    )
    assert brief_of("optimizer", prompt) == OptimizeBrief(
        description="Two boxes.", diagram_type="statistical_plot", guidelines="Be plain."
    )


def test_plot_plan_with_words_after_the_prompt() -> None:
    shape = profile(read_table([{"a": 1, "b": 2}, {"a": 3, "b": 4}]))
    text = msgspec.json.format(msgspec.json.encode(shape)).decode()
    told = {"charts": "bar", "wishes": "[]", "grammar": "- Mark: A mark."}
    prompt = render("plot_planner", guide="G", aspect_ratio="1:1", intent="Show a.", profile=text, **told)
    brief = brief_of("plot-planner", f"{prompt}\n\nAnswer with JSON.")
    assert brief == PlotPlanBrief(intent="Show a.", profile=shape, guide="G", aspect_ratio="1:1")


def test_plot_choice() -> None:
    shape = profile(read_table([{"a": 1, "b": 2}, {"a": 3, "b": 4}]))
    text = msgspec.json.encode(shape).decode()
    brief = brief_of("plot-chooser", render("plot_chooser", charts="bar", intent="Show a.", profile=text))
    assert brief == PlotChoiceBrief(intent="Show a.", profile=shape)
