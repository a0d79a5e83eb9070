"""How an answer is read, and repaired once."""

import pytest

from pb_core.application import roles
from pb_core.application.journal import Journal
from pb_core.application.roles.asking import answer_of
from pb_core.domain.diagrams.spec import Styling
from pb_core.domain.questions import OptimizeBrief, OptimizedPrompt
from pb_core.errors import (
    BadAnswer,
    Billed,
    CutAnswer,
    EmptyAnswer,
    EngineError,
    EngineMisconfigured,
    EngineRefused,
    EngineUnavailable,
    OutcomeUnknown,
    UnreadablePicture,
)
from pb_core.ports.vlm import VlmReply, VlmRequest
from pb_core.testing.contracts.storage_base import running_task
from pb_core.testing.memory import ManualClock
from pb_core.testing.memory.storage import MemoryStorage
from pb_core.testing.memory.vlm import ScriptedVlm

BRIEF = OptimizeBrief(description="draw an encoder", diagram_type="statistical_plot", guidelines="- Keep it plain.")
GOOD = '{"description": "An encoder, drawn plainly."}'


async def journal() -> Journal:
    storage = MemoryStorage()

    async def changed() -> None:
        """Nobody watches this task."""

    return Journal(storage, (await running_task(storage)).lease, ManualClock(), changed)


async def test_an_unusable_answer_is_repaired_once_with_what_was_wrong_with_it() -> None:
    engine = ScriptedVlm()
    engine.script("stylist", '{"words": 1}', GOOD)
    answer = await roles.optimize(await journal(), engine, BRIEF)
    assert answer == OptimizedPrompt(description="An encoder, drawn plainly.")
    first, second = engine.requests
    assert second.prompt.startswith(first.prompt)
    assert "missing required field `description`" in second.prompt


async def test_two_unusable_answers_are_an_error() -> None:
    engine = ScriptedVlm()
    engine.script("stylist", "no JSON", "no JSON either")
    with pytest.raises(BadAnswer, match="does not have the form"):
        await roles.optimize(await journal(), engine, BRIEF)


async def test_a_repair_shows_the_answer_that_it_speaks_of() -> None:
    engine = ScriptedVlm()
    engine.script("stylist", '{"words": 1}', GOOD)
    await roles.optimize(await journal(), engine, BRIEF)
    assert f'{roles.REPAIR}{{"words": 1}}\n\ncould not be used:' in engine.requests[1].prompt


def test_a_null_counts_as_left_out_where_the_member_may_not_be_null() -> None:
    assert answer_of('{"palette": null, "emphasis": ["a"]}', Styling) == Styling(emphasis=("a",))


@pytest.mark.parametrize("text", ["", "[", "null", '{"palette": "plaid"}', '{"palette": null, "emphasis": 3}'])
def test_another_form_is_no_answer(text: str) -> None:
    with pytest.raises(BadAnswer, match="does not have the form"):
        answer_of(text, Styling)


class BrokenVlm(ScriptedVlm):
    """Raises what it is given before it answers."""

    def __init__(self, *errors: EngineError) -> None:
        super().__init__()
        self.errors = list(errors)

    async def complete(self, request: VlmRequest) -> VlmReply:
        if self.errors:
            self.requests.append(request)
            raise self.errors.pop(0)
        return await super().complete(request)


def said(error: BadAnswer, words: str) -> BadAnswer:
    error.said = words
    return error


@pytest.mark.parametrize("kind", [BadAnswer, CutAnswer, EmptyAnswer])
async def test_a_reply_that_holds_no_answer_is_repaired_once(kind: type[BadAnswer]) -> None:
    engine = BrokenVlm(kind("it is none"))
    engine.script("stylist", GOOD)
    answer = await roles.optimize(await journal(), engine, BRIEF)
    assert answer.description.startswith("An encoder")
    assert "(nothing)" in engine.requests[1].prompt


async def test_an_answer_without_an_end_is_asked_for_in_a_shorter_form() -> None:
    engine = BrokenVlm(said(CutAnswer("it ran on"), "the beginning " + "and on " * 1_000))
    engine.script("stylist", GOOD)
    await roles.optimize(await journal(), engine, BRIEF)
    prompt = engine.requests[1].prompt
    assert "much shorter form" in prompt
    assert "the beginning and on" in prompt
    assert len(prompt) < len(engine.requests[0].prompt) + 2_000


async def test_two_replies_without_an_answer_are_an_error_and_are_not_bought_again() -> None:
    engine = BrokenVlm(CutAnswer("first"), CutAnswer("it ran on, the second time"))
    steps = await journal()
    for _ in range(2):
        with pytest.raises(BadAnswer, match="the second time"):
            await roles.optimize(steps, engine, BRIEF)
    assert len(engine.requests) == 2


@pytest.mark.parametrize(
    "error", [EmptyAnswer("free", billed=Billed.NO), UnreadablePicture("broken"), EngineRefused("it declines")]
)
async def test_other_failures_are_not_repaired(error: EngineError) -> None:
    engine = BrokenVlm(error)
    with pytest.raises(type(error)):
        await roles.optimize(await journal(), engine, BRIEF)
    assert len(engine.requests) == 1


def read_number(text: str) -> int:
    if not text.isdigit():
        raise BadAnswer(f"{text} is no number")
    return int(text)


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [("one", "2", 2), ("one", "two", -3), ("1", "two", 1), ("1", "2", 2)],
)
async def test_what_must_be_given_up_is_given_up_last(first: str, second: str, found: int) -> None:
    engine = ScriptedVlm()
    engine.script("stylist", first, second)
    request = roles.request_of("stylist", "Count.", BRIEF, OptimizedPrompt)
    answer = await roles.ask(
        await journal(),
        engine,
        request,
        step="count",
        read=read_number,
        doubts=lambda _: "a doubt",
        at_last=lambda text: -len(text),
    )
    assert answer == found


async def count_doubted(*replies: str | EngineError) -> int:
    engine = ScriptedVlm()
    engine.script("stylist", *replies)
    request = roles.request_of("stylist", "Count.", BRIEF, OptimizedPrompt)
    return await roles.ask(await journal(), engine, request, step="count", read=read_number, doubts=lambda _: "a doubt")


@pytest.mark.parametrize(
    "error", [EngineRefused("No."), EngineMisconfigured("Wrong key."), OutcomeUnknown("Lost.", retryable=False)]
)
async def test_a_doubted_answer_stands_where_the_repair_fails(error: EngineError) -> None:
    assert await count_doubted("1", error) == 1
    with pytest.raises(type(error)):
        await count_doubted("one", error)


async def test_a_repair_that_meets_an_outage_is_asked_later() -> None:
    with pytest.raises(EngineUnavailable):
        await count_doubted("1", EngineUnavailable("Away."))
