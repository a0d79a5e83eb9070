import msgspec
import pytest

from pb_adapters.upstream.schema_outline import outline, shown_form
from pb_core.domain.answer_schemas import LARGEST, schema_of
from pb_core.domain.questions import Plan, StyledPlan, Verdict


def written(schema: object) -> str:
    return outline(msgspec.json.encode(schema))


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string"}, "string"),
        ({"type": ["string", "null"]}, "string or null"),
        ({"enum": ["a", "b", 3]}, '"a" or "b" or 3'),
        ({"const": "plan"}, '"plan"'),
        ({"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "string"}]}, "string or integer"),
        ({"type": "array", "items": {"type": "number"}}, "[number, …]"),
        ({"type": "array"}, "array"),
        ({}, "any"),
        (
            {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "integer"}}, "required": ["a"]},
            '{"a": string, "b"?: integer}',
        ),
    ],
)
def test_a_form_is_told_in_few_words(schema: object, words: str) -> None:
    assert written(schema) == words


def test_long_lists_of_choices_end() -> None:
    assert written({"enum": list(range(60))}).endswith("39 or …")


@pytest.mark.parametrize("answer", [Plan, StyledPlan, Verdict])
def test_the_outline_of_an_answer_is_much_smaller_than_its_schema(answer: type) -> None:
    schema = schema_of(answer)
    assert len(schema) <= LARGEST
    assert len(outline(schema)) < 0.4 * len(schema)
    assert "{" in shown_form(schema).splitlines()[-1]
