"""PanelArt: the axes of a panel and what is painted on them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from pb_adapters.plots.content import PanelPlace
from pb_adapters.plots.frames.model import FramePanel
from pb_adapters.plots.marks.painted import Painted
from pb_adapters.plots.scales import View


@dataclass(kw_only=True, slots=True)
class PanelArt:
    """A panel's artists.

    ``over`` is the stretch beyond a break, on which ``beyond`` repeats what is painted; ``twin`` holds the axes of
    the right axis; ``signs`` are the slashes of breaks.
    """

    frame: FramePanel
    place: PanelPlace
    x: View
    y: View
    right: View | None
    axes: Axes
    over: Axes | None = None
    twin: Axes | None = None
    painted: list[tuple[Axes, Painted]] = field(default_factory=list)
    beyond: list[Painted] = field(default_factory=list)
    signs: list[Line2D] = field(default_factory=list)

    @property
    def every(self) -> Iterator[Axes]:
        """All axes of the panel."""
        yield from (axes for axes in (self.axes, self.over, self.twin) if axes is not None)
