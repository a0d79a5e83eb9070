import msgspec

from pb_adapters.fakes.answers import by_engine, verdict
from pb_adapters.fakes.prompt_parser import Question
from pb_adapters.planners.offline.engine import OfflineEngine
from pb_core.application.roles import render, schema_of
from pb_core.domain.questions import Plan, PlotVerdict, Standing, StyledPlan, Verdict
from pb_core.domain.questions.vision_probe import draw_token

SOURCE = "The encoder maps tokens to vectors. The vectors are passed to the decoder, which writes the summary."
ANSWER = by_engine(OfflineEngine())


def _question(role: str, prompt: str, schema: bytes | None = None) -> Question:
    return Question(endpoint="chat", model="m", role=role, prompt=prompt, schema=schema)


def _plan_prompt(source: str) -> str:
    return render("planner", caption="Overview", aspect_ratio="free", examples="(none)", source=source)


async def test_the_engine_plans_and_styles() -> None:
    plan = msgspec.json.decode(await ANSWER(_question("planner", _plan_prompt(SOURCE))), type=Plan)
    assert {"encoder", "decoder"} <= {element.id for element in plan.spec.elements}
    spec = msgspec.json.encode(plan.spec).decode()
    prompt = render("stylist", guide="G", caption="C", aspect_ratio="free", spec=spec, source=SOURCE)
    assert msgspec.json.decode(await ANSWER(_question("stylist", prompt)), type=StyledPlan).description


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


async def test_the_probe_of_vision_is_answered_by_looking() -> None:
    question = Question(endpoint="chat", model="m", role="vision", pictures=(draw_token("HAT3K9"),))
    assert await ANSWER(question) == '{"text": "HAT3K9"}'


def test_a_critic_without_our_prompt_answers_for_nothing() -> None:
    assert msgspec.json.decode(verdict(_question("critic", "Judge!")), type=Verdict).items == ()
