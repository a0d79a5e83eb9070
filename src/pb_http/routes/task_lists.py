"""``GET /api/tasks``, ``POST /api/tasks/{task_id}/cancel`` and ``GET /api/tasks/{task_id}/events``."""

import re
from collections.abc import AsyncGenerator
from typing import Annotated

import msgspec
from litestar import get, post
from litestar.params import HeaderParameter
from litestar.response import Stream

from pb_core.application.watching import TaskEvent
from pb_core.domain.tasks import Task, TaskKind, TaskQuery, TaskStatus
from pb_core.errors import InvalidRequest, KeyDisabled, NotFound
from pb_http.auth import require_api_key
from pb_http.openapi.operations import API_KEY, ApiOperation, EventsOperation, problems
from pb_http.openapi.parameters import TASK_ID, one_of, text, whole_number
from pb_http.request import ApiRequest
from pb_http.schemas import TaskLineAnswer, TaskList, step_progress, task_line

MOST_LISTED, USUALLY_LISTED = 100, 20
_NUMBER = re.compile(r"[0-9]{1,9}")
_PLACE = re.compile(r"([0-9a-f]{32})-([0-9]{1,15})")
_STATUSES, _KINDS = tuple(TaskStatus), tuple(TaskKind)


@get(
    "/api/tasks",
    before_request=require_api_key,
    operation_id="listTasks",
    response_description="A page of tasks",
    operation_class=ApiOperation,
    tags=["Tasks"],
    summary="List one's own tasks",
    security=API_KEY,
    responses=problems(422),
)
async def list_tasks(
    request: ApiRequest,
    limit: Annotated[str | None, whole_number("How many tasks.", most=MOST_LISTED, usual=USUALLY_LISTED)] = None,
    before: Annotated[str | None, text("The `next` of the page before.")] = None,
    status: Annotated[str | None, one_of(TaskStatus, "How far the tasks are.")] = None,
    kind: Annotated[str | None, one_of(TaskKind, "What the tasks make.", name="diagram_type")] = None,
) -> TaskList:
    """List the tasks of the key, newest first."""
    query = TaskQuery(limit=_limit(limit), before=before, status=_status(status), kind=_kind(kind))
    lines = await request.runtime.service.tasks(request.api_key, query)
    return TaskList(
        tasks=tuple(map(task_line, lines)), next=lines[-1].id if lines and len(lines) == query.limit else None
    )


@post(
    "/api/tasks/{task_id:str}/cancel",
    before_request=require_api_key,
    status_code=200,
    operation_id="cancelTask",
    response_description="The task, which is over",
    operation_class=ApiOperation,
    tags=["Tasks"],
    summary="Cancel a task",
    security=API_KEY,
    responses=problems(404),
)
async def cancel_task(request: ApiRequest, task_id: Annotated[str, TASK_ID]) -> TaskLineAnswer:
    """End a task as failed, with the error "cancelled"; one that is over stays as it is. Its unit stays charged."""
    return task_line(await request.runtime.service.cancel(request.api_key, task_id))


@get(
    "/api/tasks/{task_id:str}/events",
    before_request=require_api_key,
    operation_id="watchTask",
    operation_class=EventsOperation,
    tags=["Tasks"],
    summary="Watch a task",
    security=API_KEY,
    responses=problems(404, 422),
)
async def task_events(
    request: ApiRequest,
    task_id: Annotated[str, TASK_ID],
    last_event_id: Annotated[
        str | None, HeaderParameter(name="Last-Event-ID", description="The `id` of the last event that was read.")
    ] = None,
) -> Stream:
    """Send every change as a server-sent event until the task is over; leaving does not cancel it."""
    service = request.runtime.service
    task = await service.task(request.api_key, task_id)
    events = service.events(request.api_key, task.id, _seen(last_event_id, task))
    return Stream(
        _written(events),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
    )


async def _written(events: AsyncGenerator[TaskEvent | None]) -> AsyncGenerator[bytes]:
    yield b"retry: 3000\n\n"
    try:
        async for event in events:
            yield b": still there\n\n" if event is None else _event(event)
    except (NotFound, KeyDisabled):  # its key was deleted or disabled meanwhile: whoever connects again is told
        return
    finally:
        await events.aclose()


def _event(event: TaskEvent) -> bytes:
    name, data = (
        (b"task", msgspec.json.encode(task_line(event.task)))
        if event.step is None
        else (b"step", msgspec.json.encode(step_progress(event.step)))
    )
    place = f"{event.task.id}-{event.version}".encode()
    return b"id: %b\nevent: %b\ndata: %b\n\n" % (place, name, data)


def _seen(last_event_id: str | None, task: Task) -> int:
    if not last_event_id:
        return -1
    match = _PLACE.fullmatch(last_event_id)
    if match is None or match[1] != task.id:
        raise InvalidRequest("Last-Event-ID must be the id of an event of this task")
    return int(match[2])


def _limit(text: str | None) -> int:
    if text is None:
        return USUALLY_LISTED
    if not _NUMBER.fullmatch(text) or not 1 <= int(text) <= MOST_LISTED:
        raise InvalidRequest(f"limit must be a whole number from 1 to {MOST_LISTED}")
    return int(text)


def _status(text: str | None) -> TaskStatus | None:
    if text is not None and text not in _STATUSES:
        raise InvalidRequest(f"status must be one of {', '.join(_STATUSES)}")
    return None if text is None else TaskStatus(text)


def _kind(text: str | None) -> TaskKind | None:
    if text is not None and text not in _KINDS:
        raise InvalidRequest(f"diagram_type must be one of {', '.join(_KINDS)}")
    return None if text is None else TaskKind(text)


TASK_LISTS = (list_tasks, cancel_task, task_events)
