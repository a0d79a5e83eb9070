"""What every image engine of a provider does around its call: prompt, proof, size and margins; and drawing by jobs."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Protocol

import anyio
from msgspec import Struct
from msgspec.structs import replace

from pb_adapters.upstream.downloader import Downloader
from pb_adapters.upstream.guard import Limits
from pb_adapters.upstream.pictures import ImageHeader, as_png, fits_ratio, pad_to_ratio, read_header
from pb_core.application.model_catalog import ModelEntry, ModelKind, default_model, find_model, priced, ratio_value
from pb_core.domain.billing import Usage
from pb_core.domain.diagrams.spec import DiagramSpec
from pb_core.domain.pictures import Picture
from pb_core.errors import BadAnswer, EngineError, NoPicture, OutcomeUnknown, RequestRejected
from pb_core.ports.images import DrawReply, DrawRequest, Submission

FORMATS = ("png",)
"""What painters deliver."""

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


def ability_of(provider: str, model: str) -> ModelEntry:
    """What a model takes: as the table has it, or, for a model that it does not know, as the provider's default does.

    Such a model has no price.
    """
    known = find_model(provider, model)
    if known is not None:
        return known
    usual = find_model(provider, default_model(provider) or "")
    if usual is None:
        return ModelEntry(provider=provider, model=model, kind=ModelKind.IMAGE)
    sizes = tuple(replace(size, micros=None) for size in usual.sizes)
    return replace(usual, model=model, default=False, sizes=sizes, token_prices=(), image_micros=None, facts=())


def prompt_of(request: DrawRequest) -> str:
    """What a painter is told: the description, the words to spell, and the caption to leave out."""
    parts = [request.description.strip()]
    words = _words(request.spec)
    if words:
        parts.append("Words in the figure, spelled exactly so: " + "; ".join(words) + ".")
    if request.caption:
        parts.append(f"Under the figure will stand the caption “{request.caption}”. Leave it out of the picture.")
    return "\n\n".join(parts)


def check_formats(provider: str, request: DrawRequest) -> None:
    """Raise ``RequestRejected`` before anything is asked for that a painter cannot deliver."""
    others = [name for name in request.formats if name not in FORMATS]
    if others:
        raise RequestRejected(f"{provider} paints PNG only, not {' or '.join(others)}.")


async def delivered(data: bytes, request: DrawRequest, limits: Limits) -> Delivered:
    """The provider's bytes as a PNG that is proved whole and has the ratio asked for.

    Another ratio is mended with margins, never by stretching; another size is only noted.

    Raises:
        UnreadablePicture: The bytes are damaged, of no known format or past a limit.
    """
    told = read_header(data, limits)
    png = await as_png(data, limits)
    painted = read_header(png, limits)  # upright, which the first measure need not be
    notes = _size_note(painted, request.resolution)
    ratio = request.aspect_ratio
    if ratio and ratio_value(ratio) and not fits_ratio(painted, ratio):
        png = await pad_to_ratio(png, ratio, limits)
        notes += (f"The model painted {_pixels(painted)}, not the ratio {ratio}: margins were added.",)
    final = read_header(png, limits)
    original = None if png is data else _picture(data, told)
    return Delivered(picture=_picture(png, final), original=original, notes=notes)


def _picture(data: bytes, measured: ImageHeader) -> Picture:
    return Picture(
        format=measured.media_type.removeprefix("image/"),
        media_type=measured.media_type,
        data=data,
        width=measured.width,
        height=measured.height,
    )


def _words(spec: DiagramSpec) -> list[str]:
    """Every label once, in reading order."""
    labels = [spec.title, *(group.title for group in spec.groups)]
    for element in spec.elements:
        labels += [element.label, element.detail]
    labels += [connection.label for connection in spec.connections]
    return list(dict.fromkeys(label for label in labels if label))


def _size_note(painted: ImageHeader, resolution: str | None) -> tuple[str, ...]:
    wanted = LONG_SIDES.get(resolution or "")
    side = (painted.width * painted.height) ** 0.5
    if wanted is None or abs(side / wanted - 1) <= SIZE_TOLERANCE:
        return ()
    return (f"The model painted {_pixels(painted)}, not the resolution {resolution}.",)


def _pixels(measured: ImageHeader) -> str:
    return f"{measured.width} × {measured.height} pixels"


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


class JobApi(Protocol):
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
        self, provider: str, entry: ModelEntry, downloader: Downloader, limits: Limits, waiting: JobPatience
    ) -> None:
        self._provider, self._entry, self._limits = provider, entry, limits
        self._downloader, self._waiting = downloader, waiting

    async def draw(self, api: JobApi, request: DrawRequest, submission: Submission) -> DrawReply:
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
            job, is_new = await self._submitted(api, request, submission.key), True
            await submission.submitted(job)
        finished = await self._finished(api, job, is_new=is_new)
        painted = await delivered(await self._fetched(api, job, finished), request, self._limits)
        usage = Usage(cost_micros=finished.cost_micros)
        today = datetime.now(UTC).date()
        usage = priced(usage, self._entry, pictures=1, size=request.resolution, on=today)
        return DrawReply(pictures=(painted.picture,), usage=usage, original=painted.original, notes=painted.notes)

    async def _fetched(self, api: JobApi, job: str, finished: Finished) -> bytes:
        """The original bytes; before they are given up, the job is asked whether they have moved."""
        try:
            found = await self._downloader.fetch(finished.url, self._provider)
        except (NoPicture, OutcomeUnknown):
            elsewhere = await self._moved(api, job, finished.url)
            if elsewhere is None:
                raise
            found = await self._downloader.fetch(elsewhere, self._provider)
        return found.data

    async def _moved(self, api: JobApi, job: str, url: str) -> str | None:
        try:
            again = await api.look(job, self._waiting.pace.patience)
        except EngineError:
            return None
        return again.url if again is not None and again.url != url else None

    async def _submitted(self, api: JobApi, request: DrawRequest, key: str) -> str:
        try:
            return await api.submit(request, key)
        except BadAnswer as error:
            if type(error) is not BadAnswer:
                raise
            message = f"{self._provider} took a job and its id was lost; it may be billed."
        raise OutcomeUnknown(message)

    async def _finished(self, api: JobApi, job: str, *, is_new: bool) -> Finished:
        pace, begun = self._waiting.pace, self._waiting.now()
        pause = pace.first if is_new else 0.0
        while True:
            await self._waiting.sleep(pause)
            age = self._waiting.now() - begun
            pause = pace.pause(age)
            try:
                finished = await api.look(job, age)
                if finished is not None:
                    return finished
            except EngineError as error:
                if not (error.retryable or type(error) is BadAnswer):
                    raise
                pause = max(pause, error.retry_after or 0.0)
            if age + pause > pace.patience:
                raise OutcomeUnknown(
                    f"{self._provider}'s job is still under way after {age:.0f} seconds; it may be billed."
                )
