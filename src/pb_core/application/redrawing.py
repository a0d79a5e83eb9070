"""What a finished figure can be drawn anew from, and why it cannot where it cannot."""

from msgspec.structs import replace

from pb_core.domain.diagrams.spec import DiagramSpec
from pb_core.domain.requests import DiagramSource, PlotSource, PlotWork
from pb_core.domain.tasks import Task

_OLDER = "what it was drawn from was not kept"


def drawn_from(task: Task) -> tuple[DiagramSource | PlotSource | None, str]:
    """The plan of a completed task with what it needs to be drawn, or ``None`` and the reason in a clause."""
    result = task.result
    if result is not None and result.plot is not None and isinstance(task.work, PlotWork):
        return PlotSource(spec=task.work.styling.applied(result.plot.spec), data=task.work.data), ""
    if result is not None and result.diagram is not None:
        record = result.diagram
        if not record.engine:
            return None, "which engine drew it was not kept"
        spec = _without_quotations(record.spec)
        return DiagramSource(spec=spec, styling=record.styling, engine=record.engine, notes=result.notes), ""
    return None, "it is a composite itself" if task.kind == "composite" else _OLDER


def _without_quotations(spec: DiagramSpec) -> DiagramSpec:
    """The graph alone: what its parts quote from the source is not drawn."""
    return replace(
        spec,
        elements=tuple(replace(element, evidence="", aliases=()) for element in spec.elements),
        connections=tuple(replace(connection, evidence="") for connection in spec.connections),
        groups=tuple(replace(group, evidence="") for group in spec.groups),
    )
