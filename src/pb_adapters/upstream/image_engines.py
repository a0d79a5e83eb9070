"""What every image engine of a provider does around its call: prompt, checks, size and margins; and drawing by jobs."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import anyio
import anyio.to_thread
from msgspec import Struct
from msgspec.structs import replace

from pb_adapters.upstream.downloader import Downloader
from pb_adapters.upstream.exchange import Upstream
from pb_adapters.upstream.guard import Limits
from pb_adapters.upstream.pictures import ImageHeader, as_png, fits_ratio, pad_to_ratio, read_header
from pb_core.application.exemplars import picture_of
from pb_core.application.model_catalog import (
    ModelEntry,
    ModelKind,
    default_model,
    find_model,
    image_bound,
    priced,
    ratio_value,
)
from pb_core.domain.billing import Usage
from pb_core.domain.diagrams.painter_prompt import painter_prompt
from pb_core.domain.pictures import Picture
from pb_core.errors import (
    BadAnswer,
    EngineError,
    EngineUnavailable,
    JobFailed,
    NoPicture,
    OutcomeUnknown,
    RequestRejected,
)
from pb_core.ports.images import DrawReply, DrawRequest, ImageCapabilities, Submission
from pb_core.ports.vlm import ImagePart

FORMATS = ("png",)
"""What image models deliver."""

LONG_SIDES = {"0.5K": 512, "1K": 1024, "2K": 2048, "4K": 4096}
SIZE_TOLERANCE = 0.25
"""How far the side of a square of the same area may be from the resolution: models round and trade width for height."""


class Delivered(Struct, frozen=True, kw_only=True):
    """A picture as it is delivered.

    ``original`` are the provider's own bytes where the delivered PNG is another encoding; ``notes`` say in a sentence
    each how the painting differed from what was asked for.
    """

    picture: Picture
    original: Picture | None = None
    notes: tuple[str, ...] = ()


def known_entry(provider: str, model: str) -> ModelEntry:
    """What a model takes as the catalog has it; nothing for a model that it does not know."""
    return find_model(provider, model) or ModelEntry(provider=provider, model=model, kind=ModelKind.IMAGE)


def assumed_entry(provider: str, model: str) -> ModelEntry:
    """What a model takes as the catalog has it; one that it does not know takes what the provider's default does.

    Such a model has no price.
    """
    usual = find_model(provider, default_model(provider) or "")
    if find_model(provider, model) is not None or usual is None:
        return known_entry(provider, model)
    sizes = tuple(replace(size, micros=None) for size in usual.sizes)
    return replace(usual, model=model, default=False, sizes=sizes, token_prices=(), image_micros=None, facts=())


def prompt_of(request: DrawRequest, entry: ModelEntry | None = None, *, shown: int = 0) -> str:
    """The prompt of an image model, compiled from the plan; ``shown`` reference figures go along.

    Raises:
        RequestRejected: the plan alone is longer than the model reads; prose about the look is cut before.
    """
    longest = entry.prompt_characters if entry else None
    if request.verbatim:
        return request.description
    prompt = painter_prompt(
        request.spec,
        request.styling,
        ratio=request.aspect_ratio,
        atmosphere=request.description,
        corrections=request.corrections,
        shown=shown,
        longest=longest,
    )
    if entry is not None and longest is not None and len(prompt) > longest:
        raise RequestRejected(
            f"The plan takes {len(prompt)} characters, and {entry.model} reads {longest}: choose another image model, "
            "or let the vector engine draw it."
        )
    return prompt


async def references_of(request: DrawRequest, entry: ModelEntry) -> tuple[ImagePart, ...]:
    """Reference figures to show to a model that takes pictures beside its prompt."""
    names = request.exemplars[: entry.references or 0]
    pictures = [await anyio.to_thread.run_sync(picture_of, name) for name in names]
    return tuple(ImagePart(media_type="image/png", data=data) for data in pictures)


def check_formats(provider: str, request: DrawRequest) -> None:
    """Raise ``RequestRejected`` before anything is asked for that an image model cannot deliver."""
    others = [name for name in request.formats if name not in FORMATS]
    if others:
        raise RequestRejected(f"{provider} paints PNG only, not {' or '.join(others)}.")


async def delivered(data: bytes, request: DrawRequest, limits: Limits) -> Delivered:
    """The provider's bytes as a PNG that has been decoded whole and has the ratio asked for.

    Another ratio is mended with margins, never by stretching; another size is only noted.

    Raises:
        UnreadablePicture: The bytes are damaged, of no known format or past a limit.
    """
    sent = read_header(data, limits)
    png = await as_png(data, limits)
    painted = read_header(png, limits)  # upright, which the first header need not be
    notes = _size_note(painted, request.resolution)
    ratio = request.aspect_ratio
    if ratio and ratio_value(ratio) and not fits_ratio(painted, ratio):
        png = await pad_to_ratio(png, ratio, limits)
        notes += (f"The model painted {_pixels(painted)}, not the ratio {ratio}: margins were added.",)
    final = read_header(png, limits)
    original = None if png is data else _picture(data, sent)
    return Delivered(picture=_picture(png, final), original=original, notes=notes)


def _picture(data: bytes, measured: ImageHeader) -> Picture:
    return Picture(
        format=measured.media_type.removeprefix("image/"),
        media_type=measured.media_type,
        data=data,
        width=measured.width,
        height=measured.height,
    )


def _size_note(painted: ImageHeader, resolution: str | None) -> tuple[str, ...]:
    wanted = LONG_SIDES.get(resolution or "")
    side = (painted.width * painted.height) ** 0.5
    if wanted is None or abs(side / wanted - 1) <= SIZE_TOLERANCE:
        return ()
    return (f"The model painted {_pixels(painted)}, not the resolution {resolution}.",)


def _pixels(measured: ImageHeader) -> str:
    return f"{measured.width} × {measured.height} pixels"


class RemoteImages:
    """Base of the engines that have a picture painted by a provider's model; a subclass names the provider and draws.

    Args:
        upstream: The provider's host with a key.
        model: The model's name as the provider spells it.
        limits: How long a call may take and how large a picture may be.
    """

    provider: str

    def __init__(self, upstream: Upstream, model: str, limits: Limits | None = None) -> None:
        self.model = model
        self._upstream = upstream
        self._limits = limits or Limits()
        self._entry = self._catalog_entry()

    @property
    def capabilities(self) -> ImageCapabilities:
        """PNG, in the resolutions of the model."""
        return ImageCapabilities(formats=FORMATS, resolutions=self._entry.resolutions)

    def estimate(self, request: DrawRequest) -> int:
        """What the picture costs at most, in millionths of a US dollar."""
        return image_bound(self.provider, self.model, request)

    def _catalog_entry(self) -> ModelEntry:
        return assumed_entry(self.provider, self.model)

    async def _reply(self, data: bytes, request: DrawRequest, usage: Usage) -> DrawReply:
        """The provider's bytes as they are delivered, at the cost that it reports, else at the catalog's of today."""
        painted = await delivered(data, request, self._limits)
        today = datetime.now(UTC).date()
        usage = priced(usage, self._entry, pictures=1, size=request.resolution, on=today)
        return DrawReply(pictures=(painted.picture,), usage=usage, original=painted.original, notes=painted.notes)


def job_error(provider: str, meant: EngineError | None, words: str) -> EngineError:
    """The error of a job that failed: what its code and words mean, the provider's own fault where they say no more.

    The job is over, so asking for it again cannot help.
    """
    if meant is None:
        return JobFailed(f"{provider} could not paint: {words or 'it says no more.'}")
    if isinstance(meant, EngineUnavailable):
        return JobFailed(str(meant))
    meant.retryable = False
    return meant


class Pace(Struct, frozen=True, kw_only=True):
    """When a job is polled, in seconds.

    ``first`` passes between submitting and the first poll. ``steps`` are pairs of an age and the pause between polls
    from that age on, in order. No poll begins after ``longest``; the job stays known.
    """

    first: float
    steps: tuple[tuple[float, float], ...]
    longest: float = 900.0

    def pause(self, age: float) -> float:
        """How long to wait for the next poll of a job of this age."""
        return next((pause for since, pause in reversed(self.steps) if age >= since), self.first)


class Polling(Struct, frozen=True, kw_only=True):
    """How an engine waits for jobs: its pace, its clock in seconds, and how it sleeps."""

    pace: Pace
    now: Callable[[], float] = anyio.current_time
    sleep: Callable[[float], Awaitable[None]] = anyio.sleep


class Finished(Struct, frozen=True, kw_only=True):
    """A job that succeeded: where its picture is, and what it cost in micros if the provider says."""

    url: str
    cost_micros: int | None = None


class JobImages(RemoteImages, ABC):
    """Base of the engines that draw by jobs; a subclass says how its provider takes and shows them.

    Args:
        upstream: The provider's host with a key.
        downloader: Fetches what was painted.
        model: The model's name as the provider spells it.
        limits: How large a picture may be, and how long one call may take; a job takes longer.
        polling: When jobs are polled; as the provider advises by default.
    """

    pace: Pace
    """The provider's advice."""

    def __init__(
        self,
        upstream: Upstream,
        downloader: Downloader,
        model: str,
        limits: Limits | None = None,
        *,
        polling: Polling | None = None,
    ) -> None:
        super().__init__(upstream, model, limits)
        self._downloader, self._polling = downloader, polling or Polling(pace=self.pace)

    @abstractmethod
    async def submit(self, request: DrawRequest, key: str) -> str:
        """Submit a job and return its id; ``key`` stands for this call and its reissues, and may be empty."""

    @abstractmethod
    async def poll(self, job: str, age: float) -> Finished | None:
        """Ask once for a job first submitted or asked for ``age`` seconds ago; ``None`` while it is under way.

        Raises:
            EngineError: What is retryable, or no readable answer, says nothing about the job; all else ends it, and
                its ``billed`` is the job's.
        """

    async def draw(self, request: DrawRequest, submission: Submission) -> DrawReply:
        """Paint one picture by one job, whose id is committed before the first poll.

        A submission that has a job is never submitted again.

        Raises:
            RequestRejected: Another format than PNG is asked for.
            OutcomeUnknown: The submit's answer was lost, the job is still under way, or its picture's host is away.
            NoPicture: The picture is gone.
            EngineError: Whatever else ended the job.
        """
        check_formats(self._upstream.provider, request)
        job, is_new = submission.provider_ref, False
        if job is None:
            job, is_new = await self._submitted(request, submission.key), True
            await submission.submitted(job)
        finished = await self._finished(job, is_new=is_new)
        data = await self._fetched(job, finished)
        return await self._reply(data, request, Usage(cost_micros=finished.cost_micros))

    def _catalog_entry(self) -> ModelEntry:
        return known_entry(self.provider, self.model)

    async def _fetched(self, job: str, finished: Finished) -> bytes:
        """The original bytes; before they are given up, the job is asked whether they have moved."""
        provider = self._upstream.provider
        try:
            found = await self._downloader.fetch(finished.url, provider)
        except (NoPicture, OutcomeUnknown):
            elsewhere = await self._moved(job, finished.url)
            if elsewhere is None:
                raise
            found = await self._downloader.fetch(elsewhere, provider)
        return found.data

    async def _moved(self, job: str, url: str) -> str | None:
        try:
            again = await self.poll(job, self._polling.pace.longest)
        except EngineError:
            return None
        return again.url if again is not None and again.url != url else None

    async def _submitted(self, request: DrawRequest, key: str) -> str:
        try:
            return await self.submit(request, key)
        except BadAnswer as error:
            if type(error) is not BadAnswer:
                raise
        raise OutcomeUnknown(f"{self._upstream.provider} took a job and its id was lost; it may be billed.")

    async def _finished(self, job: str, *, is_new: bool) -> Finished:
        pace, begun = self._polling.pace, self._polling.now()
        pause = pace.first if is_new else 0.0
        while True:
            await self._polling.sleep(pause)
            age = self._polling.now() - begun
            pause = pace.pause(age)
            try:
                finished = await self.poll(job, age)
                if finished is not None:
                    return finished
            except EngineError as error:
                if not (error.retryable or type(error) is BadAnswer):
                    raise
                pause = max(pause, error.retry_after or 0.0)
            if age + pause > pace.longest:
                raise OutcomeUnknown(
                    f"{self._upstream.provider}'s job is still under way after {age:.0f} seconds; it may be billed."
                )
