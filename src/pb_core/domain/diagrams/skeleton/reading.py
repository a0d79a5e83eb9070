"""Reading a skeleton: everything that a text and its caption lay out explicitly."""

from collections.abc import Iterator

from pb_core.domain.diagrams.blocks import BlockKind
from pb_core.domain.diagrams.item_names import is_name
from pb_core.domain.diagrams.skeleton.caption_outlines import caption_outlines
from pb_core.domain.diagrams.skeleton.document import Document
from pb_core.domain.diagrams.skeleton.heading_outlines import heading_outlines
from pb_core.domain.diagrams.skeleton.list_outlines import list_outlines
from pb_core.domain.diagrams.skeleton.outlines import Outline, Skeleton
from pb_core.domain.diagrams.skeleton.sentence_outlines import outlines_inside


def read_skeleton(source: str, caption: str = "") -> Skeleton:
    """Read what source and caption lay out explicitly; takes time linear in their length."""
    told = caption_outlines(caption) if caption.strip() else ()
    found = (*told, *_outlines(Document(source), caption))
    kept = (outline for outline in found if all(is_name(item.name) for item in outline.items))
    return Skeleton(outlines=tuple(kept))


def _outlines(document: Document, caption: str) -> Iterator[Outline]:
    """Everything that is laid out, in the order of the text, headings last."""
    telling = document.telling()
    for place in telling:
        if document.blocks[place].kind is not BlockKind.HEADING:
            yield from outlines_inside(document, place)
    yield from list_outlines(document, telling, caption)
    yield from heading_outlines(document, telling, caption)
