"""Outlines of a caption: its chains, lists, and panels *(a) … (b) …*."""

import re

from pb_core.domain.diagrams.item_names import without_subject
from pb_core.domain.diagrams.skeleton.document import Document
from pb_core.domain.diagrams.skeleton.leads import names_order
from pb_core.domain.diagrams.skeleton.outlines import Form, Outline
from pb_core.domain.diagrams.skeleton.sentence_outlines import outlines_inside
from pb_core.domain.diagrams.skeleton.short_names import phrase

_PANEL = re.compile(r"(?:(?<=^)|(?<=[\s.;:,]))(?:\((?P<paren>[a-hA-H])\)|(?P<bare>[a-h])[.)|,:](?=\s))\s*")
_FIGURE = re.compile(r"^\s*(?:fig(?:ure|\.)?|abb(?:ildung|\.)?|figura|图)\s*\d+[a-z]?\s*[.:|–：-]?\s*", re.IGNORECASE)


def caption_outlines(caption: str) -> tuple[Outline, ...]:
    """Chains, lists and panels of a caption."""
    start = len(found[0]) if (found := _FIGURE.match(caption)) else 0
    document = Document(" " * start + caption[start:])
    rows = [outline for place in range(len(document.blocks)) for outline in outlines_inside(document, place)]
    panels = _panels(document, start)
    if panels is not None:
        rows = [panels, *(row for row in rows if row.form is not Form.LIST or len(row.items) != len(panels.items))]
    return tuple(Outline(form=o.form, items=o.items, ordered=o.ordered, title=o.title, in_caption=True) for o in rows)


def _panels(document: Document, start: int) -> Outline | None:
    marks = list(_PANEL.finditer(document.text, start))
    letters = [(found["paren"] or found["bare"]).lower() for found in marks]
    if len(marks) < 2 or letters != list("abcdefgh"[: len(marks)]):  # noqa: PLR2004 - one panel is no row
        return None
    ends = [found.start() for found in marks[1:]] + [len(document.text)]
    told = [without_subject(document.text, (found.end(), end)) for found, end in zip(marks, ends, strict=True)]
    names = [phrase(document.text, *span) for span in told]
    lead = document.text[start : marks[0].start()]
    items = tuple(
        document.item(name, (found.start(), end)) for name, found, end in zip(names, marks, ends, strict=True) if name
    )
    if len(items) != len(marks):
        return None
    return Outline(form=Form.PANELS, items=items, ordered=names_order(lead), in_caption=True)
