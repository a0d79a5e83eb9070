"""What is read of a text that lays out one thing."""

from pb_core.domain.diagrams.skeleton.outlines import Outline
from pb_core.domain.diagrams.skeleton.reading import read_skeleton


def only(source: str, caption: str = "") -> Outline:
    """The one outline of a source and its caption."""
    (outline,) = read_skeleton(source, caption).outlines
    return outline


def names(outline: Outline) -> list[str]:
    """The names of its items."""
    return [item.name for item in outline.items]
