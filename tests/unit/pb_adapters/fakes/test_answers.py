import io

import jsonschema_rs
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pb_adapters.fakes.answers import (
    GUESS,
    OTHER,
    VISION,
    by_engine,
    by_schema,
    instance,
    members,
    role_of,
    token_answer,
    token_in,
    trailing_schema,
    verdict,
)
from pb_adapters.fakes.pictures import as_jpeg, paint
from pb_adapters.fakes.prompt_parser import PAINTER, Question
from pb_adapters.planners.engine import OfflineEngine
from pb_core.application.roles import render, system_of
from pb_core.domain.answer_schemas import schema_of
from pb_core.domain.diagrams.patch import DiagramPatch
from pb_core.domain.plots.wishes import Chart, HeardIntent
from pb_core.domain.questions import (
    AskedPlan,
    HandOvers,
    OptimizedPrompt,
    Parts,
    Plan,
    PlotPlan,
    PlotRevision,
    PlotVerdict,
    Standing,
    StyledPlan,
    Verdict,
    edits_schema,
)
from pb_core.domain.questions.plot_schemas import choice_schema, plan_schema, scope_of, verdict_schema
from pb_core.domain.questions.vision_probe import ALPHABET, draw_token, names_token

ROLES = {
    "planner": ("planner", schema_of(AskedPlan)),
    "plot-chooser": ("plot_chooser", choice_schema()),
    "stylist": ("stylist", schema_of(StyledPlan)),
    "optimizer": ("optimizer", schema_of(OptimizedPrompt)),
    "critic": ("critic", schema_of(Verdict)),
    "plot-critic": ("plot_critic", verdict_schema()),
    "editor": ("editor", edits_schema(DiagramPatch)),
}


@pytest.mark.parametrize("role", ROLES)
def test_roles_are_known_by_their_schema_and_by_how_their_prompt_opens(role: str) -> None:
    name, schema = ROLES[role]
    assert role_of(schema, "") == role
    assert role_of(None, "", system=system_of(name)) == role
    assert role_of(b'{"type": "object"}', "", system=system_of(name)) == role


@pytest.mark.parametrize(
    ("name", "role"),
    [("plot_planner", "plot-planner"), ("plot_reviser", "plot-reviser"), ("plot_editor", "plot-editor")],
)
def test_roles_that_fill_a_specification_are_known_by_how_their_prompt_opens(name: str, role: str) -> None:
    assert role_of(plan_schema(scope_of((Chart.BAR,), HeardIntent())), "", system=system_of(name)) == role


def test_a_schema_without_references_is_known_too() -> None:
    schema = {"type": "object", "properties": {"description": {}, "styling": {}}, "additionalProperties": False}
    assert role_of(msgspec.json.encode(schema), "") == "stylist"


def test_the_probe_of_vision_is_a_role() -> None:
    assert role_of(b'{"type": "object", "properties": {"text": {"type": "string"}}}', "") == VISION
    assert role_of(None, "You read text in pictures. Look!") == VISION


def test_other_roles() -> None:
    assert role_of(None, "Hello") == OTHER
    assert role_of(b'{"properties": {"a": {}}}', "Hello") == OTHER
    assert role_of(None, "Hello", wants_picture=True) == PAINTER


async def test_without_an_engine_the_schema_answers() -> None:
    assert await by_schema(Question(endpoint="chat", model="m", schema=b'{"type": "boolean"}')) == "false"
    question = Question(endpoint="chat", model="m", system='Answer so:\n{"properties": {"a": {}}, "required": ["a"]}')
    assert await by_schema(question) == '{"a":null}'
    said = await by_schema(Question(endpoint="chat", model="m", prompt="What\n is this?", pictures=(b"x",), unread=1))
    assert said == "You showed me 2 pictures and wrote: What is this?"


SOURCE = "The encoder maps tokens to vectors. The vectors are passed to the decoder, which writes the summary."
ANSWER = by_engine(OfflineEngine())


def _question(role: str, prompt: str, schema: bytes | None = None) -> Question:
    return Question(endpoint="chat", model="m", role=role, prompt=prompt, schema=schema)


def _plan_prompt(source: str) -> str:
    told = {"examples": "(none)", "skeleton": "(nothing)", "rejected": "(none)"}
    return render("planner", caption="Overview", aspect_ratio="free", source=source, **told)


async def test_the_engine_plans_and_styles() -> None:
    plan = msgspec.json.decode(await ANSWER(_question("planner", _plan_prompt(SOURCE))), type=Plan)
    assert {"encoder", "decoder"} <= {element.id for element in plan.spec.elements}
    spec = msgspec.json.encode(plan.spec).decode()
    prompt = render("stylist", guide="G", caption="C", aspect_ratio="free", fixed="(nothing)", spec=spec, source=SOURCE)
    assert msgspec.json.decode(await ANSWER(_question("stylist", prompt)), type=StyledPlan).description


async def test_the_engine_plans_in_parts() -> None:
    told = {"caption": "Overview", "skeleton": "(nothing)", "source": SOURCE}
    asked = render("part_planner", question=render("parts_question"), **told)
    assert role_of(None, asked) == "part-planner"
    parts = msgspec.json.decode(await ANSWER(_question("part-planner", asked)), type=Parts).parts
    listed = "\n".join(f"{number}. {part.name}: {part.sentence}" for number, part in enumerate(parts, 1))
    question = render("hand_overs_question", parts=listed, rejected="(none)")
    asked = render("part_planner", question=question, **told)
    assert role_of(None, asked) == "hand-over-planner"
    said = msgspec.json.decode(await ANSWER(_question("hand-over-planner", asked)), type=HandOvers)
    assert said.hand_overs
    numbers = set(range(1, len(parts) + 1))
    assert {end for hand_over in said.hand_overs for end in (hand_over.source, hand_over.target)} <= numbers


async def test_what_the_engine_refuses_is_said_in_words() -> None:
    assert (await ANSWER(_question("planner", _plan_prompt("Nice weather today.")))).startswith("I cannot do that: ")


async def test_other_questions_get_the_smallest_value() -> None:
    assert await ANSWER(_question("other", "Is it?", b'{"type": "boolean"}')) == "false"
    assert msgspec.json.decode(await ANSWER(_question("planner", "What?", schema_of(Plan))), type=Plan)


def test_the_critic_finds_everything_present_but_what_is_ungrounded() -> None:
    prompt = render(
        "critic",
        round="1",
        rounds="3",
        guide="G",
        caption="C",
        checklist='- encoder: model: Encoder ("The encoder")\n- a->b: data arrow from A to B ("a: b")',
        findings="- ungrounded: a->b: no words of the source",
        previous="(none)",
        description="D",
        spec="{}",
        source=SOURCE,
    )
    answer = msgspec.json.decode(verdict(_question("critic", prompt)), type=Verdict)
    assert [(item.name, item.standing) for item in answer.items] == [
        ("encoder", Standing.PRESENT),
        ("a->b", Standing.WRONG),
    ]
    assert answer.suggestions == ("Remove a->b: no words of the source",)


async def test_the_plot_critic_answers_for_every_item() -> None:
    fields = dict.fromkeys(("guide", "intent", "unfollowed", "proof", "repairs", "previous", "description"), "x")
    prompt = render(
        "plot_critic",
        **fields,
        round="1",
        rounds="2",
        checklist="- wish 1: as bars\n- series A: the series A can be told apart",
        findings="(nothing)",
        spec="{}",
        profile="{}",
    )
    answer = msgspec.json.decode(await ANSWER(_question("plot-critic", prompt)), type=PlotVerdict)
    assert [item.name for item in answer.items] == ["wish 1", "series A"]
    assert answer.revised_spec is None


async def test_a_reviser_changes_nothing() -> None:
    assert msgspec.json.decode(await ANSWER(_question("plot-reviser", "Revise!")), type=PlotRevision) == PlotRevision()


async def test_the_probe_of_vision_is_answered_by_looking() -> None:
    question = Question(endpoint="chat", model="m", role="vision", pictures=(draw_token("HAT3K9"),))
    assert await ANSWER(question) == '{"text": "HAT3K9"}'


def test_a_critic_without_our_prompt_answers_for_nothing() -> None:
    assert msgspec.json.decode(verdict(_question("critic", "Judge!")), type=Verdict).items == ()


LEAVES = st.sampled_from(
    [
        {"type": "string", "minLength": 6},
        {"type": "string", "maxLength": 2},
        {"type": "integer", "minimum": 3},
        {"type": "integer", "exclusiveMinimum": 3},
        {"type": "number", "maximum": -2},
        {"type": "number", "minimum": -5, "maximum": -4},
        {"type": "boolean"},
        {"type": "null"},
        {"enum": ["a", 2]},
        {"const": {"x": 1}},
        {"type": ["string", "null"]},
        {"$ref": "#/$defs/Leaf"},
        {"allOf": [{"$ref": "#/$defs/Leaf"}]},
    ]
)


def _nested(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    objects = st.dictionaries(st.sampled_from("abc"), inner, min_size=1).map(
        lambda properties: {"type": "object", "properties": properties, "required": sorted(properties)}
    )
    arrays = st.tuples(inner, st.integers(0, 3)).map(
        lambda pair: {"type": "array", "items": pair[0], "minItems": pair[1]}
    )
    choices = st.lists(inner, min_size=1, max_size=3).map(lambda options: {"anyOf": options})
    return objects | arrays | choices


@given(schema=st.recursive(LEAVES, _nested, max_leaves=8))
def test_the_instance_satisfies_its_schema(schema: dict[str, object]) -> None:
    whole = {**schema, "$defs": {"Leaf": {"type": "array", "prefixItems": [{"type": "string"}], "minItems": 2}}}
    jsonschema_rs.validate(whole, msgspec.json.decode(instance(msgspec.json.encode(whole))))


@pytest.mark.parametrize("answer", [Plan, StyledPlan, OptimizedPrompt, Verdict, PlotVerdict, PlotPlan])
def test_every_role_gets_what_it_can_decode(answer: type) -> None:
    text = instance(msgspec.json.encode(msgspec.json.schema(answer)))
    assert isinstance(msgspec.json.decode(text, type=answer), answer)


def test_gemini_spells_types_in_capitals_and_null_in_its_own_way() -> None:
    schema = {
        "type": "OBJECT",
        "properties": {"a": {"type": "STRING"}, "b": {"type": "ARRAY", "nullable": True}, "c": {"type": "INTEGER"}},
        "required": ["a", "b"],
    }
    assert instance(msgspec.json.encode(schema)) == '{"a":"text","b":null}'


def test_a_schema_that_holds_itself_ends() -> None:
    schema = {
        "$ref": "#/$defs/Node",
        "$defs": {"Node": {"type": "object", "properties": {"next": {"$ref": "#/$defs/Node"}}, "required": ["next"]}},
    }
    text = instance(msgspec.json.encode(schema))
    assert text.startswith('{"next":{"next":')


@pytest.mark.parametrize("schema", [b"{}", b"true", b'{"$ref": "#/$defs/Missing"}', b'{"type": "strange"}'])
def test_a_schema_that_says_nothing_gets_null(schema: bytes) -> None:
    assert instance(schema) == "null"


@pytest.mark.parametrize(
    "text", ["", "{", "Words.", '{"properties": {"a": {}}}\nWords.', '{"a": 1}', "[1]", "{} and so on"]
)
def test_texts_that_end_in_no_schema(text: str) -> None:
    assert trailing_schema(text) is None


def test_a_text_that_ends_in_a_schema() -> None:
    schema = msgspec.json.encode(msgspec.json.schema(OptimizedPrompt))
    assert trailing_schema(f"Answer in JSON:\n{schema.decode()}\n") == schema


def test_members() -> None:
    assert members(None) == frozenset()
    assert members(b"true") == frozenset()
    assert members(msgspec.json.encode(msgspec.json.schema(OptimizedPrompt))) == {"description"}


def _scaled(data: bytes, factor: float) -> bytes:
    image = Image.open(io.BytesIO(data))
    buffer = io.BytesIO()
    image.resize((round(image.width * factor), round(image.height * factor))).save(buffer, "PNG")
    return buffer.getvalue()


@given(st.text(ALPHABET, min_size=6, max_size=6))
def test_any_token_is_read(token: str) -> None:
    assert token_in(draw_token(token)) == token


@pytest.mark.parametrize("factor", [0.5, 1, 1.5])
def test_it_may_be_scaled_and_encoded_anew(factor: float) -> None:
    assert token_in(as_jpeg(_scaled(draw_token("HAT3K9"), factor))) == "HAT3K9"


@pytest.mark.parametrize("picture", [b"", b"no picture", paint("a", "b", 64, 64)])
def test_other_pictures_show_none(picture: bytes) -> None:
    assert token_in(picture) is None


def test_a_blind_model_does_not_hit_by_guessing() -> None:
    question = Question(endpoint="chat", model="m")
    assert token_answer(question) == f'{{"text": "{GUESS}"}}'
    assert not names_token(token_answer(question), "HAT3K9")
