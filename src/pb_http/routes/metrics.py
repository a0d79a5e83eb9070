"""``GET /metrics``: what an operator watches, for Prometheus."""

from litestar import MediaType, Response, get

from pb_core.errors import NotFound
from pb_http.auth import require_admin
from pb_http.openapi.operations import ADMIN_KEY, ApiOperation, problems
from pb_http.request import ApiRequest


@get(
    "/metrics",
    before_request=require_admin,
    media_type=MediaType.TEXT,
    operation_id="getMetrics",
    response_description="The metrics in Prometheus's text format",
    operation_class=ApiOperation,
    tags=["Health"],
    summary="Metrics",
    security=ADMIN_KEY,
    responses=problems(404),
)
async def metrics(request: ApiRequest) -> Response[bytes]:
    """Answer with every metric as it is now; needs the admin key."""
    runtime = request.runtime
    if runtime.metrics is None:
        raise NotFound("This server keeps no metrics")
    return Response(await runtime.metrics(runtime), media_type="text/plain; version=0.0.4")
