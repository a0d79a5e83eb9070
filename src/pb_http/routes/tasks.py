"""``GET /api/tasks/{task_id}``: status and result, cheap to poll."""

from functools import lru_cache
from hashlib import blake2b
from typing import Annotated, cast

import msgspec
import pybase64
from anyio import to_thread
from litestar import get
from litestar.params import HeaderParameter

from pb_core.domain.steps import StepRecord
from pb_core.domain.tasks import Task, TaskLine
from pb_http.auth import require_api_key
from pb_http.conditional import RETRY_AFTER_SECONDS, matches, wait_seconds
from pb_http.encoded_response import EncodedResponse
from pb_http.errors import AnyRequest
from pb_http.openapi.operations import API_KEY, ApiOperation, answered_with, not_modified, problems
from pb_http.openapi.parameters import IF_NONE_MATCH, TASK_ID
from pb_http.request import ApiRequest
from pb_http.schemas import TaskAnswer, task_answer

_FINAL = ((b"cache-control", b"private, no-cache"),)
_UNFINISHED = (*_FINAL, (b"retry-after", RETRY_AFTER_SECONDS.encode("ascii")))


async def answer_known(request: AnyRequest) -> EncodedResponse[TaskAnswer] | None:
    """Authenticate the caller, and answer what is asked most: an answer that the caller has or that is in memory.

    The framework takes what is returned here for the answer, and reads no parameters for it.
    """
    await require_api_key(request)
    asked = cast("ApiRequest", request)
    if asked.field(b"prefer") is not None:
        return None
    line = await asked.runtime.service.line(asked.api_key, asked.path_params["task_id"])
    return await _known(asked, line, asked.field(b"if-none-match"))


@get(
    "/api/tasks/{task_id:str}",
    before_request=answer_known,
    operation_id="getTask",
    response_description="The task as it is now",
    operation_class=ApiOperation,
    tags=["Tasks"],
    summary="Get task status and result",
    security=API_KEY,
    response_headers=answered_with("ETag", "Preference-Applied", "Retry-After"),
    responses=not_modified() | problems(404),
)
async def get_task(
    request: ApiRequest,
    task_id: Annotated[str, TASK_ID],
    if_none_match: Annotated[str | None, IF_NONE_MATCH] = None,
    prefer: Annotated[
        str | None,
        HeaderParameter(name="Prefer", description="wait=N: answer when the task ends, at most N (60) seconds later."),
    ] = None,
) -> EncodedResponse[TaskAnswer]:
    """Read a task; completed ones carry the description and, if they drew a picture, its PNG in base64."""
    service, seconds = request.runtime.service, wait_seconds(prefer)
    if seconds:
        await service.wait(request.api_key, task_id, seconds)
    response = await _known(request, await service.line(request.api_key, task_id), if_none_match)
    if response is None:
        task = await service.task(request.api_key, task_id)
        response = _response(task, *await _answer(request, task))
    if seconds:
        response.head.append((b"preference-applied", b"wait=%d" % seconds))
    return response


async def _known(request: ApiRequest, task: TaskLine, if_none_match: str | None) -> EncodedResponse[TaskAnswer] | None:
    """The answer, if the caller has it or it is in memory."""
    etag = _etag(request, task, await request.runtime.service.damaged(task))
    if matches(if_none_match, etag):
        return _response(task, etag, b"", status_code=304)
    body = request.runtime.answers.get(task.key_id, (task.id, etag))
    return None if body is None else _response(task, etag, body)


def _response(task: Task | TaskLine, etag: str, body: bytes, status_code: int = 200) -> EncodedResponse[TaskAnswer]:
    head = _FINAL if task.status.final else _UNFINISHED
    return EncodedResponse(body, ((b"etag", etag.encode("ascii")), *head), status_code)


def _etag(request: ApiRequest, task: Task | TaskLine, damaged: tuple[str, ...]) -> str:
    return f'"{"-".join((str(task.version), _mark(request.address, request.runtime.version), *damaged))}"'


@lru_cache
def _mark(address: str, version: str) -> str:
    """What an answer depends on besides the task: the address of its links and the program that wrote it."""
    return blake2b(f"{address} {version}".encode(), digest_size=8).hexdigest()


async def _answer(request: ApiRequest, task: Task) -> tuple[str, bytes]:
    """The answer's entity tag and body, kept for those who ask next."""
    service, address = request.runtime.service, request.address
    steps = await service.steps(task)
    png, damaged = await service.png(task)
    if png is None:
        body = msgspec.json.encode(task_answer(task, steps, address, None, damaged))
    else:
        body = await to_thread.run_sync(_with_picture, task, steps, address, png, damaged)
    etag = _etag(request, task, damaged)
    request.runtime.answers.keep(task.key_id, (task.id, etag), body)
    return etag, body


def _with_picture(
    task: Task, steps: tuple[StepRecord, ...], address: str, png: bytes, damaged: tuple[str, ...]
) -> bytes:
    return msgspec.json.encode(task_answer(task, steps, address, pybase64.b64encode(png).decode("ascii"), damaged))
