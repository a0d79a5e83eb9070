"""``pb mcp --http``: callers with keys of their own, names and pages that it answers, and what else it refuses."""

import json
import re
import subprocess
import sys
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
import httpx
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult

from served import PbServer
from support.processes import clean_environment

DATA = [{"model": "a", "accuracy": 76.1}, {"model": "b", "accuracy": 81.8}]
LONG = "\n".join(f"{n}. The stage{n} module sends its features{n} to the stage{n + 1} module." for n in range(1, 25))
PLOT = {"data": DATA, "intent": "bars of accuracy by model"}
INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}},
}
ACCEPT = {"Accept": "application/json, text/event-stream"}


@pytest.fixture(scope="module")
def address(server: PbServer) -> Iterator[str]:
    """The address of a ``pb mcp`` that listens on a free port."""
    command = [sys.executable, "-m", "pb_http.cli.main", "mcp", "--server", server.url, "--http", "127.0.0.1:0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=clean_environment()) as process:  # noqa: S603
        try:
            assert process.stderr is not None
            line = next(line for line in process.stderr if '"url"' in line)
            yield json.loads(line)["url"]
        finally:
            process.terminate()
            process.communicate(timeout=30)


@asynccontextmanager
async def connected(address: str, key: str, mode: str = "auto") -> AsyncGenerator[Client]:
    """The SDK's client with a key as bearer."""
    async with (
        httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"}, timeout=60) as http,
        Client(streamable_http_client(address, http_client=http), mode=mode) as client,
    ):
        yield client


def made(result: CallToolResult) -> dict[str, Any]:
    """What a call answered as data."""
    assert not result.is_error, result.content
    assert result.structured_content is not None
    return result.structured_content


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_each_caller_has_the_tasks_of_its_own_key(address: str, server: PbServer, mode: str) -> None:
    seen: list[str | None] = []

    async def progress(_done: float, _total: float | None, message: str | None) -> None:
        seen.append(message)

    async with connected(address, server.new_key(), mode) as one, connected(address, server.new_key(), mode) as other:
        plot = made(await one.call_tool("plot", PLOT, progress_callback=progress))
        assert (await one.read_resource(plot["resources"]["png"])).contents[0].mime_type == "image/png"
        assert made(await other.call_tool("list_tasks", {}))["tasks"] == []
        assert (await other.call_tool("task_status", {"task_id": plot["task_id"]})).is_error
        with pytest.raises(Exception, match="No such task"):
            await other.read_resource(plot["resources"]["png"])
    assert seen[0] == f"accepted as task {plot['task_id']}"


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_who_gives_a_call_up_ends_its_task(address: str, server: PbServer, mode: str) -> None:
    async with connected(address, server.new_key(), mode) as client:
        with anyio.CancelScope() as call:

            async def progress(*_: object) -> None:
                call.cancel()

            body = {"text": LONG, "caption": "Figure 1", "iterations": 10}
            await client.call_tool("diagram", body, progress_callback=progress)
        assert call.cancelled_caught
        (line,) = made(await client.call_tool("list_tasks", {}))["tasks"]
        ended = await client.call_tool("task_status", {"task_id": line["task_id"], "wait_seconds": 60})
        assert ended.is_error
        assert "cancelled" in str(ended.content)


async def test_files_of_the_machine_are_out_of_reach(address: str, server: PbServer) -> None:
    async with connected(address, server.new_key()) as client:
        answer = await client.call_tool("plot", {"data_file": "/etc/passwd", "intent": "bars"})
    assert answer.is_error
    assert "This server reads no files" in str(answer.content)


@pytest.mark.parametrize("authorization", [None, "Bearer pb_unknown", "Bearer", "Basic eDp5", "Bearer é"])
def test_without_a_key_of_the_server_nobody_is_served(address: str, authorization: str | None) -> None:
    headers = [*ACCEPT.items(), *([("Authorization", authorization.encode())] if authorization else [])]
    answer = httpx.post(address, json=INITIALIZE, headers=headers)  # type: ignore[arg-type]  # a header of bytes
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer ")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:1"}, 200),
        ({"Origin": "http://127.0.0.1:3000"}, 200),
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1.evil.example:80"}, 421),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost.evil.example:80"}, 403),
    ],
)
def test_other_names_and_pages_are_refused(
    address: str, server: PbServer, headers: dict[str, str], status: int
) -> None:
    bearer = {"Authorization": f"Bearer {server.new_key()}"}
    assert httpx.post(address, json=INITIALIZE, headers=ACCEPT | bearer | headers).status_code == status


def test_a_session_is_its_callers_alone(address: str, server: PbServer) -> None:
    one, other = ({"Authorization": f"Bearer {server.new_key()}"} for _ in range(2))
    session = httpx.post(address, json=INITIALIZE, headers=ACCEPT | one).headers["mcp-session-id"]
    call = {"jsonrpc": "2.0", "id": 2, "method": "tools/list", "params": {}}
    stolen = httpx.post(address, json=call, headers=ACCEPT | other | {"mcp-session-id": session})
    assert stolen.status_code == 404
    assert not re.search("diagram", stolen.text)


def test_bodies_have_a_limit(address: str, server: PbServer) -> None:
    bearer = {"Authorization": f"Bearer {server.new_key()}", "Content-Type": "application/json"}
    answer = httpx.post(address, content=b"x" * (33 * 2**20), headers=ACCEPT | bearer)
    assert answer.status_code == 413
