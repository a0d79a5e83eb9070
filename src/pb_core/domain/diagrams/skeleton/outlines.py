"""Outlines: items that an author laid out together, and all outlines of a text."""

import itertools
from enum import StrEnum

from msgspec import Struct


class Form(StrEnum):
    """How the author laid it out."""

    CHAIN = "chain"
    """``A -> B -> C``."""
    STEPS = "steps"
    """Numbered or named steps, a numbered list, the lines of an algorithm, ``first … then … finally``."""
    LIST = "list"
    """``three components: …``, bullets, ``consists of A, B and C``."""
    PANELS = "panels"
    """``(a) … (b) …`` of a caption."""
    HEADINGS = "headings"
    """Headings and run-in titles of one level."""


MOST_ITEMS = 40
"""Items of the longest outline; what goes on beyond them is left out."""


class Item(Struct, frozen=True, kw_only=True):
    """One item: a short ``name`` in the author's words, and the words of the text that it stands in, verbatim."""

    name: str
    evidence: str


class Outline(Struct, frozen=True, kw_only=True):
    """Items laid out together, in the author's order.

    ``ordered`` says that each item follows the one before it (a chain, steps), not only that they belong together.
    ``title`` is what they are the items of, ``""`` where the author says nothing. ``in_caption`` says where it stands.
    """

    form: Form
    items: tuple[Item, ...]
    ordered: bool = False
    title: str = ""
    in_caption: bool = False


class Skeleton(Struct, frozen=True, kw_only=True):
    """All outlines of a text and its caption, the caption's first."""

    outlines: tuple[Outline, ...] = ()

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item, each name once."""
        return tuple({item.name.casefold(): item for outline in self.outlines for item in outline.items}.values())

    def neighbours(self) -> tuple[tuple[Item, Item], ...]:
        """Every two items of which the second follows the first in an order that the author wrote."""
        pairs = (itertools.pairwise(o.items) for o in self.outlines if o.ordered)
        return tuple(pair for outline in pairs for pair in outline)
