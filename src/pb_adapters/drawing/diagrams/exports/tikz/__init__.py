"""A figure as a LaTeX document that compiles by itself: nodes that arrows are tied to, in scopes that can be moved."""

from pb_adapters.drawing.diagrams.exports.tikz.picture import written

__all__ = ["written"]
