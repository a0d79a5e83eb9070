"""ApimartImage: pictures painted by the tasks of APIMart; source: https://docs.apimart.ai, "Images"."""

import hashlib
import re
from typing import Any

import msgspec
from msgspec import Struct

from pb_adapters.providers.apimart.errors import failure_from, failure_of, is_under_way, meaning
from pb_adapters.providers.apimart.wire import Envelope, Failure, envelope_of, micros_of
from pb_adapters.upstream.errors import retry_after_of
from pb_adapters.upstream.exchange import Answer
from pb_adapters.upstream.image_engines import Finished, JobImages, Pace, job_error, prompt_of
from pb_adapters.upstream.json_wire import converted, json_of
from pb_core.errors import Billed, NoPicture, OutcomeUnknown
from pb_core.ports.images import DrawRequest

PACE = Pace(first=10.0, steps=((0.0, 4.0), (120.0, 10.0)))
"""APIMart's advice: the first poll after 10 to 20 s, then one each 3 to 5 s."""

UNSEEN_SECONDS = 30.0
"""For so long a new task may be unknown to the servers that answer polls."""

_CALL_SECONDS = 30.0
_SUBMIT_SECONDS = 45.0
_NOT_FOUND = 404
_SUBMITS = 20
"""How often the same request is sent, with the same key, while an earlier one is still being answered."""

_ID = re.compile(r"[\w.:-]{1,200}")
_SUCCEEDED = {"completed", "complete", "success", "succeeded"}
_FAILED = {"failed", "failure", "error", "cancelled", "canceled"}


class _Body(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What to paint; ``size`` is a ratio."""

    model: str
    prompt: str
    n: int
    size: str | None = None
    resolution: str | None = None


class _Submitted(Struct, frozen=True, kw_only=True):
    """One entry of ``data``: ``task_id``, or ``id`` in the newer form."""

    task_id: str | None = None
    id: str | None = None


class _Image(Struct, frozen=True, kw_only=True):
    """Where a picture is: a list of URLs, or one on older pages."""

    url: str | tuple[str, ...] | None = None


class _Result(Struct, frozen=True, kw_only=True):
    images: tuple[_Image, ...] = ()


class _Task(Struct, frozen=True, kw_only=True):
    """A task; ``cost`` is in US dollars, and final once the task has ended."""

    status: str
    cost: Any = None
    result: _Result | None = None
    error: Failure | str | None = None


class ApimartImage(JobImages):
    """A model that paints at APIMart, by tasks, for example ``gemini-3-pro-image-preview``."""

    provider = "apimart_image"
    pace = PACE

    async def submit(self, request: DrawRequest, key: str) -> str:
        """Submit a task under an idempotency key of this call and this body.

        A repetition, after a crash too, finds the first task; an equal request of another step does not.

        While an earlier request with the key is still being answered, the same bytes are sent again.
        """
        body = msgspec.json.encode(self._body(request))
        for _ in range(_SUBMITS):
            answer, envelope = await self._call("POST", "v1/images/generations", body, _key_of(key, body))
            if not is_under_way(answer, envelope):
                break
            await self._polling.sleep(retry_after_of(answer.headers) or 1.0)
        failure = failure_of(self._upstream, answer, envelope)
        if failure is not None:
            raise failure
        job = _job_in(envelope)
        if job is None:
            raise OutcomeUnknown(f"{self._upstream.provider} took a task without telling its id; it may be billed.")
        return job

    async def poll(self, job: str, age: float) -> Finished | None:
        """Ask for the task; its status words differ from page to page, and an unknown one is no end."""
        answer, envelope = await self._call("GET", f"v1/tasks/{job}")
        if answer.status == _NOT_FOUND:
            if age <= UNSEEN_SECONDS:
                return None
            raise NoPicture(
                f"{self._upstream.provider} does not know the task any more, so its picture is gone.",
                billed=Billed.UNKNOWN,
            )
        failure = failure_of(self._upstream, answer, envelope)
        if failure is not None:
            failure.billed = Billed.UNKNOWN  # nothing was said of the task
            raise failure
        task = converted(envelope.data, _Task, strict=False)
        status = task.status.lower() if task else ""
        if task and status in _FAILED:
            self._raise_failure(task)
        if task is None or status not in _SUCCEEDED:
            return None
        return Finished(url=self._url_in(task), cost_micros=micros_of(task.cost) or None)

    async def _call(self, method: str, path: str, body: bytes | None = None, key: str = "") -> tuple[Answer, Envelope]:
        is_submit = body is not None
        answer = await self._upstream.exchange(
            method,
            path,
            json=body,
            params=None if is_submit else {"language": "en"},
            headers={"Idempotency-Key": key} if is_submit else None,
            deadline=min(_SUBMIT_SECONDS if is_submit else _CALL_SECONDS, self._limits.text_seconds),
            max_bytes=self._limits.json_bytes,
        )
        return answer, envelope_of(json_of(answer, self._upstream.provider))

    def _body(self, request: DrawRequest) -> _Body:
        entry = self._entry
        size = entry.wire_size(request.resolution) if entry.facts else _spelled(self.model, request.resolution)
        ratio = entry.wire_ratio(request.aspect_ratio)
        return _Body(model=self.model, prompt=prompt_of(request, entry), n=1, size=ratio, resolution=size)

    def _raise_failure(self, task: _Task) -> None:
        """The task ended. Failed tasks are not charged."""
        failure = failure_from(task.error)
        words = self._upstream.redacted_without_prompt(failure.message)
        error = job_error(self._upstream.provider, meaning(self._upstream, failure), words)
        error.billed = Billed.UNKNOWN if task.cost else Billed.NO
        raise error

    def _url_in(self, task: _Task) -> str:
        for image in task.result.images if task.result else ():
            urls = (image.url,) if isinstance(image.url, str) else image.url or ()
            if urls:
                return urls[0]
        raise NoPicture(f"{self._upstream.provider} finished the task without a picture.")


def _key_of(key: str, body: bytes) -> str:
    return f"pb-{hashlib.sha256(key.encode() + body).hexdigest()}"


def _spelled(model: str, resolution: str | None) -> str | None:
    """GPT Image's sizes are in lower case here, those of the others in upper case."""
    return resolution.lower() if resolution and model.startswith("gpt-image") else resolution


def _job_in(envelope: Envelope) -> str | None:
    """The task's id, fit for a path: ``data`` is a list in the classic form, an object in the newer one."""
    data = envelope.data[0] if isinstance(envelope.data, list) and envelope.data else envelope.data
    found = converted(data, _Submitted) or _Submitted()
    job = found.task_id or found.id or ""
    return job if _ID.fullmatch(job) else None
