"""Figures in words: what was written when a task ended, or what its stored plan says where nothing was."""

from pb_core.domain.alt_text.composites import composite_text
from pb_core.domain.alt_text.diagrams import diagram_text
from pb_core.domain.alt_text.plots import plot_text
from pb_core.domain.panel_grid import resolve_labels
from pb_core.domain.provenance import FigureText
from pb_core.domain.requests import CompositeWork, MethodologyWork, Work
from pb_core.domain.tasks import Task, TaskResult
from pb_core.domain.venues import VENUES


def text_of(task: Task) -> FigureText | None:
    """The text of a completed task's figure; ``None`` where it has no picture, or no plan of it was kept."""
    return None if task.result is None else text_of_result(task.work, task.result)


def text_of_result(work: Work, result: TaskResult) -> FigureText | None:
    """The same of a result that is to be stored; of a plot without its data, as its record does not hold them."""
    if result.text is not None or not result.artifacts:
        return result.text
    if isinstance(work, CompositeWork):
        return composite_text(tuple(zip(labels_of(work), (source.text for source in work.sources), strict=True)))
    if result.plot is not None:
        return plot_text(result.plot.spec, None)
    if result.diagram is not None and isinstance(work, MethodologyWork):
        return diagram_text(result.diagram.spec, result.diagram.styling.emphasis, work.caption)
    return None


def labels_of(work: CompositeWork) -> tuple[str, ...]:
    """The labels of a composite's panels as they are printed, ``""`` for none."""
    count, venue = len(work.sources), work.style.venue
    if venue is not None and work.style.labels is None:
        return VENUES[venue].tags(count)
    return resolve_labels(work.style.labels, count)
