"""Resources: the tasks, figures and plans of the caller's key."""

import re
from collections.abc import Awaitable, Callable

import msgspec
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError

from paperbanana_client import AsyncClient, NotFound, PaperBananaError
from pb_core.domain.pictures import ENDINGS
from pb_http.mcp_server.accounts import Accounts
from pb_http.mcp_server.answers import SCHEME, TYPES, answer_of
from pb_http.mcp_server.schemas import TASK
from pb_http.mcp_server.waiting import AnyContext

Read = Callable[[AsyncClient, str], Awaitable[str | bytes]]


def add_resources(server: MCPServer, accounts: Accounts) -> None:
    """Offer every task of a key, its plan and its files."""
    _add(server, accounts, "", "task", "application/json", "A task as task_status tells it.", _task)
    _add(server, accounts, "/plan", "plan", "application/json", "What a diagram or plot was drawn from.", _plan)
    _add(server, accounts, "/plan.mmd", "plan-mermaid", TYPES["mermaid"], "A diagram's plan as Mermaid.", _mermaid)
    for fmt, media_type in TYPES.items():
        if fmt == "mermaid":
            continue
        told = f"The figure as {ENDINGS[fmt].upper()}, at full size."
        _add(server, accounts, f"/figure.{ENDINGS[fmt]}", f"figure-{ENDINGS[fmt]}", media_type, told, _picture(fmt))


def _add(server: MCPServer, accounts: Accounts, path: str, name: str, media_type: str, told: str, read: Read) -> None:
    async def resource(task_id: str, ctx: Context) -> str | bytes:
        return await _read(accounts, ctx, task_id, read)

    server.resource(f"{SCHEME}/{{task_id}}{path}", name=name, description=told, mime_type=media_type)(resource)


async def _read(accounts: Accounts, ctx: AnyContext, task_id: str, read: Read) -> str | bytes:
    if not re.fullmatch(TASK, task_id):
        raise ResourceNotFoundError("There is no such task: a task_id has 32 digits and letters from a to f")
    try:
        return await read(accounts.client(ctx.headers), task_id)
    except NotFound as error:
        raise ResourceNotFoundError(str(error)) from error
    except PaperBananaError as error:
        raise ResourceError(str(error)) from error


async def _task(client: AsyncClient, task_id: str) -> str:
    return msgspec.json.encode(answer_of(await client.task(task_id)).model_dump()).decode()


async def _plan(client: AsyncClient, task_id: str) -> str:
    return await client.plan(task_id)


async def _mermaid(client: AsyncClient, task_id: str) -> str:
    return await client.plan(task_id, "mermaid")


def _picture(fmt: str) -> Read:
    async def read(client: AsyncClient, task_id: str) -> bytes:
        return await client.picture(task_id, fmt)

    return read
