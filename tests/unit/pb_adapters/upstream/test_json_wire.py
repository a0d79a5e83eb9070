"""JSON as upstreams send it."""

import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.fakes.answers import instance
from pb_adapters.upstream.exchange import Answer
from pb_adapters.upstream.json_wire import answer_in, events_of, first_json, json_of, reduced, strict
from pb_core.application.roles.asking import answer_of
from pb_core.domain.answer_schemas import LARGEST
from pb_core.domain.diagrams.spec import validate
from pb_core.domain.plots.wishes import Chart, HeardIntent
from pb_core.domain.questions import OptimizedPrompt, Plan, PlotPlan, PlotVerdict, StyledPlan, Verdict
from pb_core.domain.questions.plot_schemas import plan_schema, scope_of
from pb_core.errors import BadAnswer, EmptyAnswer, EngineRefused, OutcomeUnknown


def answer(body: bytes, status: int = 200) -> Answer:
    return Answer(status, {}, body)


@pytest.mark.parametrize(
    "padding",
    [b"", b" \n \n", b"\xef\xbb\xbf", b": OPENROUTER PROCESSING\n\n" * 3, b"\n: a\r\n  : b\n\t", b"\xef\xbb\xbf\n:\n"],
)
def test_padding_before_the_json_is_passed_over(padding: bytes) -> None:
    assert json_of(answer(padding + b'{"a":[1]}\n'), "acme") == {"a": [1]}


def test_a_list_of_one_error_is_the_error() -> None:
    assert json_of(answer(b'[{"error":{"code":500}}]', 500), "acme") == {"error": {"code": 500}}
    assert json_of(answer(b'[{"a":1}]'), "acme") == [{"a": 1}]


@pytest.mark.parametrize("body", [b"", b" \n\n", b": PROCESSING\n\n", b": PROCESSING", b'{"a":', b'{"a":"half', b"tru"])
def test_no_json_or_half_of_it_may_have_been_billed(body: bytes) -> None:
    with pytest.raises(OutcomeUnknown, match=r"^acme .* billed"):
        json_of(answer(body), "acme")


@pytest.mark.parametrize(
    "body",
    [b"<html></html>", b"{]", b"[" * 100_000, b'"\xff"', b"{} {}", b"NaN"],
    ids=lambda body: body[:6].decode("latin-1"),
)
def test_something_else_than_json_is_a_bad_answer(body: bytes) -> None:
    with pytest.raises(BadAnswer, match=r"^acme answered"):
        json_of(answer(body), "acme")


@pytest.mark.parametrize("body", [b"", b"<html>502</html>", b'{"error":', b"[" * 100_000])
def test_an_error_without_json_says_nothing_more(body: bytes) -> None:
    assert json_of(answer(body, 502), "acme") is None


def test_events_are_told_from_json() -> None:
    stream = b': ping\n\ndata: {"a":1}\r\n\r\n: ping\nevent: x\ndata:{"b":2}\n\ndata: [DONE]\n\n'
    assert events_of(answer(stream)) == (b'{"a":1}', b'{"b":2}')
    assert events_of(answer(b'{"data":1}')) == ()
    assert events_of(answer(b"")) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"a": 1}', '{"a": 1}'),
        ('```json\n{"a": "```"}\n```', '{"a": "```"}'),
        ('Here you are [see below]:\n\n{"a": {"b": [1]}} Enjoy {that}!', '{"a": {"b": [1]}}'),
        ("The list: [1, 2]", "[1, 2]"),
        ('As in [1] it is {"a": 2}', '{"a": 2}'),
        ('[{"a": 1}]', '{"a": 1}'),
        ("  no braces here \n", "no braces here"),
        ('{"a": "cut', '{"a": "cut'),
        (' {"a": [{"b": 1}, {"b"', '{"a": [{"b": 1}, {"b"'),
        ('```json\n{"a": [{"b": 1}', '```json\n{"a": [{"b": 1}'),
        ('{"lone": "\ud800', '{"lone": "\ud800'),
        ("", ""),
    ],
)
def test_the_first_json_of_a_text_is_found(text: str, found: str) -> None:
    assert first_json(text) == found


@pytest.mark.parametrize("text", ["{" * 1_000_000, "[" * 1_000_000, '{"a":' * 200_000])
def test_brackets_without_an_end_are_given_up_soon(text: str) -> None:
    first_json(text)


@given(
    st.text(max_size=40),
    st.dictionaries(st.text(max_size=5), st.integers(), min_size=1, max_size=4),
    st.text(max_size=40),
)
def test_an_object_is_found_between_any_words_without_brackets(before: str, value: dict[str, int], after: str) -> None:
    words = before.translate({ord(c): "" for c in "{}[]"})
    assert json.loads(first_json(words + json.dumps(value) + after)) == value


@pytest.mark.parametrize(
    "text", ['{"a": 1}', '```json\n{"a": 1}\n```', '\n\nHere it is: {"a": 1}\n\nAnything else?', ' {"a": 1}{"a": 2}']
)
def test_the_first_json_is_the_answer(text: str) -> None:
    assert answer_in("Provider", text) == '{"a": 1}'


def test_json_that_is_cut_is_left_to_whoever_parses_it() -> None:
    assert answer_in("Provider", ' {"a": "b').startswith('{"a"')


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_no_word_is_an_empty_answer(text: str) -> None:
    with pytest.raises(EmptyAnswer, match="Provider answered without a word"):
        answer_in("Provider", text)


def test_words_without_json_are_a_refusal_that_is_not_repeated() -> None:
    with pytest.raises(EngineRefused) as caught:
        answer_in("Provider", "I will not draw your secret plan.")
    assert "secret" not in str(caught.value)
    assert caught.value.said == "I will not draw your secret plan."


ANSWERS = (Plan, StyledPlan, Verdict, OptimizedPrompt, PlotPlan, PlotVerdict)


def schema_of(answer: type) -> bytes:
    """The whole schema of an answer, with references and tuples, as embedders may send it."""
    return msgspec.json.encode(msgspec.json.schema(answer))


GEMINI = {
    "$defs", "$ref", "type", "description", "enum", "items", "prefixItems", "minItems", "maxItems", "minimum",
    "maximum", "anyOf", "properties", "required",
}  # fmt: skip
OPENAI = GEMINI - {"prefixItems"} | {"additionalProperties", "exclusiveMinimum", "exclusiveMaximum"}


def parts(schema: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - any JSON
    """Every schema inside a schema, itself among them."""
    if not isinstance(schema, dict):
        return
    yield schema
    for name, value in schema.items():
        if name in {"properties", "$defs"}:
            for member in value.values():
                yield from parts(member)
        elif isinstance(value, list):
            for item in value:
                yield from parts(item)
        else:
            yield from parts(value)


def of(schema: dict[str, Any], *, strictly: bool = False) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode((strict if strictly else reduced)(msgspec.json.encode(schema)))
    return found


@pytest.mark.parametrize("answer", ANSWERS)
def test_reduced_keeps_to_the_documented_subset(answer: type) -> None:
    whole = msgspec.json.decode(reduced(schema_of(answer)))
    for part in parts(whole):
        assert part.keys() <= GEMINI
        if "$ref" in part:
            assert part.keys() == {"$ref"}
    assert whole["type"] == "object"
    assert whole["properties"].keys() == msgspec.json.schema(answer)["$defs"][answer.__name__]["properties"].keys()


@pytest.mark.parametrize("answer", ANSWERS)
def test_strict_requires_every_member_and_allows_no_other(answer: type) -> None:
    for part in parts(msgspec.json.decode(strict(schema_of(answer)))):
        assert part.keys() <= OPENAI
        if "$ref" in part:
            assert part.keys() == {"$ref"}
        if part.get("type") == "object":
            assert part["required"] == list(part["properties"])
            assert part["additionalProperties"] is False


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("form", [reduced, strict])
def test_what_satisfies_the_subset_is_an_answer(answer: type, form: Any) -> None:  # noqa: ANN401 - either function
    value: Any = answer_of(instance(form(schema_of(answer))), answer)
    if isinstance(value, Plan):
        validate(value.spec)


def test_every_reference_leads_somewhere_and_every_definition_is_used() -> None:
    for answer in ANSWERS:
        whole = msgspec.json.decode(reduced(schema_of(answer)))
        named = {part["$ref"].removeprefix("#/$defs/") for part in parts(whole) if "$ref" in part}
        assert named == set(whole.get("$defs", {}))


def test_a_pattern_of_alternatives_is_a_choice() -> None:
    assert of({"type": "string", "pattern": "^(low|high)$"}) == {"type": "string", "enum": ["low", "high"]}
    assert of({"type": "string", "pattern": "^[xy]$"}) == {"type": "string", "enum": ["x", "y"]}
    assert of({"type": "string", "pattern": "^a+$"}) == {"type": "string"}


def test_a_constant_is_a_choice_of_one() -> None:
    assert of({"const": "band"}) == {"type": "string", "enum": ["band"]}
    assert of({"const": 3, "type": "integer"}) == {"type": "integer", "enum": [3]}


def test_an_exclusive_bound_is_a_bound_and_words() -> None:
    schema = {"type": "number", "exclusiveMinimum": 0, "description": "A width."}
    assert of(schema) == {"type": "number", "minimum": 0, "description": "A width. More than 0."}
    assert of(schema, strictly=True) == schema


def test_a_default_is_told_in_words_only_where_it_cannot_be_left_out() -> None:
    schema = {"type": "object", "properties": {"side": {"$ref": "#/$defs/Side", "default": "left"}}}
    schema |= {"$defs": {"Side": {"enum": ["left", "right"]}}}
    assert of(schema)["properties"]["side"] == {"$ref": "#/$defs/Side"}
    expected = {"anyOf": [{"$ref": "#/$defs/Side"}, {"type": "null"}], "description": 'Default: "left".'}
    assert of(schema, strictly=True)["properties"]["side"] == expected


def test_a_tuple_is_a_list_of_that_length_where_tuples_are_not_known() -> None:
    text, number = {"type": "string"}, {"type": "number"}
    bounds = {"minItems": 3, "maxItems": 3}
    pair = {"type": "array", "prefixItems": [text, number, text], "items": False, "minItems": 3, "maxItems": 3}
    assert of(pair) == {"type": "array", "prefixItems": [text, number, text], **bounds}
    assert of(pair, strictly=True) == {"type": "array", "items": {"anyOf": [text, number]}, **bounds}
    same = {**pair, "prefixItems": [text, text, text]}
    assert of(same, strictly=True) == {"type": "array", "items": text, **bounds}


def test_what_could_be_left_out_may_be_null_where_every_member_is_required() -> None:
    members = {
        "a": {"type": "string"},
        "b": {"type": "integer"},
        "c": {"enum": ["x"]},
        "d": {"anyOf": [{"type": "null"}]},
    }
    schema = {"type": "object", "properties": members, "required": ["a"]}
    assert of(schema, strictly=True)["properties"] == {
        "a": {"type": "string"},
        "b": {"type": ["integer", "null"]},
        "c": {"anyOf": [{"type": "string", "enum": ["x"]}, {"type": "null"}]},
        "d": {"anyOf": [{"type": "null"}]},
    }


def test_one_of_is_any_of_and_members_may_be_called_like_keywords() -> None:
    assert of({"oneOf": [{"type": "null"}, {"type": "string", "maxLength": 3}]}) == {
        "anyOf": [{"type": "null"}, {"type": "string"}]
    }
    members = {"pattern": {"type": "string"}, "default": {"type": "integer"}}
    assert of({"type": "object", "properties": members})["properties"] == members


SCALARS = st.sampled_from(
    [{"type": "string", "maxLength": 9}, {"type": "integer", "minimum": 1}, {"type": "string", "enum": ["a", "b"]}]
)
SCHEMAS = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.dictionaries(st.text(min_size=1, max_size=5), inner, min_size=1, max_size=3).map(
            lambda members: {"type": "object", "properties": members, "required": sorted(members)}
        ),
        inner.map(lambda item: {"type": "array", "items": item, "minItems": 1, "maxItems": 4}),
        st.lists(inner, min_size=1, max_size=3).map(lambda choices: {"anyOf": choices}),
    ),
    max_leaves=8,
)


@given(SCHEMAS)
def test_both_forms_are_stable_and_keep_the_shape(schema: dict[str, Any]) -> None:
    once, strictly = of(schema), of(schema, strictly=True)
    assert of(once) == once
    assert of(strictly, strictly=True) == strictly
    assert instance(msgspec.json.encode(once)) == instance(msgspec.json.encode(schema))


@pytest.mark.parametrize("chart", Chart)
def test_what_servers_get_of_a_plot_s_schema_is_small_and_whole(chart: Chart) -> None:
    schema = plan_schema(scope_of((chart,), HeardIntent()))
    assert schema is not None
    sent = reduced(schema)
    assert len(sent) <= LARGEST
    assert all(
        not isinstance(part.get("items"), bool) and "prefixItems" not in part
        for part in parts(msgspec.json.decode(sent))
    )


def test_short_lists_keep_their_largest_length_and_long_ones_lose_it() -> None:
    text = {"type": "string"}
    assert of({"type": "array", "items": text, "maxItems": 8}) == {"type": "array", "items": text, "maxItems": 8}
    assert of({"type": "array", "items": text, "maxItems": 60}) == {"type": "array", "items": text}
