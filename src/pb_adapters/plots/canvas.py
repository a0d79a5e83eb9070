"""The figure as a sheet of points: text, lines and measures with the origin at the top left, y downwards."""

from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Bbox, Transform

from pb_adapters.plots.palettes import INK, PAPER
from pb_adapters.plots.sheets import Sheet
from pb_adapters.plots.themes import Theme
from pb_adapters.typefaces.faces import stack
from pb_adapters.typefaces.fonts import is_math
from pb_core.scene import Rect

LINES = "normal"  # the typeface's own spacing, 1.2 type sizes, with equal baselines whatever the letters
_HALF = 0.01  # pixels added so that truncation keeps the exact size


def new_figure(sheet: Sheet) -> Figure:
    """An empty figure of the sheet's size."""
    wide, high = ((pixels + _HALF) / sheet.dpi for pixels in sheet.pixels)
    figure = Figure(figsize=(wide, high), dpi=sheet.dpi, facecolor=PAPER)
    FigureCanvasAgg(figure)
    return figure


def renderer_of(figure: Figure) -> RendererAgg:
    """The renderer that measures and draws."""
    canvas = figure.canvas
    assert isinstance(canvas, FigureCanvasAgg)  # noqa: S101 - new_figure made it
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
    return theme.mathematics and is_math(text)


def rect_of(box: Bbox, figure: Figure) -> Rect:
    """A box in pixels as a rectangle in points from the top left."""
    scale = 72 / figure.dpi
    high = figure.get_figheight() * 72
    return Rect(box.x0 * scale, high - box.y1 * scale, box.width * scale, box.height * scale)


def text_rect(text: Text, figure: Figure) -> Rect:
    """The rectangle that a text takes."""
    return rect_of(text.get_window_extent(renderer_of(figure)), figure)
