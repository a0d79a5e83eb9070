from typing import Any

import msgspec
import pytest

from pb_core.domain.plots.plan import GivenPlot, located, plan_document, read_plan, require_no_data
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.tables.table import Table, TableLimits
from pb_core.domain.tables.table_reading import read_json
from pb_core.errors import InvalidRequest

SPEC: dict[str, Any] = {
    "layer": [{"mark": {"type": "bar"}, "encoding": {"x": {"field": "model", "type": "nominal"}}}],
}


@pytest.fixture
def table() -> Table:
    return read_json('{"model": ["A"]}', TableLimits())


@pytest.mark.parametrize("document", [SPEC, SPEC | {"version": 1}])
def test_our_own_grammar_is_read(document: dict[str, Any], table: Table) -> None:
    assert read_plan(document, table).spec == msgspec.convert(SPEC, PlotSpec)


def test_what_is_told_is_read_back(table: Table) -> None:
    spec = msgspec.convert(SPEC | {"title": "T"}, PlotSpec)

    assert read_plan(plan_document(spec), table).spec == spec


def test_vega_lite_goes_to_its_translation(table: Table) -> None:
    asked = []

    def translate(document: Any, rows: Table) -> GivenPlot:  # noqa: ANN401 - JSON
        asked.append((document, rows))
        return GivenPlot(spec=msgspec.convert(SPEC, PlotSpec), notes=("translated",))

    assert read_plan({"mark": "bar"}, table, translate).notes == ("translated",)
    assert asked == [({"mark": "bar"}, table)]
    with pytest.raises(InvalidRequest, match="Vega-Lite is not read by this installation"):
        read_plan({"mark": "bar"}, table)


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({"data": {"values": []}}, "plan.data"),
        ({"data": {"url": "https://example.org/x.csv"}}, "plan.data"),
        ({"datasets": {"a": [1]}}, "plan.datasets"),
        ({"hconcat": [{}, {"layer": [{"data": {"sequence": {"start": 0}}}]}]}, "plan.hconcat[1].layer[0].data"),
        ({"transform": [{"lookup": "a", "from": {"data": {"url": "x"}}}]}, "plan.transform[0].from.data"),
    ],
)
def test_data_inside_a_specification_are_refused(document: dict[str, Any], path: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        require_no_data(document)

    assert str(refusal.value) == f"{path}: data come from data_json; leave them out of the specification"


@pytest.mark.parametrize("document", [{}, {"data": None}, {"data": {"name": "table"}}, {"datasets": {}}])
def test_a_name_for_data_is_none(document: dict[str, Any]) -> None:
    require_no_data(document)


def test_a_sentence_is_located_by_what_it_quotes() -> None:
    assert located("There is no 'model'; 'a' is near.", SPEC) == (
        "plan.layer[0].encoding.x.field: There is no 'model'; 'a' is near."
    )
    assert located("Too many panels.", SPEC) == "plan: Too many panels."
