from typing import Any

import pytest

from pb_core.domain.requests import CompositeBody, GenerateBody, PlotBody
from pb_http.batches.cells import set_cell


@pytest.mark.parametrize(
    ("kind", "name", "cell", "value"),
    [
        (GenerateBody, "caption", "3", "3"),
        (GenerateBody, "iterations", "3", 3),
        (GenerateBody, "iterations", "three", "three"),
        (GenerateBody, "iterations", "true", "true"),
        (GenerateBody, "webhook_include_image", "TRUE", True),
        (GenerateBody, "webhook_include_image", "yes", "yes"),
        (GenerateBody, "output_formats", "png; svg", ["png", "svg"]),
        (GenerateBody, "output_formats", '["png", "svg"]', ["png", "svg"]),
        (GenerateBody, "output_formats", "[png", "[png"),
        (GenerateBody, "plan", "flowchart LR", "flowchart LR"),
        (GenerateBody, "grounding", "lenient", "lenient"),
        (GenerateBody, "styling", '{"theme": "dark"}', {"theme": "dark"}),
        (CompositeBody, "labels", "(a) left; (b) right", ["(a) left", "(b) right"]),
        (PlotBody, "data_json", "[1, 2]", "[1, 2]"),
        (PlotBody, "unknown", "[1, 2]", "[1, 2]"),
    ],
)
def test_a_cell_is_what_its_field_takes(kind: Any, name: str, cell: str, value: object) -> None:  # noqa: ANN401 - a struct
    fields: dict[str, Any] = {}
    set_cell(fields, kind, name, cell)
    assert fields == {name: value}


def test_fields_of_fields_have_columns_of_their_own() -> None:
    fields: dict[str, Any] = {}
    for name, cell in (("styling.palette", "harbor"), ("styling.width", "180"), ("styling.emphasis", "a; b")):
        set_cell(fields, GenerateBody, name, cell)
    set_cell(fields, GenerateBody, "caption.x", "no field of a field")
    assert fields == {
        "styling": {"palette": "harbor", "width": 180, "emphasis": ["a", "b"]},
        "caption.x": "no field of a field",
    }
