from typing import Annotated, Any

import pytest
from msgspec import UNSET, Meta, Struct, UnsetType

from pb_core.domain.requests import GenerateBody
from pb_core.domain.tasks import TaskStatus
from pb_http.openapi.schemas import CodecSchemas, Given, component_schemas, tidy
from pb_http.schemas import TaskAnswer


class Told(Struct, kw_only=True):
    """What is answered.

    It has   two paragraphs.
    """

    status: TaskStatus
    count: Annotated[int, Meta(ge=0, description="How many.")] | None = None
    more: str | UnsetType = UNSET
    any: dict[str, Any] = {}


def test_answers_have_every_field_but_those_whose_absence_says_something() -> None:
    told = component_schemas([Told])["Told"]

    assert told["required"] == ["status", "count", "any"]
    assert told["description"] == "What is answered. It has two paragraphs."
    assert told["properties"] == {
        "status": {"$ref": "#/components/schemas/TaskStatus"},
        "count": {"type": ["integer", "null"], "minimum": 0, "description": "How many."},
        "more": {"type": "string"},
        "any": {"type": "object", "additionalProperties": True},
    }


def test_of_bodies_fields_with_a_default_may_be_left_out() -> None:
    body = component_schemas([GenerateBody])["GenerateBody"]

    assert body["required"] == ["caption"]
    assert body["properties"]["iterations"]["default"] == 3
    assert "default" not in body["properties"]["plan"]


def test_words_are_named_once() -> None:
    found = component_schemas([TaskAnswer, GenerateBody])

    assert found["TaskStatus"]["type"] == "string"
    assert found["AspectRatio"]["enum"][0] == "auto"
    assert found["GenerateBody"]["properties"]["aspect_ratio"] == {
        "anyOf": [{"$ref": "#/components/schemas/AspectRatio"}, {"type": "null"}]
    }


@pytest.mark.parametrize(
    ("given", "tidied"),
    [
        ({"enum": ["no such", "words"]}, {"type": "string", "enum": ["no such", "words"]}),
        ({"anyOf": [{"type": "null"}, {"type": "number"}]}, {"type": ["number", "null"]}),
        (
            {"anyOf": [{"description": "A.", "anyOf": [{"type": "string"}, {"$ref": "#/b"}]}, {"type": "null"}]},
            {"description": "A.", "anyOf": [{"type": "string"}, {"$ref": "#/b"}, {"type": "null"}]},
        ),
        ({"type": "object", "properties": {"enum": {"type": "string"}}}, None),
        (
            {"type": "array", "items": {"enum": ["pending", "delivered", "failed"]}},
            {"type": "array", "items": {"$ref": "#/components/schemas/DeliveryState"}},
        ),
    ],
)
def test_schemas_are_brought_to_one_form(given: dict[str, Any], tidied: dict[str, Any] | None) -> None:
    assert tidy(given) == (given if tidied is None else tidied)


def test_examples_keep_their_nulls() -> None:
    assert Given(value={"error": None}).to_schema() == {"value": {"error": None}}


def test_only_structs_are_described_by_the_codec() -> None:
    assert CodecSchemas.is_plugin_supported_type(Told)
    assert not CodecSchemas.is_plugin_supported_type(TaskStatus)
    assert not CodecSchemas.is_plugin_supported_type(list[Told])
