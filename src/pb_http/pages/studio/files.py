"""The files of a figure: its pictures and its plan, for who is signed in; nothing in them runs in a browser."""

from hashlib import blake2b
from typing import Annotated

import anyio.to_thread
from litestar import Response, get
from litestar.params import FromPath, HeaderParameter
from litestar.response import Stream
from msgspec import Struct

from pb_core.application.figure_text import text_of
from pb_core.application.latex_snippet import figure_tex
from pb_core.application.plans import written
from pb_core.domain.pictures import ENDINGS, Artifact
from pb_core.domain.requests import CompositeWork
from pb_core.domain.tasks import Task
from pb_core.errors import NotFound
from pb_http.conditional import matches
from pb_http.pages.rendering import SEALED
from pb_http.pages.studio.inline_svg import typefaces_of
from pb_http.request import ApiRequest

PLAN = "plan.json"

_NAMES = {
    "png": "PNG picture",
    "svg": "SVG drawing",
    "pdf": "PDF",
    "pptx": "PowerPoint",
    "drawio": "draw.io",
    "tikz": "TikZ",
    "mermaid": "Plan as Mermaid",
    PLAN: "Plan as JSON",
}


class FigureFile(Struct, frozen=True, kw_only=True):
    """A file to download: what it is, its address and its size in bytes where that is known."""

    form: str
    name: str
    href: str
    size: int | None = None


def files_of(task: Task, damaged: tuple[str, ...] = (), exports: tuple[str, ...] = ()) -> tuple[FigureFile, ...]:
    """What can be downloaded of a completed task; ``exports`` are formats that are made where they are asked for."""
    result = task.result
    if result is None:
        return ()
    address = f"/studio/figures/{task.id}/files"
    pictures = (
        FigureFile(form=kind, name=_NAMES.get(kind, kind), href=f"{address}/{kind}", size=made.size)
        for made in result.artifacts
        if (kind := made.format) not in damaged
    )
    plans = (PLAN,) if result.diagram or result.plot else ()
    plan_files = (FigureFile(form=name, name=_NAMES[name], href=f"{address}/{name}") for name in plans)
    made = (FigureFile(form=kind, name=_NAMES.get(kind, kind), href=f"{address}/{kind}") for kind in exports)
    bundle = FigureFile(form="bundle", name="Bundle with everything", href=f"/studio/figures/{task.id}/bundle")
    return (*pictures, *made, *plan_files, bundle)


def latex_of(task: Task) -> str:
    """The figure as LaTeX includes it; ``""`` where it has no picture."""
    text, result = text_of(task), task.result
    if text is None or result is None:
        return ""
    kind = "pdf" if result.artifact("pdf") else "png"
    return figure_tex(text, _name(task, kind), task.id[:8])


@get("/figures/{task_id:str}/bundle")
async def figure_bundle(request: ApiRequest, task_id: FromPath[str]) -> Stream:
    """Send all that a figure was made of and is as one ZIP file."""
    task = await request.runtime.service.task(request.api_key, task_id)
    return Stream(
        request.runtime.service.bundles.of(task, request.address),
        media_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{_name(task, "zip")}"'},
    )


@get("/figures/{task_id:str}/files/{form:str}")
async def figure_file(
    request: ApiRequest,
    task_id: FromPath[str],
    form: FromPath[str],
    if_none_match: Annotated[str | None, HeaderParameter(name="If-None-Match")] = None,
) -> Response[bytes]:
    """Send a picture or the plan of a figure."""
    if form == PLAN:
        return await _plan(request, task_id, if_none_match)
    task, artifact = await request.runtime.service.artifact(request.api_key, task_id, form)
    return await picture(request, task, artifact, if_none_match, _name(task, ENDINGS.get(form, form)))


@get("/figures/{task_id:str}/candidates/{number:int}")
async def candidate_picture(
    request: ApiRequest,
    task_id: FromPath[str],
    number: FromPath[int],
    if_none_match: Annotated[str | None, HeaderParameter(name="If-None-Match")] = None,
) -> Response[bytes]:
    """Send the picture of a candidate."""
    task, artifact = await request.runtime.service.artifact(request.api_key, task_id, "png", number)
    return await picture(request, task, artifact, if_none_match, _name(task, f"{number}.png"))


@get("/figures/{task_id:str}/panels/{number:int}")
async def panel_picture(
    request: ApiRequest,
    task_id: FromPath[str],
    number: FromPath[int],
    if_none_match: Annotated[str | None, HeaderParameter(name="If-None-Match")] = None,
) -> Response[bytes]:
    """Send the picture that a panel of a composite was made from, whatever became of its figure."""
    task = await request.runtime.service.task(request.api_key, task_id)
    sources = task.work.sources if isinstance(task.work, CompositeWork) else ()
    if not 1 <= number <= len(sources):
        raise NotFound("This figure has no such panel")
    return await picture(request, task, sources[number - 1].pictures[0], if_none_match, _name(task, f"{number}.png"))


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


async def _plan(request: ApiRequest, task_id: str, if_none_match: str | None) -> Response[bytes]:
    task, record = await request.runtime.service.plan(request.api_key, task_id)
    body = await anyio.to_thread.run_sync(written, record, "json")
    etag = f'"{blake2b(body, digest_size=16).hexdigest()}"'
    headers = _headers(_name(task, "json"), etag)
    if matches(if_none_match, etag):
        return Response(b"", status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def _name(task: Task, ending: str) -> str:
    return f"{task.kind.value}-{task.id}.{ending}"


def _headers(name: str, etag: str) -> dict[str, str]:
    return {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": SEALED,
    }


FILES = (figure_file, figure_bundle, candidate_picture, panel_picture, figure_typefaces)
