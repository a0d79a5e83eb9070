"""Port of the engines that draw a plot specification from the caller's data."""

from typing import Protocol

from msgspec import Struct

from pb_core.domain.pictures import Picture
from pb_core.domain.plots.drawn import DrawnPlot, Expected
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.styling import PlotStyling
from pb_core.domain.tables.table import Table


class PlotRequest(Struct, frozen=True, kw_only=True):
    """One plot: ``aspect_ratio`` is ``W:H``, ``auto`` or ``None`` (by content); ``formats`` of png, svg, pdf.

    ``styling`` holds what the caller fixes of its look, whatever the specification says.
    """

    spec: PlotSpec
    table: Table
    aspect_ratio: str | None = None
    formats: tuple[str, ...] = ("png",)
    styling: PlotStyling = PlotStyling()


class PlotReply(Struct, frozen=True, kw_only=True):
    """The pictures in the order asked for, and what their artists show.

    ``computed`` are the numbers that the engine computed before it drew them. With them a wrong statistic, which is a
    fault of ours, can be told from a wrong drawing; an engine that leaves them out is held to what it drew.
    """

    pictures: tuple[Picture, ...]
    drawn: DrawnPlot
    computed: Expected | None = None


class PlotEngine(Protocol):
    """An engine that draws the data itself.

    Duties: every value drawn is computed from ``table`` by the spec's transforms as ``pb_core.domain.plots.transforms``
    defines them; ``drawn`` is read from the finished artists, never from the request; ``domain.plots.proof`` finds
    both equal. Every format shows the same scene. The aspect ratio is exact in pixels. No text of the data is
    interpreted as markup or mathematics unless the spec says so. ``draw`` returns every format or raises:
    ``InvalidSpec`` for a spec that the table does not support, ``CannotDraw`` for one that cannot be drawn legibly,
    ``EngineUnavailable`` when the drawing process died. Equal requests give equal bytes. Work does not run on the
    event loop. Cancellation leaves no task, process or file behind. Safe to call concurrently.
    """

    @property
    def provider(self) -> str:
        """The engine's name; it stands in every step record."""

    @property
    def model(self) -> str:
        """The engine's version."""

    async def draw(self, request: PlotRequest) -> PlotReply:
        """Draw one plot in every format asked for."""
