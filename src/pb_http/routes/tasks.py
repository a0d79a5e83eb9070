"""``GET /api/tasks/{task_id}``: status and result, cheap to poll."""

from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import Annotated, Any, TypeVar, cast

import msgspec
import pybase64
from anyio import to_thread
from litestar import Response, get
from litestar.datastructures import ResponseHeader
from litestar.params import HeaderParameter, PathParameter
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

from pb_core.domain.tasks import StepRecord, Task, TaskLine
from pb_http.auth import require_api_key
from pb_http.conditional import RETRY_AFTER_SECONDS, matches, wait_seconds
from pb_http.openapi import API_KEY, ApiOperation, not_modified, problems
from pb_http.request import ApiRequest
from pb_http.schemas import TaskAnswer, task_answer

T = TypeVar("T")


class Ready(Response[T]):
    """A JSON body, or none with 304; ``T`` is what the body holds, for the OpenAPI document.

    The framework's constructor is not called: what it prepares is what this class does without.
    """

    def __init__(self, body: bytes, headers: Mapping[str, str], status_code: int = 200) -> None:
        self._body, self._status = body, status_code
        self._head = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
        if body:
            length = str(len(body)).encode("ascii")
            self._head += [(b"content-type", b"application/json"), (b"content-length", length)]

    def to_asgi_response(self, *_: Any, **__: Any) -> ASGIResponse:  # noqa: ANN401 - the framework's options do not apply
        """This response is its own application."""
        return cast("ASGIResponse", self)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer."""
        del scope, receive
        await send({"type": "http.response.start", "status": self._status, "headers": self._head})
        await send({"type": "http.response.body", "body": self._body, "more_body": False})


_HEADERS = [
    ResponseHeader(name="ETag", documentation_only=True, description="Changes with every change of the answer."),
    ResponseHeader(name="Preference-Applied", documentation_only=True, description="The wait that was granted."),
    ResponseHeader(name="Retry-After", documentation_only=True, description="While unfinished: seconds to wait."),
]


@get(
    "/api/tasks/{task_id:str}",
    before_request=require_api_key,
    operation_id="getTask",
    response_description="The task as it is now",
    operation_class=ApiOperation,
    tags=["Tasks"],
    summary="Get task status and result",
    security=API_KEY,
    response_headers=_HEADERS,
    responses=not_modified() | problems(401, 403, 404, 429, 500, 503),
)
async def get_task(
    request: ApiRequest,
    task_id: Annotated[str, PathParameter(description="As answered to the submission.")],
    if_none_match: Annotated[str | None, HeaderParameter(name="If-None-Match")] = None,
    prefer: Annotated[
        str | None,
        HeaderParameter(name="Prefer", description="wait=N: answer when the task ends, at most N (60) seconds later."),
    ] = None,
) -> Ready[TaskAnswer]:
    """Read a task; completed ones carry the description and, if they drew a picture, its PNG in base64."""
    service, seconds = request.runtime.service, wait_seconds(prefer)
    if seconds:
        await service.wait(request.api_key, task_id, seconds)
    task: Task | TaskLine = await service.line(request.api_key, task_id)
    etag, body = _etag(request, task, await service.damaged(task)), b""
    known = matches(if_none_match, etag)
    if not known:
        body = request.runtime.answers.get(task.key_id, (task.id, etag)) or b""
        if not body:
            task = await service.task(request.api_key, task_id)
            etag, body = await _answer(request, task)
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if seconds:
        headers["Preference-Applied"] = f"wait={seconds}"
    if not task.status.final:
        headers["Retry-After"] = RETRY_AFTER_SECONDS
    return Ready(body, headers, status_code=304 if known else 200)


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
