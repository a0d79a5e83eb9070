"""A form has the fields of a request, and a refusal stands at the field that it is about."""

import pytest

from pb_http.pages.studio.drafts import Draft, drafted, placed

LABELS = {"caption": "Caption", "styling.width": "Width in print", "plan": "Plan", "iterations": "Rounds"}


@pytest.mark.parametrize(
    ("sentence", "field", "shown"),
    [
        ("caption must not be blank", "caption", "Caption must not be blank"),
        ("caption: line 3 is no arrow", "caption", "Caption: line 3 is no arrow"),
        ("captions are many", "", "Captions are many"),
        ("styling.width is '9'", "styling.width", "Width in print is '9'"),
        ("styling.other must be an object", "", "Styling.other must be an object"),
        ("plan.elements[0].id is required", "plan", "plan.elements[0].id is required"),
        ("Rounds must be a whole number", "iterations", "Rounds must be a whole number"),
        ("The quota is exhausted", "", "The quota is exhausted"),
    ],
)
def test_a_refusal_stands_at_its_field_in_the_words_of_the_page(sentence: str, field: str, shown: str) -> None:
    assert placed(sentence, LABELS) == (field, shown)


def test_a_request_fills_a_form() -> None:
    document = {
        "caption": "Figure 1",
        "iterations": 3,
        "plan": {"version": 1},
        "labels": ["a", "b"],
        "styling": {"width": 89.0, "palette": "slate"},
        "aspect_ratio": None,
    }
    assert drafted(document) == {
        "caption": "Figure 1",
        "iterations": "3",
        "plan": '{\n  "version": 1\n}',
        "labels": "a\nb",
        "styling.width": "89",
        "styling.palette": "slate",
    }


def test_every_form_is_a_request_of_its_own() -> None:
    assert Draft().once != Draft().once
    assert Draft().value("caption") == Draft().error("caption") == ""
