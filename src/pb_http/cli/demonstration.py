"""What ``pb demo`` does: a real server, real input over HTTP, figures and a page that are left behind."""

import shutil
import socket
from pathlib import Path

import anyio
import httpx
from rich.console import Console

from pb_http.cli.errors import Failure
from pb_http.cli.reporting import Reporter
from pb_http.demo.client import DemoClient, DemoFailed, DemoServer, Shown, demo_server, write_page
from pb_http.demo.inputs import PAPER, inputs, paper


def demonstrate(output: Path, port: int, reporter: Reporter, *, keep: bool) -> None:
    """Run the demo; raises ``Failure`` with the place of the server's log where a request fails."""
    console = Console(stderr=reporter.as_json, quiet=reporter.quiet)
    try:
        anyio.run(_demo, output, port or _free_port(), keep, console, reporter)
    except* (DemoFailed, TimeoutError, httpx.HTTPError) as group:
        raise Failure(f"{group.exceptions[0]} (the server's log is {output / 'server.log'})") from group


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


async def _demo(output: Path, port: int, keep: bool, console: Console, reporter: Reporter) -> None:  # noqa: FBT001 - anyio.run passes positions
    shutil.rmtree(output / "data", ignore_errors=True)
    (output / "data").mkdir(parents=True)
    async with demo_server(output / "data", port) as server:
        console.print(f"Server running at {server.url} (OpenAPI at {server.url}/schema)", soft_wrap=True)
        results = await _results(server, output, console)
        await anyio.Path(output / PAPER).write_bytes(paper())
        page = write_page(output, results)
        console.print(f"\nFigures and answers are in {output}/: open [bold]{page}[/]", soft_wrap=True)
        reporter.result(_document(page, results, server, keep=keep), str(page) if reporter.quiet else "")
        if keep:
            console.print(f"The server keeps running (process {server.pid}); stop it with Ctrl-C.")
            await anyio.sleep_forever()
    console.print("The server was stopped. To keep it: pb demo --keep. To run your own: pb serve.")


def _document(page: Path, results: tuple[Shown, ...], server: DemoServer, *, keep: bool) -> dict[str, object]:
    """The result as JSON: the page, the files of each request, and the server while it keeps running."""
    folder = page.parent.absolute()
    figures = [
        {"title": shown.request.title, "files": [str(folder / name) for name in shown.files]} for shown in results
    ]
    return {"page": str(page.absolute()), "requests": figures, "url": server.url if keep else None}


async def _results(server: DemoServer, output: Path, console: Console) -> tuple[Shown, ...]:
    key = await _key(server)
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=server.url, timeout=120, headers=headers) as http:
        client = DemoClient(http, output, console)
        results = []
        for request in inputs():
            console.print(f"[bold]{request.title}[/]: POST {request.path}")
            results.append(await client.show(request))
    return tuple(results)


async def _key(server: DemoServer) -> str:
    headers = {"Authorization": f"Bearer {server.admin_key}"}
    async with httpx.AsyncClient(base_url=server.url, headers=headers) as http:
        response = await http.post("/api/admin/keys", json={"name": "demo", "quota": 100})
    response.raise_for_status()
    key: str = response.json()["key"]
    return key
