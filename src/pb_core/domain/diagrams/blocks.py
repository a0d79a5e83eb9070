"""A source as blocks: headings, list items and prose, each with its place in the source."""

import re
from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from pb_core.domain.diagrams.text_spans import sentences, trim

_LATEX_LIST = re.compile(r"\\(begin|end)\{(itemize|enumerate|description)\}")
_MARKER = re.compile(
    r"(?P<indent>[ \t]{0,40})(?:(?P<bullet>[-*+•‣▪·–][ \t]+|\\item\b[ \t]*)"
    r"|(?P<number>\(?\d{1,2}[.):](?=[ \t])|\(\d{1,2}\)"
    r"|\d{1,2}、|[①-⑳])[ \t]*"
    r"|(?P<letter>\(?[a-hivx]{1,4}\)[ \t]+))"
)
_STEP = re.compile(
    r"(?P<indent>[ \t]{0,40})(?:#{1,6}[ \t]+(?:[\d.]{1,8}[ \t]+)?|\\(?:sub)*(?:section|paragraph)\*?\{"
    r"|\\textbf\{|[-*•]?[ \t]?\*{0,2})"
    r"(?:In[ ](?:the[ ])?)?(?P<step>(?:Step|Stage|Phase|Schritt|Stufe|Étape|Etape|Paso|Fase|Etapa|STEP|STAGE|PHASE)"
    r"[ \t]{1,3}"
    r"(?:\d{1,2}|[IVX]{1,4}\b|[A-D]\b|[Oo]ne\b|[Tt]wo\b|[Tt]hree\b|[Ff]our\b)|第?[一二三四五六七八九十]步|步骤[一二三四五六\d])"
    r"[ \t]{0,2}(?:[.:)：、—–,-]|\([^()\n]{1,60}\)[.:]?|(?=\s*$))"
)
_HEADING = re.compile(
    r"[ \t]{0,8}(?:(?P<hash>#{1,6})[ \t]+(?P<digits>\d{1,2}(?:\.\d{1,2}){0,3}\.?[ \t]+)?"
    r"|\\(?P<sub>(?:sub){0,2})(?P<name>section|paragraph)\*?\{"
    r"|(?P<number>(?:\d{1,2}|[A-Z])(?:\.\d{1,2}){1,3}\.?|\d{1,2}\.?|[IVX]{1,4}\.|[A-H]\.)[ \t]+"
    r"(?=[A-ZÄÖÜÉ\u4e00-\u9fff]))"
)
_RUN_IN = re.compile(
    r"(?:\\(?:paragraph|subparagraph|textbf|textit|emph)\*?\{|\*{2,3}|__)\s?(?P<title>[^{}*\n]{2,90}?)(?:\}|\*{2,3}|__)"
)
_HEADING_WORDS, _RUN_IN_WORDS, _TITLE_WORDS = 10, 6, 4
_SECTION = ("#", "\\section", "\\sub", "\\paragraph")
_SAYS = frozenset(re.findall(r"\S+", "is are was were We It we it can has have does do This They"))
_HANGING = frozenset(
    re.findall(r"\S+", "to the of as by with and for in where that from a an at on using over per via")
)
_ROMAN = re.compile(r"(?:[IVX]{1,4}|[A-H])\.\s+(?=[A-Z])")
_NEAR, _LONGEST_TITLE = 48, 120  # characters
_CLOSED = (".", "!", "?", ",", ";", ":", "。", "：")


class BlockKind(StrEnum):
    """What a run of lines is."""

    PROSE = "prose"
    ITEM = "item"
    HEADING = "heading"


class Marker(StrEnum):
    """What an item or a heading is counted by."""

    NONE = ""
    BULLET = "bullet"
    NUMBER = "number"
    LETTER = "letter"
    STEP = "step"


class Block(Struct, frozen=True, kw_only=True):
    """A heading, a list item or a paragraph.

    ``start`` and ``end`` bound its text behind the marker. ``level`` is the depth of a heading (1 the highest) or the
    indentation of an item, ``number`` its own one where it is counted by digits. ``title`` bounds a title that opens
    the text, as bold words do; ``None`` without one.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    marker: Marker = Marker.NONE
    number: int = 0
    title: tuple[int, int] | None = None


def read_blocks(source: str, text: str) -> tuple[Block, ...]:
    """The blocks of a source whose ``readable`` form is ``text``, in order."""
    blocks: list[Block] = []
    counters: list[int] = []  # of the LaTeX lists that are open; below zero where items have no number
    for start, end, alone in _lines(text):
        block = _marked(source, text, start, end, alone=alone)
        for found in _LATEX_LIST.finditer(source, start, end):
            counters = [*counters, 0 if found[2] == "enumerate" else -1] if found[1] == "begin" else counters[:-1]
        if block is not None and block.marker is Marker.BULLET and counters and counters[-1] >= 0:
            counters[-1] += 1
            block = replace(block, marker=Marker.NUMBER, number=counters[-1])
        if block is not None:
            blocks.append(block)
        elif text[start:end].strip():
            _continue_or_open(blocks, text, start, end)
        else:
            blocks.append(Block(kind=BlockKind.PROSE, start=start, end=start))
    filled = [block for block in blocks if text[block.start : block.end].strip()]
    return tuple(_trimmed(source, text, block) for block in _counted_items(filled))


def _lines(text: str) -> Iterator[tuple[int, int, bool]]:
    """Bounds of each line, and whether blank lines surround it."""
    spans, position = [(0, 0)], 0
    for line in text.splitlines(keepends=True):
        spans.append((position, position + len(line)))
        position += len(line)
    spans.append((position, position))
    for before, (start, end), after in zip(spans, spans[1:], spans[2:], strict=False):
        yield start, end, not text[slice(*before)].strip() and not text[slice(*after)].strip()


def _continue_or_open(blocks: list[Block], text: str, start: int, end: int) -> None:
    last = blocks[-1] if blocks else None
    if last is not None and last.kind is not BlockKind.HEADING and last.start < last.end:
        blocks[-1] = replace(last, end=end)
    else:
        indent = len(text[start:end]) - len(text[start:end].lstrip())
        blocks.append(Block(kind=BlockKind.PROSE, start=start, end=end, level=indent))


def _marked(source: str, text: str, start: int, end: int, *, alone: bool) -> Block | None:
    """The block that a line opens, unless it is a line of prose."""
    line = source[start:end]
    step = _STEP.match(line)
    if step:
        indent, begin = len(step["indent"].expandtabs(4)), start + step.end()
        titled = line.lstrip().startswith(_SECTION) or (alone and _is_title(text[start:end]))
        kind = BlockKind.HEADING if titled else BlockKind.ITEM
        number = int(re.sub(r"[^0-9]", "", step["step"]) or 0)
        return Block(kind=kind, start=begin, end=end, level=indent, marker=Marker.STEP, number=number)
    heading = _HEADING.match(line)
    if heading and (heading["number"] is None or _is_title(text[start + heading.end() : end])):
        return _heading_of(source, heading, start, end)
    if heading and heading["number"] and "." in heading["number"].rstrip("."):
        return Block(kind=BlockKind.PROSE, start=start + heading.end(), end=end, level=_depth(heading["number"]))
    marker = _MARKER.match(line)
    if marker:
        named = next(name for name in ("bullet", "number", "letter") if marker[name])
        indent = len(marker["indent"].expandtabs(4))
        number = int(re.sub(r"\D", "", marker["number"] or "") or 0)
        begin = start + marker.end()
        return Block(kind=BlockKind.ITEM, start=begin, end=end, level=indent, marker=Marker(named), number=number)
    if alone and _is_title(text[start:end]) and not _is_cut(text[start:end]):
        return Block(kind=BlockKind.HEADING, start=start, end=end, level=7)
    return None


def _heading_of(source: str, heading: re.Match[str], start: int, end: int) -> Block:
    if heading["name"] == "paragraph":
        closing = source.find("}", start, end)
        title = (start + heading.end(), closing if closing >= 0 else end)
        return Block(kind=BlockKind.PROSE, start=start, end=end, level=4, title=title)
    if heading["number"] or heading["digits"]:
        depth = _depth((heading["number"] or heading["digits"]).strip())
    else:
        depth = len(heading["hash"]) if heading["hash"] else 1 + len(heading["sub"] or "") // 3
    digits = (heading["number"] or "").rstrip(".")
    number, marker = int(digits) if digits.isdigit() else 0, Marker.NUMBER if digits else Marker.NONE
    begin = start + heading.end()
    return Block(kind=BlockKind.HEADING, start=begin, end=end, level=depth, marker=marker, number=number)


def _depth(number: str) -> int:
    return len(number.rstrip(".").split("."))


def _counted_items(blocks: list[Block]) -> list[Block]:
    """Numbered lines that follow each other without prose are a list, not headings."""
    counted = [b.kind is BlockKind.HEADING and b.number > 0 and b.level == 1 for b in blocks]
    around = [False, *counted, False]
    return [
        replace(block, kind=BlockKind.ITEM, level=0) if counted[at] and (around[at] or around[at + 2]) else block
        for at, block in enumerate(blocks)
    ]


def _is_title(text: str) -> bool:
    words = text.split()
    shown = text.strip()
    return (
        0 < len(words) <= _HEADING_WORDS and not shown.endswith(_CLOSED) and "→" not in shown and ". " not in shown
        and (shown[0].isupper() or not shown[0].isascii()) and shown[0].isalpha()
    )  # fmt: skip


def _is_cut(text: str) -> bool:
    """Whether a line alone is a sentence that a formula below it goes on with."""
    words = text.split()
    return words[-1] in _HANGING or not _SAYS.isdisjoint(words[1:])


def _trimmed(source: str, text: str, block: Block) -> Block:
    """The block without blanks at its ends, and with the title that opens it."""
    start, end = trim(text, block.start, block.end)
    if block.title is not None or block.kind is BlockKind.HEADING:
        title = trim(text, *block.title) if block.title else None
        return replace(block, start=start, end=end, title=title)
    title = _bold_title(source, text, block, start) or _plain_title(text, start, end, block)
    return replace(block, start=start, end=end, title=title)


def _bold_title(source: str, text: str, block: Block, start: int) -> tuple[int, int] | None:
    """Words set off at the head of a paragraph, or in the first words of an item."""
    bold = _RUN_IN.search(source, block.start, min(block.end + 3, block.start + _NEAR + _LONGEST_TITLE))
    if bold is None:
        return None
    title = trim(text, *bold.span("title"))
    ahead = text[start : title[0]].split()
    opens = not ahead or (block.kind is BlockKind.ITEM and title[0] - start < _NEAR)
    return title if opens and 0 < len(text[slice(*title)].split()) <= _HEADING_WORDS else None


def _plain_title(text: str, start: int, end: int, block: Block) -> tuple[int, int] | None:
    """A few words that open an item before a colon or dash, or a paragraph before a full stop."""
    if block.kind is BlockKind.PROSE:
        counted = _ROMAN.match(text, start, end)
        start = counted.end() if counted else start
        first = next(iter(sentences(text, start, end)), (start, end))
        words = text[slice(*first)].split()
        short = first[1] < end and len(words) <= _TITLE_WORDS and text[first[1] - 1] == "." and not _SAYS & set(words)
        return (first[0], first[1] - 1) if short and text[first[0]].isupper() else None
    found = re.compile(r"[:：]\s|\s[–—-]\s|[:：](?=[^\x00-\x7f])").search(text, start, end)
    if found and 0 < len(text[start : found.start()].split()) <= _RUN_IN_WORDS:
        return trim(text, start, found.start())
    return None
