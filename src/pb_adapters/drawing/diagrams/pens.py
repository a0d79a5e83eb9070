"""Pens: outlines, arrows, pictograms and marks in the colours of a styling and the line widths of its theme."""

from collections.abc import Iterator

from msgspec.structs import replace

from pb_adapters.drawing.diagrams.arrow_styles import ArrowStyle
from pb_adapters.drawing.diagrams.figure_parts import Item, Line, Pictogram, Shape, Stroke
from pb_adapters.drawing.diagrams.glyph_painting import STROKE, GlyphStyle, pictogram
from pb_adapters.drawing.shared.palettes import Colours
from pb_core.domain.diagrams.scene import CONNECTOR
from pb_core.domain.diagrams.spec import Heads, Tip
from pb_core.domain.plane import Point, Rect, inset

THIN, NESTED, EDGE, LEADING_EDGE = 0.5, 0.7, 0.9, 2.0
"""Line widths in points: of panels, of those in others, of boxes, and of the boxes that lead."""
_SEAM = 0.6  # points from the rim of a dark tag to the dashes on it
_HEAD, _TIP = 0.3, 0.9  # points: the lines of arrow heads, and of crosses and circles


class Pens:
    """What a figure is drawn with."""

    def __init__(self, colours: Colours) -> None:
        self.colours = colours

    def stroke(self, colour: str, width: float, dashes: tuple[float, ...] = ()) -> Stroke:
        """An outline, as wide as the theme makes ``width``."""
        return Stroke(colour=colour, width=width * self.colours.stroke, dashes=dashes)

    def line(self, points: tuple[Point, ...], style: ArrowStyle, heads: Heads, tip: Tip = Tip.ARROW) -> Line:
        """An arrow with its heads."""
        return Line(
            points=points,
            stroke=self.stroke(style.colour, style.width, style.dashes),
            heads=heads,
            tip=tip,
            head=style.head,
            edge=(_HEAD if tip is Tip.ARROW else _TIP) * self.colours.stroke,
        )

    def tag(self, rect: Rect, fill: str, edge: str, dashes: tuple[float, ...]) -> tuple[Shape, ...]:
        """A lettered tag, from back to front: dashes on a dark one are a seam within its rim, which stays whole."""
        if edge == fill or not dashes or fill == self.colours.paper:
            return (Shape(shape=CONNECTOR, rect=rect, fill=fill, stroke=self.stroke(edge, EDGE, dashes)),)
        rim = Shape(shape=CONNECTOR, rect=rect, fill=fill, stroke=self.stroke(fill, EDGE))
        seam = Shape(shape=CONNECTOR, rect=inset(rect, _SEAM), fill=fill, stroke=self.stroke(edge, THIN, dashes))
        return rim, seam

    def glyph(self, name: str, rect: Rect, style: GlyphStyle) -> Pictogram:
        """A pictogram, its lines as wide as the theme makes them."""
        return pictogram(name, rect, replace(style, stroke=STROKE * self.colours.stroke))

    def mark(self, name: str, rect: Rect) -> Iterator[Item]:
        """A mark on a disc of paper, so that it reads on every ground."""
        yield Shape(shape="circle", rect=inset(rect, -1.2), fill=self.colours.paper)
        yield self.glyph(name, rect, GlyphStyle(hue=self.colours.ink))
