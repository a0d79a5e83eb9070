"""What extraction hands to the planner: links between things, containers and lists."""

from msgspec import Struct

from pb_adapters.planners.offline.text import Document
from pb_core.domain.diagrams.spec import ConnectionKind


class Link(Struct, frozen=True, kw_only=True):
    """Something goes from one node to another; ``start`` and ``end`` bound the clause that says so.

    ``stated`` is false where only the order of telling supports the link.
    """

    source: int
    target: int
    sentence: int
    start: int
    end: int
    label: str = ""
    kind: ConnectionKind = ConnectionKind.FLOW
    stated: bool = True


def implied(document: Document, source: int, target: int, number: int) -> Link:
    """A link that only the order of telling supports; the sentence with this number is its evidence."""
    sentence = document.sentences[number]
    return Link(source=source, target=target, sentence=number, start=sentence.start, end=sentence.end, stated=False)


class Container(Struct, frozen=True, kw_only=True):
    """A thing and its parts, in the order told; ``parallel`` parts run side by side."""

    owner: int
    members: tuple[int, ...]
    sentence: int
    start: int
    end: int
    parallel: bool = False
