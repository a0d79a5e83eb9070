"""Waiting: a submission carried to its end, told step by step; whoever gives up the call ends its task."""

from typing import Any

import anyio
from mcp.server.mcpserver import Context

from paperbanana_client import AsyncClient, PaperBananaError, Task, TaskFailed

LOOK_SECONDS = 2
"""How long the server is asked to hold an answer back while a task changes nothing."""

ENDING_SECONDS = 10.0

AnyContext = Context[Any, Any]


async def submitted(client: AsyncClient, kind: str, body: dict[str, Any], seconds: float, ctx: AnyContext) -> Task:
    """Submit a request and wait for its task, at most so many seconds; raises ``TaskFailed`` and what a client does.

    Cancelling the call cancels the task: its unit stays charged, but nothing more is bought for it.
    """
    with anyio.CancelScope(shield=True):  # else a task could be made that nobody knows of
        accepted = await client.submit(kind, body)
    try:
        await ctx.report_progress(0, None, f"accepted as task {accepted.id}")
        return await waited(client, accepted.id, seconds, ctx)
    except anyio.get_cancelled_exc_class():
        await _end(client, accepted.id)
        raise


async def waited(client: AsyncClient, task_id: str, seconds: float, ctx: AnyContext) -> Task:
    """A task once it has ended, or as it is after so many seconds; raises ``TaskFailed``."""
    began = anyio.current_time()
    while True:
        left = seconds - (anyio.current_time() - began)
        task = await client.task(task_id, wait=max(0, min(LOOK_SECONDS, round(left))))
        await ctx.report_progress(round(anyio.current_time() - began, 1), None, progress_of(task))
        if task.status == "failed":
            raise TaskFailed(task)
        if task.is_over or left <= 0:
            return task
        if left < 1:  # the server does not hold answers back for less
            await anyio.sleep(left)


def progress_of(task: Task) -> str:
    """Where a task stands, in a few words."""
    if task.waiting is not None:
        return f"{task.status}: {task.waiting.reason}"
    finished = sum(step.state == "finished" for step in task.steps)
    now = next((step.name for step in reversed(task.steps) if step.state == "started"), "")
    told = f"{task.status}, {finished} steps finished"
    return f"{told}, now {now}" if now else told


async def _end(client: AsyncClient, task_id: str) -> None:
    with anyio.move_on_after(ENDING_SECONDS, shield=True):
        try:
            await client.cancel(task_id)
        except PaperBananaError:
            return  # it ends by its own deadline
