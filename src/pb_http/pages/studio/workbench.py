"""The workbench: a completed figure beside what it was made of, each part with the words that it rests on."""

from typing import Any
from urllib.parse import quote

import anyio
import anyio.to_thread
from litestar import Response, get
from litestar.params import FromPath
from markupsafe import Markup

from pb_core.application.figure_text import labels_of, text_of
from pb_core.domain.requests import CompositeWork, MethodologyWork
from pb_core.domain.tasks import Task
from pb_core.errors import NotFound
from pb_http.pages.access import redirect
from pb_http.pages.rendering import CONTENT_SECURITY_POLICY, is_partial, page
from pb_http.pages.studio.change_forms import changing, edits_looked_at
from pb_http.pages.studio.drafts import Draft
from pb_http.pages.studio.files import files_of, latex_of
from pb_http.pages.studio.inline_svg import Unfit, inline_svg
from pb_http.pages.studio.notes import sorted_notes
from pb_http.pages.studio.plot_table import table_view
from pb_http.pages.studio.sourced_parts import Groups, SourcedFigure, sourced
from pb_http.pages.studio.titles import KINDS, asked_of, step_title, title_of
from pb_http.request import ApiRequest

WITH_TYPEFACES = CONTENT_SECURITY_POLICY.replace("font-src 'self'", "font-src 'self' data:")
"""For pages with a picture in their markup, whose typefaces its own style sheet brings along."""

_READERS = anyio.CapacityLimiter(1)
"""Threads that index sources: who waits for the same one finds it done, and the loop shares with one."""


async def workbench(
    request: ApiRequest,
    task: Task,
    part: str = "",
    passage: int = 0,
    *,
    form: str = "mermaid",
    draft: Draft | None = None,
    status: int = 200,
) -> Response[str]:
    """The page of a completed task; ``part`` is the key of what is looked at, or ``passage`` the number of a mark.

    ``form`` is how the plan is written that can be changed; ``draft`` a change that was asked for and cannot be made.
    """
    service = request.runtime.service
    damaged = await service.damaged(task)
    steps = await service.steps(task)
    words = text_of(task)
    versions = [version.id for version in (await service.versions.of(task)).tasks]
    return await page(
        request,
        "studio/workbench.html",
        status=status,
        headers={"Content-Security-Policy": WITH_TYPEFACES},
        task=task,
        title=title_of(task),
        kind=KINDS[task.kind],
        asked=asked_of(task),
        step_title=step_title,
        alt=words.alt_text if words else title_of(task),
        words=words,
        count=len(versions),
        number=versions.index(task.id) + 1 if task.id in versions else len(versions),
        latex=latex_of(task),
        damaged=damaged,
        files=files_of(task, damaged, service.exports.offered(task)),
        steps=steps,
        rounds=await service.trace.rounds(task),
        cost_micros=sum(step.spent.settled_micros for step in steps),
        notes=sorted_notes(task.result.notes if task.result else ()),
        **changing(request, task, form, draft or Draft()),
        **await _view(request, task, damaged, part, passage),
    )


async def _view(request: ApiRequest, task: Task, damaged: tuple[str, ...], part: str, passage: int) -> dict[str, Any]:
    """What the page of this kind of figure shows beside what all have."""
    usual = {"view": "text", "figure": None, "drawing": None}
    if task.result is None:
        return usual
    if isinstance(task.work, CompositeWork):
        panels = tuple(zip(labels_of(task.work), task.work.sources, strict=True))
        return usual | {"view": "composite", "panels": panels}
    if task.result.plot is not None:
        return usual | {"view": "plot", "plot": task.result.plot, "table": await table_view(request, task)}
    found = await sourced_figure(request, task)
    if found is None:
        return usual | ({"view": "picture"} if task.result.artifacts else {})
    looked_at = found.looked_at(part, passage)
    chosen = frozenset(one.key for one in looked_at)
    drawing = await _drawing(request, task, found.groups(chosen), damaged)
    edits = edits_looked_at(task, looked_at)
    return {
        "view": "diagram", "figure": found, "drawing": drawing, "looked_at": looked_at, "chosen": chosen, "edits": edits
    }  # fmt: skip


async def sourced_figure(request: ApiRequest, task: Task) -> SourcedFigure | None:
    """A completed diagram beside its source; ``None`` for other figures, and where no plan was kept."""
    if task.result is None or task.result.diagram is None or not isinstance(task.work, MethodologyWork):
        return None
    source = await request.runtime.service.trace.source(task)
    elsewhere = await request.runtime.service.trace.shown_elsewhere(task)
    return await anyio.to_thread.run_sync(
        sourced, task.result.diagram, source, task.work.caption, elsewhere, limiter=_READERS
    )


async def _drawing(request: ApiRequest, task: Task, groups: Groups, damaged: tuple[str, ...]) -> Markup | None:
    """The stored SVG as a part of the page; ``None`` where there is none that is fit for it."""
    svg = task.result.artifact("svg") if task.result else None
    if svg is None or svg.format in damaged:
        return None
    try:
        data = await request.runtime.service.artifact_bytes(task, svg)
        words = text_of(task)
        alt = words.alt_text if words else title_of(task)
        return await anyio.to_thread.run_sync(inline_svg, data, alt, groups)
    except (NotFound, Unfit):
        return None


@get("/figures/{task_id:str}/parts/{key:str}")
async def figure_part(
    request: ApiRequest, task_id: FromPath[str], key: FromPath[str]
) -> Response[str] | Response[None]:
    """Show one part of a figure with the words that it rests on."""
    return await _looked_at(request, task_id, part=key)


@get("/figures/{task_id:str}/passages/{number:int}")
async def figure_passage(
    request: ApiRequest, task_id: FromPath[str], number: FromPath[int]
) -> Response[str] | Response[None]:
    """Show the parts of a figure that rest on a passage of its source."""
    return await _looked_at(request, task_id, passage=number)


async def _looked_at(
    request: ApiRequest, task_id: str, *, part: str = "", passage: int = 0
) -> Response[str] | Response[None]:
    task = await request.runtime.service.task(request.api_key, task_id)
    if not is_partial(request):
        chosen = f"part={quote(part)}" if part else f"passage={passage}"
        return redirect(request, f"/studio/figures/{task.id}?{chosen}")
    found = await sourced_figure(request, task)
    looked_at = found.looked_at(part, passage) if found else ()
    if not looked_at:
        raise NotFound("This figure has no such part")
    edits = edits_looked_at(task, looked_at)
    return await page(request, "studio/chosen.html", task=task, looked_at=looked_at, edits=edits, draft=Draft())


WORKBENCH = (figure_part, figure_passage)
