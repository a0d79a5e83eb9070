"""Where drawing goes on, and what effects ask of the painter."""

from typing import NamedTuple, Protocol
from xml.etree.ElementTree import Element

from fontTools.misc.transform import Transform

from pb_adapters.drawing.composites.svg_to_pdf.content import Content, Resources
from pb_adapters.drawing.composites.svg_to_pdf.document import SvgDocument
from pb_adapters.drawing.composites.svg_to_pdf.geometry import IDENTITY, Rect
from pb_adapters.drawing.composites.svg_to_pdf.stylesheet import Style


class Place(NamedTuple):
    """Where drawing goes on: ``local`` leads to the space of the content stream, ``page`` to that of the page.

    ``whole`` is the viewport's width and height, which percentages refer to; ``depth`` counts the elements in and
    behind each other.
    """

    local: Transform
    page: Transform
    whole: tuple[float, float]
    depth: int = 0

    def moved(self, matrix: Transform) -> "Place":
        """The place in a space that ``matrix`` leads out of."""
        return self._replace(local=self.local.transform(matrix), page=self.page.transform(matrix))

    def alone(self) -> "Place":
        """The same place in a content stream of its own that is drawn here."""
        return self._replace(local=IDENTITY)

    def deeper(self) -> "Place":
        """The same place behind one more element."""
        return self._replace(depth=self.depth + 1)


class Drawing(Protocol):
    """The painter of one document, as effects know it."""

    document: SvgDocument
    resources: Resources

    def draw(self, element: Element, parent: Style, place: Place, out: Content) -> None:
        """Draw an element and what is in it."""

    def content(self, element: Element, style: Style, place: Place, out: Content) -> None:
        """Draw what an element shows once it is clipped, masked and made transparent."""

    def children(self, element: Element, style: Style, place: Place, out: Content) -> None:
        """Draw what is in an element, in its order."""

    def bounds(self, element: Element, style: Style, place: Place) -> Rect | None:
        """The rectangle around what an element draws, without strokes, in its own space."""

    def visible(self, place: Place) -> Rect:
        """The whole page in the space of a place."""
