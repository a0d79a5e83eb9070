"""``GET`` and ``HEAD /api/tasks/{task_id}/plan``: what a figure was drawn from, as JSON or Mermaid."""

from hashlib import blake2b
from typing import Annotated

from litestar import HttpMethod, Response, route

from pb_core.application.plans import FORMATS, written
from pb_core.errors import InvalidRequest
from pb_http.auth import require_api_key
from pb_http.conditional import matches
from pb_http.openapi.operations import API_KEY, HEAD_PLAN, PlanOperation, not_modified, per_method, problems
from pb_http.openapi.parameters import IF_NONE_MATCH, TASK_ID, one_of
from pb_http.request import ApiRequest

MEDIA_TYPES = {"json": "application/json", "mermaid": "text/vnd.mermaid"}
_ENDINGS = {"json": "json", "mermaid": "mmd"}


@route(
    "/api/tasks/{task_id:str}/plan",
    http_method=[HttpMethod.GET, HttpMethod.HEAD],
    before_request=require_api_key,
    operation_id=per_method(GET="getTaskPlan", HEAD=HEAD_PLAN),
    operation_class=PlanOperation,
    tags=["Tasks"],
    summary="Read the plan of a diagram or plot",
    security=API_KEY,
    responses=not_modified() | problems(404, 422),
)
async def task_plan(
    request: ApiRequest,
    task_id: Annotated[str, TASK_ID],
    plan_format: Annotated[str | None, one_of(FORMATS, "mermaid is of diagrams.", name="format", usual="json")] = None,
    if_none_match: Annotated[str | None, IF_NONE_MATCH] = None,
) -> Response[bytes]:
    """Answer with the plan, which a submission takes as its field ``plan``."""
    chosen = "json" if plan_format is None else plan_format
    if chosen not in FORMATS:
        raise InvalidRequest(f"format must be one of {', '.join(FORMATS)}")
    task, record = await request.runtime.service.plan(request.api_key, task_id)
    body = written(record, chosen)
    etag = f'"{blake2b(body, digest_size=16).hexdigest()}"'
    headers = {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "Content-Disposition": f'inline; filename="{task.kind.value}-{task.id}.{_ENDINGS[chosen]}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    if matches(if_none_match, etag):
        return Response(b"", status_code=304, headers=headers)
    if request.method == HttpMethod.HEAD:
        headers["Content-Length"] = str(len(body))
        return Response(b"", headers=headers, media_type=MEDIA_TYPES[chosen])
    return Response(body, headers=headers, media_type=MEDIA_TYPES[chosen])
