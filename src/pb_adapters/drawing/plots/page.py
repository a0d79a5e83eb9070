"""The page of a figure: its medium, its size in points and pixels, and text and measures on it, y downwards."""

from fractions import Fraction
from typing import Any

import msgspec
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Bbox, Transform
from msgspec import Struct

from pb_adapters.drawing.plots.frames.model import Frame, FrameLayer
from pb_adapters.drawing.shared.encoding import Page
from pb_adapters.drawing.shared.palettes import INK
from pb_adapters.drawing.shared.text_metrics import is_mathtext
from pb_adapters.drawing.shared.typefaces import stack
from pb_core.domain.pictures import PrintSize
from pb_core.domain.plane import Rect
from pb_core.domain.plots.spec import Facet, Medium, PlotSpec, Projection
from pb_core.domain.plots.styling import PlotStyling
from pb_core.domain.print_styling import Theme as DrawnFor
from pb_core.ports.plots import PlotFrame

_MM = 72 / 25.4


class Theme(Struct, frozen=True, kw_only=True):
    """Sizes of one medium: ``text`` is the smallest type that it uses, ``label`` that of axis titles and headings.

    ``title`` is that of the figure's own title. ``scale`` multiplies line weights and gaps. ``mathematics`` says that
    text between dollar signs is set as a formula.
    """

    width: float
    text: float
    label: float
    title: float
    scale: float
    mathematics: bool = False

    @property
    def line(self) -> float:
        """The pitch of lines of text."""
        return self.text * 1.2

    @property
    def gap(self) -> float:
        """The room between neighbouring texts."""
        return 3.5 * self.scale

    @property
    def tick(self) -> float:
        """The length of a tick."""
        return 2.5 * self.scale

    @property
    def margin(self) -> float:
        """The room between the outermost text and the edge of the figure."""
        return 3.0 * self.scale


THEMES = {
    Medium.SINGLE: Theme(width=89 * _MM, text=7.0, label=7.5, title=8.5, scale=1.0),
    Medium.DOUBLE: Theme(width=183 * _MM, text=7.0, label=7.5, title=9.0, scale=1.0),
    Medium.SLIDES: Theme(width=254 * _MM, text=18.0, label=19.0, title=22.0, scale=2.25),
}


_IEEE = 8.0  # points: one size for all text of a figure


def theme_of(medium: Medium, styling: PlotStyling) -> Theme:
    """The sizes of a medium, as wide and in such type as the caller fixes."""
    theme = THEMES[medium]
    if styling.theme is DrawnFor.IEEE and medium is not Medium.SLIDES:
        theme = msgspec.structs.replace(theme, text=_IEEE, label=_IEEE, title=_IEEE)
    width = styling.millimetres
    return theme if width is None else msgspec.structs.replace(theme, width=width * _MM)


_BASE = 7.5  # points: the text that strokes and gaps are drawn for


def theme_in(frame: PlotFrame) -> Theme:
    """The sizes of a plot in a sheet: all type but the title as the sheet's, strokes and gaps in proportion."""
    text, scale = frame.text, frame.text / _BASE
    return Theme(width=frame.size.width, text=text, label=text, title=1.15 * text, scale=scale)


LONG_SIDE = 2000  # pixels: more than 570 dots per inch across one column
EXTREMES = (Fraction(1, 5), Fraction(5, 1))
"""Ratios beyond which a plot is not legible."""

_FLAT, _TALL = Fraction(5, 2), Fraction(1, 3)  # heights by content stay between these ratios


def page_of(theme: Theme, ratio: Fraction | None, natural: float) -> Page:
    """The page of this medium: by ratio, else of about the ``natural`` height in points."""
    if ratio is None:
        shape = Fraction(theme.width / natural).limit_denominator(400)
        return _page(theme.width, min(max(shape, _TALL), _FLAT))
    return _page(theme.width, ratio)


def sized_page(size: PrintSize, natural: float) -> Page:
    """The page of a print size, where that leaves it free of about the ``natural`` height in points."""
    height = size.height
    if height is None:
        height = min(max(natural, size.width / float(_FLAT)), size.width / float(_TALL))
    return Page(width=size.width, height=height, pixels=size.pixels(height))


def _page(width: float, ratio: Fraction) -> Page:
    longest = max(ratio.numerator, ratio.denominator)
    times = Fraction(max(round(LONG_SIDE / longest), 1)) if longest <= 2 * LONG_SIDE else Fraction(LONG_SIDE, longest)
    pixels = (max(round(ratio.numerator * times), 1), max(round(ratio.denominator * times), 1))
    return Page(width=width, height=width / float(ratio), pixels=pixels)


def natural_height(spec: PlotSpec, frame: Frame, theme: Theme, words: float) -> float:
    """The height in points that suits the content; ``words`` is the height of titles, axis titles and legend."""
    rows = -(-len(frame.panels) // frame.columns)
    each = (theme.width * 0.82 - 30 * theme.scale) / frame.columns
    return words + rows * (_panel_height(spec, frame, theme, each) + (theme.line if spec.facet else 0.0))


def _panel_height(spec: PlotSpec, frame: Frame, theme: Theme, width: float) -> float:
    layers = [layer for panel in frame.panels for layer in panel.layers]
    if spec.projection is Projection.RADAR or any(layer.mark.type.traits.angular for layer in layers):
        return min(width, 190 * theme.scale)
    if frame.x.discrete and frame.y.discrete:
        return _cells(frame, theme, width)
    if frame.y.discrete:
        risen = any(layer.mark.type.traits.rising for layer in layers)
        return (len(frame.y.categories) + risen) * _pitch(layers, theme) + theme.line
    return min(max(width * _steepness(spec.facet, width, theme), 70 * theme.scale), 300 * theme.scale)


def _steepness(facet: Facet | None, width: float, theme: Theme) -> float:
    if facet is not None:
        return 0.85
    return 0.62 if width < 300 * theme.scale else 0.46


def _cells(frame: Frame, theme: Theme, width: float) -> float:
    cell = min(width / max(len(frame.x.categories), 1), 34 * theme.scale)
    least = theme.line * 1.15
    return len(frame.y.categories) * max(cell, least)


def _pitch(layers: list[FrameLayer], theme: Theme) -> float:
    side_by_side = max((layer.offset_count for layer in layers), default=1)
    wide = any(layer.mark.type.traits.distribution and layer.mark.type.traits.dense for layer in layers)
    return max(theme.line * (2.0 if wide else 1.5), side_by_side * theme.text * 0.95)


AXIS_WEIGHT, RULE_WEIGHT = 0.5, 0.4
"""The weights in points of axes with their ticks, and of the rules across the plot."""

LINES = "normal"  # the typeface's own spacing, 1.2 type sizes, with equal baselines whatever the letters


def renderer_of(figure: Figure) -> RendererAgg:
    """The renderer that measures and draws."""
    canvas = figure.canvas
    assert isinstance(canvas, FigureCanvasAgg)  # noqa: S101 - Page.new_figure made it
    renderer: RendererAgg = canvas.get_renderer()  # type: ignore[no-untyped-call]  # matplotlib has not annotated it
    return renderer


def points(figure: Figure) -> Transform:
    """From points with the origin at the bottom left to pixels."""
    return Affine2D().scale(1 / 72) + figure.dpi_scale_trans


def words(
    figure: Figure,
    at: tuple[float, float],
    text: str,
    theme: Theme,
    *,
    size: float | None = None,
    bold: bool = False,
    **style: Any,  # noqa: ANN401 - matplotlib's own text properties
) -> Text:
    """A text anchored ``at`` points from the figure's top left; no character is markup unless formulas are set."""
    settings: dict[str, Any] = {"color": INK, "va": "baseline", "ha": "left", "linespacing": LINES} | style
    high = figure.get_figheight() * 72
    family = list(stack(bold=bold))
    settings |= {"parse_math": is_formula(text, theme), "fontsize": size or theme.text, "fontfamily": family}
    artist = Text(at[0], high - at[1], text, transform=points(figure), **settings)
    figure.add_artist(artist)
    return artist


def is_formula(text: str, theme: Theme) -> bool:
    """Whether a text holds a formula that is to be set."""
    return theme.mathematics and is_mathtext(text)


def rect_of(box: Bbox, figure: Figure) -> Rect:
    """A box in pixels as a rectangle in points from the top left."""
    scale = 72 / figure.dpi
    high = figure.get_figheight() * 72
    return Rect(box.x0 * scale, high - box.y1 * scale, box.width * scale, box.height * scale)


def text_rect(text: Text, figure: Figure) -> Rect:
    """The rectangle that a text takes."""
    return rect_of(text.get_window_extent(renderer_of(figure)), figure)
