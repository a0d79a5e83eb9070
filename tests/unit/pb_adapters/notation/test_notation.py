from pb_adapters.notation import MermaidFlowcharts
from pb_core.domain.diagrams.spec import Direction


def test_a_flowchart_is_read() -> None:
    given = MermaidFlowcharts().read("flowchart RL\nA --> B")

    assert [connection.name for connection in given.spec.connections] == ["A->B"]
    assert given.styling.direction is Direction.LEFT
