"""``/studio/new/pdf``: a diagram of pages of a PDF, chosen by their looks or by number."""

from collections.abc import Mapping
from typing import Annotated

import anyio.to_thread
import pybase64
from litestar import Response, get
from litestar.params import FromPath, PathParameter

from pb_core.application.resubmission import pages_text
from pb_core.domain.pdf import check_pages
from pb_core.domain.requests import GenerateFromPdfBody
from pb_core.errors import InvalidRequest, NotFound, PaperBananaError
from pb_http.pages.forms import Form
from pb_http.pages.studio.diagram import diagram_choices
from pb_http.pages.studio.drafts import drafted
from pb_http.pages.studio.workflow import DIAGRAM_LABELS, Document, Values, Workflow, as_typed, diagram_document
from pb_http.request import ApiRequest

PAGE_SIDE = 320
"""Pixels of the longer side of a page's picture."""
MOST_SHOWN = 60
"""Pages that are shown; others are chosen by number."""


async def values_of(request: ApiRequest, form: Form) -> Values:
    """What stands in the form; a file that was chosen is kept under a name that the form carries on."""
    typed, file = dict(await as_typed(request, form)), form.file("file")
    if file is not None:
        typed["upload"] = await request.runtime.state.uploads.keep(request.api_key.id, file.name, file.content)
        if file.content and typed.get("action") == "preview":
            typed.pop("page", None)  # they were ticked on another file
    return typed


async def document(request: ApiRequest, values: Values) -> Document:
    """The body of ``POST /api/generate-from-pdf``; raises ``InvalidRequest`` where there is no file."""
    made = diagram_document(values)
    if pages := values.get("pages", "").strip() or _ticked(values):
        made["pages"] = pages
    held = await request.runtime.state.uploads.find(request.api_key.id, values.get("upload", ""))
    if held is None and values.get("upload"):
        raise InvalidRequest("PDF is not kept any longer: choose the file again")
    if held is not None:
        encoded = await anyio.to_thread.run_sync(pybase64.b64encode, held.content)
        made["pdf_base64"] = encoded.decode("ascii")
    return made


async def filled(request: ApiRequest, body: Document) -> Values:
    """The form for a body, whose PDF is kept for it."""
    content = await anyio.to_thread.run_sync(pybase64.b64decode, body["pdf_base64"])
    token = await request.runtime.state.uploads.keep(request.api_key.id, "paper.pdf", content)
    values = drafted({name: value for name, value in body.items() if name != "pdf_base64"}) | {"upload": token}
    pages = _numbers(values)
    if pages and max(part.last for part in check_pages(values["pages"])) <= MOST_SHOWN:
        values |= {"pages": "", "page": "\n".join(map(str, sorted(pages)))}  # ticked, so that they can be unticked
    return values


async def pdf_choices(request: ApiRequest, values: Values) -> Mapping[str, object]:
    """What may be chosen of any diagram, and the pages of the file."""
    chosen = {"file": "", "page_count": 0, "unreadable": "", "ticked": _numbers(values), "most_shown": MOST_SHOWN}
    held = await request.runtime.state.uploads.find(request.api_key.id, values.get("upload", ""))
    if held is not None:
        chosen["file"] = held.name
        try:
            chosen["page_count"] = await request.runtime.service.previews.page_count(held.content)
        except PaperBananaError as error:
            chosen["unreadable"] = str(error)
    return {**await diagram_choices(request, values), **chosen}


@get("/uploads/{token:str}/pages/{number:int}")
async def upload_page(
    request: ApiRequest, token: FromPath[str], number: Annotated[int, PathParameter(ge=1, le=2_000)]
) -> Response[bytes]:
    """Show a page of a file that was chosen in a form, small."""
    held = await request.runtime.state.uploads.find(request.api_key.id, token)
    if held is None:
        raise NotFound("The file is not kept any longer: choose it again")
    picture = await request.runtime.service.previews.page(held.content, number, PAGE_SIDE)
    headers = {
        "Cache-Control": "private, max-age=3600, immutable",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(picture.data, media_type=picture.media_type, headers=headers)


def _numbers(values: Values) -> frozenset[int]:
    """The pages whose boxes are ticked, or that are chosen by number."""
    text = values.get("pages", "").strip() or _ticked(values)
    if not text:
        return frozenset()
    try:
        ranges = check_pages(text)
    except InvalidRequest:
        return frozenset()
    return frozenset(page for chosen in ranges for page in range(chosen.first, min(chosen.last, MOST_SHOWN) + 1))


def _ticked(values: Values) -> str:
    ticked = sorted({int(page) for page in values.get("page", "").split("\n") if page.isdecimal() and len(page) <= 4})  # noqa: PLR2004 - no file has more pages
    return pages_text(tuple(ticked))


PDF = Workflow(
    name="pdf",
    title="Diagram of pages of a PDF",
    told="Choose a paper and the pages that describe the method.",
    endpoint="generate-from-pdf",
    body=GenerateFromPdfBody,
    labels={"pdf_base64": "PDF", "pages": "Pages", **DIAGRAM_LABELS},
    samples={"from-pdf": "Pages 2 and 3 of a paper"},
    document=document,
    values=values_of,
    drafted=filled,
    choices=pdf_choices,
    has_preview=True,
)
