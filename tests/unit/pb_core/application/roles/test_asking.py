"""How an answer is read, and repaired once."""

import pytest

from pb_core.application import roles
from pb_core.application.journal import Journal
from pb_core.application.roles.asking import answer_of
from pb_core.domain.diagrams.spec import Styling
from pb_core.domain.questions import OptimizeBrief, OptimizedPrompt
from pb_core.errors import BadAnswer
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
