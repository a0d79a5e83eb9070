from pb_adapters.notation import MermaidFlowcharts, translate_vega_lite
from pb_core.domain.diagrams.spec import Direction
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.tables.table import TableLimits
from pb_core.domain.tables.table_reading import read_json


def test_a_flowchart_is_read() -> None:
    given = MermaidFlowcharts().read("flowchart RL\nA --> B")

    assert [connection.name for connection in given.spec.connections] == ["A->B"]
    assert given.styling.direction is Direction.LEFT


def test_vega_lite_is_translated() -> None:
    table = read_json('{"model": ["A", "B"], "accuracy": [1.5, 2.5]}', TableLimits())
    document = {
        "mark": "bar",
        "encoding": {"x": {"field": "model"}, "y": {"field": "accuracy", "type": "quantitative"}},
    }

    (layer,) = translate_vega_lite(document, table).spec.layer

    assert layer.mark.type is MarkType.BAR
