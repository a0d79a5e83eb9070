"""``/api/admin/history`` and ``/api/admin/tasks/{task_id}``: tasks of all keys for the administrator."""

from typing import Annotated, Any

from litestar import Response, Router, get, post
from litestar.params import HeaderParameter, PathParameter
from litestar.response import Stream
from msgspec.structs import replace

from pb_core.domain.history import LARGEST_PAGE, HistoryQuery
from pb_core.domain.tasks import TaskKind, TaskStatus
from pb_core.errors import InvalidRequest
from pb_http.auth import require_admin
from pb_http.history_csv import csv_of
from pb_http.history_query import USUAL_SIZE, history_query
from pb_http.history_schemas import HistoryAnswer, TaskDetailAnswer, history_answer, task_detail
from pb_http.openapi.operations import ADMIN_KEY, ApiOperation, HistoryOperation, answered_with, problems
from pb_http.openapi.parameters import one_of, text, time, whole_number
from pb_http.request import ApiRequest
from pb_http.schemas import Accepted, TaskLineAnswer, accepted, task_line

TaskId = Annotated[str, PathParameter(description="Of any key.")]
FORMATS = ("json", "csv")


@get(
    "/history",
    operation_id="getHistory",
    response_description="A page of tasks, or all of them",
    operation_class=HistoryOperation,
    summary="List the tasks of all keys",
    responses=problems(404, 422),
)
async def get_history(  # noqa: PLR0913 - one for each parameter of the query
    request: ApiRequest,
    *,
    page: Annotated[str | None, whole_number("Page times size is 10,000 at most.", usual=1)] = None,
    size: Annotated[str | None, whole_number("How many tasks.", most=LARGEST_PAGE, usual=USUAL_SIZE)] = None,
    cursor: Annotated[str | None, text("In place of page: the `next_cursor` before.")] = None,
    key: Annotated[str | None, text("The id of a key, or its full value.")] = None,
    kind: Annotated[str | None, one_of(TaskKind, "What the tasks make.", name="diagram_type")] = None,
    status: Annotated[str | None, one_of(TaskStatus, "How far the tasks are.")] = None,
    provider: Annotated[str | None, text("One whose engine answered a step.")] = None,
    since: Annotated[str | None, time("Accepted at this time or later, UTC; a date will do.")] = None,
    until: Annotated[str | None, time("Accepted before this time, UTC; a date will do.")] = None,
    words: Annotated[str | None, text("All stand in caption or beginning of request.")] = None,
    chosen: Annotated[
        str | None,
        one_of(
            FORMATS,
            "CSV is all that is found, from the cursor on; `Accept: text/csv` asks for it too.",
            name="format",
            usual="json",
        ),
    ] = None,
    accept: Annotated[str | None, HeaderParameter(name="Accept", include_in_schema=False)] = None,
) -> Response[HistoryAnswer]:
    """List the tasks of all keys that fulfil every condition, the last accepted first, or all of them as CSV."""
    given = {
        "page": page,
        "size": size,
        "cursor": cursor,
        "diagram_type": kind,
        "status": status,
        "provider": provider,
        "since": since,
        "until": until,
        "words": words,
    }
    key_id = (await request.runtime.keyring.find(key)).id if key else None
    query = history_query(given, key_id)
    if _is_csv(chosen, accept):
        return _csv(request, query)
    found = await request.runtime.administration.history(query)
    return Response(history_answer(found, by_cursor=query.before is not None))


@get(
    "/tasks/{task_id:str}",
    operation_id="getAnyTask",
    response_description="All that is kept of the task",
    operation_class=ApiOperation,
    summary="Read a task of any key",
    responses=problems(404),
)
async def get_any_task(request: ApiRequest, task_id: TaskId) -> TaskDetailAnswer:
    """Tell a task with its request, result, steps, costs and webhooks."""
    return task_detail(await request.runtime.administration.task(task_id))


@post(
    "/tasks/{task_id:str}/cancel",
    status_code=200,
    operation_id="cancelAnyTask",
    response_description="The task, which is over",
    operation_class=ApiOperation,
    summary="Cancel a task of any key",
    responses=problems(404),
)
async def cancel_any_task(request: ApiRequest, task_id: TaskId) -> TaskLineAnswer:
    """End a task as failed, with the error "cancelled"; one that is over stays as it is. Its unit stays charged."""
    return task_line(await request.runtime.administration.cancel(task_id))


@post(
    "/tasks/{task_id:str}/run-again",
    status_code=202,
    operation_id="runTaskAgain",
    response_description="The new task",
    operation_class=ApiOperation,
    summary="Run a task of any key again",
    response_headers=answered_with("Location"),
    responses=problems(404, 422),
)
async def run_task_again(request: ApiRequest, task_id: TaskId) -> Response[Accepted]:
    """Queue what a task was asked for as a new task of its key, which is charged for it."""
    task = await request.runtime.administration.run_again(task_id)
    return Response(accepted(task, ()), headers={"Location": f"{request.address}/api/admin/tasks/{task.id}"})


def _is_csv(chosen: str | None, accept: str | None) -> bool:
    if chosen is not None and chosen not in FORMATS:
        raise InvalidRequest(f"format must be one of {', '.join(FORMATS)}")
    asked = {part.partition(";")[0].strip().lower() for part in (accept or "").split(",")}
    return chosen == "csv" or (chosen is None and "text/csv" in asked)


def _csv(request: ApiRequest, query: HistoryQuery) -> Response[Any]:
    """All that a question finds, from the cursor on if there is one, sent as it is read."""
    every = replace(query, page=1, size=LARGEST_PAGE)
    return Stream(
        csv_of(request.runtime.administration.lines(every)),
        media_type="text/csv; charset=utf-8; header=present",
        headers={"Content-Disposition": 'attachment; filename="history.csv"'},
    )


history = Router(
    "/api/admin",
    route_handlers=[get_history, get_any_task, cancel_any_task, run_task_again],
    before_request=require_admin,
    security=ADMIN_KEY,
    tags=["Admin history"],
)
