"""A figure that is not there yet, or not at all: its steps as they are made, what was drawn so far, and its end."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Stream
from markupsafe import escape
from msgspec import Struct

from pb_core.application.drawn_rounds import DrawnRound, drawn_rounds
from pb_core.domain.billing import CostSource
from pb_core.domain.steps import StepRecord
from pb_core.domain.tasks import Task
from pb_core.errors import KeyDisabled, NotFound
from pb_http.pages.access import cookie_of, posted, redirect
from pb_http.pages.rendering import fragment, is_partial, page
from pb_http.pages.studio.titles import KINDS, step_title, title_of
from pb_http.pages.studio.workflows import workflow_of
from pb_http.request import ApiRequest

_TEMPLATE = "studio/progress.html"


class ShownStep(Struct, frozen=True, kw_only=True):
    """A step: what it does, who does it, how long it took or takes, and its cost in millionths of a dollar."""

    title: str
    engine: str
    state: str
    seconds: timedelta
    cost_micros: int | None
    cost_source: CostSource | None
    error: str | None


class Progress(Struct, frozen=True, kw_only=True):
    """How far a task is. ``elapsed`` counts from its acceptance to its end, or until now."""

    task: Task
    steps: tuple[ShownStep, ...]
    rounds: tuple[DrawnRound, ...]
    cost_micros: int
    elapsed: timedelta


async def under_way(request: ApiRequest, task: Task) -> Response[str]:
    """The page of a figure that is under way or failed."""
    return await page(
        request,
        "studio/under-way.html",
        title=title_of(task),
        kind=KINDS[task.kind],
        progress=await progress_of(request, task),
        again=workflow_of(task.work),
    )


async def progress_of(request: ApiRequest, task: Task) -> Progress:
    """How far a task is."""
    steps, now = await request.runtime.service.steps(task), datetime.now(UTC)
    return Progress(
        task=task,
        steps=tuple(_shown(step, task, now) for step in steps),
        rounds=drawn_rounds(steps),
        cost_micros=sum(step.spent.settled_micros for step in steps),
        elapsed=(task.completed_at or now) - task.created_at,
    )


@get("/figures/{task_id:str}/progress")
async def progress(request: ApiRequest, task_id: FromPath[str]) -> Response[str] | Response[None]:
    """The part of the page that changes; once the task is over, the page itself is loaded anew."""
    task = await request.runtime.service.task(request.api_key, task_id)
    if not is_partial(request):
        return redirect(request, f"/studio/figures/{task.id}")
    if task.status.final:
        return Response(None, status_code=204, headers={"HX-Refresh": "true"})
    return await page(request, "studio/progress-part.html", progress=await progress_of(request, task))


@get("/figures/{task_id:str}/events")
async def events(request: ApiRequest, task_id: FromPath[str]) -> Stream:
    """Send the part of the page that changes with every change, and ``over`` at the end."""
    task = await request.runtime.service.task(request.api_key, task_id)
    return Stream(
        _written(request, task.id),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
    )


@post("/figures/{task_id:str}/cancel", status_code=303)
async def cancel(request: ApiRequest, task_id: FromPath[str]) -> Response[None]:
    """End a task."""
    await posted(request)
    task = await request.runtime.service.cancel(request.api_key, task_id)
    return redirect(request, f"/studio/figures/{task.id}")


async def _written(request: ApiRequest, task_id: str) -> AsyncGenerator[bytes]:
    runtime, token = request.runtime, cookie_of(request)
    changes, said = runtime.service.events(request.api_key, task_id), ""
    yield b"retry: 3000\n\n"
    try:
        async for event in changes:
            if await runtime.state.sessions.find(token) is None:  # signed out meanwhile
                return
            if event is None:
                yield b": still there\n\n"
            elif event.step is None and event.task.status.final:
                yield b"event: over\ndata:\n\n"
            elif event.step is None:
                shown = await progress_of(request, event.task)
                yield _event("progress", fragment(_TEMPLATE, "under_way", shown))
                now = shown.steps[-1].title if shown.steps else ""
                if now != said:  # to who does not see the page
                    said = now
                    yield _event("said", str(escape(said)))
    except (NotFound, KeyDisabled):  # its key was deleted or disabled meanwhile
        return
    finally:
        await changes.aclose()


def _event(name: str, text: str) -> bytes:
    lines = "".join(f"data: {line}\n" for line in text.splitlines())
    return f"event: {name}\n{lines}\n".encode()


def _shown(step: StepRecord, task: Task, now: datetime) -> ShownStep:
    return ShownStep(
        title=step_title(step.name),
        engine=step.answered_by,
        state=step.state.value,
        seconds=(step.finished_at or task.completed_at or now) - step.started_at,
        cost_micros=step.usage.cost_micros,
        cost_source=step.usage.cost_source,
        error=step.error,
    )


PROGRESS = (progress, events, cancel)
