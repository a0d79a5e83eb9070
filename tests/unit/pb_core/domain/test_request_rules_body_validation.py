from typing import Annotated, Literal

import msgspec
import pytest
from msgspec import Meta, Struct

from pb_core.domain.request_rules import choices, require_valid, sentence, shown
from pb_core.domain.requests import CompositeBody, GenerateBody, OptimizePromptBody, PlotBody
from pb_core.errors import InvalidRequest


class Inner(Struct):
    size: int


class Sample(Struct):
    inner: Inner
    sides: list[Inner] = []
    ratio: Annotated[float, Meta(ge=0.5)] = 1.0
    code: Annotated[str, Meta(pattern="^[a-z]+$")] = "a"
    word: Literal["on", "off"] | int = "on"


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({}, "inner is required"),
        ({"inner": {}}, "size is required"),
        ({"inner": {"size": "1"}}, "inner.size must be an integer, not a string"),
        ({"inner": {"size": 1}, "sides": [{"size": 1}, 2]}, "sides[1] must be an object, not an integer"),
        ({"inner": {"size": 1}, "ratio": 0.25}, "ratio must be at least 0.5"),
        ({"inner": {"size": 1}, "ratio": "x"}, "ratio must be a number, not a string"),
        ({"inner": {"size": 1}, "code": "A"}, "code is not valid: Expected str matching regex '^[a-z]+$'"),
        ({"inner": {"size": 1}, "word": "up"}, "word must be one of on, off; it is 'up'"),
        ({"inner": {"size": 1}, "word": []}, "word must be an integer or a string, not an array"),
        ([], "the body must be an object, not an array"),
    ],
)
def test_a_finding_becomes_a_sentence_that_names_the_field(document: object, expected: str) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.convert(document, Sample)

    assert sentence(str(caught.value), Sample) == expected


def test_too_few_items_are_counted() -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.convert({"source_task_ids": ["a"]}, CompositeBody)

    assert sentence(str(caught.value), CompositeBody) == "source_task_ids must have at least 2 items"


def test_choices_come_in_the_order_declared() -> None:
    assert choices(CompositeBody, "label_position") == ("top", "bottom")


def test_what_a_caller_wrote_is_quoted_safely() -> None:
    assert shown("caption") == "'caption'"
    assert shown("é\x00" + "x" * 100) == r"'\xe9\x00" + "x" * 38 + "...'"


GENERATE = {"source_context": "The encoder reads.", "caption": "Figure 1"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (GenerateBody(**GENERATE, iterations="three"), "iterations must be an integer, not a string"),
        (GenerateBody(**GENERATE, iterations=True), "iterations must be an integer, not a boolean"),
        (GenerateBody(**GENERATE, iterations=11), "iterations must be at most 10"),
        (GenerateBody(**GENERATE, aspect_ratio="7:3"), "aspect_ratio must be one of auto, 1:1"),
        (GenerateBody(**GENERATE, grounding="loose"), "grounding must be one of strict, lenient"),
        (GenerateBody(source_context=b"bytes", caption=["a"]), "caption must be a string, not an array"),
        (GenerateBody(source_context=object(), caption="a"), "holds a value that is no text"),
        (GenerateBody(source_context="", caption="a"), "source_context must not be empty"),
        (GenerateBody(**GENERATE, webhook_url=5), "webhook_url must be a string, not an integer"),
        (PlotBody(data_json="[1]", intent="bars", output_formats=["gif"]), "output_formats"),
        (PlotBody(data_json=[1], intent="bars"), "data_json must be a string, not an array"),
        (CompositeBody(source_task_ids=["a"]), "source_task_ids must have at least 2 items"),
        (CompositeBody(source_task_ids=["a", "b"], labels=["\ud800", ""]), "labels holds half of a surrogate pair"),
        (OptimizePromptBody(description="\udfff"), "description holds half of a surrogate pair"),
    ],
)
def test_bodies_that_python_code_made_are_held_to_their_struct(body: Struct, expected: str) -> None:
    with pytest.raises(InvalidRequest, match=expected):
        require_valid(body)


def test_a_valid_body_passes_and_a_tuple_is_a_list() -> None:
    require_valid(GenerateBody(**GENERATE, iterations=None, output_formats=("png",)))
