"""``/admin/history/{task_id}``: one task of any key: what was asked, what was done, what it cost, who was told."""

import secrets

import anyio.to_thread
import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from pb_core.application.history import TaskDetail
from pb_core.domain.steps import StepState
from pb_http.history_schemas import shortened, verdicts_of
from pb_http.pages.access import posted, told
from pb_http.pages.admin.webhook import body_of
from pb_http.pages.rendering import SEALED, page
from pb_http.request import ApiRequest

_LONGEST_ONCE = 64
"""Characters of the random name that a form has."""


@get("/history/{task_id:str}")
async def task_page(request: ApiRequest, task_id: FromPath[str]) -> Response[str]:
    """Show all that is kept of a task; while it goes on the page looks again by itself."""
    detail = await request.runtime.administration.task(task_id)
    task = detail.task
    damaged = await request.runtime.service.damaged(task)
    result = task.result
    return await page(
        request,
        "admin/task.html",
        detail=detail,
        task=task,
        fields=await anyio.to_thread.run_sync(_fields, detail),
        verdicts=None if result is None else verdicts_of(result),
        pictures=[] if result is None else [made for made in result.artifacts if made.format not in damaged],
        damaged=damaged,
        description="" if result is None else shortened(result.description),
        alt="" if result is None or result.text is None else result.text.alt_text,
        bodies={delivery.id: body_of(delivery) for delivery in detail.webhooks},
        steps=[(step, step.state is StepState.STARTED) for step in detail.steps],
        once=secrets.token_urlsafe(18),
    )


@get("/history/{task_id:str}/picture/{form:str}")
async def task_picture(
    request: ApiRequest, task_id: FromPath[str], form: FromPath[str], candidate: FromQuery[int | None] = None
) -> Response[bytes]:
    """Send a picture of a task, or of one of its candidates; nothing in it runs."""
    detail = await request.runtime.administration.task(task_id)
    service = request.runtime.service
    task, artifact = await service.artifact(detail.key, task_id, form, candidate)
    data = await service.artifact_bytes(task, artifact)
    headers = {
        "Content-Security-Policy": SEALED,
        "Content-Disposition": f'inline; filename="{task.kind.value}-{task.id}.{artifact.format}"',
    }
    return Response(data, media_type=artifact.media_type, headers=headers)


@post("/history/{task_id:str}/cancel", status_code=200)
async def cancel_task(request: ApiRequest, task_id: FromPath[str]) -> Response[None]:
    """End a task; one that is over stays as it is."""
    await posted(request)
    task = await request.runtime.administration.cancel(task_id)
    return await told(request, f"The task is {task.status.value}", f"/admin/history/{task.id}")


@post("/history/{task_id:str}/run-again", status_code=200)
async def run_task_again(request: ApiRequest, task_id: FromPath[str]) -> Response[None]:
    """Queue what a task was asked for as a new task, and show that; a form that is sent twice makes one."""
    form = await posted(request)
    task = await request.runtime.administration.run_again(task_id, form.text("once")[:_LONGEST_ONCE])
    units = "one unit" if task.units == 1 else f"{task.units} units"
    return await told(request, f"This is the new task; its key was charged {units}", f"/admin/history/{task.id}")


def _fields(detail: TaskDetail) -> list[tuple[str, str]]:
    """What a task was asked for, a text for each field, cut where it is long."""
    asked = shortened(msgspec.to_builtins(detail.task.work))
    return [(name, _text(value)) for name, value in asked.items() if value not in (None, "", [], {})]


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
