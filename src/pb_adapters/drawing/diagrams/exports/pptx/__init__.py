"""A figure as a slide of its size: native shapes with their text, and connectors that are glued to them."""

from pb_adapters.drawing.diagrams.exports.pptx.document import presentation
from pb_adapters.drawing.diagrams.exports.pptx.slide import drawn_shapes
from pb_adapters.drawing.diagrams.figure_parts import FigureParts


def written(figure: FigureParts) -> bytes:
    """The file of a figure; the same figure always gives the same bytes. Only within ``text_metrics.settings``."""
    return presentation(figure, drawn_shapes)
