"""A figure as a page of draw.io: its own shapes with labels, and edges that are tied to them."""

from pb_adapters.drawing.diagrams.exports.drawio.page import written

__all__ = ["written"]
