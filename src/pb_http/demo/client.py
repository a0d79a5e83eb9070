"""The demo: real input over HTTP, and a page that shows what came of it."""

import os
import secrets
import subprocess
import sys
from collections.abc import AsyncGenerator, AsyncIterable, Mapping
from contextlib import asynccontextmanager
from html import escape
from pathlib import Path
from string import Template
from typing import TypeVar, cast

import anyio
import httpx
import msgspec
from msgspec import Struct
from rich.console import Console

from pb_adapters.processes import started_process
from pb_adapters.providers.catalog import PROVIDERS
from pb_core.domain.tasks import TaskKind
from pb_http.demo.inputs import DemoInput
from pb_http.schemas import Accepted, TaskAnswer

_PAGE = Template("""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>PaperBanana demo</title>
<style>
body{font:16px/1.5 system-ui,sans-serif;color:#1d2733;background:#f6f7f9;margin:0 auto;max-width:1400px;padding:24px}
h1{font-size:24px}h2{font-size:18px;margin:0 0 8px}
section{background:#fff;border:1px solid #dfe4ea;border-radius:8px;padding:20px;margin:20px 0;display:grid;
grid-template-columns:minmax(260px,1fr) 2fr;gap:24px}
section>*{min-width:0}
pre{white-space:pre-wrap;font:15px/1.5 system-ui,sans-serif;max-height:520px;overflow:auto;margin:0}
pre.code{font:13px/1.45 ui-monospace,monospace}
img{width:100%;height:auto;border:1px solid #eef1f4}ol{font-size:13px;color:#4c5866;padding-left:20px}
a{color:#0b5cad}p.files,details{font-size:14px}summary{cursor:pointer;margin-top:8px}
@media (max-width:800px){section{grid-template-columns:1fr}}
</style></head><body>
<h1>PaperBanana: what went in, what came out</h1>
<p>Everything below was submitted over HTTP to the server that this command started. No account was used and no language
model asked: rules planned the figures (the engine <code>offline</code>), built-in engines drew them.</p>
$sections
</body></html>
""")

_SECTION = Template("""<section><div><h2>$title</h2><pre$code>$shown</pre></div>
<div>$result$notes<p class="files">$files</p><ol>$steps</ol></div></section>""")


class Shown(Struct, frozen=True, kw_only=True):
    """One finished request: its files (relative to the page), its description, its notes and its steps."""

    request: DemoInput
    files: tuple[str, ...]
    description: str
    steps: tuple[str, ...]
    notes: tuple[str, ...] = ()


def write_page(folder: Path, results: tuple[Shown, ...]) -> Path:
    """Write ``index.html`` into the folder and return its path."""
    path = folder / "index.html"
    path.write_text(_PAGE.substitute(sections="\n".join(map(_section, results))), encoding="utf-8")
    return path


def _section(shown: Shown) -> str:
    picture = next((name for name in shown.files if name.endswith(".png")), None)
    told = f"<pre>{escape(shown.description)}</pre>"
    result = (
        f'<a href="{escape(picture)}"><img src="{escape(picture)}" alt="{escape(shown.request.title)}"></a>'
        f"<details><summary>Description</summary>{told}</details>"
        if picture
        else told
    )
    return _SECTION.substitute(
        title=escape(shown.request.title),
        code=' class="code"' if shown.request.is_code else "",
        shown=_input(shown.request),
        result=result,
        notes="".join(f"<p>Note: {escape(note)}</p>" for note in shown.notes),
        files=" · ".join(f'<a href="{escape(name)}">{escape(name)}</a>' for name in shown.files),
        steps="".join(f"<li>{escape(step)}</li>" for step in shown.steps),
    )


def _input(request: DemoInput) -> str:
    """The input as it is read: a link to a file, code, or text whose paragraphs flow."""
    if request.file is not None:
        return f'<a href="{escape(request.file)}">{escape(request.shown)}</a>'
    if request.is_code:
        return escape(request.shown)
    paragraphs = (" ".join(part.split()) for part in request.shown.split("\n\n"))
    return "\n\n".join(escape(paragraph) for paragraph in paragraphs)


T = TypeVar("T")


class DemoFailed(Exception):
    """The server refused or failed a request of the demo."""


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
            raise DemoFailed(f"{request.title} failed: {task.error}")
        return Shown(
            request=request,
            files=await self._save(request, task),
            description=task.description or "",
            steps=tuple(f"{step.name} ({step.engine})" for step in task.steps),
            notes=tuple(task.notes),
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
        if task.diagram_type == TaskKind.METHODOLOGY:
            plan = await self._get(f"/api/tasks/{task.task_id}/plan?format=mermaid")
            names.append(await self._write(f"{request.name}.mmd", plan.content))
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
        raise DemoFailed(
            f"{response.request.method} {response.request.url} answered {response.status_code}: {response.text[:300]}"
        )
    return msgspec.json.decode(response.content, type=answer)


START_SECONDS = 30.0


class DemoServer(Struct, frozen=True, kw_only=True):
    """Where the running server answers and the admin key it was given."""

    url: str
    admin_key: str
    pid: int


class _Told(Struct, frozen=True):
    """What ``pb serve --json`` tells: where it answers, or why it does not."""

    url: str = ""
    error: str = ""


@asynccontextmanager
async def demo_server(data_dir: Path, port: int) -> AsyncGenerator[DemoServer]:
    """Start ``pb serve`` and wait until it serves; stop it gracefully on leaving.

    Raises:
        DemoFailed: it ended instead, for example because the port is taken.
        TimeoutError: it did not serve within ``START_SECONDS``.
    """
    admin_key = secrets.token_urlsafe(24)
    serve = ["serve", "--json", "--port", str(port), "--data-dir", str(data_dir)]
    with (data_dir.parent / "server.log").open("wb") as sink:
        process = await started_process(
            [sys.executable, "-m", "pb_http.cli.main", *serve],
            stdin=subprocess.DEVNULL,
            stderr=sink,
            env=_without_settings(os.environ) | {"PAPERBANANA_ADMIN_KEY": admin_key},
        )
    told = cast("AsyncIterable[bytes]", process.stdout)  # it is piped
    try:
        yield DemoServer(url=await _served_url(told), admin_key=admin_key, pid=process.pid)
    finally:
        with anyio.CancelScope(shield=True):
            if process.returncode is None:
                process.terminate()
            await process.wait()
            await process.aclose()


def _without_settings(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment without the user's settings and keys: the demo uses no account."""
    keys = {name for provider in PROVIDERS for name in (provider.key_setting, provider.other_key_setting)}
    prefixes = ("PAPERBANANA_", "OPENAI_COMPATIBLE_")
    return {name: value for name, value in environ.items() if name not in keys and not name.startswith(prefixes)}


async def _served_url(stdout: AsyncIterable[bytes]) -> str:
    """Where the server says that it answers; it alone knows that the port is not another server's."""
    told = b""
    with anyio.fail_after(START_SECONDS):
        async for chunk in stdout:
            told += chunk
            try:
                document = msgspec.json.decode(told, type=_Told)
            except msgspec.DecodeError:
                continue  # the rest is still to come
            if document.url:
                return document.url
            raise DemoFailed(f"the server did not start: {document.error}")
    raise DemoFailed("the server ended before it served")
