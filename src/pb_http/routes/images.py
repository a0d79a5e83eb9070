"""``GET`` and ``HEAD /api/tasks/{task_id}/image``: a finished picture, with validators and byte ranges."""

from typing import Annotated

from litestar import HttpMethod, Response, route
from litestar.params import HeaderParameter

from pb_core.domain.pictures import ENDINGS, EXPORT_TYPES, Artifact
from pb_core.domain.tasks import Task
from pb_core.errors import InvalidRequest
from pb_http.auth import require_api_key
from pb_http.conditional import Span, Unsatisfiable, matches, span
from pb_http.errors import problem
from pb_http.openapi.operations import API_KEY, HEAD_IMAGE, DownloadOperation, not_modified, per_method, problems
from pb_http.openapi.parameters import IF_NONE_MATCH, TASK_ID, one_of, whole_number
from pb_http.request import ApiRequest

_DIGITS = 9
"""A longer number names no candidate of any task."""


@route(
    "/api/tasks/{task_id:str}/image",
    http_method=[HttpMethod.GET, HttpMethod.HEAD],
    before_request=require_api_key,
    operation_id=per_method(GET="downloadTaskImage", HEAD=HEAD_IMAGE),
    operation_class=DownloadOperation,
    tags=["Tasks"],
    summary="Download a task's picture",
    security=API_KEY,
    responses=not_modified() | problems(404, 416, 422),
)
async def task_image(
    request: ApiRequest,
    task_id: Annotated[str, TASK_ID],
    picture_format: Annotated[
        str | None,
        one_of(ENDINGS, "pptx, drawio, tikz and mermaid are of diagrams.", name="format", usual="png"),
    ] = None,
    candidate: Annotated[str | None, whole_number("Which of several candidates; default: the best.")] = None,
    if_none_match: Annotated[str | None, IF_NONE_MATCH] = None,
    byte_range: Annotated[str | None, HeaderParameter(name="Range", description="One range, as bytes=0-1023.")] = None,
    if_range: Annotated[
        str | None, HeaderParameter(name="If-Range", description="The `ETag` of what the range is a part of.")
    ] = None,
) -> Response[bytes]:
    """Answer with the bytes of the picture, or the part of them that was asked for."""
    number = _number(candidate)
    fmt = _known(picture_format)
    task, artifact = await request.runtime.service.artifact(request.api_key, task_id, fmt, number)
    etag = f'"{artifact.digest}"'
    headers = _headers(task, artifact, etag, number)
    if matches(if_none_match, etag):
        return Response(b"", status_code=304, headers=headers)
    head = request.method == HttpMethod.HEAD
    try:
        part = None if head else span(byte_range, if_range, etag, artifact.size)
    except Unsatisfiable:
        size = {"Content-Range": f"bytes */{artifact.size}"}
        return problem(416, f"The picture has only {artifact.size} bytes", size)  # type: ignore[return-value]  # an error's body
    return await _answer(request, task, artifact, headers, part)


def _known(picture_format: str | None) -> str:
    chosen = "png" if picture_format is None else picture_format
    if chosen not in ENDINGS:
        raise InvalidRequest(f"format must be one of {', '.join(ENDINGS)}")
    return chosen


def _number(candidate: str | None) -> int | None:
    if candidate is None:
        return None
    if not (candidate.isascii() and candidate.isdigit() and len(candidate) <= _DIGITS):
        raise InvalidRequest("candidate must be the number of a candidate, such as 2")
    return int(candidate)


def _headers(task: Task, artifact: Artifact, etag: str, candidate: int | None) -> dict[str, str]:
    name = task.id if candidate is None else f"{task.id}-{candidate}"
    shown = "attachment" if artifact.format in EXPORT_TYPES else "inline"
    return {
        "ETag": etag,
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",
        "Content-Disposition": f'{shown}; filename="{task.kind.value}-{name}.{ENDINGS[artifact.format]}"',
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    }


async def _answer(
    request: ApiRequest, task: Task, artifact: Artifact, headers: dict[str, str], part: Span | None
) -> Response[bytes]:
    if request.method == HttpMethod.HEAD:
        await request.runtime.service.require_whole(task, artifact)
        headers["Content-Length"] = str(artifact.size)
        return Response(b"", headers=headers, media_type=artifact.media_type)
    bytes_of = request.runtime.service.artifact_bytes
    if part is None and (address := await _elsewhere(request, task, artifact)):
        elsewhere = {"Location": address, "ETag": headers["ETag"], "Cache-Control": "private, no-store"}
        return Response(b"", status_code=307, headers=elsewhere)
    if part is None:
        return Response(await bytes_of(task, artifact), headers=headers, media_type=artifact.media_type)
    headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{artifact.size}"
    data = await bytes_of(task, artifact, part.start, part.stop)
    return Response(data, status_code=206, headers=headers, media_type=artifact.media_type)


async def _elsewhere(request: ApiRequest, task: Task, artifact: Artifact) -> str | None:
    """Where a stored picture is downloaded from, if not from here."""
    address_of = request.runtime.picture_address
    if address_of is None or not request.runtime.service.is_stored(task, artifact):
        return None
    return await address_of(task.key_id, artifact.digest)
