"""``/api/health``: whether the API is online; ``/api/ready``: whether it can take work."""

from datetime import UTC, datetime

from litestar import HttpMethod, Response, get, route
from msgspec import UNSET

from pb_http.conditional import COME_BACK_SECONDS
from pb_http.openapi.operations import HEAD_HEALTH, ApiOperation, ReadinessOperation, per_method
from pb_http.readiness import State
from pb_http.request import ApiRequest
from pb_http.schemas import Health, Ready


@route(
    "/api/health",
    http_method=[HttpMethod.GET, HttpMethod.HEAD],
    operation_id=per_method(GET="getHealth", HEAD=HEAD_HEALTH),
    response_description="The API is online",
    operation_class=ApiOperation,
    tags=["Health"],
    summary="Health check",
)
async def health(request: ApiRequest) -> Health:
    """Say that the API is online, and which version it is."""
    return Health(status="ok", version=request.runtime.version)


@get(
    "/api/ready",
    operation_id="getReady",
    response_description="The server can take work",
    operation_class=ReadinessOperation,
    tags=["Health"],
    summary="Readiness check",
)
async def ready(request: ApiRequest) -> Response[Ready]:
    """Say whether database and artifacts can be written, the disk has room, and tasks are worked on."""
    readiness = request.runtime.readiness
    state = State(checks={}) if readiness is None else await readiness.state()
    failed = [name for name, passed in state.checks.items() if not passed]
    census = state.census
    answer = Ready(
        status="not_ready" if failed else "ready",
        checks={name: "ok" if passed else "failed" for name, passed in state.checks.items()},
        pending=census.pending if census else None,
        oldest_waiting_seconds=_seconds_since(census.oldest_waiting) if census else None,
        detail=f"The server is not ready: {', '.join(failed)}" if failed else UNSET,
    )
    if not failed:
        return Response(answer)
    return Response(answer, status_code=503, headers={"Retry-After": COME_BACK_SECONDS})


def _seconds_since(time: datetime | None) -> float | None:
    return None if time is None else round(max(0.0, (datetime.now(UTC) - time).total_seconds()), 1)
