"""Port of the engines that draw a plot specification from the caller's data."""

from typing import Protocol, runtime_checkable

from msgspec import Struct

from pb_core.domain.pictures import Picture, PrintSize
from pb_core.domain.plane import Margins
from pb_core.domain.plots.drawn import DrawnKey, DrawnPlot, Expected
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.styling import PlotStyling
from pb_core.domain.tables.table import Table


class PlotFrame(Struct, frozen=True, kw_only=True):
    """The place of a plot in a sheet of several figures.

    The plot is drawn exactly as large as ``size`` says (a height of ``None``: as its content needs), its type but for
    titles and headings at ``text`` points. ``margins`` are at least kept between the area of its axes, all panels
    together, and the edges of the picture; labels that need more get it. ``series`` are the names of all series of the
    sheet: each takes the look of its place there. ``legend`` are the keys of a legend that the sheet shows: the plot
    then has no legend of its own, and its items are read back by those keys. Unless ``direct``, names stand at the
    ends of lines only where the spec asks for that.
    """

    size: PrintSize
    text: float = 7.5
    margins: Margins = Margins()
    series: tuple[str, ...] = ()
    legend: tuple[DrawnKey, ...] = ()
    direct: bool = True


class PlotRequest(Struct, frozen=True, kw_only=True):
    """One plot: ``aspect_ratio`` is ``W:H``, ``auto`` or ``None`` (by content); ``formats`` of png, svg, pdf.

    ``styling`` holds what the caller fixes of its look, whatever the specification says. In a ``frame`` the ratio, the
    medium and the styling do not count. Without formats, nothing but the reading is made.
    """

    spec: PlotSpec
    table: Table
    aspect_ratio: str | None = None
    formats: tuple[str, ...] = ("png",)
    styling: PlotStyling = PlotStyling()
    frame: PlotFrame | None = None


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


class LegendRequest(Struct, frozen=True, kw_only=True):
    """A legend of several plots in rows, at most ``size.width`` points wide; the height is the content's."""

    title: str
    keys: tuple[DrawnKey, ...]
    size: PrintSize
    text: float = 7.5
    formats: tuple[str, ...] = ("png",)


class LegendReply(Struct, frozen=True, kw_only=True):
    """The pictures in the order asked for, their size in points, and the keys read back from the artists."""

    pictures: tuple[Picture, ...]
    width: float
    height: float
    keys: tuple[DrawnKey, ...]


@runtime_checkable
class SheetPlots(Protocol):
    """A plot engine that draws for sheets: plots in a frame, and legends that several of them share."""

    async def draw(self, request: PlotRequest) -> PlotReply:
        """Draw one plot, in its frame if it has one."""

    async def draw_legend(self, request: LegendRequest) -> LegendReply:
        """Draw a legend alone, as wide as its entries need; raises ``CannotDraw``."""
