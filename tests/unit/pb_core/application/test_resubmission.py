"""The body that a task's work comes back as makes the same work again."""

import base64

import msgspec
import pytest
from msgspec.structs import replace

from pb_adapters.notation import MermaidFlowcharts
from pb_core.application.engines import Engines
from pb_core.application.intake import Intake, style_of
from pb_core.application.plans import PlanReader
from pb_core.application.resubmission import body_of, pages_text, request_fields, stored_in
from pb_core.domain.billing import ApiKey
from pb_core.domain.composites import PanelStyle
from pb_core.domain.diagrams.plan import FixedStyling
from pb_core.domain.diagrams.spec import DiagramSpec, Palette, Styling
from pb_core.domain.plots.plan import GivenPlot, plan_document
from pb_core.domain.plots.styling import PlotStyling
from pb_core.domain.requests import (
    Body,
    Canvas,
    CompositeBody,
    CompositeWork,
    DiagramType,
    GenerateBody,
    GenerateFromPdfBody,
    Grounding,
    MethodologyWork,
    OptimizePromptBody,
    PlotBody,
    PlotWork,
    ReviseBody,
    RevisedDiagram,
    RevisedPlot,
    SourceFigure,
    StoredData,
    UnreadableWork,
)
from pb_core.domain.venues import Venue
from pb_core.errors import NotFound
from pb_core.testing.memory import ManualClock, MemoryArtifacts
from pb_core.testing.memory.images import ScriptedImages
from pb_core.testing.memory.pdf_files import InMemoryPdfReader, write_pdf
from pb_core.testing.memory.plots import ScriptedPlots, sample_spec
from pb_core.testing.memory.storage import MemoryStorage
from pb_core.testing.memory.vlm import ScriptedVlm

KEY = ApiKey(id="k", prefix="pb_", digest="d", name="n", created_at=ManualClock().now())
PDF = base64.b64encode(write_pdf(["one", "two", "three", "four"])).decode()
BODIES: dict[str, Body] = {
    "text": GenerateBody(
        caption="Figure 1",
        source_context="An encoder feeds a decoder.",
        iterations=2,
        candidates=3,
        aspect_ratio="16:9",
        grounding=Grounding.LENIENT,
        styling=FixedStyling(palette=Palette.SLATE, width="89 mm"),
    ),
    "bare": GenerateBody(caption="Figure 1", source_context="An encoder feeds a decoder."),
    "plan": GenerateBody(caption="Figure 1", plan="flowchart LR\n  a[Encoder] --> b[Decoder]"),
    "plan in the text": GenerateBody(caption="Figure 1", source_context="Encoder -> Decoder -> Answer"),
    "pdf": GenerateFromPdfBody(caption="Figure 1", pdf_base64=PDF, pages="4,1-2"),
    "prompt": OptimizePromptBody(
        description="A figure.", caption="Figure 1", diagram_type=DiagramType.STATISTICAL_PLOT
    ),
    "plot": PlotBody(
        data_json='[{"model": "A", "score": 1}]',
        intent="bars of score by model",
        output_formats=["svg"],
        candidates=2,
        styling=PlotStyling(width=89.0),
    ),
}


@pytest.mark.parametrize("name", BODIES)
async def test_work_comes_back_as_a_body_that_makes_it_again(name: str) -> None:
    artifacts = MemoryArtifacts()
    intake = Intake(
        engines=Engines(vlm=ScriptedVlm(), images=ScriptedImages(), plots=ScriptedPlots()),
        artifacts=artifacts,
        pdf=InMemoryPdfReader(),
        tasks=MemoryStorage(),
        plans=PlanReader(MermaidFlowcharts()),
        resolution="2K",
    )
    work = await intake.work(KEY, BODIES[name])
    digest = stored_in(work)
    stored = b"" if digest is None else await artifacts.get(KEY.id, digest)
    body = body_of(work, stored, "2K")
    again = await intake.work(KEY, body)
    if isinstance(work, MethodologyWork) and work.plan is not None and not work.is_source:
        work = replace(
            work, plan=replace(work.plan, styling=FixedStyling(), notes=())
        )  # it stands in the request's own
    assert again == work


def test_a_composite_comes_back_with_its_style() -> None:
    style = PanelStyle(layout="1x2", labels=(), spacing=5, label_position="top", font_size=20, venue=Venue.ACL)
    sources = tuple(SourceFigure(task_id=name, kind="methodology", pictures=()) for name in ("b", "a"))
    body = body_of(CompositeWork(sources=sources, style=style, formats=("png", "pdf")), b"")
    assert isinstance(body, CompositeBody)
    assert body.source_task_ids == ["b", "a"]
    assert body.output_formats == ["png", "pdf"]
    assert style_of(body) == style
    assert style_of(body_of(CompositeWork(sources=sources), b"")) == PanelStyle()  # type: ignore[arg-type]


def test_a_plan_of_a_plot_and_another_resolution_than_the_configured_come_back() -> None:
    work = PlotWork(
        intent="",
        data=StoredData(digest="d", path="p"),
        plan=GivenPlot(spec=sample_spec()),
        canvas=Canvas(image_resolution="4K"),
    )
    plot = body_of(work, b"[1]")
    assert isinstance(plot, PlotBody)
    assert plot.plan == plan_document(sample_spec())
    diagram = body_of(MethodologyWork(caption="c", source="s", canvas=Canvas(image_resolution="4K")), b"", "2K")
    assert isinstance(diagram, GenerateBody)
    assert diagram.image_resolution == "4K"


def test_candidates_come_back() -> None:
    body = body_of(MethodologyWork(caption="c", source="s", canvas=Canvas(candidates=3)), b"")
    assert isinstance(body, GenerateBody)
    assert body.candidates == 3


@pytest.mark.parametrize(
    "work", [UnreadableWork(), MethodologyWork(caption="c", source="s", canvas=Canvas(aspect_ratio="7:1"))]
)
def test_work_of_another_version_cannot_be_made_again(work: UnreadableWork | MethodologyWork) -> None:
    with pytest.raises(NotFound, match="another version"):
        body_of(work, b"")


@pytest.mark.parametrize(("pages", "text"), [((1,), "1"), ((1, 2, 4), "1-2,4"), ((1, 3, 5), "1,3,5")])
def test_pages_are_asked_for_in_ranges(pages: tuple[int, ...], text: str) -> None:
    assert pages_text(pages) == text


def test_a_body_is_what_a_caller_would_send() -> None:
    body = body_of(MethodologyWork(caption="c", source="s"), b"")
    sent = {name: value for name, value in msgspec.to_builtins(body).items() if value is not None}
    usual = {"iterations": 3, "candidates": 1, "grounding": "strict"}
    assert sent == {"caption": "c", "source_context": "s", **usual}


def test_a_revision_is_asked_for_where_it_was_made() -> None:
    work = MethodologyWork(
        caption="c", source="s", revises=RevisedDiagram(spec=DiagramSpec(elements=()), styling=Styling())
    )
    with pytest.raises(NotFound, match="revision of another one"):
        body_of(work, b"")


def test_the_fields_of_a_revision_are_those_of_its_change() -> None:
    words = RevisedPlot(spec=sample_spec(), instruction="make it blue")
    plot = PlotWork(intent="bars", data=StoredData(digest="d", path="p"), revises=words)
    assert request_fields(plot) == {"instruction": "make it blue", "iterations": 3}
    planned = RevisedPlot(spec=sample_spec(), by_plan=True)
    plot = replace(plot, plan=GivenPlot(spec=sample_spec()), revises=planned)
    assert request_fields(plot)["plan"] == plan_document(sample_spec())
    msgspec.convert(request_fields(plot), ReviseBody)


def test_fields_tell_no_folder_of_the_server_and_nothing_of_what_cannot_be_read() -> None:
    work = PlotWork(intent="bars", data=StoredData(digest="d" * 64, path="/secret"), formats=("png", "svg"))
    assert request_fields(work) == {"intent": "bars", "output_formats": ("png", "svg"), "iterations": 3}
    assert request_fields(UnreadableWork()) == {}
