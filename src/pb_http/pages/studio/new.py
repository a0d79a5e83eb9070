"""``/studio/new/…``: the forms of the five workflows, what they would cost, and sending them."""

import anyio.to_thread
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from msgspec.structs import replace

from pb_core.application.estimates import Estimate
from pb_core.domain.requests import Body
from pb_core.errors import IdempotencyMismatch, NotFound, PaperBananaError
from pb_http.body_decoding import of_document
from pb_http.errors import on_domain_error
from pb_http.pages.access import posted, redirect
from pb_http.pages.rendering import is_partial, page
from pb_http.pages.studio.drafts import ONCE, Draft, placed
from pb_http.pages.studio.pdf import upload_page
from pb_http.pages.studio.samples import sample
from pb_http.pages.studio.snippets import Snippets, snippets
from pb_http.pages.studio.workflow import Document, Values, Workflow, document_of
from pb_http.pages.studio.workflows import WORKFLOWS, workflow_named
from pb_http.request import ApiRequest

_CHANGED = "This form made a figure already and was changed since: press the button again to make another one"


@get("/")
async def start(request: ApiRequest) -> Response[str]:
    """Ask which kind of figure to make."""
    return await page(request, "studio/start.html", workflows=WORKFLOWS.values())


@get("/new/{name:str}")
async def new(
    request: ApiRequest, name: FromPath[str], example: FromQuery[str] = "", again: FromQuery[str] = ""
) -> Response[str]:
    """Show a form: empty, filled with a sample, or with the request of a task of one's own."""
    workflow: Workflow = workflow_named(name)
    values: Values = {}
    if example:
        values = await workflow.drafted(request, await sample(request, workflow, example))
    elif again:
        values = await workflow.drafted(request, await _request_of(request, workflow, again))
    return await _form(request, workflow, Draft(values=values))


@post("/new/{name:str}", status_code=200)
async def make(request: ApiRequest, name: FromPath[str]) -> Response[str] | Response[None]:
    """Take a form: show what would be read of it or what it would cost, or make its figure and go to it."""
    workflow, form = workflow_named(name), await posted(request)
    draft = Draft(values=await workflow.values(request, form))
    try:
        if form.text("action") == "preview":
            return await _previewed(request, workflow, draft)
        document = await workflow.document(request, draft.values)
        body = of_document(document, workflow.body).value
        if form.text("action") == "estimate":
            return await _estimated(request, workflow, draft, document, body)
        once = form.text("once")
        task = await request.runtime.service.submit(
            request.api_key,
            body,
            public_url=request.address,
            idempotency_key=f"studio-{once}" if ONCE.fullmatch(once) else None,
        )
    except IdempotencyMismatch:
        return await _form(request, workflow, replace(draft, refused=_CHANGED), status=422)
    except PaperBananaError as error:
        return await _refused(request, workflow, draft, error)
    return redirect(request, f"/studio/figures/{task.id}")


async def _request_of(request: ApiRequest, workflow: Workflow, task_id: str) -> Document:
    service = request.runtime.service
    body = await service.body_of(await service.task(request.api_key, task_id))
    if not isinstance(body, workflow.body):
        raise NotFound("That figure was made by another form")
    return document_of(body)


async def _form(
    request: ApiRequest,
    workflow: Workflow,
    draft: Draft,
    *,
    status: int = 200,
    estimate: Estimate | None = None,
    code: Snippets | None = None,
) -> Response[str]:
    return await page(
        request,
        f"studio/new/{workflow.name}.html",
        status=status,
        workflow=workflow,
        draft=draft,
        choices=await workflow.choices(request, draft.values),
        estimate=estimate,
        snippets=code,
    )


async def _previewed(request: ApiRequest, workflow: Workflow, draft: Draft) -> Response[str]:
    if not (is_partial(request) and workflow.has_preview):
        return await _form(request, workflow, draft)
    choices = await workflow.choices(request, draft.values)
    return await page(
        request, f"studio/new/{workflow.name}-preview.html", workflow=workflow, draft=draft, choices=choices
    )


async def _estimated(
    request: ApiRequest, workflow: Workflow, draft: Draft, document: Document, body: Body
) -> Response[str]:
    estimate = await request.runtime.service.estimate(body)
    code = await anyio.to_thread.run_sync(snippets, request.address, workflow.endpoint, document)
    if is_partial(request):
        return await page(request, "studio/estimate.html", estimate=estimate, snippets=code)
    return await _form(request, workflow, draft, estimate=estimate, code=code)


async def _refused(request: ApiRequest, workflow: Workflow, draft: Draft, error: PaperBananaError) -> Response[str]:
    """The form as it was sent with what is wrong with it; nothing that was typed is lost."""
    told = on_domain_error(request, error)
    field, sentence = placed(told.content.detail, workflow.labels)
    if is_partial(request):
        return await page(request, "studio/not-estimated.html", sentence=sentence)
    draft = replace(draft, errors={field: sentence} if field else {}, refused=sentence)
    return await _form(request, workflow, draft, status=told.status_code or 500)


FORMS = (start, new, make, upload_page)
