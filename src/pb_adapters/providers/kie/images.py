"""KieImagen: pictures painted by the jobs of Kie; source: https://docs.kie.ai, "Market" and "Get task details"."""

from typing import Any

import msgspec
from msgspec import Struct

from pb_adapters.providers.kie.errors import failure_of, meaning
from pb_adapters.providers.kie.references import References
from pb_adapters.providers.kie.wire import Envelope, envelope_of, micros_of
from pb_adapters.upstream.downloader import Downloader
from pb_adapters.upstream.exchange import Answer, Upstream
from pb_adapters.upstream.guard import Limits
from pb_adapters.upstream.image_engines import Finished, JobImages, Pace, Polling, job_error, prompt_of
from pb_adapters.upstream.json_wire import converted, json_of
from pb_core.errors import Billed, NoPicture, OutcomeUnknown
from pb_core.ports.images import DrawRequest

PACE = Pace(first=2.0, steps=((0.0, 3.0), (30.0, 8.0), (120.0, 20.0)))
"""Kie's advice: each 2 to 3 s for half a minute, each 5 to 10 s up to two, then each 15 to 30 s."""

UNSEEN_SECONDS = 90.0
"""For so long a new job may be unknown to the servers that answer polls."""

_CALL_SECONDS = 30.0
_SUBMIT_SECONDS = 45.0
_AUTO = "auto"
_AS_INPUT = frozenset({"nano-banana-pro", "nano-banana-2", "nano-banana-2-1"})
_AS_URLS = frozenset({"nano-banana-2-lite"})
"""Models that may be shown pictures beside the prompt, by the member that takes them; others start from a picture."""


class _Input(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What to paint. Kie ignores members that the model does not know, a misspelt one too."""

    prompt: str
    aspect_ratio: str | None = None
    resolution: str | None = None
    output_format: str | None = None
    image_input: tuple[str, ...] = ()
    image_urls: tuple[str, ...] = ()


class _Task(Struct, frozen=True, kw_only=True):
    model: str
    input: _Input


class _Created(Struct, frozen=True, kw_only=True, rename="camel"):
    task_id: str


class _Record(Struct, frozen=True, kw_only=True, rename="camel"):
    """A job; ``result_json`` is JSON in a string, ``fail_code`` a number in a string or a word."""

    state: str
    result_json: Any = None
    fail_code: int | str | None = None
    fail_msg: str | None = None
    credits_consumed: Any = None


class KieImagen(JobImages):
    """A model that paints at Kie, by jobs, for example ``nano-banana-pro``.

    Args:
        references: Where reference figures are to be seen; shared by all engines of a key.
    """

    provider = "kie_imagen"
    pace = PACE

    def __init__(
        self,
        upstream: Upstream,
        downloader: Downloader,
        model: str,
        limits: Limits | None = None,
        *,
        polling: Polling | None = None,
        references: References | None = None,
    ) -> None:
        super().__init__(upstream, downloader, model, limits, polling=polling)
        self._references = references or References()

    async def submit(self, request: DrawRequest, key: str) -> str:  # noqa: ARG002 - Kie knows no idempotency keys
        """``createTask``: success means queued and nothing more. There is no way to look a lost job up."""
        is_shown = self.model in _AS_INPUT | _AS_URLS
        names = request.exemplars[: self._entry.references or 0] if is_shown else ()
        shown = await self._references.addresses(self._upstream, names) if names else ()
        body = msgspec.json.encode(_Task(model=self.model, input=self._input(request, shown)))
        answer = await self._upstream.exchange(
            "POST",
            "api/v1/jobs/createTask",
            json=body,
            deadline=min(_SUBMIT_SECONDS, self._limits.text_seconds),
            max_bytes=self._limits.json_bytes,
        )
        envelope = envelope_of(json_of(answer, self._upstream.provider))
        failure = failure_of(self._upstream, answer, envelope)
        if failure is not None:
            if not isinstance(failure, OutcomeUnknown):
                failure.billed = Billed.NO  # no job was made
            raise failure
        created = converted(envelope.data, _Created)
        if created is None:
            raise OutcomeUnknown(f"{self._upstream.provider} took a job without telling its id; it may be billed.")
        return created.task_id

    async def poll(self, job: str, age: float) -> Finished | None:
        """``recordInfo``: the state counts, whatever the code beside it."""
        answer = await self._upstream.exchange(
            "GET",
            "api/v1/jobs/recordInfo",
            params={"taskId": job},
            deadline=min(_CALL_SECONDS, self._limits.text_seconds),
            max_bytes=self._limits.json_bytes,
        )
        envelope = envelope_of(json_of(answer, self._upstream.provider))
        record = converted(envelope.data, _Record, strict=False)
        if record is None:
            self._check_unseen(answer, envelope, age)
            return None
        if record.state == "fail":
            self._raise_failure(record)
        if record.state != "success":
            return None
        cost = micros_of(record.credits_consumed) or None  # 0 is said of jobs that are not free too
        return Finished(url=self._url_in(record), cost_micros=cost)

    def _input(self, request: DrawRequest, shown: tuple[str, ...]) -> _Input:
        entry = self._entry
        ratio = entry.wire_ratio(request.aspect_ratio)
        if self.model == "nano-banana-2-lite":  # the one model that requires the member
            ratio = ratio or _AUTO
        return _Input(
            prompt=prompt_of(request, entry, shown=len(shown)),
            aspect_ratio=ratio,
            resolution=entry.wire_size(request.resolution) if entry.facts else request.resolution,
            output_format="png" if entry.formats else None,
            image_input=shown if self.model in _AS_INPUT else (),
            image_urls=shown if self.model in _AS_URLS else (),
        )

    def _check_unseen(self, answer: Answer, envelope: Envelope, age: float) -> None:
        """Let a job pass that is not known yet; raise what else stands in place of a job."""
        failure = failure_of(self._upstream, answer, envelope)
        is_unknown = failure is None or "recordinfo is null" in envelope.text.lower()
        if not is_unknown and failure is not None:
            failure.billed = Billed.UNKNOWN  # nothing was said of the job
            raise failure
        if age > UNSEEN_SECONDS:
            raise NoPicture(
                f"{self._upstream.provider} does not know the job any more, so its picture is gone.",
                billed=Billed.UNKNOWN,
            )

    def _raise_failure(self, record: _Record) -> None:
        """The job ended. Failed jobs are said to be free, not with certainty."""
        words = record.fail_msg or ""
        meant = meaning(self._upstream, record.fail_code or 0, words)
        error = job_error(self._upstream.provider, meant, self._upstream.redacted_without_prompt(words))
        error.billed = Billed.NO if record.credits_consumed == 0 else Billed.UNKNOWN
        raise error

    def _url_in(self, record: _Record) -> str:
        result = record.result_json
        try:
            found = msgspec.json.decode(result) if isinstance(result, str) else result
        except msgspec.DecodeError:
            found = None
        match found:
            case {"resultUrls": [str(url), *_]} | {"resultUrls": str(url)}:
                return url
        raise NoPicture(f"{self._upstream.provider} finished the job without a picture.")
