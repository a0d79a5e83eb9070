"""What is read of a text that lays out one thing."""

from collections.abc import Iterable

from pb_core.domain.diagrams.skeleton.enumerations import Enumeration
from pb_core.domain.diagrams.skeleton.outlines import Outline
from pb_core.domain.diagrams.skeleton.reading import read_skeleton


def only(source: str, caption: str = "") -> Outline:
    """The one outline of a source and its caption."""
    (outline,) = read_skeleton(source, caption).outlines
    return outline


def names(outline: Outline) -> list[str]:
    """The names of its items."""
    return [item.name for item in outline.items]


def names_of(text: str, rows: Iterable[Enumeration]) -> list[list[str]]:
    """The names in the rows of a text, each on one line."""
    return [[" ".join(text[slice(*name)].split()) for name in row.names] for row in rows]
