"""``/studio/figures/{id}/code``: the request of a figure as a program would make it, and the files that it reads."""

import anyio.to_thread
import msgspec
import pybase64
from litestar import Response, get
from litestar.params import FromPath

from pb_core.application.resubmission import request_fields
from pb_core.domain.requests import GenerateFromPdfBody
from pb_core.domain.tasks import Task
from pb_core.errors import NotFound
from pb_http.pages.rendering import is_partial, page
from pb_http.pages.studio.snippets import PDF_FILE, REQUEST_FILE, snippets
from pb_http.pages.studio.titles import title_of
from pb_http.pages.studio.workflow import Document, document_of
from pb_http.pages.studio.workflows import workflow_of
from pb_http.request import ApiRequest


@get("/figures/{task_id:str}/code")
async def code(request: ApiRequest, task_id: FromPath[str]) -> Response[str]:
    """Show the request of a figure in curl, Python and JavaScript."""
    service = request.runtime.service
    task = await service.task(request.api_key, task_id)
    endpoint, document = await _request_of(request, task)
    shown = await anyio.to_thread.run_sync(snippets, request.address, endpoint, document)
    template = "studio/code-part.html" if is_partial(request) else "studio/code.html"
    return await page(request, template, snippets=shown, task=task, title=title_of(task))


@get(f"/figures/{{task_id:str}}/{REQUEST_FILE}")
async def request_file(request: ApiRequest, task_id: FromPath[str]) -> Response[bytes]:
    """The body of a figure's request, as a file."""
    task = await request.runtime.service.task(request.api_key, task_id)
    _, document = await _request_of(request, task)
    data = await anyio.to_thread.run_sync(msgspec.json.encode, document)
    return _file(data, "application/json", REQUEST_FILE)


@get(f"/figures/{{task_id:str}}/{PDF_FILE}")
async def pdf_file(request: ApiRequest, task_id: FromPath[str]) -> Response[bytes]:
    """The PDF of a figure's request."""
    service = request.runtime.service
    body = await service.body_of(await service.task(request.api_key, task_id))
    if not isinstance(body, GenerateFromPdfBody):
        raise NotFound("This figure was not made of a PDF")
    data = await anyio.to_thread.run_sync(pybase64.b64decode, body.pdf_base64)
    return _file(data, "application/pdf", PDF_FILE)


async def _request_of(request: ApiRequest, task: Task) -> tuple[str, Document]:
    """Where a figure was asked for, and with what; a revision at the figure that it revises."""
    if task.parent is not None:
        return f"tasks/{task.parent}/revise", request_fields(task.work)
    body, workflow = await request.runtime.service.body_of(task), workflow_of(task.work)
    if workflow is None:
        raise NotFound("No form makes such a figure")
    return workflow.endpoint, document_of(body)


def _file(data: bytes, media_type: str, name: str) -> Response[bytes]:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(data, media_type=media_type, headers=headers)


CODE = (code, request_file, pdf_file)
