"""Making: the workflows as tools. Each submits, waits with progress, and answers with the figure."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from mcp.server.mcpserver import Context, MCPServer
from mcp_types import CallToolResult, ToolAnnotations
from pydantic import Field

from paperbanana_client import bodies
from pb_adapters.caller_data import json_of_file
from pb_core.errors import InvalidRequest as UnusableData
from pb_http.mcp_server.accounts import Accounts
from pb_http.mcp_server.answers import Answers
from pb_http.mcp_server.failures import Refusal, as_tool_errors
from pb_http.mcp_server.files import Files
from pb_http.mcp_server.schemas import (
    AspectRatio,
    Candidates,
    DiagramFormats,
    Grounding,
    Iterations,
    Plan,
    PlotFormats,
    Styling,
    TaskAnswer,
    TaskId,
    WaitSeconds,
)
from pb_http.mcp_server.waiting import AnyContext, submitted

WAIT = 50
"""Many clients give a call up after a minute."""

Figure = Annotated[CallToolResult, TaskAnswer]
Caption = Annotated[str, Field(min_length=1, description="The figure's caption, such as 'Figure 1: Overview'.")]
Webhook = {"webhook_url": ""}
"""Who waits needs no callback, whatever the key has as default."""

_ID = re.compile(r"[0-9a-f]{32}|panel_[0-9a-f]{64}")
_SPENDS = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=False, open_world_hint=False)


class Making:
    """The tools that make something; each call is charged a unit of the key's quota, or one a candidate."""

    def __init__(self, accounts: Accounts, files: Files, answers: Answers) -> None:
        self._accounts, self._files, self._answers = accounts, files, answers

    def add_to(self, server: MCPServer) -> None:
        """Offer the tools."""
        for tool in (
            self.diagram,
            self.diagram_from_pdf,
            self.plot,
            self.optimize_prompt,
            self.composite,
            self.revise,
        ):
            server.add_tool(tool, annotations=_SPENDS)

    async def diagram(  # noqa: PLR0913 - one parameter per field
        self,
        ctx: Context,
        *,
        caption: Caption,
        text: Annotated[
            str,
            Field(
                description="The method in plain sentences that name both ends of each hand-over ('The encoder maps "
                "tokens to vectors.'), or as a chain 'A -> B -> C'. Only what it states is drawn."
            ),
        ] = "",
        text_file: Annotated[str, Field(description="A text file that the user allowed, in place of text.")] = "",
        plan: Plan = None,
        iterations: Iterations = 3,
        aspect_ratio: AspectRatio = "auto",
        output_formats: DiagramFormats = ["png"],  # noqa: B006 - the SDK copies what it validates
        styling: Styling = None,
        grounding: Grounding = "strict",
        candidates: Candidates = 1,
        wait_seconds: WaitSeconds = WAIT,
    ) -> Figure:
        """Draw a methodology diagram of a text, or of a plan. What the text does not state is left out and noted."""
        with as_tool_errors():
            source = text or (await self._text(text_file) if text_file else None)
            body = bodies.diagram(source, caption, plan, {})
            fields = {
                "iterations": iterations,
                "aspect_ratio": aspect_ratio,
                "output_formats": output_formats,
                "styling": styling,
                "grounding": grounding,
                "candidates": candidates,
            }
            return await self._made(ctx, "generate", body | fields, wait_seconds)

    async def diagram_from_pdf(  # noqa: PLR0913 - one parameter per field
        self,
        ctx: Context,
        *,
        caption: Caption,
        pdf_file: Annotated[str, Field(description="A PDF that the user allowed.")] = "",
        pdf_base64: Annotated[str, Field(description="The PDF itself, in place of pdf_file.")] = "",
        pages: Annotated[str, Field(description="Pages, such as 2-4 or 1,3-5; default: all.")] = "",
        iterations: Iterations = 3,
        aspect_ratio: AspectRatio = "auto",
        output_formats: DiagramFormats = ["png"],  # noqa: B006 - see above
        styling: Styling = None,
        grounding: Grounding = "strict",
        candidates: Candidates = 1,
        wait_seconds: WaitSeconds = WAIT,
    ) -> Figure:
        """Draw a methodology diagram of pages of a PDF."""
        with as_tool_errors():
            if bool(pdf_file) == bool(pdf_base64):
                raise Refusal("Give either pdf_file or pdf_base64")
            if pdf_file:
                body = bodies.diagram_from_pdf(await self._files.read(pdf_file), caption, pages or None, {})
            else:
                body = {"pdf_base64": pdf_base64, "caption": caption, "pages": pages or None}
            fields = {
                "iterations": iterations,
                "aspect_ratio": aspect_ratio,
                "output_formats": output_formats,
                "styling": styling,
                "grounding": grounding,
                "candidates": candidates,
            }
            return await self._made(ctx, "generate-from-pdf", body | fields, wait_seconds)

    async def plot(  # noqa: PLR0913 - one parameter per field
        self,
        ctx: Context,
        *,
        intent: Annotated[
            str,
            Field(
                description="What to show and how, with the names of columns: 'grouped bars of accuracy by dataset and "
                "method, sorted'. May be empty where plan says it."
            ),
        ] = "",
        data: Annotated[
            list[Any] | dict[str, Any] | None,
            Field(description='Rows ([{"model": "A", "f1": 0.8}, ...]) or columns ({"model": [...], "f1": [...]}).'),
        ] = None,
        data_csv: Annotated[str, Field(description="The data as CSV with a header, in place of data.")] = "",
        data_file: Annotated[str, Field(description="A CSV, JSON or Parquet file that the user allowed.")] = "",
        plan: Annotated[
            str | dict[str, Any] | None, Field(description="A specification to draw: JSON of a plan, or Vega-Lite.")
        ] = None,
        iterations: Iterations = 3,
        aspect_ratio: AspectRatio = "auto",
        output_formats: PlotFormats = ["png"],  # noqa: B006 - see above
        styling: Styling = None,
        candidates: Candidates = 1,
        wait_seconds: WaitSeconds = WAIT,
    ) -> Figure:
        """Draw a statistical plot. Every value is read back from the drawing and compared with the data."""
        with as_tool_errors():
            body = bodies.plot(await self._data(data, data_csv, data_file), intent or None, {})
            fields = {
                "plan": plan,
                "iterations": iterations,
                "aspect_ratio": aspect_ratio,
                "output_formats": output_formats,
                "styling": styling,
                "candidates": candidates,
            }
            return await self._made(ctx, "plot", body | fields, wait_seconds)

    async def optimize_prompt(
        self,
        ctx: Context,
        *,
        description: Annotated[str, Field(min_length=1, description="The prompt for an illustration, as it is.")],
        source_context: Annotated[str, Field(description="What the illustration is about.")] = "",
        caption: Annotated[str, Field(description="Its caption.")] = "",
        diagram_type: Annotated[
            Literal["methodology", "statistical_plot"], Field(description="What it is a prompt for.")
        ] = "methodology",
        guidelines: Annotated[str, Field(description="What the prompt shall keep to.")] = "",
        wait_seconds: WaitSeconds = WAIT,
    ) -> Figure:
        """Rewrite the prompt for an illustration more clearly; the description of the answer is the new prompt."""
        with as_tool_errors():
            body = {
                "description": description,
                "source_context": source_context or None,
                "caption": caption or None,
                "diagram_type": diagram_type,
                "guidelines": guidelines or None,
            }
            return await self._made(ctx, "optimize-prompt", body, wait_seconds)

    async def composite(
        self,
        ctx: Context,
        *,
        panels: Annotated[
            list[str],
            Field(
                min_length=2,
                max_length=100,
                description="In order: task_ids of finished figures, or picture files (PNG, JPEG, SVG, PDF) that the "
                "user allowed.",
            ),
        ],
        layout: Annotated[str, Field(description="Rows x columns such as 1x3, or auto.")] = "auto",
        labels: Annotated[
            list[str] | None, Field(description="One per panel; [] for none; default: (a), (b), (c), ...")
        ] = None,
        venue: Annotated[
            Literal["nature", "ieee", "elsevier", "acl", "neurips", "icml"] | None,
            Field(description="A sheet as it is printed there: its width, type and tags."),
        ] = None,
        output_formats: PlotFormats = ["png"],  # noqa: B006 - see above
        wait_seconds: WaitSeconds = WAIT,
    ) -> Figure:
        """Set finished figures side by side in one; those of this server are drawn anew in one size of type."""
        with as_tool_errors():
            body = bodies.composite([await self._panel(ctx, panel) for panel in panels], {})
            fields = {
                "layout": layout,
                "labels": labels,
                "styling": {"venue": venue} if venue else None,
                "output_formats": output_formats,
            }
            return await self._made(ctx, "composite", body | fields, wait_seconds)

    async def revise(
        self,
        ctx: Context,
        *,
        task_id: TaskId,
        instruction: Annotated[
            str, Field(description="What to change, in words: 'reverse the arrow from A to B, make the encoder blue'.")
        ] = "",
        plan: Plan = None,
        wait_seconds: WaitSeconds = WAIT,
    ) -> Figure:
        """Draw a finished diagram or plot again, changed. It is a new task; the old figure stays."""
        with as_tool_errors():
            body = bodies.revision(instruction or None, plan)
            return await self._made(ctx, f"tasks/{task_id}/revise", body, wait_seconds)

    async def _made(self, ctx: AnyContext, kind: str, body: Mapping[str, Any], seconds: int) -> CallToolResult:
        client = self._accounts.client(ctx.headers)
        given = {name: value for name, value in (Webhook | dict(body)).items() if value is not None}
        return await self._answers.of(client, await submitted(client, kind, given, seconds, ctx))

    async def _text(self, name: str) -> str:
        try:
            return (await self._files.read(name)).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Refusal(f"'{name}' is not UTF-8 text") from error

    async def _data(self, data: object, text: str, name: str) -> object:
        if sum((data is not None, bool(text), bool(name))) != 1:
            raise Refusal("Give one of data, data_csv and data_file")
        if data is not None:
            return data
        try:
            return json_of_file(text.encode() if text else await self._files.read(name))
        except UnusableData as error:
            raise Refusal(str(error)) from error

    async def _panel(self, ctx: AnyContext, panel: str) -> str:
        """The id of a panel; a file is uploaded."""
        if _ID.fullmatch(panel):
            return panel
        return (await self._accounts.client(ctx.headers).upload_panel(await self._files.read(panel))).id
