"""``/studio/figures/{id}/code``: the request of a figure as a program would make it, and the files that it reads."""

import anyio.to_thread
import msgspec
import pybase64
from litestar import Response, get
from litestar.params import FromPath

from pb_core.domain.requests import Body, GenerateFromPdfBody
from pb_core.errors import NotFound
from pb_http.pages.rendering import is_partial, page
from pb_http.pages.studio.snippets import PDF_FILE, REQUEST_FILE, snippets
from pb_http.pages.studio.titles import title_of
from pb_http.pages.studio.workflow import Document
from pb_http.pages.studio.workflows import workflow_of
from pb_http.request import ApiRequest


@get("/figures/{task_id:str}/code")
async def code(request: ApiRequest, task_id: FromPath[str]) -> Response[str]:
    """Show the request of a figure in curl, Python and JavaScript."""
    service = request.runtime.service
    task = await service.task(request.api_key, task_id)
    body, workflow = await service.body_of(task), workflow_of(task.work)
    if workflow is None:
        raise NotFound("No form makes such a figure")
    shown = await anyio.to_thread.run_sync(lambda: snippets(request.address, workflow.endpoint, document_of(body)))
    template = "studio/code-part.html" if is_partial(request) else "studio/code.html"
    return page(request, template, snippets=shown, task=task, title=title_of(task))


@get(f"/figures/{{task_id:str}}/{REQUEST_FILE}")
async def request_file(request: ApiRequest, task_id: FromPath[str]) -> Response[bytes]:
    """The body of a figure's request, as a file."""
    service = request.runtime.service
    body = await service.body_of(await service.task(request.api_key, task_id))
    data = await anyio.to_thread.run_sync(lambda: msgspec.json.encode(document_of(body)))
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


def document_of(body: Body) -> Document:
    """A request as JSON, without what was left out."""
    return {name: value for name, value in msgspec.to_builtins(body).items() if value is not None}


def _file(data: bytes, media_type: str, name: str) -> Response[bytes]:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(data, media_type=media_type, headers=headers)


CODE = (code, request_file, pdf_file)
