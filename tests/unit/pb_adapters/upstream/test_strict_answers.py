"""Answers of models that must write every member."""

from typing import Any

import msgspec
import pytest

from pb_adapters.fakes.answers import instance
from pb_adapters.upstream.json_wire import strict
from pb_adapters.upstream.strict_answers import without_fillers
from pb_core.domain.answer_schemas import schema_of
from pb_core.domain.questions import OptimizedPrompt, Plan, PlotChoice, PlotPlan, PlotVerdict, StyledPlan, Verdict
from pb_core.domain.questions.plot_schemas import choice_schema

TITLED = {"type": "object", "properties": {"title": {}, "note": {}}, "required": ["title"]}
FREE = {"type": "object", "properties": {"title": {}}}
CAT = {"type": "object", "properties": {"kind": {"enum": ["cat"]}, "lives": {}}, "required": ["kind", "lives"]}
DOG = {"type": "object", "properties": {"kind": {"const": "dog"}, "lives": {}}, "required": ["kind"]}


def freed(value: object, schema: dict[str, Any]) -> object:
    told = without_fillers(msgspec.json.encode(value).decode(), msgspec.json.encode(schema))
    return msgspec.json.decode(told)


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        (TITLED, {"title": None, "note": None}, {"title": None}),
        (FREE, {"title": None, "other": None}, {"other": None}),
        ({"type": "array", "items": FREE}, [{"title": None}, None], [{}, None]),
        ({"$ref": "#/$defs/A", "$defs": {"A": {"anyOf": [{"type": "null"}, FREE]}}}, {"title": None}, {}),
        ({"oneOf": [CAT, DOG]}, {"kind": "dog", "lives": None}, {"kind": "dog"}),
        ({"oneOf": [CAT, DOG]}, {"kind": "cat", "lives": None}, {"kind": "cat", "lives": None}),
        ({"type": "string"}, "text", "text"),
    ],
)
def test_the_null_of_what_may_be_left_out_goes(schema: dict[str, Any], value: object, expected: object) -> None:
    assert freed(value, schema) == expected


def test_a_text_that_is_no_json_stays() -> None:
    assert without_fillers('{"a":[{"b":null', b"{}") == '{"a":[{"b":null'


@pytest.mark.parametrize("answer", [Plan, StyledPlan, OptimizedPrompt, Verdict, PlotPlan, PlotVerdict])
def test_the_smallest_strict_answer_is_an_answer(answer: type) -> None:
    for schema in (schema_of(answer), msgspec.json.encode(msgspec.json.schema(answer))):
        assert isinstance(msgspec.json.decode(without_fillers(instance(strict(schema)), schema), type=answer), answer)


def test_a_choice_is_one_too() -> None:
    told = without_fillers(instance(strict(choice_schema())), choice_schema())
    assert msgspec.json.decode(told, type=PlotChoice).charts
