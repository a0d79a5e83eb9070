"""``pb demo``: starts a real server, submits real input over HTTP, leaves the figures and a page."""

import shutil
import socket
from pathlib import Path

import anyio
import click
import httpx
from rich.console import Console

from pb_http.demo.client import DemoClient, DemoFailed
from pb_http.demo.inputs import PAPER, inputs, paper
from pb_http.demo.page import Shown, write_page
from pb_http.demo.server import DemoServer, demo_server


@click.command("demo")
@click.option(
    "--output", type=click.Path(path_type=Path, file_okay=False), default=Path("demo-output"), show_default=True,
    help="Folder for figures, answers and index.html; what an earlier demo left there is replaced.",
)  # fmt: skip
@click.option("--port", type=click.IntRange(0, 65_535), default=0, help="Port of the server; default: a free one.")
@click.option("--keep", is_flag=True, help="Keep the server running until Ctrl-C.")
def command(output: Path, port: int, *, keep: bool) -> None:
    """Show text, PDF pages and a prompt becoming figures, with no account anywhere."""
    try:
        anyio.run(_demo, output, port or _free_port(), keep)
    except* (DemoFailed, TimeoutError, httpx.HTTPError) as group:
        message = f"{group.exceptions[0]} (the server's log is {output / 'server.log'})"
        raise click.ClickException(message) from group


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


async def _demo(output: Path, port: int, keep: bool) -> None:  # noqa: FBT001 - anyio.run passes positions
    console = Console()
    shutil.rmtree(output / "data", ignore_errors=True)
    (output / "data").mkdir(parents=True)
    async with demo_server(output / "data", port) as server:
        console.print(f"Server running at {server.url} (OpenAPI at {server.url}/schema)", soft_wrap=True)
        results = await _results(server, output, console)
        await anyio.Path(output / PAPER).write_bytes(paper())
        page = write_page(output, results)
        console.print(f"\nFigures and answers are in {output}/: open [bold]{page}[/]", soft_wrap=True)
        if keep:
            console.print(f"The server keeps running (process {server.pid}); stop it with Ctrl-C.")
            await anyio.sleep_forever()
    console.print("The server was stopped. To keep it: pb demo --keep. To run your own: pb serve.")


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
