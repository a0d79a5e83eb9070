"""``GET /api/tasks/{task_id}/bundle``: a figure with everything that it was made of, as a ZIP file."""

from typing import Annotated

from litestar import get
from litestar.response import Stream

from pb_http.auth import require_api_key
from pb_http.openapi.operations import API_KEY, BundleOperation, problems
from pb_http.openapi.parameters import TASK_ID
from pb_http.request import ApiRequest


@get(
    "/api/tasks/{task_id:str}/bundle",
    before_request=require_api_key,
    operation_id="downloadTaskBundle",
    operation_class=BundleOperation,
    tags=["Tasks"],
    summary="Download a figure with everything that it was made of",
    security=API_KEY,
    responses=problems(404),
)
async def task_bundle(request: ApiRequest, task_id: Annotated[str, TASK_ID]) -> Stream:
    """Send pictures, plan, request, source, steps, texts and the commands that draw it again, as one ZIP file."""
    service = request.runtime.service
    task = await service.task(request.api_key, task_id)
    return Stream(
        service.bundles.of(task, request.address),
        media_type="application/zip",
        headers={
            "Cache-Control": "private, no-cache",
            "Content-Disposition": f'attachment; filename="{task.kind.value}-{task.id}.zip"',
        },
    )
