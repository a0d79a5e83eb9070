"""Samples: what the demo submits, to fill a form with; for a composite one's own newest figures."""

from functools import cache

from pb_core.domain.requests import CompositeBody
from pb_core.domain.tasks import TaskKind, TaskQuery, TaskStatus
from pb_core.errors import NotFound
from pb_http.demo.inputs import DemoInput, inputs
from pb_http.pages.studio.workflow import Document, Workflow
from pb_http.request import ApiRequest

MOST_PANELS = 4


async def sample(request: ApiRequest, workflow: Workflow, name: str) -> Document:
    """The body of a sample of a form; raises ``NotFound``."""
    if name not in workflow.samples:
        raise NotFound("There is no such sample")
    if workflow.body is CompositeBody:
        return {"source_task_ids": await _newest(request)}
    return dict(_demo()[name].body)


async def _newest(request: ApiRequest) -> list[str]:
    lines = await request.runtime.service.tasks(request.api_key, TaskQuery(status=TaskStatus.COMPLETED))
    kinds = {TaskKind.METHODOLOGY, TaskKind.STATISTICAL_PLOT}
    return [line.id for line in reversed([line for line in lines if line.kind in kinds][:MOST_PANELS])]


@cache
def _demo() -> dict[str, DemoInput]:
    return {demo.name: demo for demo in inputs()}
