"""Outlines of titles: headings of one level under one parent, and run-in titles under one heading."""

from collections.abc import Iterator, Sequence

from pb_core.domain.diagrams.blocks import BlockKind, Marker
from pb_core.domain.diagrams.headings import is_elsewhere, names_part
from pb_core.domain.diagrams.item_names import clean
from pb_core.domain.diagrams.skeleton.document import Document
from pb_core.domain.diagrams.skeleton.leads import names_order
from pb_core.domain.diagrams.skeleton.outlines import MOST_ITEMS, Form, Outline
from pb_core.domain.diagrams.text_spans import Span, sentences


def heading_outlines(document: Document, telling: Sequence[int], caption: str) -> Iterator[Outline]:
    """Titles of one level under one parent, and run-in ones under one heading, steps where a caption says so."""
    told = set(telling)
    families: dict[tuple[object, ...], list[tuple[Span, Span, bool]]] = {}
    path: list[tuple[int, int]] = []
    phases = False
    for place, block in enumerate(document.blocks):
        if block.kind is BlockKind.HEADING:
            path = [entry for entry in path if entry[0] < block.level]
            key: tuple[object, ...] = (block.level, path[-1][1] if path else -1, block.marker is Marker.STEP)
            span = (block.start, block.end)
            families.setdefault(key, []).append((span, span, block.marker is Marker.STEP))
            path.append((block.level, place))
        elif block.kind is BlockKind.PROSE and block.title is not None and place in told:
            key = ("run-in", path[-1][1] if path else -1)
            first = sentences(document.text, block.title[1], block.end) or ((block.start, block.end),)
            if key not in families:
                phases = names_order(f"{document.shown(document.blocks[place - 1])} {caption}")
            counted = phases and document.text[block.start : block.title[0]].strip() != ""
            families.setdefault(key, []).append(
                (document.unnumbered(block.title), (block.title[0], first[0][1]), counted)
            )
    for key, members in families.items():
        yield from _family(document, members, key[1])


def _family(document: Document, members: list[tuple[Span, Span, bool]], parent: object) -> Iterator[Outline]:
    title = document.shown(document.blocks[parent]) if isinstance(parent, int) and parent >= 0 else ""
    kept = [m for m in members if m[2] or names_part(document.shown(m[0]))]
    aside = isinstance(parent, int) and parent >= 0 and document.is_aside(parent)
    alone = len(kept) == 1 and title and len(members) > 1  # no row, but to be named as left out
    if aside or (len(kept) < 2 and not alone) or (title and is_elsewhere(title)):  # noqa: PLR2004 - one is no row
        return
    ordered = all(is_step for _, _, is_step in kept)
    items = tuple(document.item(name, within) for name, within, _ in kept[:MOST_ITEMS])
    yield Outline(form=Form.STEPS if ordered else Form.HEADINGS, items=items, ordered=ordered, title=clean(title))
