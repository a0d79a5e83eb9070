"""What has to find room on a sheet, and the places that were found for it."""

from msgspec import Struct

from pb_adapters.plots.frames.model import Frame
from pb_adapters.plots.labels import Labels
from pb_adapters.plots.legends import LegendPlan
from pb_adapters.plots.scales import View
from pb_adapters.plots.sheets import Sheet
from pb_adapters.plots.themes import Theme
from pb_adapters.plots.ticks import Ticks
from pb_core.scene import Rect


class Content(Struct, frozen=True, kw_only=True):
    """What has to find room. ``side`` is where the legend stands: ``top``, ``bottom``, ``right``, or inside (``""``).

    ``ys`` has one view per panel. ``direct`` is the room for names at line ends; ``shape`` is ``plane``,
    ``round`` (radar), ``pie`` or ``parallel``. ``bar`` is the colour bar's view. An axis that no
    layer uses is not shown.
    """

    sheet: Sheet
    theme: Theme
    frame: Frame
    title: str
    x: View
    ys: tuple[View, ...]
    right: View | None = None
    legend: LegendPlan | None = None
    side: str = ""
    direct: float = 0.0
    bar: View | None = None
    shape: str = "plane"
    left_room: float = 0.0
    x_used: bool = True
    y_used: bool = True

    @property
    def rows(self) -> int:
        """The number of rows of panels."""
        return -(-len(self.frame.panels) // self.frame.columns)


class Side(Struct, frozen=True, kw_only=True):
    """The ticks of one axis of one panel and their labels; ``shown`` is false where an outer panel has them."""

    ticks: Ticks
    labels: Labels
    shown: bool = True


class PanelPlace(Struct, frozen=True, kw_only=True):
    """One panel: its rectangle and its axes."""

    rect: Rect
    x: Side
    y: Side
    right: Side | None = None


class Layout(Struct, frozen=True, kw_only=True):
    """The places of everything, in points from the top left.

    ``title`` is the broken title's text and top. ``x_title`` and the others are broken texts, ``..._at`` their
    centres. ``legend`` is its top left corner, ``bar`` the rectangle of the colour bar.
    """

    panels: tuple[PanelPlace, ...]
    title: str
    title_top: float
    x_title: str
    x_title_at: tuple[float, float]
    y_title: str
    y_title_at: tuple[float, float]
    right_title: str
    right_title_at: tuple[float, float]
    legend: tuple[float, float] | None
    bar: Rect | None
    bar_side: Side | None
    bar_title: str = ""
    bar_title_at: tuple[float, float] = (0.0, 0.0)
    repairs: tuple[str, ...] = ()
