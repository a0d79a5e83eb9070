import msgspec
import pytest

from pb_adapters.fakes.answers import OTHER, VISION, by_schema, role_of
from pb_adapters.fakes.prompt_parser import PAINTER, Question
from pb_core.application.roles import schema_of, template
from pb_core.domain.questions import OptimizedPrompt, Plan, PlotPlan, PlotVerdict, StyledPlan, Verdict

ROLES = {
    "planner": ("planner", Plan),
    "plot-planner": ("plot_planner", PlotPlan),
    "stylist": ("stylist", StyledPlan),
    "optimizer": ("optimizer", OptimizedPrompt),
    "critic": ("critic", Verdict),
    "plot-critic": ("plot_critic", PlotVerdict),
}


@pytest.mark.parametrize("role", ROLES)
def test_roles_are_known_by_their_schema_and_by_how_their_prompt_opens(role: str) -> None:
    name, answer = ROLES[role]
    assert role_of(schema_of(answer), "") == role
    assert role_of(None, template(name).template) == role
    assert role_of(b'{"type": "object"}', template(name).template) == role


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
    told = Question(endpoint="chat", model="m", system='Answer so:\n{"properties": {"a": {}}, "required": ["a"]}')
    assert await by_schema(told) == '{"a":null}'
    said = await by_schema(Question(endpoint="chat", model="m", prompt="What\n is this?", pictures=(b"x",), unread=1))
    assert said == "You showed me 2 pictures and wrote: What is this?"
