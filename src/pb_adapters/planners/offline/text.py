"""Method prose as sentences of tokens that remember where in the source they stand.

Mark-up, citations, figure references and formulas are blanked out in place, so that every offset
of the readable text is an offset of the source and a quotation is a slice of it.
"""

import re
import unicodedata
from enum import StrEnum

from msgspec import Struct

from pb_adapters.planners.offline.wordlists import words

_CITATION_YEAR = re.compile(r"et al|\b(?:19|20)\d\d[a-z]?\b")
_REFERENCE = (
    r"(?:[Ff]ig(?:ure|s)?\.?|[Tt]ab(?:le)?\.?|[Ee]q(?:uation|n|s)?\.?|[Ss]ec(?:tion|t)?\.|Section|Appendix|"
    r"Alg(?:orithm)?\.?|[Ss]upplementary (?:Fig(?:ure)?|Table)\.?)"
)
_NOISE = tuple(
    re.compile(pattern)
    for pattern in (
        r"<!--.{0,2000}?-->",
        r"(?m)(?<=[ \t])% [A-Z][^\n]{0,400}$",
        r"\\(?:begin|end)\s?\{[^{}]{0,60}\}(?:\[[^\]\n]{0,60}\])?",
        r"\\(?:includegraphics|bibliography\w{0,5}|input|include|vspace|hspace|usepackage)\*?(?:\[[^\]\n]{0,80}\])?\{[^{}]{0,200}\}",
        r"\\(?:cite\w{0,12}|ref|eqref|autoref|cref|Cref|label|footnote|url|href)\*?(?:\[[^\]\n]{0,80}\])?\{[^{}]{0,300}\}",
        r"!\[[^\]\n]{0,200}\]\([^)\s]{0,500}\)",
        r"\]\([^)\s]{1,500}\)",
        r"https?://[^\s)>\]]{1,500}",
        r"</?[A-Za-z][^<>\n]{0,200}>",
        r"\$\$[^$]{0,2000}\$\$",
        r"\\\[.{0,2000}?\\\]|\\\(.{0,500}?\\\)",
        r"\$(?!\s?[A-Z]\s?=\s?\d{1,4}\s?\$)[^$\n]{1,300}\$",
        r"\$",
        r"\[\s?\d{1,4}[a-z]?(?:\s?[,;–-]\s?\d{1,4}[a-z]?){0,30}\s?\]",
        r"\[@[^\]\n]{1,200}\]",
        rf"\(\s?(?:see |cf\. |e\.g\.,? )?{_REFERENCE}\s?~?\(?\d{{1,3}}[a-z]?[^()\n]{{0,60}}\)",
        rf"\b{_REFERENCE}[\s~]\(?\d{{1,3}}(?:\.\d{{1,2}})?[A-Za-z]?\)?",
        r"\b[Uu]p to (?=\d|two|three|four|five|six|seven|eight|ten|twelve|twenty|fifty)",
        r"\\[A-Za-z]{1,30}\*?|\\.",
        r"[{}`~]|\*\*|__(?=\w)|(?<=\w)__|(?<!\w)\*(?=\w)|(?<=\w)\*(?!\w)",
    )
)
_PARENTHESIS = re.compile(r"\([^()]{1,300}\)")
_DISPLAY = re.compile(
    r"\\begin\{(equation|align|gather|multline|eqnarray|displaymath|math|figure|table|tabular)(\*?)\}"
)
_TOKEN = re.compile(
    r"\d{1,4}:\d{1,4}(?!\w)|\d{1,3}(?:,\d{3}){1,4}(?!\w)|"
    r"\w+(?:(?:['’./+&‐‑-]|-[ \t]{0,3}\n[ \t]{0,8})\w+)*%?|->|=>|⇒|→|[,;:()—–=×]",
)
_COMPOUNDING = words("one two three four six eight multi high low long short self cross well real end state fine pre")
_HYPHEN_BREAK = re.compile(r"-[ \t]{0,3}\n[ \t]{0,8}")
_MARKER = re.compile(
    r"[ \t]{0,40}(?:[-*•‣▪·–][ \t]+|\(?\d{1,2}[.)][ \t]+|\(?[a-hivx]{1,4}\)[ \t]+"
    r"|\\item\b[ \t]*|(?:Step|STEP)[ \t]{1,3}\d{1,2}[ \t]{0,2}[.:)–—-][ \t]*)"
)
_NUMBERED_HEADING = re.compile(
    r"[ \t]{0,8}(?:#{1,6}[ \t]+|\\(?:sub)*(?:section|paragraph)\*?\{|\d{1,2}(?:\.\d{1,2}){1,3}\.?[ \t]+)"
)
_STAGE_LINE = re.compile(
    r"[ \t]{0,8}(?:Stage|Phase|Part|STAGE|PHASE)[ \t]{1,3}(?:\d{1,2}|[IVX]{1,4}|[A-D])\b[ \t]{0,2}[.:)–—-]?[ \t]*"
)
_END = re.compile(r"[.!?][)\]\"'”’]{0,2}(?=\s|$)")
_ABBREVIATIONS = words(
    "e.g i.e et al etc vs cf fig figs eq eqs sec tab no approx resp dr prof st ref refs ca viz alg min max"
)
_HEADING_WORDS = 10
_RUN_IN = 4  # words of a heading that opens a paragraph
_LONGEST = 250  # tokens of a sentence read as one; longer ones are read in pieces


class BlockKind(StrEnum):
    """What a run of lines is."""

    PROSE = "prose"
    ITEM = "item"
    HEADING = "heading"


class Token(Struct, frozen=True):
    """A word or mark: its text with line-break hyphens undone, and its place in the source."""

    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        """The text in lower case."""
        return self.text.lower()


class Sentence(Struct, frozen=True):
    """One sentence: ``kind`` is that of its block, ``block`` the block's number."""

    start: int
    end: int
    block: int
    kind: BlockKind
    tokens: tuple[Token, ...]


class Document(Struct, frozen=True):
    """A source text and its sentences in reading order."""

    source: str
    readable: str
    sentences: tuple[Sentence, ...]

    def quote(self, start: int, end: int) -> str:
        """The source's own words between two offsets."""
        return self.source[start:end].strip()


def read(source: str) -> Document:
    """Split a source into sentences of tokens; takes time linear in its length."""
    readable = blank(source)
    sentences: list[Sentence] = []
    for number, (kind, start, end) in enumerate(_blocks(source, readable)):
        for first, last in _spans(readable, start, end, kind):
            tokens = tokenise(readable, first, last)
            run_in = kind is BlockKind.PROSE and first == start and last < end and len(tokens) <= _RUN_IN and tokens
            if run_in and not readable[last:end].lstrip()[:1].islower() and readable[last - 1] == ".":
                sentences.append(Sentence(first, last, number, BlockKind.HEADING, tokens))
                continue
            for at in range(0, len(tokens), _LONGEST):
                piece = tokens[at : at + _LONGEST]
                whole = len(tokens) <= _LONGEST
                begin, end_ = (first, last) if whole else (piece[0].start, piece[-1].end)
                sentences.append(Sentence(begin, end_, number, kind, piece))
    return Document(source, readable, tuple(sentences))


def blank(source: str) -> str:
    """The source with everything that is not prose replaced by as many spaces."""
    text = _blank_displays(source)
    for pattern in _NOISE:
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    return _PARENTHESIS.sub(lambda match: " " * len(match[0]) if _CITATION_YEAR.search(match[0]) else match[0], text)


def tokenise(text: str, start: int = 0, end: int | None = None) -> tuple[Token, ...]:
    """The tokens of a stretch of readable text."""
    stop = len(text) if end is None else end
    return tuple(
        Token(unicodedata.normalize("NFKC", _HYPHEN_BREAK.sub(_mend, match[0])), match.start(), match.end())
        for match in _TOKEN.finditer(text, start, stop)
    )


def _mend(found: re.Match[str]) -> str:
    """What a hyphen at a line end stands for: nothing, or itself after a word that only compounds."""
    return "-" if found.string[: found.start()].lower() in _COMPOUNDING else ""


def _blank_displays(source: str) -> str:
    parts: list[str] = []
    position = 0
    for match in _DISPLAY.finditer(source):
        if match.start() < position:
            continue
        closing = f"\\end{{{match[1]}{match[2]}}}"
        end = source.find(closing, match.end())
        if end < 0:
            break
        end += len(closing)
        parts += [source[position : match.start()], " " * (end - match.start())]
        position = end
    return "".join([*parts, source[position:]])


def _blocks(source: str, readable: str) -> list[tuple[BlockKind, int, int]]:
    """Runs of lines that belong together: paragraphs, list items, headings."""
    blocks: list[tuple[BlockKind, int, int]] = []
    position = 0
    for line in source.splitlines(keepends=True):
        start, position = position, position + len(line)
        text = readable[start:position]
        marker = _MARKER.match(text) or _MARKER.match(line)
        if not text.strip():
            blocks.append((BlockKind.PROSE, start, start))
        elif _NUMBERED_HEADING.match(line) or _is_stage_title(text):
            blocks.append((BlockKind.HEADING, start, position))
        elif marker:
            blocks.append((BlockKind.ITEM, start + marker.end(), position))
        elif blocks and blocks[-1][0] is not BlockKind.HEADING and blocks[-1][1] < blocks[-1][2]:
            kind, first, _ = blocks[-1]
            blocks[-1] = (kind, first, position)
        else:
            blocks.append((BlockKind.PROSE, start, position))
    return [_as_heading(readable, block) for block in blocks if block[1] < block[2]]


def _is_stage_title(text: str) -> bool:
    stage = _STAGE_LINE.match(text)
    return stage is not None and not text.rstrip().endswith((".", ",", ";"))


def _as_heading(readable: str, block: tuple[BlockKind, int, int]) -> tuple[BlockKind, int, int]:
    kind, start, end = block
    text = readable[start:end].strip()
    short = (
        "\n" not in text and len(text.split()) <= _HEADING_WORDS and not text.endswith((".", "!", "?", ",", ";", ":"))
    )
    if kind is BlockKind.PROSE and short and "->" not in text and "→" not in text and text[:1].isupper():
        return BlockKind.HEADING, start, end
    return block


def _spans(readable: str, start: int, end: int, kind: BlockKind) -> list[tuple[int, int]]:
    if kind is BlockKind.HEADING:
        return [_trim(readable, start, end)]
    spans: list[tuple[int, int]] = []
    first = start
    for match in _END.finditer(readable, start, end):
        if _ends_sentence(readable, first, match.start(), match.end(), end):
            spans.append(_trim(readable, first, match.end()))
            first = match.end()
    spans.append(_trim(readable, first, end))
    return [span for span in spans if span[0] < span[1]]


def _ends_sentence(text: str, first: int, mark: int, after: int, end: int) -> bool:
    if text[mark] != ".":
        return True
    word_start = max(text.rfind(" ", first, mark), text.rfind("\n", first, mark), first - 1) + 1
    word = text[word_start:mark].lstrip("([").lower()
    following = text[after : min(end, after + 40)].lstrip()
    starts_anew = not following or not following[0].islower()
    return starts_anew and word not in _ABBREVIATIONS and not (len(word) == 1 and text[mark - 1].isupper())


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
