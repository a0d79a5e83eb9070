import json
from typing import Any

import pytest

from pb_adapters.notation.vega_lite import read_vega_lite
from support.vega_lite import TABLE, V, W, notes, read, refused, unit

PLOT = unit("point", x=V, y=W)


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"data": {"values": [{"v": 1}]}}, "plan.data"),
        ({"data": {"url": "http://example.org/cars.json"}}, "plan.data"),
        ({"data": {"name": "cars"}}, "plan.data"),
        ({"datasets": {"cars": [1]}}, "plan.datasets"),
        ({"data": "cars"}, "plan.data"),
        ({"transform": [{"lookup": "v", "from": {"data": {"url": "x"}, "key": "k"}}]}, "plan.transform[0].from.data"),
    ],
)
def test_data_come_from_the_caller(more: dict[str, Any], path: str) -> None:
    assert refused({**PLOT, **more}) == f"{path}: data come from data_json: leave them out of the specification"


def test_data_of_a_layer_are_refused_too() -> None:
    assert refused({"layer": [PLOT, {**PLOT, "data": {"url": "x"}}]}).startswith("plan.layer[1].data: data come from")


@pytest.mark.parametrize("data", [None, {}, []])
def test_absent_data_are_fine(data: object) -> None:
    assert read({**PLOT, "data": data}) == read(PLOT)
    assert notes({**PLOT, "data": data}) == ""


def nested(depth: int) -> dict[str, Any]:
    view = PLOT
    for _ in range(depth):
        view = {"layer": [view]}
    return view


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (nested(30), "nested too deeply"),
        ({**PLOT, "title": "x" * 1_000_001}, "too large"),
        ({**PLOT, "transform": [{}] * 20_000}, "too large"),
        ({**PLOT, "width": 10**400}, "plan.width: is too large a number"),
        ({**PLOT, "width": float("nan")}, "plan.width: is too large a number, or none"),
        ({**PLOT, "width": b"bytes"}, "plan.width: is no JSON value but bytes"),
        ({**PLOT, 1: 2}, "a field whose name is no text"),
        ("[" * 100_000, "nested too deeply"),
        ("{", "not valid JSON"),
        ("[1]", "must be a JSON object"),
        (" " * 1_000_001, "at most 1,000,000"),
        ('{"mark": "bar", "mark": "line"}', "twice"),
    ],
)
def test_what_is_too_large_or_no_json_is_refused(document: dict[str, Any] | str, said: str) -> None:
    assert said in refused(document)


def test_text_and_object_are_read_alike() -> None:
    assert read_vega_lite(json.dumps(PLOT), TABLE) == read_vega_lite(PLOT, TABLE)
