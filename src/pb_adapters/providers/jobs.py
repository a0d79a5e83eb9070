"""Pictures painted by a job: submitted once, looked at in the provider's own pace, fetched from a URL."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Protocol

import anyio
from msgspec import Struct

from pb_adapters.providers.painting import check_formats, delivered
from pb_adapters.upstream.downloading import Downloader
from pb_adapters.upstream.limits import Limits
from pb_core.abilities import Ability, priced
from pb_core.errors import BadAnswer, EngineError, NoPicture, OutcomeUnknown
from pb_core.ports.images import DrawReply, DrawRequest, Submission
from pb_core.ports.vlm import Usage


class Pace(Struct, frozen=True, kw_only=True):
    """When a job is looked at, in seconds.

    ``first`` passes between submitting and the first look. ``steps`` are pairs of an age and the pause between looks
    from that age on, in order. No look begins after ``patience``; the job stays known.
    """

    first: float
    steps: tuple[tuple[float, float], ...]
    patience: float = 900.0

    def pause(self, age: float) -> float:
        """How long to wait for the next look at a job of this age."""
        return next((pause for since, pause in reversed(self.steps) if age >= since), self.first)


class Finished(Struct, frozen=True, kw_only=True):
    """A job that succeeded: where its picture is, and what it cost in micros if the provider says."""

    url: str
    cost_micros: int | None = None


class JobDesk(Protocol):
    """How one provider takes jobs."""

    async def submit(self, request: DrawRequest, key: str) -> str:
        """Submit a job and return its id; ``key`` stands for this call and its reissues, and may be empty."""

    async def look(self, job: str, age: float) -> Finished | None:
        """Look once at a job first submitted or asked for ``age`` seconds ago; ``None`` while it is under way.

        Raises:
            EngineError: What is retryable, or no readable answer, says nothing about the job; all else ends it, and
                its ``billed`` is the job's.
        """


class JobPatience(Struct, frozen=True, kw_only=True):
    """How an engine waits: its pace, its clock in seconds, and how it sleeps."""

    pace: Pace
    now: Callable[[], float] = anyio.current_time
    sleep: Callable[[float], Awaitable[None]] = anyio.sleep


class Jobs:
    """Draws by jobs.

    Args:
        provider: How errors name the provider.
        ability: What the model takes and costs.
        downloader: Fetches what was painted.
        limits: How large a picture may be.
        waiting: When jobs are looked at.
    """

    def __init__(
        self, provider: str, ability: Ability, downloader: Downloader, limits: Limits, waiting: JobPatience
    ) -> None:
        self._provider, self._ability, self._limits = provider, ability, limits
        self._downloader, self._waiting = downloader, waiting

    async def draw(self, desk: JobDesk, request: DrawRequest, submission: Submission) -> DrawReply:
        """Paint one picture by one job, whose id is committed before the first look.

        A submission that has a job is never submitted again.

        Raises:
            RequestRejected: Another format than PNG is asked for.
            OutcomeUnknown: The submit's answer was lost, the job is still under way, or its picture's host is away.
            NoPicture: The picture is gone.
            EngineError: Whatever else ended the job.
        """
        check_formats(self._provider, request)
        job, is_new = submission.provider_ref, False
        if job is None:
            job, is_new = await self._submitted(desk, request, submission.key), True
            await submission.submitted(job)
        finished = await self._finished(desk, job, is_new=is_new)
        painted = await delivered(await self._fetched(desk, job, finished), request, self._limits)
        usage = Usage(cost_micros=finished.cost_micros)
        today = datetime.now(UTC).date()
        usage = priced(usage, self._ability, pictures=1, size=request.resolution, on=today)
        return DrawReply(pictures=(painted.picture,), usage=usage, original=painted.original, notes=painted.notes)

    async def _fetched(self, desk: JobDesk, job: str, finished: Finished) -> bytes:
        """The original bytes; before they are given up, the job is asked whether they have moved."""
        try:
            found = await self._downloader.fetch(finished.url, self._provider)
        except (NoPicture, OutcomeUnknown):
            elsewhere = await self._moved(desk, job, finished.url)
            if elsewhere is None:
                raise
            found = await self._downloader.fetch(elsewhere, self._provider)
        return found.data

    async def _moved(self, desk: JobDesk, job: str, url: str) -> str | None:
        try:
            again = await desk.look(job, self._waiting.pace.patience)
        except EngineError:
            return None
        return again.url if again is not None and again.url != url else None

    async def _submitted(self, desk: JobDesk, request: DrawRequest, key: str) -> str:
        try:
            return await desk.submit(request, key)
        except BadAnswer as error:
            if type(error) is not BadAnswer:
                raise
            message = f"{self._provider} took a job and its id was lost; it may be billed."
        raise OutcomeUnknown(message)

    async def _finished(self, desk: JobDesk, job: str, *, is_new: bool) -> Finished:
        pace, begun = self._waiting.pace, self._waiting.now()
        pause = pace.first if is_new else 0.0
        while True:
            await self._waiting.sleep(pause)
            age = self._waiting.now() - begun
            pause = pace.pause(age)
            try:
                finished = await desk.look(job, age)
                if finished is not None:
                    return finished
            except EngineError as error:
                if not (error.retryable or type(error) is BadAnswer):
                    raise
                pause = max(pause, error.retry_after or 0.0)
            if age + pause > pace.patience:
                message = f"{self._provider}'s job is still under way after {age:.0f} seconds; it may be billed."
                raise OutcomeUnknown(message)
