import json
from typing import Any

import msgspec
import pytest

from pb_core.application.plans import PlanReader, drawn_words, styled, written
from pb_core.domain.diagrams.plan import FixedStyling, GivenDiagram
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Direction, Element, Group, Styling
from pb_core.domain.diagrams.support import SupportReport
from pb_core.domain.plots.faithfulness import FaithfulnessReport
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.tables.table import Table, TableLimits
from pb_core.domain.tables.table_reading import read_json
from pb_core.domain.tasks import DiagramRecord, PlotRecord
from pb_core.errors import InvalidRequest

SPEC = DiagramSpec(
    elements=(Element(id="a", label="Encoder", detail="6 layers", group="g"), Element(id="b", label="Decoder")),
    groups=(Group(id="g", title="Stage"),),
    connections=(Connection(source="a", target="b", label="vectors"),),
)
GIVEN = GivenDiagram(spec=SPEC, styling=FixedStyling(direction=Direction.UP))
PLOT: dict[str, Any] = {
    "layer": [
        {
            "mark": {"type": "bar"},
            "encoding": {
                "x": {"field": "model", "type": "nominal"},
                "y": {"field": "accuracy", "type": "quantitative"},
            },
        }
    ]
}


class OneFlowchart:
    """Reads every text as the same plan, and remembers it."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def read(self, text: str) -> GivenDiagram:
        self.texts.append(text)
        if "bad" in text:
            raise InvalidRequest("line 2: this is bad")
        return GIVEN


@pytest.fixture
def table() -> Table:
    return read_json('{"model": ["A", "B"], "accuracy": [1.5, 2.5]}', TableLimits())


def test_a_text_that_is_no_json_is_a_flowchart() -> None:
    notation = OneFlowchart()

    assert PlanReader(notation).diagram("flowchart LR") == GIVEN
    assert PlanReader(notation).diagram(json.dumps(msgspec.to_builtins(SPEC))).spec == SPEC
    assert notation.texts == ["flowchart LR"]


def test_a_flowchart_in_a_text_is_read_at_its_line() -> None:
    notation = OneFlowchart()

    assert PlanReader(notation).diagram_in("Text\n```mermaid\ngraph TD\nA\n```") == GIVEN
    assert notation.texts == ["\n\ngraph TD\nA"]
    assert PlanReader(notation).diagram_in("Plain text.") is None


def test_without_a_notation_flowcharts_are_refused_as_plans_and_prose_in_a_text() -> None:
    with pytest.raises(InvalidRequest, match="plan: Mermaid is not read by this installation"):
        PlanReader().diagram("flowchart LR")
    assert PlanReader().diagram_in("flowchart LR\nA --> B") is None
    assert PlanReader().diagram_in("A -> B -> C") is not None


@pytest.mark.parametrize(
    ("text", "what"), [("graph TD\nbad", "source_context"), ("```mermaid\ngraph TD\nbad\n```", "source_context")]
)
def test_a_refusal_names_its_field(text: str, what: str) -> None:
    with pytest.raises(InvalidRequest, match=f"^{what}: line 2: this is bad$"):
        PlanReader(OneFlowchart()).diagram_in(text)
    with pytest.raises(InvalidRequest, match=r"^plan: line 2: this is bad$"):
        PlanReader(OneFlowchart()).diagram("bad")


def test_a_plan_that_a_text_does_not_name_at_all_is_refused() -> None:
    reader = PlanReader()

    reader.require_named(GIVEN, "The encoder is large.", "Figure 1")
    with pytest.raises(InvalidRequest, match="source_context names no element of the plan, not even 'Encoder'"):
        reader.require_named(GIVEN, "Nothing of the kind.", "Figure 1")


@pytest.mark.parametrize("plan", [PLOT, json.dumps(PLOT)])
def test_a_plot_is_held_against_its_table(plan: Any, table: Table) -> None:  # noqa: ANN401 - JSON
    assert PlanReader().plot(plan, table, None).spec == msgspec.convert(PLOT, PlotSpec)


def test_what_a_table_does_not_have_is_named_by_its_path(table: Table) -> None:
    plan = json.loads(json.dumps(PLOT).replace("accuracy", "speed"))

    with pytest.raises(InvalidRequest, match=r"^plan\.layer\[0\]\.encoding\.y\.field: .*'speed'"):
        PlanReader().plot(plan, table, None)


def test_numbers_are_held_against_an_intent_if_there_is_one(table: Table) -> None:
    plan = PLOT | {"annotations": [{"type": "line", "value": 77}]}

    assert PlanReader().plot(plan, table, None).spec.annotations
    assert PlanReader().plot(plan, table, "bars with a line at 77").spec.annotations
    with pytest.raises(InvalidRequest, match=r"^plan: "):
        PlanReader().plot(plan, table, "bars")


def test_a_requests_look_goes_before_the_plans() -> None:
    assert styled(GIVEN, None) == FixedStyling(direction=Direction.UP)
    assert styled(GIVEN, FixedStyling(emphasis=("decoder",))).emphasis == ("decoder",)
    with pytest.raises(InvalidRequest, match=r"styling\.emphasis names 'x', which is no element of the plan"):
        styled(GIVEN, FixedStyling(emphasis=("x",)))


def test_the_words_of_a_plan() -> None:
    assert drawn_words(GIVEN) == "Encoder 6 layers Decoder  Stage vectors"


def test_plans_are_written_in_their_forms() -> None:
    diagram = DiagramRecord(spec=SPEC, styling=Styling(), support=SupportReport())
    plot = PlotRecord(spec=msgspec.convert(PLOT, PlotSpec), report=FaithfulnessReport(comparisons=()))

    assert json.loads(written(diagram, "json"))["version"] == 1
    assert written(diagram, "mermaid").startswith(b"flowchart\n")
    assert json.loads(written(plot, "json")) == {"version": 1} | PLOT
    for record, form in ((plot, "mermaid"), (plot, "svg"), (diagram, "svg")):
        with pytest.raises(InvalidRequest, match="format"):
            written(record, form)
