"""What a client does, without saying how bytes travel: each flow yields calls and pauses and is sent their answers.

``Client`` and ``AsyncClient`` drive the same flows, one blocking, one not.
"""

import random
import time
import uuid
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

import msgspec
from msgspec import Struct

from paperbanana_client.bodies import Json
from paperbanana_client.errors import StillRunning, TaskFailed, Unreachable, refusal
from paperbanana_client.models import Accepted, Estimate, KeyStanding, Panel, Task, TaskLine, TaskPage

T = TypeVar("T")

TRIES = 6
LONGEST_PAUSE = 30.0
WAIT_SECONDS = 30
_AGAIN = frozenset({429, 502, 503, 504})
_NO_CONTENT = 204
_DECODERS: dict[type[Any], msgspec.json.Decoder[Any]] = {
    kind: msgspec.json.Decoder(kind) for kind in (Accepted, Estimate, KeyStanding, Panel, Task, TaskLine, TaskPage)
}
"""Made before there are threads, as msgspec fails in two that decode a type for the first time."""


class Call(Struct, frozen=True, kw_only=True):
    """One request; ``path`` begins with a slash, or is a whole address that the server named.

    ``body`` is sent as JSON, ``content`` as the bytes that it is.
    """

    method: str
    path: str
    body: Json | None = None
    content: bytes | None = None
    headers: dict[str, str] = {}


class Pause(Struct, frozen=True):
    """Wait so many seconds."""

    seconds: float


class Answer(Struct, frozen=True, kw_only=True):
    """What came back; ``broken`` says how the connection failed, instead of a status."""

    status: int = 0
    headers: dict[str, str] = {}
    content: bytes = b""
    broken: str = ""


Flow = Generator[Call | Pause, Answer | None, T]
Progress = Callable[[Task], object]


def request(call: Call) -> Flow[Answer]:
    """Make one request, again after broken connections and where the server asks to come back.

    Every call of this package may be repeated: it reads, or names itself by an idempotency key, or changes nothing the
    second time. Raises the error of the status, or ``Unreachable``.
    """
    answer = Answer()
    for attempt in range(TRIES):
        given = yield call
        answer = given or Answer(broken="no answer")
        if not answer.broken and answer.status not in _AGAIN:
            break
        if attempt < TRIES - 1:
            yield Pause(_pause(answer, attempt))
    if answer.broken:
        raise Unreachable(answer.broken)
    if answer.status >= 400:  # noqa: PLR2004 - the errors of HTTP
        raise refusal(answer.status, _detail(answer))
    return answer


def read(call: Call, kind: type[T]) -> Flow[T]:
    """Make a request whose answer is JSON of a kind."""
    answer = yield from request(call)
    try:
        decoded: T = _DECODERS[kind].decode(answer.content)
    except msgspec.MsgspecError as error:
        raise Unreachable(f"{call.path} did not answer as this API does: is that the right address?") from error
    return decoded


def submit(kind: str, body: Json, idempotency_key: str | None = None) -> Flow[Accepted]:
    """Submit to ``/api/{kind}``: at most one task is made, however often the request has to be sent."""
    headers = {"Idempotency-Key": idempotency_key or uuid.uuid4().hex}
    return (yield from read(Call(method="POST", path=f"/api/{kind}", body=body, headers=headers), Accepted))


def task(task_id: str, wait: int = 0) -> Flow[Task]:
    """Read a task, at most ``wait`` seconds later if it has not ended before."""
    headers = {"Prefer": f"wait={wait}"} if wait else {}
    return (yield from read(Call(method="GET", path=f"/api/tasks/{task_id}", headers=headers), Task))


def wait(
    task_id: str,
    wait_seconds: float | None = None,
    progress: Progress | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Flow[Task]:
    """Wait until a task has ended; raises ``TaskFailed``, or ``StillRunning`` after ``wait_seconds``."""
    until = None if wait_seconds is None else clock() + wait_seconds
    while True:
        left = WAIT_SECONDS if until is None else max(0, min(WAIT_SECONDS, round(until - clock())))
        found = yield from task(task_id, left)
        if progress is not None:
            progress(found)
        if found.status == "completed":
            return found
        if found.status == "failed":
            raise TaskFailed(found)
        if until is not None and clock() >= until:
            raise StillRunning(found, wait_seconds or 0)
        if not left:
            yield Pause(1.0)


def run(
    kind: str, body: Json, *, idempotency_key: str | None, wait_seconds: float | None, progress: Progress | None
) -> Flow[Task]:
    """Submit and wait."""
    accepted = yield from submit(kind, body, idempotency_key)
    return (yield from wait(accepted.id, wait_seconds, progress))


_NAMED = {"": "png", "tex": "tikz", "mmd": "mermaid"}
"""The formats that are not called as the files in them end."""


def format_of(path: Path) -> str:
    """The format that the ending of a file names; without one it is PNG."""
    ending = path.suffix[1:].lower()
    return _NAMED.get(ending, ending)


def picture(task_id: str, fmt: str = "png", candidate: int | None = None) -> Flow[bytes]:
    """The bytes of a picture."""
    query = f"?format={fmt}" + (f"&candidate={candidate}" if candidate is not None else "")
    answer = yield from request(Call(method="GET", path=f"/api/tasks/{task_id}/image{query}"))
    return answer.content


def plan(task_id: str, fmt: str) -> Flow[str]:
    """The plan of a figure as JSON or Mermaid."""
    answer = yield from request(Call(method="GET", path=f"/api/tasks/{task_id}/plan?format={fmt}"))
    return answer.content.decode()


def cancel(task_id: str) -> Flow[TaskLine]:
    """End a task; one that is over stays as it is."""
    return (yield from read(Call(method="POST", path=f"/api/tasks/{task_id}/cancel"), TaskLine))


def page(before: str | None, filters: dict[str, str]) -> Flow[TaskPage]:
    """A page of the key's own tasks, newest first."""
    given = filters | ({"before": before} if before else {})
    return (yield from read(Call(method="GET", path=f"/api/tasks?{urlencode(given)}"), TaskPage))


def upload_panel(data: bytes) -> Flow[Panel]:
    """Upload a picture for composites; the server says what it is."""
    headers = {"Content-Type": "application/octet-stream"}
    return (yield from read(Call(method="POST", path="/api/panels", content=data, headers=headers), Panel))


def key() -> Flow[KeyStanding]:
    """What the key may still do."""
    return (yield from read(Call(method="GET", path="/api/key"), KeyStanding))


def estimate(kind: str, body: Json) -> Flow[Estimate]:
    """What a submission would cost; nothing is charged."""
    call = Call(method="POST", path="/api/estimate", body={"kind": kind, "body": body})
    return (yield from read(call, Estimate))


def _pause(answer: Answer, attempt: int) -> float:
    """As long as the server asks for, else longer each time, not all clients at once."""
    asked = answer.headers.get("retry-after", "")
    if asked.isascii() and asked.isdigit():
        return min(float(asked), LONGEST_PAUSE)
    return float(min(0.5 * 2**attempt, LONGEST_PAUSE) * random.uniform(0.5, 1.0))  # noqa: S311 - spreads load, hides nothing


def _detail(answer: Answer) -> str:
    try:
        document: Any = msgspec.json.decode(answer.content)
        return str(document["detail"])
    except (msgspec.MsgspecError, KeyError, TypeError):
        return f"the server answered {answer.status} without a reason"
