from datetime import UTC, datetime

import pytest

from pb_core.application.redrawing import drawn_from
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Group, Styling, Theme
from pb_core.domain.diagrams.support import SupportReport
from pb_core.domain.plots.faithfulness import FaithfulnessReport
from pb_core.domain.plots.spec import PaletteName
from pb_core.domain.plots.styling import PlotStyling
from pb_core.domain.requests import (
    CompositeWork,
    DiagramSource,
    MethodologyWork,
    PlotSource,
    PlotWork,
    StoredData,
    Work,
)
from pb_core.domain.tasks import DiagramRecord, PlotRecord, Task, TaskKind, TaskResult, TaskStatus
from pb_core.testing.memory.plots import sample_spec

DATA = StoredData(digest="d", path="p")
QUOTED = DiagramSpec(
    elements=(Element(id="a", label="A", aliases=("Alpha",), evidence="an A"), Element(id="b", label="B", group="g")),
    connections=(Connection(source="a", target="b", evidence="A feeds B"),),
    groups=(Group(id="g", title="G", evidence="a G"),),
)
BARE = DiagramSpec(
    elements=(Element(id="a", label="A"), Element(id="b", label="B", group="g")),
    connections=(Connection(source="a", target="b"),),
    groups=(Group(id="g", title="G"),),
)


def task(kind: TaskKind, work: Work, result: TaskResult | None) -> Task:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return Task(
        id="t", key_id="k", kind=kind, endpoint="e", work=work, public_url="", created_at=now,
        status=TaskStatus.COMPLETED, result=result,
    )  # fmt: skip


def diagram(engine: str) -> TaskResult:
    record = DiagramRecord(spec=QUOTED, styling=Styling(), support=SupportReport(), engine=engine)
    return TaskResult(description="", notes=("B is folded.",), diagram=record)


def test_a_plot_is_drawn_from_its_specification_and_the_stored_data() -> None:
    record = PlotRecord(spec=sample_spec(), report=FaithfulnessReport(comparisons=()))
    work = PlotWork(intent="", data=DATA)

    found = drawn_from(task(TaskKind.STATISTICAL_PLOT, work, TaskResult(description="", plot=record)))

    assert found == (PlotSource(spec=sample_spec(), data=DATA), "")


def test_a_plot_keeps_the_palette_of_its_theme() -> None:
    record = PlotRecord(spec=sample_spec(), report=FaithfulnessReport(comparisons=()))
    work = PlotWork(intent="", data=DATA, styling=PlotStyling(theme=Theme.GREY, width=120))

    found, _ = drawn_from(task(TaskKind.STATISTICAL_PLOT, work, TaskResult(description="", plot=record)))

    assert isinstance(found, PlotSource)
    assert found.spec.config.palette is PaletteName.GREY


def test_a_diagram_is_drawn_from_its_graph_without_quotations() -> None:
    found = drawn_from(task(TaskKind.METHODOLOGY, MethodologyWork(caption="c"), diagram("vector/vector-1")))

    assert found == (DiagramSource(spec=BARE, styling=Styling(), engine="vector/vector-1", notes=("B is folded.",)), "")


@pytest.mark.parametrize(
    ("kind", "work", "result", "why"),
    [
        (TaskKind.METHODOLOGY, MethodologyWork(caption="c"), diagram(""), "which engine drew it was not kept"),
        (
            TaskKind.METHODOLOGY,
            MethodologyWork(caption="c"),
            TaskResult(description=""),
            "what it was drawn from was not kept",
        ),
        (TaskKind.COMPOSITE, CompositeWork(sources=()), TaskResult(description=""), "it is a composite itself"),
    ],
    ids=["an older diagram", "an older record", "a composite"],
)
def test_a_figure_without_a_plan_says_why(kind: TaskKind, work: Work, result: TaskResult, why: str) -> None:
    assert drawn_from(task(kind, work, result)) == (None, why)
