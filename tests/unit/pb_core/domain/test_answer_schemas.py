"""Schemas of answers: inlined, small, and without what servers with a grammar refuse."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any

import msgspec
import pytest
from msgspec import Meta, Struct

from pb_core.domain.answer_schemas import (
    LARGEST,
    flattened,
    inlined,
    joined,
    schema_of,
    without_null,
    without_nulls,
)
from pb_core.domain.questions import OptimizedPrompt, Plan, Reading, StyledPlan, Verdict


class Side(StrEnum):
    """A side."""

    LEFT = "left"
    RIGHT = "right"


class Inner(Struct, kw_only=True):
    """What is inside."""

    side: Side = Side.LEFT
    pair: tuple[str, str] = ("a", "b")
    low: Annotated[str, Meta(pattern="^(low|high)$")] = "low"


class Outer(Struct, kw_only=True):
    """What is outside."""

    inner: Inner
    other: Inner | None = None
    name: Annotated[str, Meta(max_length=9)] | None


class Cat(Struct, tag="cat", tag_field="kind"):
    """Has lives."""

    name: str
    lives: int = 9
    toys: tuple[str, ...] = ()


class Dog(Struct, tag="dog", tag_field="kind"):
    """Has a leash."""

    name: str
    leash: float | None = None
    lives: str = ""


def parts(schema: object) -> Iterator[dict[str, Any]]:
    """Every object inside a JSON value, itself among them."""
    if isinstance(schema, dict):
        yield schema
    for value in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from parts(value)


def faults(schema: bytes) -> list[str]:
    """What a server with a grammar would refuse of a schema."""
    found = []
    for part in parts(msgspec.json.decode(schema)):
        found += [name for name in ("$ref", "$defs", "prefixItems") if name in part]
        found += [name for name in ("items", "additionalProperties") if isinstance(part.get(name), bool)]
    return found


@pytest.mark.parametrize("answer", [Plan, StyledPlan, OptimizedPrompt, Verdict, Reading])
def test_every_answer_is_asked_for_in_a_small_schema_that_servers_take(answer: type) -> None:
    schema = schema_of(answer)
    assert len(schema) <= LARGEST
    assert not faults(schema)
    assert faults(msgspec.json.encode(msgspec.json.schema(tuple[int, int]))) == ["prefixItems", "items"]


def test_parts_stand_where_they_are_referred_to() -> None:
    inner = {
        "type": "object",
        "properties": {
            "side": {"type": "string", "enum": ["left", "right"]},
            "pair": {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2},
            "low": {"type": "string", "enum": ["low", "high"]},
        },
    }
    assert inlined(Outer) == {
        "type": "object",
        "required": ["inner", "name"],
        "properties": {
            "inner": inner,
            "other": inner,
            "name": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        },
    }


def test_words_explain_the_answer_where_they_are_wanted() -> None:
    described = inlined(Outer, described=True)
    assert described["description"] == "What is outside."
    assert described["properties"]["inner"]["properties"]["side"]["default"] == "left"
    assert "description" not in inlined(Outer)


def test_tagged_objects_become_one_with_the_members_of_all() -> None:
    flat = flattened(inlined(Cat | Dog)["anyOf"])
    assert flat == {
        "type": "object",
        "required": ["kind", "name"],
        "properties": {
            "kind": {"type": "string", "enum": ["cat", "dog"]},
            "name": {"type": "string"},
            "lives": {"anyOf": [{"type": "integer"}, {"type": "string"}]},
            "toys": {"type": "array", "items": {"type": "string"}},
            "leash": {"type": "number"},
        },
    }
    for animal in (Cat(name="Tom"), Dog(name="Rex", leash=2.0)):
        assert msgspec.json.decode(msgspec.json.encode(animal), type=Cat | Dog) == animal


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ({"type": "integer", "minimum": 1}, {"type": "integer", "minimum": 2}, {"type": "integer"}),
        ({"const": "a"}, {"enum": ["b", "a"]}, {"type": "string", "enum": ["a", "b"]}),
        (
            {"type": "array", "items": {"type": "string"}, "minItems": 2},
            {"type": "array", "items": {"type": "string"}, "minItems": 3},
            {"type": "array", "items": {"type": "string"}},
        ),
        (
            {"anyOf": [{"type": "string"}, {"type": "array", "items": {}, "minItems": 2}]},
            {"type": "array", "items": {}, "minItems": 1},
            {"anyOf": [{"type": "string"}, {"type": "array", "items": {}}]},
        ),
    ],
)
def test_joined_allows_what_either_does(one: dict[str, Any], other: dict[str, Any], both: dict[str, Any]) -> None:
    assert joined(one, other) == both
    assert joined(one, one) == one


def test_null_is_left_out_where_the_member_may_be() -> None:
    text, number, null = {"type": "string"}, {"type": "number"}, {"type": "null"}
    assert without_null({"anyOf": [text, null], "description": "A."}) == {"type": "string", "description": "A."}
    assert without_null({"anyOf": [text, number, null]}) == {"anyOf": [text, number]}
    assert without_null({"anyOf": [text, number]}) == {"anyOf": [text, number]}
    assert without_null(text) == text


def test_members_that_are_null_count_as_left_out() -> None:
    assert without_nulls({"a": None, "b": [{"c": None}, None, 1]}) == {"b": [{}, None, 1]}
