"""A source as sentences of tokens that remember where they stand."""

import re
from collections.abc import Iterator

from msgspec import Struct

from pb_core.domain.diagrams.blocks import Block, BlockKind, read_blocks
from pb_core.domain.diagrams.headings import is_aside
from pb_core.domain.diagrams.item_names import mended
from pb_core.domain.diagrams.readable import readable
from pb_core.domain.diagrams.text_spans import sentences

_MATHS = re.compile(r"\$\$[^$]{1,2000}\$\$|\$[^$\n]{1,300}\$|\\\(.{1,500}?\\\)|\\\[.{1,2000}?\\\]", re.DOTALL)
_TOKEN = re.compile(
    r"[^\W\d_][\w]*(?:(?:['’./+&‐‑_^-]|-[ \t]{0,3}\n[ \t]{0,8})\w+)*'?|\d{1,3}-?[^\W\d_]\w*(?:-\w+)*"
    r"|\d[\d.,]*\d%?|\d%?|[,;:()?—–→∎]|[^\s\w]"
)
_PARENTHESIS = re.compile(r"\([^()]{1,300}\)|\[[^\[\]]{1,300}\]")
_DRESS = re.compile(r"\\(?:hat|bar|tilde|vec|math\w{2,5}|bm|boldsymbol|text\w{0,2}|operatorname)\s?\{([^{}]{1,60})\}")
_COMMAND = re.compile(r"\\[A-Za-z]+(?![A-Za-z{])")
_RELATION = re.compile(r"\s*(?:\\in\b|\\sim\b|\\equiv\b|[:∈=]).*$", re.DOTALL)
_SYMBOL = re.compile(r"[^\W\d_]\w{0,12}(?:[_^][\w,:+*-]{1,12}){0,2}'?")
_PLAIN_RELATION = re.compile(r"\s[∈=]\s?(?:\{[^{}\n]{1,80}\}|[^\s,.;]{1,20}(?:\s?[×x*^_]\s?[^\s,.;]{1,12}){0,8})")
_SIZE = re.compile(r"[\d.,{}\s]{1,12}(?:(?:\\times|[×x])[\d.,{}\s]{1,12}){1,4}")
_LONGEST = 120  # tokens of a sentence; what is longer is a table or a list of numbers
UNREAD = "∎"
"""Stands for a formula that is no name."""


class Token(Struct, frozen=True):
    """A word or mark, line-break hyphens undone, and its place in the source."""

    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        """The text in lower case."""
        return self.text.lower()


class Sentence(Struct, frozen=True, kw_only=True):
    """One sentence: its bounds, its tokens without parentheses, its block's number, and the heading it stands under."""

    start: int
    end: int
    tokens: tuple[Token, ...]
    block: int
    kind: BlockKind
    heading: str


class Document(Struct, frozen=True, kw_only=True):
    """A source, its readable form of the same length, and its sentences in order."""

    source: str
    text: str
    sentences: tuple[Sentence, ...]
    caption_at: int

    def quote(self, start: int, end: int) -> str:
        """The source's own words between two offsets."""
        return self.source[start:end].strip()


def read_document(source: str, caption_at: int | None = None) -> Document:
    """Split a source into sentences of tokens; takes time linear in its length. Its caption may stand at its end."""
    text = _with_symbols(source, readable(source))
    text = _PLAIN_RELATION.sub(lambda found: " " * len(found[0]), text)
    blocks = read_blocks(source, text)
    found: list[Sentence] = []
    heading = ""
    aside: tuple[int, str] | None = None
    lone = len([block for block in blocks if caption_at is None or block.start < caption_at]) == 1
    for number, block in enumerate(blocks):
        if block.kind is BlockKind.HEADING and not (lone and number == 0):  # a line alone is what the text says
            heading = " ".join(text[block.start : block.end].split())
            aside = aside if aside is not None and block.level > aside[0] else None
            aside = aside or ((block.level, heading) if is_aside(heading) else None)
            continue
        if caption_at is not None and block.start >= caption_at:
            heading, aside = "", None
        found += _sentences_of(text, block, number, aside[1] if aside else heading)
    return Document(source=source, text=text, sentences=tuple(found), caption_at=caption_at or len(source))


def _sentences_of(text: str, block: Block, number: int, heading: str) -> Iterator[Sentence]:
    begin, kind = block.start, BlockKind.PROSE if block.kind is BlockKind.HEADING else block.kind
    if block.title is not None and block.title[0] == block.start and block.kind is BlockKind.PROSE:
        begin = min(block.end, block.title[1] + (text[block.title[1] : block.title[1] + 1] in (".", ":")))
    for start, end in sentences(text, begin, block.end):
        tokens = tokenise(_PARENTHESIS.sub(lambda found: " " * len(found[0]), text[start:end]), start)
        if tokens and len(tokens) <= _LONGEST:
            yield Sentence(start=start, end=end, tokens=tokens, block=number, kind=kind, heading=heading)


def _with_symbols(source: str, text: str) -> str:
    """Put a symbol, or a mark, where a formula was blanked out: its neighbours are not to be taken for each other's."""
    parts, position = [], 0
    for found in _MATHS.finditer(source):
        if not text[found.start() : found.end()].strip():
            parts += [text[position : found.start()], _symbol(found[0]).ljust(len(found[0]))]
            position = found.end()
    return "".join([*parts, text[position:]])


def _symbol(formula: str) -> str:
    r"""``Enc`` for ``\\mathrm{Enc}``, ``x_t`` for ``\xi_t``; a mark for what is more than a symbol."""
    inner = _DRESS.sub(lambda dressed: dressed[1], formula.strip("$") if formula.startswith("$") else formula[2:-2])
    if _SIZE.fullmatch(inner):
        return ""
    symbol = re.sub(r"[\s{}]", "", _COMMAND.sub("x", _RELATION.sub("", inner)))
    return symbol if _SYMBOL.fullmatch(symbol) else UNREAD


def tokenise(text: str, offset: int = 0) -> tuple[Token, ...]:
    """The tokens of a readable text that stands at ``offset``."""
    return tuple(
        Token(mended(found[0]), found.start() + offset, found.end() + offset) for found in _TOKEN.finditer(text)
    )
