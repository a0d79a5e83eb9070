from typing import Annotated, Literal

import msgspec
import pytest
from msgspec import Meta, Struct

from pb_core.requests import CompositeBody
from pb_http.wording import choices, sentence, shown


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
