"""The fields of requests from what tasks keep: a submission of them is accepted and asks for the same."""

from typing import Any

import msgspec
import pytest

from pb_core.application.bundle.request_fields import request_fields
from pb_core.domain.composites import PanelStyle
from pb_core.domain.diagrams.plan import FixedStyling, GivenDiagram
from pb_core.domain.diagrams.spec import DiagramSpec, Direction, Element
from pb_core.domain.pictures import Artifact
from pb_core.domain.plots.plan import GivenPlot
from pb_core.domain.requests import (
    Canvas,
    CompositeBody,
    CompositeWork,
    DiagramType,
    GenerateBody,
    GenerateFromPdfBody,
    Grounding,
    MethodologyWork,
    ModelChoice,
    OptimizePromptBody,
    OptimizeWork,
    PdfPages,
    PlotBody,
    PlotWork,
    SourceFigure,
    StoredData,
    UnreadableWork,
    Work,
)
from pb_core.domain.venues import Venue
from pb_core.testing.memory.plots import sample_spec

SPEC = DiagramSpec(elements=(Element(id="a", label="Encoder"),))
PLAN = GivenDiagram(spec=SPEC, styling=FixedStyling(direction=Direction.DOWN))
DATA = StoredData(digest="d" * 64, path="/secret/folder")
PNG = Artifact(format="png", media_type="image/png", digest="a" * 64, size=1, width=1, height=1)
SOURCES = tuple(SourceFigure(task_id=name, kind="methodology", pictures=(PNG,)) for name in "ab")
MODELS = ModelChoice(vlm_provider="gemini", vlm_model="m")


@pytest.mark.parametrize(
    ("work", "body", "later"),
    [
        (MethodologyWork(caption="c", source="s", models=MODELS, canvas=Canvas(aspect_ratio="16:9")), GenerateBody, {}),
        (MethodologyWork(caption="c", plan=PLAN, grounding=Grounding.LENIENT), GenerateBody, {}),
        (MethodologyWork(caption="c", pdf=PdfPages(digest="d", path="p", pages=(1, 3))), GenerateFromPdfBody,
         {"pdf_base64": "JVBERi0="}),
        (OptimizeWork(description="d", source_context="", caption="", diagram_type=DiagramType.METHODOLOGY,
                      guidelines=""), OptimizePromptBody, {}),
        (PlotWork(intent="bars", data=DATA, formats=("png", "svg")), PlotBody, {"data_json": "[1]"}),
        (PlotWork(intent="", data=DATA, plan=GivenPlot(spec=sample_spec())), PlotBody, {"data_json": "[1]"}),
        (CompositeWork(sources=SOURCES, style=PanelStyle(labels=("x", ""), venue=Venue.NATURE)), CompositeBody, {}),
    ],
)  # fmt: skip
def test_they_are_a_body_of_their_endpoint(work: Work, body: type[msgspec.Struct], later: dict[str, Any]) -> None:
    msgspec.convert(request_fields(work) | later, body)


def test_what_was_sent_is_there_and_what_was_left_out_is_not() -> None:
    work = MethodologyWork(caption="c", source="s", canvas=Canvas(iterations=1))
    assert request_fields(work) == {"source_context": "s", "caption": "c", "iterations": 1}


def test_a_plan_that_was_the_source_is_sent_as_the_source() -> None:
    work = MethodologyWork(caption="c", source="flowchart LR", plan=PLAN, is_source=True)
    assert "plan" not in request_fields(work)


def test_a_composite_without_labels_stays_without() -> None:
    style = PanelStyle(labels=())
    assert request_fields(CompositeWork(sources=SOURCES, style=style))["labels"] == []
    assert "labels" not in request_fields(CompositeWork(sources=SOURCES))


def test_no_folder_of_the_server_is_told() -> None:
    assert "secret" not in str(request_fields(PlotWork(intent="bars", data=DATA)))
    assert request_fields(UnreadableWork()) == {}
