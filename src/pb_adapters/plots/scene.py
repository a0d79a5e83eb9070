"""The scene: every artist of a figure with what it is for, from which the drawing is read back."""

from dataclasses import dataclass, field

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from pb_adapters.plots.content import Content, Layout
from pb_adapters.plots.frames.model import FrameReference
from pb_adapters.plots.legends import DrawnEntry
from pb_adapters.plots.look import Look
from pb_adapters.plots.panelart import PanelArt
from pb_core.plot.drawn import TextRole
from pb_core.plot.grammar import Format
from pb_core.scene import Rect


@dataclass(kw_only=True, slots=True)
class Told:
    """A text of the figure: its role, its panel (``None``: the figure's), its artist, and which of its role it is.

    ``which`` is ``x``, ``y`` or ``right`` of axis titles, ``column`` or ``row`` of panels' headings.
    """

    role: TextRole
    text: Text
    panel: int | None = None
    which: str = ""


@dataclass(kw_only=True, slots=True)
class DirectLabel:
    """A name at a line's end and the short leader in the line's colour before it."""

    text: Text
    leader: Line2D


@dataclass(kw_only=True, slots=True)
class ReferenceArt:
    """An annotation's artists: ``line`` is a rule, a band's patch or the leader of a note."""

    reference: FrameReference
    artist: object
    text: Text | None
    panel: int


@dataclass(kw_only=True, slots=True)
class ParallelAxis:
    """The tick labels of one axis of parallel coordinates."""

    texts: list[Text] = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class Scene:
    """A figure under construction, and when finished everything that is needed to read it."""

    figure: Figure
    content: Content
    layout: Layout
    look: Look
    arts: list[PanelArt]
    told: list[Told] = field(default_factory=list)
    legend: list[DrawnEntry] = field(default_factory=list)
    legend_rect: Rect | None = None
    direct: list[DirectLabel] = field(default_factory=list)
    references: list[ReferenceArt] = field(default_factory=list)
    parallel: list[ParallelAxis] = field(default_factory=list)
    bar: Axes | None = None
    legend_format: Format = field(default_factory=Format)
    inset: PanelArt | None = None
    repairs: list[str] = field(default_factory=list)

    def tell(self, role: TextRole, text: Text, panel: int | None = None, which: str = "") -> None:
        """Remember a text."""
        self.told.append(Told(role=role, text=text, panel=panel, which=which))

    def said(self, role: TextRole, which: str, panel: int | None = None) -> str:
        """What the text of this role says now; ``""`` when there is none."""
        found = (t.text.get_text() for t in self.told if (t.role, t.which, t.panel) == (role, which, panel))
        return next(found, "")
