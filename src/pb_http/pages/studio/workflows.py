"""The five forms by their names, and the one that makes a request or a task."""

from collections.abc import Mapping

from pb_core.domain.requests import (
    Body,
    CompositeBody,
    CompositeWork,
    GenerateBody,
    GenerateFromPdfBody,
    MethodologyWork,
    OptimizePromptBody,
    OptimizeWork,
    PlotBody,
    PlotWork,
    Work,
)
from pb_core.errors import NotFound
from pb_http.pages.studio.composite import COMPOSITE
from pb_http.pages.studio.diagram import DIAGRAM
from pb_http.pages.studio.pdf import PDF
from pb_http.pages.studio.plot import PLOT
from pb_http.pages.studio.prompt import PROMPT
from pb_http.pages.studio.workflow import Workflow

WORKFLOWS: Mapping[str, Workflow] = {workflow.name: workflow for workflow in (DIAGRAM, PDF, PLOT, COMPOSITE, PROMPT)}


def workflow_named(name: str) -> Workflow:
    """The form with this name in its address; raises ``NotFound``."""
    if name not in WORKFLOWS:
        raise NotFound("There is no such form")
    return WORKFLOWS[name]


def workflow_of(work: Work) -> Workflow | None:
    """The form that makes such work; ``None`` for revisions, and for records of another version of this program."""
    kind: type[Body]
    match work:
        case MethodologyWork(revises=revised) | PlotWork(revises=revised) if revised is not None:
            return None
        case MethodologyWork(pdf=None):
            kind = GenerateBody
        case MethodologyWork():
            kind = GenerateFromPdfBody
        case OptimizeWork():
            kind = OptimizePromptBody
        case PlotWork():
            kind = PlotBody
        case CompositeWork():
            kind = CompositeBody
        case _:
            return None
    return next((workflow for workflow in WORKFLOWS.values() if workflow.body is kind), None)
