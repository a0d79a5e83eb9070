"""Answers: a task as a model receives it: its picture, links to its files, and the rest as text and as data."""

import base64
from pathlib import Path

import anyio.to_thread
from mcp_types import CallToolResult, ContentBlock, ImageContent, ResourceLink, TextContent

from paperbanana_client import AsyncClient, Task
from pb_core.domain.pictures import ENDINGS, EXPORT_TYPES, MEDIA_TYPES
from pb_http.mcp_server.previews import preview_of
from pb_http.mcp_server.schemas import TaskAnswer

SCHEME = "paperbanana://tasks"
TYPES = MEDIA_TYPES | EXPORT_TYPES
_PLANNED = frozenset({"methodology", "statistical_plot"})


class Answers:
    """Makes answers; with ``save_to`` the files of finished figures are written there too."""

    def __init__(self, save_to: Path | None = None) -> None:
        self._save_to = save_to

    async def of(self, client: AsyncClient, task: Task) -> CallToolResult:
        """A task with its picture, if it has one."""
        content: list[ContentBlock] = []
        saved: list[str] = []
        if "png" in task.artifacts:
            png = await client.picture(task.id)
            small = await anyio.to_thread.run_sync(preview_of, png)
            content.append(ImageContent(type="image", data=base64.b64encode(small).decode(), mime_type="image/png"))
            saved = await self._saved(client, task, png)
        answer = answer_of(task, saved)
        content.append(TextContent(type="text", text=_text(answer)))
        content += [_link(task, fmt, uri) for fmt, uri in answer.resources.items()]
        return CallToolResult(content=content, structured_content=answer.model_dump())

    async def _saved(self, client: AsyncClient, task: Task, png: bytes) -> list[str]:
        if self._save_to is None:
            return []
        folder, found = anyio.Path(self._save_to), []
        await folder.mkdir(parents=True, exist_ok=True)
        for fmt in task.artifacts:
            path = folder / f"{task.kind}-{task.id[:12]}.{ENDINGS.get(fmt, fmt)}"
            await path.write_bytes(png if fmt == "png" else await client.picture(task.id, fmt))
            found.append(str(await path.absolute()))
        return found


def answer_of(task: Task, saved: list[str] | None = None) -> TaskAnswer:
    """A task as data."""
    resources = {fmt: f"{SCHEME}/{task.id}/figure.{ENDINGS.get(fmt, fmt)}" for fmt in task.artifacts}
    if task.artifacts and task.kind in _PLANNED:
        resources["plan"] = f"{SCHEME}/{task.id}/plan"
    return TaskAnswer(
        task_id=task.id,
        status=task.status,
        kind=task.kind,
        description=task.description,
        notes=list(task.notes),
        error=task.error,
        alt_text=task.alt_text,
        resources=resources,
        saved=saved or [],
        cost_usd=task.cost_usd,
    )


def _text(answer: TaskAnswer) -> str:
    lines = [f"Task {answer.task_id} is {answer.status}."]
    if answer.status in {"pending", "running"}:
        lines.append("It goes on: ask task_status with this task_id in a while.")
    lines += [answer.description or "", answer.error or ""]
    lines += [f"Note: {note}" for note in answer.notes]
    lines += [f"Saved: {path}" for path in answer.saved]
    return "\n".join(line for line in lines if line)


def _link(task: Task, fmt: str, uri: str) -> ResourceLink:
    media_type = "application/json" if fmt == "plan" else TYPES.get(fmt, "application/octet-stream")
    name = f"{task.kind}-{task.id[:12]}.{'plan.json' if fmt == 'plan' else ENDINGS.get(fmt, fmt)}"
    return ResourceLink(type="resource_link", uri=uri, name=name, mime_type=media_type)
