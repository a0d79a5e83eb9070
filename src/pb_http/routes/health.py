"""``GET /api/health``: whether the API is online; no authentication."""

from litestar import get

from pb_http.openapi import ApiOperation
from pb_http.request import ApiRequest
from pb_http.schemas import Health


@get(
    "/api/health",
    operation_id="getHealth",
    response_description="The API is online",
    operation_class=ApiOperation,
    tags=["Health"],
    summary="Health check",
)
async def health(request: ApiRequest) -> Health:
    """Say that the API is online, and which version it is."""
    return Health(status="ok", version=request.runtime.version)
