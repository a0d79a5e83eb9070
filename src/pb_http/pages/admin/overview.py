"""``/admin``: what the server is doing."""

from litestar import Response, get

from pb_http.pages.rendering import page
from pb_http.readiness import State
from pb_http.request import ApiRequest


@get("/")
async def overview(request: ApiRequest) -> Response[str]:
    """Show what waits, and whether the server can take work."""
    readiness = request.runtime.readiness
    state = State(checks={}) if readiness is None else await readiness.state()
    return page(request, "admin/overview.html", checks=state.checks, census=state.census)
