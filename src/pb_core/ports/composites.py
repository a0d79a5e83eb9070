"""Port of the engine that puts finished pictures together as one figure."""

from typing import Protocol

from msgspec import Struct

from pb_core.domain.composites import Arrangement, PanelStyle
from pb_core.domain.panel_grid import PanelSize
from pb_core.domain.pictures import Picture


class PanelSource(Struct, frozen=True):
    """One panel: the same figure in one or several of the formats ``png``, ``jpeg``, ``svg`` and ``pdf``.

    ``size`` is what the panel is arranged by; ``None``: what its pictures say.
    """

    pictures: tuple[Picture, ...]
    size: PanelSize | None = None


class PanelFile(Struct, frozen=True, kw_only=True):
    """What the bytes of a picture are: ``png``, ``jpeg``, ``svg`` or ``pdf``, and the size that it is arranged by."""

    format: str
    size: PanelSize


class CompositeRequest(Struct, frozen=True, kw_only=True):
    """What to put together, how, and as which of ``png``, ``svg`` and ``pdf``.

    An ``arrangement`` of as many panels says where everything stands; then the style does not count.
    """

    panels: tuple[PanelSource, ...]
    style: PanelStyle = PanelStyle()
    formats: tuple[str, ...] = ("png",)
    arrangement: Arrangement | None = None


class Composer(Protocol):
    """An engine that composes figures from panels.

    Duties: ``compose`` returns every format asked for, in that order, or raises. All formats show one
    arrangement (``domain.composites.arrange``, or the request's). A panel that comes in several formats gives each
    composite the one that suits it best: vector formats keep vectors, PNG takes pixels. A panel's size is that of its
    PNG or JPEG, else that of its vectors at 300 pixels an inch; sizes, and the resolution that a PNG states, are read
    from the bytes, not from ``Picture.width``. Pixels keep their full resolution and are converted to sRGB on
    white. The PNG states the arrangement's resolution; vector composites are as large in print as the PNG.

    Limits: the pixels of every panel and of the composite are checked before a pixel is decoded. Bytes are
    untrusted: a panel that refers to something outside itself or holds a script is refused and nothing of it is
    opened, and a codec that crashes fails its one call.

    Errors: ``InvalidRequest`` if the style does not fit the panels or the composite is too large;
    ``UnreadablePanel``, which names the panel, if its bytes cannot be used; ``CannotDraw`` if a label cannot
    be set or a format is not written; ``EngineUnavailable`` if the work died or ran out of its memory or time.

    CPU work does not run on the event loop. Cancellation ends the work and leaves no process at work and no
    file behind. Safe to call concurrently.
    """

    async def compose(self, request: CompositeRequest) -> tuple[Picture, ...]:
        """Compose one figure in every format asked for."""

    async def inspect(self, data: bytes, *, whole: bool = True) -> PanelFile:
        """What the bytes of a picture are that shall become a panel.

        ``whole`` reads it from end to end, else its header alone, which is enough for bytes that were read whole
        before. Raises ``UnreadablePanel`` for what ``compose`` would, and ``EngineUnavailable`` as it does.
        """
