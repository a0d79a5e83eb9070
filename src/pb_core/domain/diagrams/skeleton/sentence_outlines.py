"""Outlines inside one block: chains of arrows, lists in a sentence, steps told by *First*, *Then*, …, *Finally*."""

import itertools
import re
from collections.abc import Iterator

from pb_core.domain.diagrams.blocks import BlockKind
from pb_core.domain.diagrams.item_names import is_unsegmented, without_subject
from pb_core.domain.diagrams.skeleton.chains import chains
from pb_core.domain.diagrams.skeleton.document import Document
from pb_core.domain.diagrams.skeleton.enumerations import Enumeration, listed
from pb_core.domain.diagrams.skeleton.leads import counted_noun, is_no_part, names_order, says_order, tells_apart
from pb_core.domain.diagrams.skeleton.outlines import MOST_ITEMS, Form, Outline
from pb_core.domain.diagrams.skeleton.short_names import phrase
from pb_core.domain.diagrams.skeleton.told_order import goes_on_in_order, told_in_order
from pb_core.domain.diagrams.text_spans import Span, sentences

_LONGEST_LEAD = 600  # characters
_MOST_PARAGRAPHS = 8
_FINAL = 14  # letters of "finally the" and what is around it
_FINALLY = re.compile(r"\b(?:finally|lastly|then)\s+(?:(?:an?|the)\s+)?$")
_IN_ORDER = re.compile(r"\b(?:pipeline|workflow|procedure) (?:of|with|consisting of|comprising) [^:]*(?::.{0,6})?$")
_AIMS = re.compile(r"(?:aim|wish|want|hope|need|would|note|observe|argue|believe|assume|expect|seek|intend)\b")
_TELLS = re.compile(
    r"(?:give|provide)s? an? (?:brief )?(?:overview|introduction)|(?:explain|discuss|describe|present|introduce|outline"
    r"|review|report|detail|summari[sz]e|recall|define)\b"
)
"""What authors do in their paper."""
_LOOPED = re.compile(r"\bat the (?:end|beginning|start) of (?:each|every)\b")
"""A step so told stands inside of a loop, and follows nothing outside of it."""
_WISHED = re.compile(r"\b(?:that|to|can|must|should|one of)$")


def outlines_inside(document: Document, place: int) -> Iterator[Outline]:
    """What one block lays out, and of steps told in order the paragraphs that go on with them."""
    block = document.blocks[place]
    spans = sentences(document.text, block.start, block.end)
    for row in chains(document.text, block.start, block.end):
        yield _outline(document, Form.CHAIN, row, ordered=True)
    if is_unsegmented(document.text[block.start : block.end]):
        return  # a comma there parts clauses as well as names
    for span in spans:
        for row in listed(document.text, *span):
            lead = document.shown((span[0], row.names[0][0]))
            if not is_no_part(lead) and not _WISHED.search(lead) and len(row.names) <= MOST_ITEMS:
                yield _outline(document, Form.LIST, row, ordered=_is_ordered(document, row, lead))
    yield from _in_order(document, place)


def _in_order(document: Document, place: int) -> Iterator[Outline]:
    """Steps told by sentences that open with *First*, *Then*, …, *Finally*."""
    block = document.blocks[place]
    for wholes, rests, counted in told_in_order(document.text, _with_what_goes_on(document, place)):
        lead = document.shown((max(block.start, wholes[0][0] - _LONGEST_LEAD), wholes[0][0]))
        done = [without_subject(document.text, rest) for rest in rests]
        if (counted and not names_order(lead)) or any(_AIMS.match(document.text, *span) for span in done):
            continue
        telling = sum(_TELLS.match(document.text, *span) is not None for span in done) > 1
        if telling or any(_LOOPED.search(document.text, *span) for span in done):
            continue  # an outline of the paper, or of a loop
        names = [phrase(document.text, *span) for span in done]
        items = tuple(document.item(n, w) for n, w in zip(names, wholes, strict=True) if n)
        if len({item.name for item in items}) == len(wholes) and not is_no_part(lead):
            yield Outline(form=Form.STEPS, items=items, ordered=True)


def _with_what_goes_on(document: Document, place: int) -> tuple[Span, ...]:
    """The sentences of a block, and of the paragraphs behind it that open with *Third*, *Finally* and the like."""
    spans = sentences(document.text, document.blocks[place].start, document.blocks[place].end)
    for block in itertools.islice(document.blocks, place + 1, place + 1 + _MOST_PARAGRAPHS):
        more = sentences(document.text, block.start, block.end)
        if block.kind is not BlockKind.PROSE or not more or not goes_on_in_order(document.text, more[0]):
            break
        spans += more
    return spans


def _is_ordered(document: Document, row: Enumeration, lead: str) -> bool:
    """Whether the noun before a list says an order, or the list ends with ``and finally``."""
    last = row.names[-1][0]
    if row.ordered and row.title is not None and tells_apart(lead):
        return says_order(lead)
    said = row.title is not None and (says_order(lead) or _IN_ORDER.search(lead) is not None)
    return row.ordered or said or _FINALLY.search(document.text, last - _FINAL, last) is not None


def _outline(document: Document, form: Form, row: Enumeration, *, ordered: bool) -> Outline:
    title = counted_noun(document.shown(row.title)) if row.title else ""
    items = tuple(document.item(name, row.within) for name in row.names)
    return Outline(
        form=Form.STEPS if ordered and form is Form.LIST else form, items=items, ordered=ordered, title=title
    )
