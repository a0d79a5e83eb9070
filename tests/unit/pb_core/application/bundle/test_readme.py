"""READMEs of bundles: what lies in them, and commands for what is there."""

from datetime import UTC, datetime

from pb_core.application.bundle.readme import readme
from pb_core.domain.requests import (
    Canvas,
    CompositeWork,
    DiagramType,
    MethodologyWork,
    OptimizeWork,
    PdfPages,
    PlotWork,
    StoredData,
    Work,
)
from pb_core.domain.tasks import Task, TaskKind

CAPTION = '"; rm -rf ~ #'
ADDRESS = "https://figures.example.org"


def text(work: Work, endpoint: str, *names: str, missing: tuple[str, ...] = (), parent: str | None = None) -> str:
    now = datetime(2026, 11, 27, tzinfo=UTC)
    kind = TaskKind.METHODOLOGY
    task = Task(
        id="t" * 32, key_id="k", kind=kind, endpoint=endpoint, work=work, public_url="", created_at=now, parent=parent
    )
    return readme(task, ADDRESS, names, missing)


def test_a_diagram_is_drawn_from_its_plan_or_planned_again() -> None:
    work = MethodologyWork(caption=CAPTION, source="s")
    told = text(work, "generate", "figure.png", "figure.svg", "request.json", "source.txt", "plan.json", "caption.txt")
    assert "pb draw plan.json -o new-figure.svg -o new-figure.png" in told
    assert 'pb generate source.txt --caption "$(cat caption.txt)"' in told
    assert '"$SERVER/api/generate"' in told
    assert f"SERVER={ADDRESS}\n" in told
    assert "the figure, also figure.svg" in told
    assert CAPTION not in told


def test_it_is_drawn_again_in_the_shape_and_size_that_were_asked_for() -> None:
    canvas = Canvas(aspect_ratio="16:9", image_resolution="4K")
    work = MethodologyWork(caption=CAPTION, source="s", canvas=canvas)
    told = text(work, "generate", "figure.png", "request.json", "source.txt", "plan.json", "caption.txt")
    assert "pb draw plan.json --aspect-ratio 16:9 --resolution 4K -o new-figure.png" in told
    assert '"$(cat caption.txt)" --aspect-ratio 16:9 --resolution 4K -o new-figure.png' in told
    plot = PlotWork(intent="bars", data=StoredData(digest="d", path="p"), canvas=Canvas(aspect_ratio="1:1"))
    told = text(plot, "plot", "data.json", "plan.json", "figure.png")
    assert "pb draw plan.json --data data.json --aspect-ratio 1:1 -o new-figure.png" in told


def test_long_parts_are_put_back_into_the_request() -> None:
    pdf = MethodologyWork(caption="c", pdf=PdfPages(digest="d", path="p", pages=(1,)))
    assert ".pdf_base64 = $pdf" in text(pdf, "generate-from-pdf", "source.pdf", "request.json", "plan.json")
    plot = PlotWork(intent="bars", data=StoredData(digest="d", path="p"))
    told = text(plot, "plot", "data.json", "plan.json", "figure.png")
    assert ".data_json = $data" in told
    assert "pb draw plan.json --data data.json -o new-figure.png" in told


def test_a_composite_is_put_together_from_its_panels() -> None:
    told = text(CompositeWork(sources=()), "composite", "figure.png", "panels/1.png", "panels/2.png", "panels/2.svg")
    assert "pb compose panels/1.png panels/2.png -o new-figure.png" in told
    assert '"$SERVER/api/composite"' in told


def test_a_text_has_no_figure() -> None:
    work = OptimizeWork(
        description="d", source_context="", caption="", diagram_type=DiagramType.METHODOLOGY, guidelines=""
    )
    told = text(work, "optimize-prompt", "request.json", "description.txt")
    assert "pb draw" not in told
    assert "the figure" not in told


def test_what_was_lost_is_named() -> None:
    work = MethodologyWork(caption="c", source="s")
    told = text(work, "generate", "figure.png", missing=("figure.svg",))
    assert "figure.svg       was damaged or lost in the server's store" in told


def test_a_revision_is_asked_for_at_its_figure() -> None:
    work = MethodologyWork(caption="c", source="s")
    told = text(work, "revise", "figure.png", "request.json", "plan.json", "candidates/1/figure.png", parent="p" * 32)
    assert f'"$SERVER/api/tasks/{"p" * 32}/revise"' in told
    assert "pb draw plan.json" in told
    assert "candidates/" in told
