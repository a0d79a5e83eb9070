"""The sheet a figure is drawn on: its size in points and in pixels, exact in its aspect ratio."""

from fractions import Fraction

from msgspec import Struct

from pb_adapters.plots.frames.model import Frame, FrameLayer
from pb_adapters.plots.themes import Theme
from pb_core.errors import CannotDraw
from pb_core.plot.grammar import Facet, MarkType, PlotSpec, Projection

LONG_SIDE = 2000  # pixels: more than 570 dots per inch across one column
_EXTREMES = (Fraction(1, 5), Fraction(5, 1))
_FLAT, _TALL = Fraction(5, 2), Fraction(1, 3)  # heights by content stay between these ratios


class Sheet(Struct, frozen=True, kw_only=True):
    """Width and height in points at print size, and in pixels."""

    width: float
    height: float
    pixels: tuple[int, int]

    @property
    def dpi(self) -> float:
        """Pixels per inch."""
        return self.pixels[0] / self.width * 72


def ratio_of(text: str | None) -> Fraction | None:
    """The ratio that ``W:H`` states; ``None`` for ``auto`` and ``None``.

    Raises:
        CannotDraw: the text is not a ratio, or one that leaves no room for text.
    """
    if text is None or text == "auto":
        return None
    wide, _, high = text.partition(":")
    if not (wide.isascii() and wide.isdigit() and high.isascii() and high.isdigit() and int(wide) and int(high)):
        message = f"'{text[:20]}' is not an aspect ratio"
        raise CannotDraw(message)
    ratio = Fraction(int(wide), int(high))
    if not _EXTREMES[0] <= ratio <= _EXTREMES[1]:
        message = f"the aspect ratio {text} is too extreme for a plot to be legible"
        raise CannotDraw(message)
    return ratio


def sheet_of(theme: Theme, ratio: Fraction | None, natural: float) -> Sheet:
    """The sheet of this medium: by ratio, else of about the ``natural`` height in points."""
    if ratio is None:
        shape = Fraction(theme.width / natural).limit_denominator(400)
        return _sheet(theme.width, min(max(shape, _TALL), _FLAT))
    return _sheet(theme.width, ratio)


def _sheet(width: float, ratio: Fraction) -> Sheet:
    longest = max(ratio.numerator, ratio.denominator)
    times = Fraction(max(round(LONG_SIDE / longest), 1)) if longest <= 2 * LONG_SIDE else Fraction(LONG_SIDE, longest)
    pixels = (max(round(ratio.numerator * times), 1), max(round(ratio.denominator * times), 1))
    return Sheet(width=width, height=width / float(ratio), pixels=pixels)


def natural_height(spec: PlotSpec, frame: Frame, theme: Theme, words: float) -> float:
    """The height in points that suits the content; ``words`` is the height of titles, axis titles and legend."""
    rows = -(-len(frame.panels) // frame.columns)
    each = (theme.width * 0.82 - 30 * theme.scale) / frame.columns
    return words + rows * (_panel_height(spec, frame, theme, each) + (theme.line if spec.facet else 0.0))


def _panel_height(spec: PlotSpec, frame: Frame, theme: Theme, width: float) -> float:
    layers = [layer for panel in frame.panels for layer in panel.layers]
    if spec.projection is Projection.RADAR or any(layer.mark.type is MarkType.ARC for layer in layers):
        return min(width, 190 * theme.scale)
    if frame.x.discrete and frame.y.discrete:
        return _cells(frame, theme, width)
    if frame.y.discrete:
        return len(frame.y.categories) * _pitch(layers, theme) + theme.line
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
    boxy = any(layer.mark.type in {MarkType.BOXPLOT, MarkType.VIOLIN, MarkType.SWARM} for layer in layers)
    return max(theme.line * (2.0 if boxy else 1.5), side_by_side * theme.text * 0.95)
