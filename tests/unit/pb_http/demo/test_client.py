import io
import json
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from rich.console import Console

from pb_http.demo import client as demo
from pb_http.demo.client import DemoClient, DemoFailed, Shown, demo_server, write_page
from pb_http.demo.inputs import DemoInput

PLOT = DemoInput(name="bars", title="Bars", path="/api/plot", body={"intent": "bars"}, shown="bars\n\nof a\nand b")
WHOLE = DemoInput(name="all", title="All", path="/api/composite", body={"layout": "1x1"}, shown="it", panels=("bars",))


def task(status: str, *steps: str, error: str | None = None, kind: str = "statistical_plot") -> dict[str, Any]:
    """A task as the server answers it."""
    at = "2026-01-01T00:00:00+00:00"
    made = {"format": "png", "media_type": "image/png", "download_url": "http://pb.test/picture"}
    return {
        "task_id": "t1",
        "status": status,
        "diagram_type": kind,
        "image_base64": None,
        "artifacts": {"png": made} if status == "completed" else {},
        "description": "It shows bars.",
        "error": error,
        "created_at": at,
        "completed_at": None,
        "steps": [
            {"name": name, "state": "finished", "engine": "e", "started_at": at, "finished_at": at, "cost_usd": None}
            for name in steps
        ],
        "notes": ["Nothing names it: 'baz'."],
    }


class Server:
    """Accepts everything, answers reads of a task one after another and keeps what was sent."""

    def __init__(self, *reads: dict[str, Any], status: int = 202) -> None:
        self._reads, self._status = list(reads), status
        self.bodies: list[dict[str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            self.bodies.append(json.loads(request.content))
            return httpx.Response(self._status, json={"task_id": "t1", "status": "pending"})
        if request.url.path == "/picture":
            return httpx.Response(200, content=b"\x89PNG")
        if request.url.path.endswith("/plan"):
            return httpx.Response(200, content=f"flowchart, {request.url.query.decode()}".encode())
        return httpx.Response(200, json=self._reads[0] if len(self._reads) == 1 else self._reads.pop(0))


def shown_by(server: Callable[[httpx.Request], httpx.Response], folder: Path) -> tuple[DemoClient, io.StringIO]:
    told = io.StringIO()
    http = httpx.AsyncClient(transport=httpx.MockTransport(server), base_url="http://pb.test")
    return DemoClient(http, folder, Console(file=told)), told


async def test_a_request_is_followed_to_its_end_and_saved(tmp_path: Path) -> None:
    client, told = shown_by(
        Server(task("running", "plan"), task("running", "plan", "draw"), task("completed", "plan", "draw")), tmp_path
    )

    shown = await client.show(PLOT)

    assert shown.files == ("bars.png", "bars.json")
    assert (shown.description, shown.steps) == ("It shows bars.", ("plan (e)", "draw (e)"))
    assert shown.notes == ("Nothing names it: 'baz'.",)
    assert await anyio.Path(tmp_path / "bars.png").read_bytes() == b"\x89PNG"
    assert json.loads(await anyio.Path(tmp_path / "bars.json").read_text())["status"] == "completed"
    assert told.getvalue().split() == ["bars", "plan", "(e)", "bars", "draw", "(e)"], "each step once"


async def test_the_plan_of_a_diagram_is_saved_beside_it(tmp_path: Path) -> None:
    client, _ = shown_by(Server(task("completed", kind="methodology")), tmp_path)

    shown = await client.show(PLOT)

    assert shown.files == ("bars.png", "bars.mmd", "bars.json")
    assert await anyio.Path(tmp_path / "bars.mmd").read_text() == "flowchart, format=mermaid"


async def test_a_composite_is_made_of_the_tasks_before_it(tmp_path: Path) -> None:
    server = Server(task("completed"))
    client, _ = shown_by(server, tmp_path)

    await client.show(PLOT)
    await client.show(WHOLE)

    assert server.bodies == [{"intent": "bars"}, {"layout": "1x1", "source_task_ids": ["t1"]}]


async def test_a_task_that_fails_and_one_that_is_refused_are_named(tmp_path: Path) -> None:
    client, _ = shown_by(Server(task("failed", error="no bars")), tmp_path)
    with pytest.raises(DemoFailed, match="Bars failed: no bars"):
        await client.show(PLOT)

    client, _ = shown_by(Server(status=422), tmp_path)
    with pytest.raises(DemoFailed, match=r"POST http://pb\.test/api/plot answered 422: .*pending"):
        await client.show(PLOT)


def test_the_page_shows_inputs_and_figures_and_escapes_both(tmp_path: Path) -> None:
    risky = DemoInput(name="a", title="A & B", path="/api/generate", body={}, shown="<b>one\ntwo</b>\n\nthree")
    linked = DemoInput(name="b", title="B", path="/api/generate-from-pdf", body={}, shown="pages", file="paper.pdf")
    figure = Shown(request=risky, files=("a.png", "a.json"), description="<i>", steps=("plan (<e>)",))
    text = Shown(request=linked, files=("b.json",), description="words", steps=(), notes=("a < b",))
    code = DemoInput(name="c", title="C", path="/api/generate", body={}, shown="a -->\n  b", is_code=True)
    drawn = Shown(request=code, files=(), description="", steps=())

    page = write_page(tmp_path, (figure, text, drawn)).read_text("utf-8")

    assert "<h2>A &amp; B</h2><pre>&lt;b&gt;one two&lt;/b&gt;\n\nthree</pre>" in page
    assert '<img src="a.png" alt="A &amp; B">' in page
    assert "<pre>&lt;i&gt;</pre>" in page
    assert "<li>plan (&lt;e&gt;)</li>" in page
    assert '<a href="paper.pdf">pages</a>' in page
    assert page.count("<img") == 1
    assert "<p>Note: a &lt; b</p>" in page
    assert '<pre class="code">a --&gt;\n  b</pre>' in page


async def test_a_server_that_does_not_answer_is_given_up_and_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sleeper = tmp_path / "python"
    sleeper.write_text("#!/bin/sh\nenv >&2; exec sleep 60\n")
    sleeper.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(sleeper))
    monkeypatch.setattr(demo, "START_SECONDS", 0.3)
    for name in ("PAPERBANANA_CONCURRENCY", "GEMINI_API_KEY", "GOOGLE_API_KEY", "KIE_API_KEY"):
        monkeypatch.setenv(name, "the user's")

    with pytest.raises(TimeoutError):
        async with demo_server(tmp_path / "data", 9):
            pass

    log = await anyio.Path(tmp_path / "server.log").read_text()
    assert "PAPERBANANA_ADMIN_KEY=" in log
    assert "the user's" not in log


async def test_a_port_that_is_taken_fails_at_once_in_the_servers_words(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(DemoFailed, match=rf"^the server did not start: cannot listen on 127\.0\.0\.1:{port} "):
            async with demo_server(tmp_path / "data", port):
                pass
    assert "cannot listen" in await anyio.Path(tmp_path / "server.log").read_text()


async def test_a_server_that_ends_without_a_word_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/true")
    with pytest.raises(DemoFailed, match=r"^the server ended before it served$"):
        async with demo_server(tmp_path / "data", 9):
            pass
