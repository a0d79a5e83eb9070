"""``pb mcp`` over standard input and output, by the SDK's own client, before a real server."""

import base64
import io
import json
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client
from mcp.shared.exceptions import MCPError
from mcp_types import CallToolResult, ImageContent, ResourceLink, TextContent
from PIL import Image

import paperbanana_client
from pb_core.testing.memory.pdf_files import write_pdf
from served import PbServer

Connect = Callable[..., AbstractAsyncContextManager[Client]]

TEXT = "The encoder maps tokens to vectors. The decoder reads the vectors from the encoder and writes a summary."
LONG = "\n".join(f"{n}. The stage{n} module sends its features{n} to the stage{n + 1} module." for n in range(1, 25))
DATA = [{"model": "a", "accuracy": 76.1}, {"model": "b", "accuracy": 81.8}]
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><rect width="60" height="40"/></svg>'
TOOLS = {
    *("diagram", "diagram_from_pdf", "plot", "optimize_prompt", "composite", "revise"),
    *("task_status", "list_tasks", "estimate", "cancel"),
}


def made(result: CallToolResult) -> dict[str, Any]:
    """What a call answered as data."""
    assert not result.is_error, result.content
    assert result.structured_content is not None
    return result.structured_content


def sentence(result: CallToolResult) -> str:
    """What a call that failed says."""
    assert result.is_error
    (block,) = result.content
    assert isinstance(block, TextContent)
    return block.text


def picture(result: CallToolResult) -> Image.Image:
    """The picture of an answer."""
    (block,) = [one for one in result.content if isinstance(one, ImageContent)]
    assert block.mime_type == "image/png"
    return Image.open(io.BytesIO(base64.b64decode(block.data)))


async def test_tools_and_their_arguments_are_described(client: Client) -> None:
    tools = (await client.list_tools()).tools
    templates = (await client.list_resource_templates()).resource_templates
    assert {tool.name for tool in tools} == TOOLS
    for tool in tools:
        assert tool.description
        assert tool.output_schema is not None
        assert tool.annotations is not None
        for name, argument in tool.input_schema["properties"].items():
            assert argument.get("description"), f"{tool.name}: {name}"
    assert {template.uri_template for template in templates} >= {
        "paperbanana://tasks/{task_id}",
        "paperbanana://tasks/{task_id}/plan",
        "paperbanana://tasks/{task_id}/figure.png",
    }


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_diagram_comes_as_picture_links_and_resources(connect: Connect, mode: str) -> None:
    seen: list[tuple[float, str | None]] = []

    async def progress(done: float, total: float | None, message: str | None) -> None:
        assert total is None
        seen.append((done, message))

    async with connect(mode=mode) as client:
        result = await client.call_tool(
            "diagram", {"text": TEXT, "caption": "Figure 1", "iterations": 1}, progress_callback=progress
        )
        answer = made(result)
        assert answer["status"] == "completed"
        with picture(result) as shown:
            assert max(shown.size) <= 1_200
        links = {str(block.uri): block for block in result.content if isinstance(block, ResourceLink)}
        assert set(answer["resources"].values()) == set(links)
        for uri, link in links.items():
            content = (await client.read_resource(uri)).contents[0]
            assert content.mime_type == link.mime_type
        whole = (await client.read_resource(answer["resources"]["png"])).contents[0]
        assert base64.b64decode(whole.blob).startswith(b"\x89PNG")
        plan = (await client.read_resource(answer["resources"]["plan"])).contents[0]
        assert {element["label"] for element in json.loads(plan.text)["elements"]} >= {"encoder", "decoder"}
        mermaid = await client.read_resource(f"paperbanana://tasks/{answer['task_id']}/plan.mmd")
        assert "flowchart" in mermaid.contents[0].text
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1][1] is not None
    assert seen[-1][1].startswith("completed")


async def test_every_workflow_is_a_tool(connect: Connect, tmp_path: Path, server: PbServer, key: str) -> None:
    (tmp_path / "paper.pdf").write_bytes(write_pdf([TEXT]))
    (tmp_path / "scores.csv").write_text("model,accuracy\na,76.1\nb,81.8\n")
    (tmp_path / "icon.svg").write_text(SVG)
    (tmp_path / "method.txt").write_text(TEXT)
    async with connect("--allow-files", str(tmp_path), "--save-to", str(tmp_path / "made")) as client:
        pdf = made(
            await client.call_tool("diagram_from_pdf", {"pdf_file": "paper.pdf", "caption": "c", "iterations": 1})
        )
        encoded = base64.b64encode(write_pdf([TEXT])).decode()
        again = await client.call_tool("diagram_from_pdf", {"pdf_base64": encoded, "caption": "c", "iterations": 1})
        assert made(again)["status"] == "completed"
        read = made(await client.call_tool("diagram", {"text_file": "method.txt", "caption": "c", "iterations": 1}))
        plot = made(await client.call_tool("plot", {"data_file": "scores.csv", "intent": "bars of accuracy by model"}))
        csv = await client.call_tool("plot", {"data_csv": "m,n\na,1\nb,2\n", "intent": "bars of n by m"})
        assert made(csv)["kind"] == "statistical_plot"
        prompt = made(await client.call_tool("optimize_prompt", {"description": "Draw an encoder."}))
        assert "encoder" in prompt["description"]
        assert prompt["resources"] == {}
        panels = [read["task_id"], plot["task_id"], "icon.svg"]
        both = made(await client.call_tool("composite", {"panels": panels, "layout": "1x3", "labels": []}))
        assert both["kind"] == "composite"
        changed = {"task_id": read["task_id"], "instruction": "make the encoder blue"}
        assert made(await client.call_tool("revise", changed))["task_id"] != read["task_id"]
        status = await client.call_tool("task_status", {"task_id": pdf["task_id"]})
        assert made(status)["status"] == "completed"
        listed = made(await client.call_tool("list_tasks", {"limit": 3, "kind": "generate"}))["tasks"]
        assert [line["kind"] for line in listed] == ["methodology"] * 3
        body = {"caption": "c", "source_context": TEXT, "candidates": 1}
        estimate = made(await client.call_tool("estimate", {"kind": "generate", "body": body}))
        assert (estimate["units"], estimate["quota_remaining"]) == (1, 42)
        ended = made(await client.call_tool("cancel", {"task_id": pdf["task_id"]}))
        assert ended["status"] == "completed"
    assert plot["saved"] == [str(tmp_path / "made" / f"statistical_plot-{plot['task_id'][:12]}.png")]
    assert (await anyio.Path(plot["saved"][0]).read_bytes()).startswith(b"\x89PNG")
    with paperbanana_client.Client(server.url, key) as own:
        assert own.key().total_used == 8


FAULTS: list[tuple[str, dict[str, Any], str]] = [
    ("diagram", {"text": "Nothing is laid out here.", "caption": "c", "iterations": 1}, "The unit is spent."),
    ("diagram", {"caption": "c"}, "source_context is required. Nothing was charged."),
    ("plot", {"data": DATA, "intent": "zz"}, "Nothing was charged. Change the arguments"),
    ("plot", {"intent": "bars"}, "Give one of data, data_csv and data_file."),
    ("plot", {"data": [{"a": float("nan")}], "intent": "bars"}, ""),
    ("diagram_from_pdf", {"caption": "c"}, "Give either pdf_file or pdf_base64."),
    ("diagram_from_pdf", {"caption": "c", "pdf_base64": "xx"}, "Nothing was charged."),
    ("task_status", {"task_id": "0" * 32}, "list_tasks"),
    ("task_status", {"task_id": "../../schema/openapi.json"}, "String should match pattern"),
    ("cancel", {"task_id": "0" * 31 + "?"}, "String should match pattern"),
    ("revise", {"task_id": "0" * 32 + "/../x", "instruction": "x"}, "String should match pattern"),
    ("composite", {"panels": ["0" * 32, "1" * 32]}, "there is no task"),
    ("composite", {"panels": ["0" * 32]}, "at least 2"),
    ("estimate", {"kind": "generate", "body": {"caption": 3}}, "caption"),
    ("diagram", {"text": TEXT, "caption": "c", "iterations": 99}, "less than or equal to 10"),
]


async def test_what_goes_wrong_is_a_tool_error_that_says_what_to_do(client: Client) -> None:
    for tool, arguments, said in FAULTS:
        assert said in sentence(await client.call_tool(tool, arguments)), (tool, arguments)


async def test_files_are_read_from_allowed_folders_alone(connect: Connect, tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "secret.txt"
    inside.mkdir()
    outside.write_text(TEXT)
    (inside / "way-out.txt").symlink_to(outside)
    (inside / "circle").symlink_to(inside / "circle")
    (inside / "method.txt").write_text(TEXT)
    hostile = [
        "../secret.txt", str(outside), "way-out.txt", "circle", "", ".", "missing.txt", "/etc/passwd", "a\0b",
        "x" * 5_000, "file:///etc/passwd", "~/.ssh/id_rsa",
    ]  # fmt: skip
    async with connect("--allow-files", str(inside)) as client:
        for name in hostile:
            for tool, arguments in (
                ("plot", {"data_file": name, "intent": "bars"}),
                ("composite", {"panels": [name, name]}),
            ):
                said = sentence(await client.call_tool(tool, arguments))
                assert "There is no file" in said or "Give one of" in said, name
                assert "encoder" not in said
        whole = {"text_file": str(inside / "method.txt"), "caption": "c", "iterations": 1}
        assert made(await client.call_tool("diagram", whole))["status"] == "completed"
    async with connect() as client:
        for name in ("method.txt", str(inside / "method.txt")):
            said = sentence(await client.call_tool("diagram", {"text_file": name, "caption": "c"}))
            assert "This server reads no files" in said


async def test_resources_that_are_not_there_are_not_found(client: Client) -> None:
    for uri in (
        "paperbanana://tasks/..%2F..%2Fschema%2Fopenapi.json",
        "paperbanana://tasks/../../api/health/plan",
        f"paperbanana://tasks/{'0' * 32}/figure.png",
        f"paperbanana://tasks/{'0' * 32}%3Fformat=svg/figure.png",
        "file:///etc/passwd",
    ):
        with pytest.raises(MCPError, match=r"(?i)unknown resource|no such task"):
            await client.read_resource(uri)


async def test_two_calls_at_once_do_not_mix(connect: Connect) -> None:
    answers: dict[str, dict[str, Any]] = {}

    async def draw(name: str) -> None:
        data = [{"model": f"{name}{n}", "score": n} for n in (1, 2)]
        answers[name] = made(await client.call_tool("plot", {"data": data, "intent": "bars of score by model"}))

    async with connect() as client, anyio.create_task_group() as group:
        for name in ("red", "green", "blue"):
            group.start_soon(draw, name)
    assert len({answer["task_id"] for answer in answers.values()}) == 3
    for name, answer in answers.items():
        assert f"{name}1" in answer["alt_text"] + str(answer["description"]) + str(answer)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_who_gives_a_call_up_ends_its_task(connect: Connect, mode: str) -> None:
    async with connect(mode=mode) as client:
        with anyio.CancelScope() as call:

            async def progress(*_: object) -> None:
                call.cancel()

            body = {"text": LONG, "caption": "Figure 1", "iterations": 10}
            await client.call_tool("diagram", body, progress_callback=progress)
        assert call.cancelled_caught
        (line,) = made(await client.call_tool("list_tasks", {}))["tasks"]
        said = sentence(await client.call_tool("task_status", {"task_id": line["task_id"], "wait_seconds": 60}))
    assert said.startswith("Error executing tool task_status: cancelled.")


async def test_a_figure_that_takes_longer_goes_on(client: Client) -> None:
    begun = made(await client.call_tool("diagram", {"text": LONG, "caption": "c", "wait_seconds": 0}))
    assert begun["status"] in {"pending", "running"}
    ended = await client.call_tool("task_status", {"task_id": begun["task_id"], "wait_seconds": 120})
    assert made(ended)["status"] == "completed"


async def test_without_a_server_figures_are_made_here_and_stay(connect: Connect) -> None:
    async with connect(local=True) as first, connect(local=True) as second:
        plot = made(await first.call_tool("plot", {"data": DATA, "intent": "bars of accuracy by model"}))
        assert made(await second.call_tool("list_tasks", {}))["tasks"] == []
    async with connect(local=True) as later:
        assert [line["task_id"] for line in made(await later.call_tool("list_tasks", {}))["tasks"]] == [plot["task_id"]]


async def test_a_server_that_is_away_or_does_not_know_the_key_is_said_so(connect: Connect, server: PbServer) -> None:
    async with connect("--server", server.url, "--key", "pb_unknown") as client:
        said = sentence(await client.call_tool("list_tasks", {}))
    assert "Invalid API key. The user must set PAPERBANANA_API_KEY" in said
