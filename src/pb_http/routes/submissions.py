"""The submissions: each answers 202 as soon as the task is stored and charged."""

from typing import Annotated

import msgspec
from litestar import post
from litestar.exceptions import HTTPException
from litestar.params import HeaderParameter, JSONBody, PathParameter

from pb_core.application.idempotency import MAX_IDEMPOTENCY_KEY
from pb_core.domain.requests import (
    Body,
    CompositeBody,
    GenerateBody,
    GenerateFromPdfBody,
    OptimizePromptBody,
    PlotBody,
    ReviseBody,
)
from pb_core.domain.tasks import Task
from pb_http.auth import require_api_key
from pb_http.conditional import RETRY_AFTER_SECONDS
from pb_http.encoded_response import EncodedResponse
from pb_http.openapi.operations import API_KEY, ApiOperation, answered_with, problems
from pb_http.request import ApiRequest
from pb_http.schemas import Accepted, accepted

IdempotencyKey = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        description=(
            f"Up to {MAX_IDEMPOTENCY_KEY} characters of the caller's choice. The same key with the same body answers "
            "with the task accepted first and charges nothing; with another body it is refused (422)."
        ),
    ),
]


async def _submit(request: ApiRequest, body: Body, idempotency_key: str | None) -> EncodedResponse[Accepted]:
    name = _idempotency(request, idempotency_key)
    service = request.runtime.service
    task = await service.submit(request.api_key, body, public_url=request.address, idempotency_key=name)
    return _accepted(request, task)


def _idempotency(request: ApiRequest, idempotency_key: str | None) -> str | None:
    if len(request.headers.getall("idempotency-key", [])) > 1:
        raise HTTPException(status_code=400, detail="The header Idempotency-Key is given more than once")
    return _unquoted(idempotency_key)


def _accepted(request: ApiRequest, task: Task) -> EncodedResponse[Accepted]:
    location = f"{request.address}/api/tasks/{task.id}".encode("latin-1")
    head = ((b"location", location), (b"retry-after", RETRY_AFTER_SECONDS.encode("ascii")))
    return EncodedResponse(msgspec.json.encode(accepted(task, request.warnings)), head, status_code=202)


def _unquoted(key: str | None) -> str | None:
    """Accept the key bare or as a quoted string, as the IETF draft writes it."""
    return key[1:-1] if key is not None and len(key) > 1 and key[0] == key[-1] == '"' else key


def _submission(path: str, operation_id: str, summary: str, *, names_tasks: bool = False) -> post:
    """The decorator of one submission: what all six have in common."""
    return post(
        f"/api/{path}",
        status_code=202,
        before_request=require_api_key,
        operation_id=operation_id,
        response_description="The task was accepted",
        operation_class=ApiOperation,
        tags=["Submissions"],
        summary=summary,
        security=API_KEY,
        response_headers=answered_with("Location", "Retry-After"),
        responses=problems(404) if names_tasks else None,
    )


@_submission("generate", "generate", "Generate a methodology diagram")
async def generate(
    request: ApiRequest,
    data: JSONBody[GenerateBody],
    idempotency_key: IdempotencyKey = None,
) -> EncodedResponse[Accepted]:
    """Queue a methodology diagram of a text; consumes a unit of the key's quota, or one a candidate."""
    return await _submit(request, data, idempotency_key)


@_submission("generate-from-pdf", "generateFromPdf", "Generate a methodology diagram from a PDF")
async def generate_from_pdf(
    request: ApiRequest,
    data: JSONBody[GenerateFromPdfBody],
    idempotency_key: IdempotencyKey = None,
) -> EncodedResponse[Accepted]:
    """Queue a methodology diagram of pages of a PDF; consumes a unit of the key's quota, or one a candidate."""
    return await _submit(request, data, idempotency_key)


@_submission("optimize-prompt", "optimizePrompt", "Optimize an illustration prompt")
async def optimize_prompt(
    request: ApiRequest,
    data: JSONBody[OptimizePromptBody],
    idempotency_key: IdempotencyKey = None,
) -> EncodedResponse[Accepted]:
    """Queue the rewriting of a prompt, text only; consumes one unit of the key's quota."""
    return await _submit(request, data, idempotency_key)


@_submission("plot", "plot", "Generate a statistical plot")
async def plot(
    request: ApiRequest,
    data: JSONBody[PlotBody],
    idempotency_key: IdempotencyKey = None,
) -> EncodedResponse[Accepted]:
    """Queue a statistical plot of the caller's data; consumes a unit of the key's quota, or one a candidate."""
    return await _submit(request, data, idempotency_key)


@_submission("composite", "composite", "Compose a multi-panel figure", names_tasks=True)
async def composite(
    request: ApiRequest,
    data: JSONBody[CompositeBody],
    idempotency_key: IdempotencyKey = None,
) -> EncodedResponse[Accepted]:
    """Queue a composite of finished figures of the same key; consumes one unit of the key's quota."""
    return await _submit(request, data, idempotency_key)


@_submission("tasks/{task_id:str}/revise", "reviseTask", "Revise a finished figure", names_tasks=True)
async def revise(
    request: ApiRequest,
    task_id: Annotated[str, PathParameter(description="The figure's task, as answered to its submission.")],
    data: JSONBody[ReviseBody],
    idempotency_key: IdempotencyKey = None,
) -> EncodedResponse[Accepted]:
    """Queue a new version of a diagram or plot of the same key; consumes one unit of the key's quota."""
    name, address = _idempotency(request, idempotency_key), request.address
    service = request.runtime.service
    task = await service.revise(request.api_key, task_id, data, public_url=address, idempotency_key=name)
    return _accepted(request, task)


SUBMISSIONS = (generate, generate_from_pdf, optimize_prompt, plot, composite, revise)
