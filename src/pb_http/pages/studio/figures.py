"""``/studio/figures``: the figures of whoever is signed in."""

from litestar import Response, get
from litestar.params import FromQuery

from pb_core.domain.tasks import TaskQuery
from pb_http.pages.rendering import page
from pb_http.request import ApiRequest

LISTED = 20


@get("/figures")
async def figures(request: ApiRequest, before: FromQuery[str | None] = None) -> Response[str]:
    """List the author's own tasks, newest first."""
    query = TaskQuery(limit=LISTED, before=before)
    lines = await request.runtime.service.tasks(request.api_key, query)
    older = f"/studio/figures?before={lines[-1].id}" if len(lines) == LISTED else ""
    return page(request, "studio/figures.html", lines=lines, older=older, is_first=before is None)
