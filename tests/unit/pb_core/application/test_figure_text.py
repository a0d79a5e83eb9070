"""Figures in words, of tasks of this version and of earlier ones."""

from datetime import UTC, datetime

import pytest

from pb_core.application.figure_text import labels_of, text_of
from pb_core.domain.composites import PanelStyle
from pb_core.domain.diagrams.spec import DiagramSpec, Element, Styling
from pb_core.domain.diagrams.support import SupportReport
from pb_core.domain.pictures import Artifact
from pb_core.domain.plots.faithfulness import FaithfulnessReport
from pb_core.domain.provenance import FigureText
from pb_core.domain.requests import CompositeWork, MethodologyWork, PlotWork, SourceFigure, StoredData, Work
from pb_core.domain.tasks import DiagramRecord, PlotRecord, Task, TaskKind, TaskResult
from pb_core.domain.venues import Venue
from pb_core.testing.memory.plots import sample_spec

PNG = Artifact(format="png", media_type="image/png", digest="a" * 64, size=1, width=1, height=1)
PANEL = SourceFigure(task_id="t", kind="statistical_plot", pictures=(PNG,))


def task(work: Work, result: TaskResult | None) -> Task:
    now = datetime(2026, 11, 27, tzinfo=UTC)
    kind = TaskKind.METHODOLOGY
    return Task(id="t", key_id="k", kind=kind, endpoint="", work=work, public_url="", created_at=now, result=result)


def drawn(**fields: object) -> TaskResult:
    return TaskResult(description="", artifacts=(PNG,), **fields)  # type: ignore[arg-type]  # fields of the result


def test_what_was_written_with_the_figure_is_told() -> None:
    text = FigureText(title="T", alt_text="A")
    assert text_of(task(MethodologyWork(caption="c"), drawn(text=text))) is text


def test_older_diagrams_are_told_by_their_plan() -> None:
    spec = DiagramSpec(elements=(Element(id="a", label="Encoder"),))
    record = DiagramRecord(spec=spec, styling=Styling(emphasis=("a",)), support=SupportReport())
    text = text_of(task(MethodologyWork(caption="Figure 1: Overview."), drawn(diagram=record)))
    assert text is not None
    assert (text.title, text.caption) == ("Overview", "Figure 1: Overview.")
    assert "Highlighted: Encoder." in text.alt_text


def test_older_plots_are_told_by_their_plan() -> None:
    record = PlotRecord(spec=sample_spec(), report=FaithfulnessReport(comparisons=()))
    work = PlotWork(intent="bars", data=StoredData(digest="a" * 64, path=""))
    text = text_of(task(work, drawn(plot=record)))
    assert text is not None
    assert text.alt_text == "Bar chart of score by method."


def test_composites_are_told_by_their_panels() -> None:
    told = SourceFigure(
        task_id="t", kind="methodology", pictures=(PNG,), text=FigureText(title="T", alt_text="Two parts.")
    )
    text = text_of(task(CompositeWork(sources=(told, PANEL)), drawn()))
    assert text is not None
    assert text.alt_text == "Composite of 2 panels: (a) Two parts. (b) a figure without a plan."


@pytest.mark.parametrize("result", [None, TaskResult(description="A prompt."), drawn()])
def test_without_a_picture_or_a_plan_there_is_none(result: TaskResult | None) -> None:
    assert text_of(task(MethodologyWork(caption="c"), result)) is None


def test_labels_are_those_that_are_printed() -> None:
    two = (PANEL, PANEL)
    assert labels_of(CompositeWork(sources=two)) == ("(a)", "(b)")
    assert labels_of(CompositeWork(sources=two, style=PanelStyle(venue=Venue.NATURE))) == ("a", "b")
    assert labels_of(CompositeWork(sources=two, style=PanelStyle(labels=("", "x")))) == ("", "x")
