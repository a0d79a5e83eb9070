"""Looking: tools that tell of tasks and prices, and end tasks; none is charged."""

from typing import Annotated, Any

from mcp.server.mcpserver import Context, MCPServer
from mcp_types import CallToolResult, ToolAnnotations
from pydantic import Field

from pb_http.mcp_server.accounts import Accounts
from pb_http.mcp_server.answers import Answers
from pb_http.mcp_server.failures import as_tool_errors
from pb_http.mcp_server.schemas import (
    EstimateAnswer,
    Kind,
    Status,
    TaskAnswer,
    TaskId,
    TaskLine,
    TaskList,
    WaitSeconds,
)
from pb_http.mcp_server.waiting import waited

_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_ENDS = ToolAnnotations(read_only_hint=False, destructive_hint=True, idempotent_hint=True, open_world_hint=False)
_KINDS = {
    "generate": "methodology",
    "generate-from-pdf": "methodology",
    "optimize-prompt": "prompt_optimization",
    "plot": "statistical_plot",
    "composite": "composite",
}


class Looking:
    """The tools beside those that make something."""

    def __init__(self, accounts: Accounts, answers: Answers) -> None:
        self._accounts, self._answers = accounts, answers

    def add_to(self, server: MCPServer) -> None:
        """Offer the tools."""
        for tool in (self.task_status, self.list_tasks, self.estimate):
            server.add_tool(tool, annotations=_READS)
        server.add_tool(self.cancel, annotations=_ENDS)

    async def task_status(
        self,
        ctx: Context,
        *,
        task_id: TaskId,
        wait_seconds: WaitSeconds = 0,
    ) -> Annotated[CallToolResult, TaskAnswer]:
        """Tell how a task stands, with its figure once there is one; waits for it if asked to."""
        with as_tool_errors():
            client = self._accounts.client(ctx.headers)
            return await self._answers.of(client, await waited(client, task_id, wait_seconds, ctx))

    async def list_tasks(
        self,
        ctx: Context,
        *,
        limit: Annotated[int, Field(ge=1, le=100, description="How many, the newest first.")] = 20,
        status: Annotated[Status | None, Field(description="Only those of a status.")] = None,
        kind: Annotated[Kind | None, Field(description="Only those of a kind.")] = None,
    ) -> TaskList:
        """List this key's tasks."""
        chosen: dict[str, str] = {"limit": str(limit)}
        chosen |= {"status": status} if status else {}
        chosen |= {"diagram_type": _KINDS[kind]} if kind else {}
        with as_tool_errors():
            found: list[TaskLine] = []
            async for line in self._accounts.client(ctx.headers).tasks(**chosen):
                found.append(
                    TaskLine(
                        task_id=line.id,
                        status=line.status,
                        kind=line.kind,
                        created_at=line.created_at.isoformat(),
                        error=line.error,
                    )
                )
                if len(found) == limit:
                    break
            return TaskList(tasks=found)

    async def estimate(
        self,
        ctx: Context,
        *,
        kind: Annotated[Kind, Field(description="Which workflow: diagram is generate.")],
        body: Annotated[
            dict[str, Any],
            Field(description="The request, such as {caption, source_context, iterations, candidates} of generate."),
        ],
    ) -> EstimateAnswer:
        """Say what a request would cost and how long its work would take, before it is made."""
        with as_tool_errors():
            client = self._accounts.client(ctx.headers)
            found, standing = await client.estimate(kind, body), await client.key()
            candidates = body.get("candidates")
            return EstimateAnswer(
                units=candidates if isinstance(candidates, int) else 1,
                cost_usd_least=found.cost_usd.least,
                cost_usd_most=found.cost_usd.most,
                seconds_least=found.seconds.least,
                seconds_most=found.seconds.most,
                quota_remaining=standing.quota_remaining,
            )

    async def cancel(
        self,
        ctx: Context,
        *,
        task_id: TaskId,
    ) -> TaskLine:
        """End a task that is pending or running; its unit stays charged. One that is over stays as it is."""
        with as_tool_errors():
            line = await self._accounts.client(ctx.headers).cancel(task_id)
            return TaskLine(
                task_id=line.id,
                status=line.status,
                kind=line.kind,
                created_at=line.created_at.isoformat(),
                error=line.error,
            )
