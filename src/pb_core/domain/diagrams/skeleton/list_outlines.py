"""Outlines of lists: runs of items with one kind of marker and one indentation, ordered where something says so."""

import re
from collections.abc import Iterator, Sequence

from pb_core.domain.diagrams.blocks import Block, BlockKind, Marker
from pb_core.domain.diagrams.item_names import clean, without_subject
from pb_core.domain.diagrams.skeleton.document import Document
from pb_core.domain.diagrams.skeleton.leads import counted_noun, is_no_part, names_order, says_order, tells_apart
from pb_core.domain.diagrams.skeleton.outlines import MOST_ITEMS, Form, Item, Outline
from pb_core.domain.diagrams.skeleton.short_names import phrase, short_name
from pb_core.domain.diagrams.text_spans import Span, sentences, trim

_WHOLE_TITLE = 6  # words
_CODE_LINE = re.compile(r"[←=\[\]]|:=|^\s*(?:for|while|end|if|else|return|repeat|until|do)\b")
_ARROW = re.compile(r"\s*(?:→|->|⇒)")
_ALGORITHM = re.compile(r"\balgorithm\b", re.IGNORECASE)
_ORDER_GIVEN = re.compile(
    r"(?:add|align|apply|assign|build|calculate|choose|classify|clean|collect|combine|compare|compute|connect|"
    r"construct|convert|create|define|deploy|derive|detect|determine|download|encode|evaluate|extract|"
    r"generate|get|identify|initialize|insert|install|merge|normalize|obtain|open|optimize|perform|predict|"
    r"prepare|provision|read|remove|replace|resample|save|select|send|solve|sort|store|submit|subtract|"
    r"validate|write)\b"
    r"|(?:check|cluster|count|draw|estimate|export|filter|find|fit|import|label|launch|load|map|measure|plot|"
    r"process|project|pull|push|rank|repeat|return|run|sample|set|split|start|stop|test|train|transform|"
    r"update|upload|use) (?:the|an?|all|each|every|its|their|your|our|this|these)\b",
    re.IGNORECASE,
)
"""The head of a step of a recipe; what is a noun as well needs an object that shows itself."""


def list_outlines(document: Document, telling: Sequence[int], caption: str) -> Iterator[Outline]:
    """Lists among the blocks that tell a method; of a text that is nothing else the caption may say an order."""
    runs: list[list[int]] = []
    for place in telling:
        block = document.blocks[place]
        if block.kind is BlockKind.ITEM and (run := _run_of(document, runs, place)) is not None:
            run.append(place)
        elif block.kind is BlockKind.ITEM:
            runs.append([place])
    bare = all(block.kind is BlockKind.ITEM for block in document.blocks)
    procedure = bare and names_order(caption)
    for run in runs:
        outline = _list(document, run, bare=bare, procedure=procedure)
        if outline is not None:
            yield outline


def _run_of(document: Document, runs: list[list[int]], place: int) -> list[int] | None:
    block = document.blocks[place]
    for run in reversed(runs[-6:]):
        last = document.blocks[run[-1]]
        between = document.blocks[run[-1] + 1 : place]
        if (last.marker, last.level) != (block.marker, block.level) or 0 < block.number <= last.number:
            continue
        counted = block.marker in (Marker.STEP, Marker.NUMBER)
        broken = any(
            b.kind is BlockKind.HEADING or (b.kind is BlockKind.PROSE and not counted)
            or (b.kind is BlockKind.ITEM and b.level < block.level)
            for b in between
        )  # fmt: skip
        return None if broken else run
    return None


def _list(document: Document, run: list[int], *, bare: bool, procedure: bool) -> Outline | None:
    first = document.blocks[run[0]]
    lead, title = _lead(document, run[0])
    algorithm = _ALGORITHM.search(lead) is not None and first.marker is Marker.NUMBER
    blocks = [document.blocks[place] for place in run]
    if algorithm:
        blocks = [block for block in blocks if not _CODE_LINE.search(document.shown(block))]
    if sum(document.source[b.start : b.end].startswith(("$", "\\(")) for b in blocks) * 2 > len(blocks):
        return None  # symbols and what they stand for
    named = [(_name(document, block), block) for block in blocks]
    items = tuple(document.item(name, (block.start, block.end)) for name, block in named if name)
    if len(items) < 2 or is_no_part(lead):  # noqa: PLR2004 - one is no list
        return None
    counted = first.marker in (Marker.NUMBER, Marker.LETTER)
    ordered = (
        procedure
        or first.marker is Marker.STEP
        or (counted and (bare or algorithm or _is_led(document, run[0], lead)))
        or (first.marker is Marker.NUMBER and _is_recipe(items))
    )
    steps = ordered or first.marker is Marker.NUMBER
    return Outline(form=Form.STEPS if steps else Form.LIST, items=items[:MOST_ITEMS], ordered=ordered, title=title)


def _is_recipe(items: Sequence[Item]) -> bool:
    """Whether most items are orders: *add the salt*."""
    return 2 * sum(_ORDER_GIVEN.match(item.evidence) is not None for item in items) > len(items)


def _is_led(document: Document, place: int, lead: str) -> bool:
    """Whether its lead says an order, or a heading such as *Data Flow* where no noun says that it tells apart."""
    if says_order(lead):
        return True
    section = document.sections[place]
    heading = document.shown(document.blocks[section]) if section is not None else ""
    return names_order(heading) and not tells_apart(lead)


def _lead(document: Document, place: int) -> tuple[str, str]:
    """The words before a list that say what it lists, and its title."""
    before = document.blocks[place - 1] if place else None
    if before is None:
        return "", ""
    if before.kind is BlockKind.HEADING:
        return document.shown(before), document.shown(before)
    if before.kind is BlockKind.ITEM:
        if before.level >= document.blocks[place].level:
            return "", ""
        return document.shown(before), clean(document.shown(_name(document, before) or (0, 0)))
    last = sentences(document.text, before.start, before.end)[-1]
    lead = document.shown(last)
    return lead, counted_noun(lead) if lead.endswith((":", "：")) else ""


def _name(document: Document, block: Block) -> Span | None:
    if block.title is not None:
        start, end = document.unnumbered(block.title)
        while end > start and document.text[end - 1] in ".:;,：。 ":
            end -= 1
        whole = len(document.text[start:end].split()) <= _WHOLE_TITLE
        return (start, end) if whole else short_name(document.text, start, end) or (start, end)
    arrow = _ARROW.search(document.text, block.start + 1, block.end)
    end = arrow.start() if arrow is not None else block.end  # what a step gives is no part of its name
    begin, end = without_subject(document.text, (block.start, end))
    line = (sentences(document.text, begin, end) or ((begin, end),))[0]
    if block.marker is Marker.STEP and len(document.text[slice(*line)].split()) <= _WHOLE_TITLE and line[1] < end:
        return trim(document.text, line[0], line[1] - (document.text[line[1] - 1] in ".:"))
    return phrase(document.text, begin, end)
