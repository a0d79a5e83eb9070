"""``/studio/figures/{id}``: one figure, on its way, failed or finished."""

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from pb_http.pages.studio.progress import under_way
from pb_http.pages.studio.workbench import workbench
from pb_http.request import ApiRequest


@get("/figures/{task_id:str}")
async def figure(
    request: ApiRequest,
    task_id: FromPath[str],
    part: FromQuery[str] = "",
    passage: FromQuery[int] = 0,
    form: FromQuery[str] = "mermaid",
) -> Response[str]:
    """Show a figure of one's own; ``part`` or ``passage`` is what of a finished one is looked at.

    ``form`` is how its plan is written.
    """
    task = await request.runtime.service.task(request.api_key, task_id)
    if task.result is None:
        return await under_way(request, task)
    return await workbench(request, task, part, passage, form=form)
