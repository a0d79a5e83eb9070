"""The demo's client: submits over HTTP as any client would, shows every step, keeps the files."""

from pathlib import Path
from typing import TypeVar

import anyio
import httpx
import msgspec
from msgspec import Struct
from rich.console import Console

from pb_http.demo.inputs import DemoInput
from pb_http.demo.page import Shown

T = TypeVar("T")


class DemoFailed(Exception):
    """The server refused or failed a request of the demo."""


class Accepted(Struct):
    """What of a 202 answer the demo reads."""

    task_id: str


class Progress(Struct):
    """One step of a task."""

    name: str
    state: str
    engine: str


class Link(Struct):
    """One downloadable file."""

    download_url: str


class TaskAnswer(Struct):
    """What of a task the demo reads."""

    task_id: str
    status: str
    artifacts: dict[str, Link]
    steps: list[Progress]
    description: str | None
    error: str | None


class DemoClient:
    """Talks to one server with one API key."""

    def __init__(self, http: httpx.AsyncClient, folder: Path, console: Console) -> None:
        self._http, self._folder, self._console = http, folder, console
        self._tasks: dict[str, str] = {}

    async def show(self, request: DemoInput) -> Shown:
        """Submit one request, follow it to its end and save its answer and figures."""
        sources = {"source_task_ids": [self._tasks[name] for name in request.panels]} if request.panels else {}
        accepted = _read(await self._http.post(request.path, json=request.body | sources), Accepted)
        self._tasks[request.name] = accepted.task_id
        task = await self._followed(request, f"/api/tasks/{accepted.task_id}")
        if task.status != "completed":
            message = f"{request.title} failed: {task.error}"
            raise DemoFailed(message)
        return Shown(
            request=request,
            files=await self._save(request, task),
            description=task.description or "",
            steps=tuple(f"{step.name} ({step.engine})" for step in task.steps),
        )

    async def _followed(self, request: DemoInput, path: str) -> TaskAnswer:
        seen = 0
        while True:
            task = _read(await self._http.get(path, headers={"Prefer": "wait=1"}), TaskAnswer)
            finished = [step for step in task.steps if step.state != "started"]
            for step in finished[seen:]:
                self._console.print(f"  [dim]{request.name}[/] {step.name} [dim]({step.engine})[/]")
            seen = len(finished)
            if task.status in {"completed", "failed"}:
                return task

    async def _save(self, request: DemoInput, task: TaskAnswer) -> tuple[str, ...]:
        names = []
        for fmt, link in task.artifacts.items():
            names.append(await self._write(f"{request.name}.{fmt}", (await self._get(link.download_url)).content))
        answer = await self._get(f"/api/tasks/{task.task_id}")
        names.append(await self._write(f"{request.name}.json", msgspec.json.format(answer.content, indent=2)))
        return tuple(names)

    async def _get(self, url: str) -> httpx.Response:
        response = await self._http.get(url)
        response.raise_for_status()
        return response

    async def _write(self, name: str, data: bytes) -> str:
        await anyio.Path(self._folder / name).write_bytes(data)
        return name


def _read(response: httpx.Response, answer: type[T]) -> T:
    if response.is_error:
        message = (
            f"{response.request.method} {response.request.url} answered {response.status_code}: {response.text[:300]}"
        )
        raise DemoFailed(message)
    return msgspec.json.decode(response.content, type=answer)
