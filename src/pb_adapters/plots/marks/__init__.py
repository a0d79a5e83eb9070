"""Marks: the artists of each layer, and what these artists show when they are read back.

Each module paints one kind of mark and reads it, so that the two stay each other's inverse; reading knows the
artists and what the drawn axes and legend say, and nothing of the numbers that were to be painted.
"""

from pb_adapters.plots.marks.layers import paint_layer, read_layer
from pb_adapters.plots.marks.painted import ErrorBars, Painted
from pb_adapters.plots.marks.point_labels import settle_texts

__all__ = ["ErrorBars", "Painted", "paint_layer", "read_layer", "settle_texts"]
