"""The scene: every artist of a figure with what it is for, and the words around its panels."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.ticker import FixedFormatter, FixedLocator

from pb_adapters.drawing.plots.frames.model import FramePanel, FrameReference
from pb_adapters.drawing.plots.layout.axis_views import View
from pb_adapters.drawing.plots.layout.legends import DrawnEntry
from pb_adapters.drawing.plots.layout.margins import LEADER, Content, Layout, PanelPlace, note_text
from pb_adapters.drawing.plots.marks.item_readback import Painted
from pb_adapters.drawing.plots.page import AXIS_WEIGHT, LINES, is_formula, points, words
from pb_adapters.drawing.plots.style import RIGHT_COLOR, Key, PlotStyle
from pb_adapters.drawing.shared import text_metrics
from pb_adapters.drawing.shared.palettes import INK, PAPER, SOFT_INK, SPINE
from pb_core.domain.plane import Rect
from pb_core.domain.plots.colours import contrast
from pb_core.domain.plots.drawn import TextRole
from pb_core.domain.plots.spec import Format


@dataclass(kw_only=True, slots=True)
class PanelArtists:
    """A panel's artists.

    ``over`` is the stretch beyond a break, on which ``beyond`` repeats what is painted; ``twin`` holds the axes of
    the right axis; ``break_marks`` are the slashes of breaks.
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
    break_marks: list[Line2D] = field(default_factory=list)

    @property
    def every(self) -> Iterator[Axes]:
        """All axes of the panel."""
        yield from (axes for axes in (self.axes, self.over, self.twin) if axes is not None)


@dataclass(kw_only=True, slots=True)
class FigureText:
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
class ReferenceArtists:
    """An annotation's artists: ``line`` is a rule, a band's patch or the leader of a note."""

    reference: FrameReference
    artist: object
    text: Text | None
    panel: int


@dataclass(kw_only=True, slots=True)
class RiskLine:
    """A row of numbers at risk: its name (``wrapped`` as it was written) and the numbers under the ticks."""

    name: Text | None
    wrapped: str
    series: str
    numbers: list[Text]


@dataclass(kw_only=True, slots=True)
class ParallelAxis:
    """The tick labels of one axis of parallel coordinates."""

    texts: list[Text] = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class Scene:
    """A figure under construction, and when finished everything that is needed to read it.

    ``shared_keys`` are those of a legend outside the figure, which tells its series.
    """

    figure: Figure
    content: Content
    layout: Layout
    style: PlotStyle
    panels: list[PanelArtists]
    texts: list[FigureText] = field(default_factory=list)
    legend: list[DrawnEntry] = field(default_factory=list)
    legend_rect: Rect | None = None
    direct: list[DirectLabel] = field(default_factory=list)
    references: list[ReferenceArtists] = field(default_factory=list)
    parallel: list[ParallelAxis] = field(default_factory=list)
    risk: list[RiskLine] = field(default_factory=list)
    bar: Axes | None = None
    legend_format: Format = field(default_factory=Format)
    inset: PanelArtists | None = None
    shared_keys: tuple[Key, ...] | None = None
    repairs: list[str] = field(default_factory=list)

    def add_text(self, role: TextRole, text: Text, panel: int | None = None, which: str = "") -> None:
        """Remember a text."""
        self.texts.append(FigureText(role=role, text=text, panel=panel, which=which))

    def text_of(self, role: TextRole, which: str, panel: int | None = None) -> str:
        """What the text of this role says now; ``""`` when there is none."""
        found = (t.text.get_text() for t in self.texts if (t.role, t.which, t.panel) == (role, which, panel))
        return next(found, "")


_READABLE = 4.6  # contrast of coloured text against the paper


def write_titles(scene: Scene) -> None:
    """Write the titles and draw the colour bar."""
    _titles(scene)
    _headings(scene)
    if scene.content.bar is not None:
        _bar(scene)
    if scene.content.note:
        _note(scene)


def _titles(scene: Scene) -> None:
    layout, theme, figure = scene.layout, scene.content.theme, scene.figure
    centred: dict[str, Any] = {"ha": "center", "va": "center"}
    if layout.title:
        at = (scene.content.theme.margin, layout.title_top)
        text = words(figure, at, layout.title, theme, size=theme.title, bold=True, va="top")
        scene.add_text(TextRole.TITLE, text)
    for which, title, at, angle in (
        ("x", layout.x_title, layout.x_title_at, 0),
        ("y", layout.y_title, layout.y_title_at, 90),
        ("right", layout.right_title, layout.right_title_at, 90),
    ):
        if title:
            color = _side_color(scene, which)
            text = words(figure, at, title, theme, size=theme.label, rotation=angle, color=color, **centred)
            scene.add_text(TextRole.AXIS_TITLE, text, which=which)
    if layout.bar_title:
        text = words(figure, layout.bar_title_at, layout.bar_title, theme, size=theme.label, rotation=90, **centred)
        scene.add_text(TextRole.LEGEND_TITLE, text)


def _note(scene: Scene) -> None:
    """The footnote at the bottom left."""
    theme, page = scene.content.theme, scene.content.page
    at = (theme.margin, page.height - theme.margin)
    text = words(scene.figure, at, note_text(scene.content), theme, color=SOFT_INK, va="bottom")
    scene.add_text(TextRole.NOTE, text)


def _side_color(scene: Scene, which: str) -> str:
    """Beside a second value axis, each takes the colour of its one series, so that readers see what belongs to it."""
    own = [axes for panel in scene.panels if (axes := panel.twin if which == "right" else panel.axes) is not None]
    if scene.content.right is None or which == "x":
        return INK
    painted = [p.layer for panel in scene.panels for axes, p in panel.painted if axes in own]
    layers = [layer for panel in scene.panels for layer in panel.frame.layers if layer.layer in painted]
    names = {name for layer in layers for name in layer.series}
    if (scene.style.in_legend and len(names) != 1) or any(any(layer.emphasis) for layer in layers):
        return INK
    plain = RIGHT_COLOR if which == "right" else scene.style.key("").color
    color = readable(scene.style.key(names.pop()).color if scene.style.in_legend else plain)
    for axes in own:
        axes.tick_params(axis="y", labelcolor=color, color=color)
        axes.spines["right" if which == "right" else "left"].set_color(color)
    return color


def readable(color: str) -> str:
    """The colour, darkened until text in it can be read on paper."""
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    while contrast(f"#{red:02x}{green:02x}{blue:02x}", PAPER) < _READABLE:
        red, green, blue = (int(channel * 0.93) for channel in (red, green, blue))
    return f"#{red:02x}{green:02x}{blue:02x}"


def _headings(scene: Scene) -> None:
    theme, columns = scene.content.theme, scene.content.frame.columns
    room = scene.content.page.width * 0.8 / columns
    for index, panel in enumerate(scene.panels):
        rect = panel.place.rect
        if panel.frame.column and (index < columns or not panel.frame.row):
            heading = text_metrics.wrapped(panel.frame.column, theme.label, room, bold=True)
            at = (rect.x + rect.width / 2, rect.y - theme.gap * 0.6)
            text = words(scene.figure, at, heading, theme, size=theme.label, bold=True, ha="center", va="bottom")
            scene.add_text(TextRole.PANEL, text, index, "column")
        if panel.frame.row and index % columns == columns - 1:
            at = (rect.right + theme.gap * 0.5 + theme.label * 0.6, rect.y + rect.height / 2)
            text = words(
                scene.figure, at, panel.frame.row, theme, size=theme.label, bold=True, rotation=270, ha="center",
                va="center",
            )  # fmt: skip
            scene.add_text(TextRole.PANEL, text, index, "row")


def _bar(scene: Scene) -> None:
    rect, side, ramp, theme = scene.layout.bar, scene.layout.colorbar_ticks, scene.style.ramp, scene.content.theme
    if rect is None or side is None or ramp is None:
        return
    wide, high = scene.content.page.width, scene.content.page.height
    axes = scene.figure.add_axes((rect.x / wide, 1 - rect.bottom / high, rect.width / wide, rect.height / high))
    axes.imshow(
        ramp.ramp.colors(np.linspace(0, 1, 512))[:, None, :], origin="lower", aspect="auto",
        extent=(0, 1, ramp.low, ramp.high), interpolation="none",
    )  # fmt: skip
    axes.xaxis.set_visible(False)
    axes.yaxis.tick_right()
    axes.yaxis.set_major_locator(FixedLocator(list(side.labels.at)))
    axes.yaxis.set_major_formatter(FixedFormatter(list(side.labels.texts)))
    axes.yaxis.set_tick_params(length=theme.tick, width=AXIS_WEIGHT * theme.scale, color=SPINE, pad=theme.gap * 0.6)
    for label in axes.yaxis.get_ticklabels():
        label.set(fontsize=theme.text, color=INK, parse_math=is_formula(label.get_text(), theme), linespacing=LINES)
    for spine in axes.spines.values():
        spine.set_visible(False)
    scene.bar = axes
    scene.legend_rect = rect


def write_names(scene: Scene) -> None:
    """Write each series' name beside the end of its line, moved apart where ends are close."""
    theme, figure = scene.content.theme, scene.figure
    high = scene.content.page.height
    for index, panel in enumerate(scene.panels):
        rect = panel.place.rect
        ends = _ends(scene, index)
        last = max((x for _, x, _ in ends), default=rect.right)
        for (name, end, y), placed in zip(
            ends, _apart([y for _, _, y in ends], theme.line, rect.y, rect.bottom), strict=True
        ):
            color = scene.style.key(name).color
            x = last + theme.gap
            reach = LEADER * theme.scale
            leader = Line2D(
                [min(end + 2.5 * theme.scale, x), x + reach], [high - y, high - placed], transform=points(figure),
                color=color, linewidth=0.8 * theme.scale, linestyle=scene.style.key(name).linestyle,
            )  # fmt: skip
            figure.add_artist(leader)
            at = (x + reach + theme.gap * 0.6, placed + theme.text * 0.33)
            text = words(figure, at, name, theme, color=readable(color))
            scene.direct.append(DirectLabel(text=text, leader=leader))
            scene.add_text(TextRole.DIRECT, text, index)


def _ends(scene: Scene, index: int) -> list[tuple[str, float, float]]:
    """The last vertex of every series: name and place in points from the top left, from top to bottom."""
    panel, high = scene.panels[index], scene.content.page.height
    ends: dict[str, tuple[float, float]] = {}
    for layer in panel.frame.layers:
        if not layer.mark.type.traits.line or layer.mark.fit or layer.x is None or layer.y is None:
            continue
        for name, x, y in zip(layer.series, layer.x.tolist(), layer.y.tolist(), strict=True):
            if name and x == x and y == y and x >= ends.get(name, (-np.inf, 0.0))[0]:  # noqa: PLR0124 - NaN is not itself
                ends[name] = (x, y)
    to_points = panel.axes.transData + points(scene.figure).inverted()
    placed = [(name, *to_points.transform(end)) for name, end in ends.items()]
    return sorted(((name, x, high - y) for name, x, y in placed), key=lambda end: end[2])


def _apart(ys: list[float], pitch: float, top: float, bottom: float) -> list[float]:
    """Heights at least a pitch apart, as near as can be to those wanted (ascending)."""
    groups: list[list[float]] = []  # each: wanted heights that stand as one block
    for y in ys:
        groups.append([y])
        while len(groups) > 1 and _block(groups[-2], pitch)[1] + pitch > _block(groups[-1], pitch)[0]:
            groups[-2:] = [groups[-2] + groups[-1]]
    placed = [start + i * pitch for group in groups for i, start in enumerate([_block(group, pitch)[0]] * len(group))]
    if placed and placed[0] < top:
        placed = [max(y, top + i * pitch) for i, y in enumerate(placed)]
    if placed and placed[-1] > bottom:
        last = len(placed) - 1
        placed = [min(y, bottom - (last - i) * pitch) for i, y in enumerate(placed)]
    return placed


def _block(wanted: list[float], pitch: float) -> tuple[float, float]:
    """The first and last height of a block whose members stand a pitch apart around what they want."""
    start = sum(y - i * pitch for i, y in enumerate(wanted)) / len(wanted)
    return start, start + (len(wanted) - 1) * pitch
