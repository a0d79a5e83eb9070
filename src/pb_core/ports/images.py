"""Port of the engines that turn a plan into a picture."""

from typing import Protocol, runtime_checkable

from msgspec import Struct

from pb_core.domain.billing import Usage
from pb_core.domain.diagrams.scene import DrawnScene
from pb_core.domain.diagrams.spec import DiagramSpec, Styling
from pb_core.domain.pictures import Picture, PrintSize

PORT_VERSION = 2
"""Rises when adapters that kept every duty before no longer do."""


class ImageCapabilities(Struct, frozen=True, kw_only=True):
    """What an engine can do.

    ``formats`` starts with ``png``, and every drawing is delivered in all of them; ``exports`` are those beside them,
    for people to edit, that it writes where they are asked for. ``resolutions`` empty means it takes none; ``typesets``
    says that it sets text in the installed typefaces, so that a script which these lack cannot be drawn. ``label_size``
    is the type size in points of labels in drawings of a print size of the caller's choice (``DrawRequest.size``);
    ``None``: it makes none.
    """

    formats: tuple[str, ...] = ("png",)
    exports: tuple[str, ...] = ()
    resolutions: tuple[str, ...] = ()
    typesets: bool = False
    label_size: float | None = None

    @property
    def paints(self) -> bool:
        """Whether a model paints the picture: it is told ratio and resolution, and its text may be wrong."""
        return not self.typesets


class Illustration(Struct, frozen=True, kw_only=True):
    """A painted pictogram of one element: a PNG on a transparent ground."""

    element: str
    picture: bytes


class DrawRequest(Struct, frozen=True, kw_only=True):
    """One drawing job.

    ``description`` is the styled prose for models that paint, ``spec`` and ``styling`` the same plan
    typed. ``aspect_ratio`` is ``W:H``, ``auto`` or ``None`` (the engine's default layout);
    ``resolution`` is ``1K``, ``2K``, ``4K`` (a long side of 1024, 2048, 4096 pixels; models that paint make a square
    of that side, or a longer picture of as many pixels) or ``None``. ``size`` is for engines with a ``label_size``:
    the drawing is laid out for exactly that size in print; ratio and resolution do not count then. ``corrections`` are
    what a critic saw wrong in earlier paintings of this plan, ``exemplars`` names of our reference figures whose manner
    may be shown; both are for models that paint. ``verbatim`` says that the description is the whole prompt, and no
    figure of the plan is asked for. ``illustrations`` are pictograms that stand for the engine's own, for engines that
    set text.
    """

    spec: DiagramSpec
    description: str
    styling: Styling
    caption: str = ""
    aspect_ratio: str | None = None
    resolution: str | None = None
    formats: tuple[str, ...] = ("png",)
    size: PrintSize | None = None
    corrections: tuple[str, ...] = ()
    exemplars: tuple[str, ...] = ()
    verbatim: bool = False
    illustrations: tuple[Illustration, ...] = ()


class DrawReply(Struct, frozen=True, kw_only=True):
    """The pictures in the order asked for, and the read-back geometry where the engine knows it.

    ``original`` is the picture as the provider sent it where the delivered one was made of it; ``notes`` say in one
    sentence each how what was delivered differs from what was asked for or sent.
    """

    pictures: tuple[Picture, ...]
    scene: DrawnScene | None = None
    usage: Usage = Usage()
    original: Picture | None = None
    notes: tuple[str, ...] = ()


class Submission(Protocol):
    """Memory of a job at a submit-and-poll provider, kept across crashes."""

    @property
    def provider_ref(self) -> str | None:
        """The job id of an earlier attempt of this same step, or ``None``."""

    @property
    def key(self) -> str:
        """A name for idempotent submits, of at most 80 visible ASCII characters; empty where there is none.

        It is the same for every repetition of one call, crashes included, and another for every other call, also for
        the same request in another task or for another candidate of one figure, and for a new try after one that
        failed.
        """

    async def submitted(self, provider_ref: str) -> None:
        """Commit the job id; returns once it is durable. Call it before the first poll."""


class ImageEngine(Protocol):
    """An engine that draws or paints.

    Duties: ``draw`` returns every format asked for, whole files of the ratio asked for, or raises; a
    placeholder is never returned, and nothing is stretched: a painting of another ratio gets margins. A
    submit-and-poll engine commits its job id through ``submission`` before the first poll and, when
    ``submission.provider_ref`` is set, polls that job instead of submitting; a call submits at most
    once and errors while polling do not end the job. Errors as for ``VlmEngine``; an answer without
    a picture raises ``NoPicture``, a picture that cannot be read ``UnreadablePicture``, a plan that
    cannot be drawn ``CannotDraw``. Cancellation leaves no task,
    process or temporary file behind. CPU work does not run on the event loop. Safe to call
    concurrently.
    """

    @property
    def provider(self) -> str:
        """The engine's name as settings spell it, for example ``vector`` or ``kie_imagen``."""

    @property
    def model(self) -> str:
        """The model's name; it stands in every step record."""

    @property
    def capabilities(self) -> ImageCapabilities:
        """What this engine can do."""

    async def draw(self, request: DrawRequest, submission: Submission) -> DrawReply:
        """Draw one picture in every format asked for."""


@runtime_checkable
class Sparing(Protocol):
    """An engine that can draw without what it would buy for the drawing, such as painted pictograms."""

    @property
    def unpaid(self) -> ImageEngine:
        """The same engine, which buys nothing."""


def unpaid(engine: ImageEngine) -> ImageEngine | None:
    """What draws where a spending cap forbids what this engine would buy; ``None`` where that is the drawing itself."""
    return engine.unpaid if isinstance(engine, Sparing) else None
