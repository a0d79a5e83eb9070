"""``GET /api/tasks/{task_id}``: status and result, cheap to poll."""

from hashlib import blake2b
from typing import Annotated

from litestar import Response, get
from litestar.datastructures import ResponseHeader
from litestar.params import HeaderParameter, PathParameter

from pb_core.tasks import Task
from pb_http.auth import require_api_key
from pb_http.conditional import RETRY_AFTER_SECONDS, matches, wait_seconds
from pb_http.openapi import API_KEY, ApiOperation, not_modified, problems
from pb_http.request import ApiRequest
from pb_http.schemas import TaskAnswer, task_answer

_HEADERS = [
    ResponseHeader(name="ETag", documentation_only=True, description="Changes with every change of the answer."),
    ResponseHeader(name="Preference-Applied", documentation_only=True, description="The wait that was granted."),
    ResponseHeader(name="Retry-After", documentation_only=True, description="While unfinished: seconds to wait."),
]


@get(
    "/api/tasks/{task_id:str}",
    before_request=require_api_key,
    operation_id="getTask",
    response_description="The task as it is now",
    operation_class=ApiOperation,
    tags=["Tasks"],
    summary="Get task status and result",
    security=API_KEY,
    response_headers=_HEADERS,
    responses=not_modified() | problems(401, 403, 404, 500),
)
async def get_task(
    request: ApiRequest,
    task_id: Annotated[str, PathParameter(description="As answered to the submission.")],
    if_none_match: Annotated[str | None, HeaderParameter(name="If-None-Match")] = None,
    prefer: Annotated[
        str | None,
        HeaderParameter(name="Prefer", description="wait=N: answer when the task ends, at most N (60) seconds later."),
    ] = None,
) -> Response[TaskAnswer]:
    """Read a task; completed ones carry the description and, if they drew a picture, its PNG in base64."""
    service, seconds = request.runtime.service, wait_seconds(prefer)
    task = (
        await service.wait(request.api_key, task_id, seconds)
        if seconds
        else await service.task(request.api_key, task_id)
    )
    etag = _etag(task, request)
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if seconds:
        headers["Preference-Applied"] = f"wait={seconds}"
    if not task.status.final:
        headers["Retry-After"] = RETRY_AFTER_SECONDS
    if matches(if_none_match, etag):
        return Response(None, status_code=304, headers=headers)  # type: ignore[arg-type]  # a 304 has no body
    answer = task_answer(task, await service.steps(task), request.address, await _image(request, task))
    return Response(answer, headers=headers)


def _etag(task: Task, request: ApiRequest) -> str:
    """Everything the answer depends on: the task's version, the links' address and this program's version."""
    rest = f"{task.id} {request.address} {request.runtime.version}".encode()
    return f'"{task.version}-{blake2b(rest, digest_size=8).hexdigest()}"'


async def _image(request: ApiRequest, task: Task) -> str | None:
    for artifact in task.result.artifacts if task.result else ():
        if artifact.format == "png":
            return await request.runtime.pictures.get(request.runtime.service, task, artifact)
    return None
