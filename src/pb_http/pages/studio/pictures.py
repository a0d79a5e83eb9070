"""Pictures of an author's figures, for the pages to show: round by round, and small."""

import io
from collections.abc import Awaitable, Callable
from typing import Annotated

import anyio
import anyio.to_thread
from litestar import Response, get
from litestar.params import FromPath, HeaderParameter, PathParameter

from pb_core.domain.pictures import Artifact
from pb_core.domain.tasks import Task
from pb_core.errors import NotFound
from pb_http.conditional import matches
from pb_http.request import ApiRequest

SMALL_SIDE = 320
MOST_PIXELS = 2**26
"""Larger pictures are not made small: that would take the memory of many requests."""

_THREADS = anyio.CapacityLimiter(1)
_Known = Annotated[str | None, HeaderParameter(name="If-None-Match")]


@get("/figures/{task_id:str}/rounds/{number:int}")
async def drawn_round(
    request: ApiRequest,
    task_id: FromPath[str],
    number: Annotated[int, PathParameter(ge=1, le=1000)],
    if_none_match: _Known = None,
) -> Response[bytes]:
    """The picture that a task drew so far as this one in order."""
    service = request.runtime.service
    task = await service.task(request.api_key, task_id)
    png = await service.trace.drawing(task, number)
    return await _kept(png.digest, if_none_match, lambda: service.trace.drawing_bytes(task, png))


@get("/figures/{task_id:str}/small")
async def small(request: ApiRequest, task_id: FromPath[str], if_none_match: _Known = None) -> Response[bytes]:
    """The finished picture, small enough for a list."""
    task, png = await request.runtime.service.artifact(request.api_key, task_id, "png")
    return await _kept(f"{png.digest}-small", if_none_match, lambda: _small(request, task, png))


async def _kept(name: str, if_none_match: str | None, read: Callable[[], Awaitable[bytes]]) -> Response[bytes]:
    """A picture that never changes under its name, so that a browser need not ask for it again."""
    etag = f'"{name}"'
    headers = {
        "ETag": etag,
        "Cache-Control": "private, max-age=3600",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    if matches(if_none_match, etag):
        return Response(b"", status_code=304, headers=headers)
    return Response(await read(), headers=headers, media_type="image/png")


async def _small(request: ApiRequest, task: Task, png: Artifact) -> bytes:
    answers, name = request.runtime.answers, (task.id, f"small {png.digest}")
    found = answers.get(task.key_id, name)
    if found is None:
        if png.width * png.height > MOST_PIXELS:
            raise NotFound("The picture is too large to be shown small")
        data = await request.runtime.service.artifact_bytes(task, png)
        found = await anyio.to_thread.run_sync(made_small, data, limiter=_THREADS)
        answers.keep(task.key_id, name, found)
    return found


def made_small(data: bytes) -> bytes:
    """A PNG whose longer side is at most ``SMALL_SIDE`` pixels; keeps a processor busy."""
    from PIL import Image  # noqa: PLC0415 - lists with pictures only

    with Image.open(io.BytesIO(data), formats=("PNG",)) as picture:
        picture.thumbnail((SMALL_SIDE, SMALL_SIDE), reducing_gap=3.0)
        encoded = io.BytesIO()
        picture.convert("RGBA" if "A" in picture.mode or "transparency" in picture.info else "RGB").save(
            encoded, "PNG", optimize=False
        )
    return encoded.getvalue()


PICTURES = (drawn_round, small)
