"""The page on MCP: its snippets start what they say, and it names every tool and resource."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from support.documents import blocks
from support.paths import BIN, ROOT

PAGE = "docs/mcp.md"
PLOT = {"data": [{"model": "a", "score": 1}, {"model": "b", "score": 2}], "intent": "bars of score by model"}


def snippets() -> list[dict[str, Any]]:
    """What people paste into their program's configuration: how the server is started or reached."""
    return [json.loads(block)["mcpServers"]["paperbanana"] for block in blocks(PAGE, "json")]


@pytest.fixture
def key(environment: dict[str, str]) -> str:
    done = subprocess.run(  # noqa: S603 - our own program
        [BIN / "pb", "keys", "create", "assistants"], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def started_as(snippet: dict[str, Any], environment: dict[str, str], **replaced: str) -> StdioServerParameters:
    """The program of a snippet; what is particular to a reader is replaced."""

    def mine(text: str) -> str:
        for printed, own in replaced.items():
            text = text.replace({"url": "http://127.0.0.1:8000", "home": "/home/me", "key": "pb_..."}[printed], own)
        return text

    env = environment | {name: mine(value) for name, value in snippet.get("env", {}).items()}
    return StdioServerParameters(command=snippet["command"], args=[mine(one) for one in snippet["args"]], env=env)


async def test_an_assistant_without_a_server_makes_figures_here(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "paper").mkdir()
    own = {name: value for name, value in environment.items() if name != "PAPERBANANA_DATA_DIR"}
    async with Client(started_as(snippets()[0], own, home=str(tmp_path))) as client:
        names = {tool.name for tool in (await client.list_tools()).tools}
        templates = [one.uri_template for one in (await client.list_resource_templates()).resource_templates]
        made = await client.call_tool("plot", PLOT)
    assert not made.is_error
    assert len([*(tmp_path / "paper" / "figures").iterdir()]) == 1
    text = (ROOT / PAGE).read_text("utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) == names
    for template in templates:
        assert (
            f"`{template}`" in text
            or f"`{template.removeprefix('paperbanana://tasks/{task_id}/figure')}`" in text
            or (f"`{template.removeprefix('paperbanana://tasks/{task_id}')}`" in text)
        ), template


async def test_an_assistant_with_a_server_uses_the_quota_of_its_key(
    environment: dict[str, str], server: str, key: str
) -> None:
    async with Client(started_as(snippets()[1], environment, url=server, key=key)) as client:
        assert not (await client.call_tool("plot", PLOT)).is_error
        listed = await client.call_tool("list_tasks", {})
    assert listed.structured_content is not None
    assert len(listed.structured_content["tasks"]) == 1


@pytest.fixture
def listening(environment: dict[str, str], server: str) -> Iterator[str]:
    """The address of what the page starts over HTTP."""
    (block,) = blocks(PAGE, "bash")
    command = block.splitlines()[-1].replace("http://127.0.0.1:8000", server).replace("127.0.0.1:8800", "127.0.0.1:0")
    program, *arguments = command.split()
    assert program == "pb"
    with subprocess.Popen(  # noqa: S603 - our own program
        [BIN / "pb", *arguments], env=environment, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stderr is not None
            yield json.loads(next(line for line in process.stderr if '"url"' in line))["url"]
        finally:
            process.terminate()
            process.communicate(timeout=30)
    assert process.returncode == 0 or os.name == "nt"


async def test_over_http_a_key_is_sent_with_every_call(listening: str, key: str) -> None:
    snippet = snippets()[2]
    assert snippet["url"].endswith("/mcp")
    assert listening.endswith("/mcp")
    headers = {name: value.replace("pb_...", key) for name, value in snippet["headers"].items()}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=60) as http,
        Client(streamable_http_client(listening, http_client=http)) as client,
    ):
        assert not (await client.call_tool("plot", PLOT)).is_error
