import pytest

from pb_core.domain.diagrams.plan import DiagramPlan
from pb_core.domain.diagrams.spec import DiagramSpec
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.strict_json import converted, parse, path_of, unknown_field
from pb_core.errors import InvalidRequest

ELEMENT = {"id": "a", "label": "A"}
LAYER = {"mark": {"type": "bar"}, "encoding": {"x": {"field": "a", "type": "nominal"}}}


def test_a_document_is_parsed() -> None:
    assert parse('{"a": [1, null]}', "plan") == {"a": [1, None]}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "plan is not valid JSON at line 1, column 2"),
        ("", "plan is not valid JSON at line 1, column 1"),
        ('{"a": 1,\n"a": 2}', "plan gives the field 'a' twice"),
        ("NaN", "plan is not valid JSON: NaN is not a JSON number"),
        ("[" * 100_000, "plan is nested too deeply"),
        ("1" * 5_000, "plan holds a number with too many digits"),
    ],
)
def test_what_is_no_strict_json_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        parse(text, "plan")

    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("document", "kind", "path"),
    [
        ({"elements": [ELEMENT]}, DiagramSpec, None),
        ({"elements": [ELEMENT], "colour": 1}, DiagramSpec, "colour"),
        ({"elements": [ELEMENT, ELEMENT | {"colour": 1}]}, DiagramSpec, "elements[1].colour"),
        ({"elements": [ELEMENT | {"verdict": 1}]}, DiagramSpec, None),
        ({"layer": [LAYER], "annotations": [{"type": "line", "value": 1}]}, PlotSpec, None),
        ({"layer": [LAYER], "annotations": [{"type": "line", "values": 1}]}, PlotSpec, "annotations[0].values"),
        ({"layer": [LAYER], "annotations": [{"type": "circle", "values": 1}]}, PlotSpec, None),  # msgspec's to refuse
        ({"layer": [LAYER | {"encoding": {"x": {"fild": "a"}}}]}, PlotSpec, "layer[0].encoding.x.fild"),
        ({"elements": "text"}, DiagramSpec, None),
        ([], DiagramSpec, None),
    ],
)
def test_the_first_unknown_field_is_found(document: object, kind: type, path: str | None) -> None:
    assert unknown_field(document, kind, frozenset({"verdict"})) == path


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ([], "plan must be a JSON object"),
        ({"elements": [ELEMENT | {"colour": 1}]}, "plan.elements[0].colour is not a field that is known"),
        ({}, "plan.elements is required"),
        ({"elements": [{"id": "a"}]}, "plan.elements[0].label is required"),
        ({"elements": [ELEMENT | {"label": 3}]}, "plan.elements[0].label must be a string, not an integer"),
        (
            {"elements": [ELEMENT], "styling": {"palette": "pink"}},
            "plan.styling.palette must be one of harbor, meadow, slate; it is 'pink'",
        ),
        ({"elements": [ELEMENT], "version": 3}, "plan.version must be one of 1; it is '3'"),
        ({"elements": [ELEMENT], "ä" * 200: 1}, "plan." + r"\xe4" * 120 + "... is not a field that is known"),
    ],
)
def test_what_does_not_fit_is_named_by_its_path(document: object, sentence: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        converted(document, DiagramPlan, "plan")

    assert str(refusal.value) == sentence


def test_a_text_is_found_in_a_document() -> None:
    assert path_of({"a": [{"b": "x"}, {"b": "y"}]}, "y") == "a[1].b"
    assert path_of({"a": 1}, "y") is None
