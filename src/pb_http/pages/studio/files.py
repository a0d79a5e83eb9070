"""The files of a figure: its pictures and its plan, for who is signed in; nothing in them runs in a browser."""

from hashlib import blake2b
from typing import Annotated

import anyio.to_thread
from litestar import Response, get
from litestar.params import FromPath, HeaderParameter
from msgspec import Struct

from pb_core.application.plans import written
from pb_core.domain.pictures import Artifact
from pb_core.domain.tasks import Task
from pb_http.conditional import matches
from pb_http.pages.studio.inline_svg import typefaces_of
from pb_http.request import ApiRequest

PLANS = {"plan.json": ("json", "application/json"), "plan.mmd": ("mermaid", "text/vnd.mermaid")}
"""The forms of a plan by the names of their files, with their media types."""

_SEALED = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; sandbox"
"""For files that a browser may open: nothing in them runs or reaches anything."""

_NAMES = {
    "png": "PNG picture",
    "svg": "SVG drawing",
    "pdf": "PDF",
    "plan.json": "Plan as JSON",
    "plan.mmd": "Plan as Mermaid",
}


class FigureFile(Struct, frozen=True, kw_only=True):
    """A file to download: what it is, its address and its size in bytes where that is known."""

    form: str
    name: str
    href: str
    size: int | None = None


def files_of(task: Task, damaged: tuple[str, ...] = ()) -> tuple[FigureFile, ...]:
    """What can be downloaded of a completed task."""
    result = task.result
    if result is None:
        return ()
    address = f"/studio/figures/{task.id}/files"
    pictures = (
        FigureFile(form=kind, name=_NAMES.get(kind, kind), href=f"{address}/{kind}", size=made.size)
        for made in result.artifacts
        if (kind := made.format) not in damaged
    )
    plans = tuple(PLANS) if result.diagram else ("plan.json",) if result.plot else ()
    return (*pictures, *(FigureFile(form=name, name=_NAMES[name], href=f"{address}/{name}") for name in plans))


@get("/figures/{task_id:str}/files/{form:str}")
async def figure_file(
    request: ApiRequest,
    task_id: FromPath[str],
    form: FromPath[str],
    if_none_match: Annotated[str | None, HeaderParameter(name="If-None-Match")] = None,
) -> Response[bytes]:
    """Send a picture or the plan of a figure."""
    if form in PLANS:
        return await _plan(request, task_id, form, if_none_match)
    task, artifact = await request.runtime.service.artifact(request.api_key, task_id, form)
    return await picture(request, task, artifact, if_none_match, f"{task.kind.value}-{task.id}.{form}")


@get("/figures/{task_id:str}/typefaces.css")
async def figure_typefaces(request: ApiRequest, task_id: FromPath[str]) -> Response[str]:
    """Send the typefaces of a figure's drawing, for the page that it stands in."""
    service = request.runtime.service
    task, artifact = await service.artifact(request.api_key, task_id, "svg")
    rules = await anyio.to_thread.run_sync(typefaces_of, await service.artifact_bytes(task, artifact))
    return Response(rules, media_type="text/css", headers={"Cache-Control": "private, max-age=86400"})


async def picture(
    request: ApiRequest, task: Task, artifact: Artifact, if_none_match: str | None, name: str
) -> Response[bytes]:
    """A stored picture as a file of this name."""
    etag = f'"{artifact.digest}"'
    headers = _headers(name, etag)
    if matches(if_none_match, etag):
        return Response(b"", status_code=304, headers=headers)
    data = await request.runtime.service.artifact_bytes(task, artifact)
    return Response(data, media_type=artifact.media_type, headers=headers)


async def _plan(request: ApiRequest, task_id: str, name: str, if_none_match: str | None) -> Response[bytes]:
    task, record = await request.runtime.service.plan(request.api_key, task_id)
    form, media_type = PLANS[name]
    body = await anyio.to_thread.run_sync(written, record, form)
    etag = f'"{blake2b(body, digest_size=16).hexdigest()}"'
    headers = _headers(f"{task.kind.value}-{task.id}.{name.partition('.')[2]}", etag)
    if matches(if_none_match, etag):
        return Response(b"", status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def _headers(name: str, etag: str) -> dict[str, str]:
    return {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": _SEALED,
    }


FILES = (figure_file, figure_typefaces)
