import jsonschema_rs
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.fakes.answers import instance, members, told_in
from pb_core.domain.questions import OptimizedPrompt, Plan, PlotPlan, PlotVerdict, StyledPlan, Verdict

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
    assert told_in(text) is None


def test_a_text_that_ends_in_a_schema() -> None:
    schema = msgspec.json.encode(msgspec.json.schema(OptimizedPrompt))
    assert told_in(f"Answer in JSON:\n{schema.decode()}\n") == schema


def test_members() -> None:
    assert members(None) == frozenset()
    assert members(b"true") == frozenset()
    assert members(msgspec.json.encode(msgspec.json.schema(OptimizedPrompt))) == {"description"}
