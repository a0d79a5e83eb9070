"""The running text of a paper: page furniture dropped, lines joined, hyphens undone, paragraphs reunited."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from pb_core.domain.formula_lines import behind_prose
from pb_core.domain.pdf import PageText
from pb_core.domain.text_layers import without_cover

_EDGE = 3  # printed lines at either end of a page that may be running heads or feet
_SHARE = 0.3  # of the pages; heads of left and right pages often differ
_PAGE_NUMBER = re.compile(r"\W*(?:page\s+)?(?:\d{1,5}|[ivxl]{1,7})(?:\s*(?:/|of)\s*\d{1,5})?\W*", re.IGNORECASE)
_LINE_NUMBER = re.compile(r"\d{1,4}")
_MANY_NUMBERS = 20
_DIGITS = re.compile(r"\d+")


def body_lines(pages: Sequence[PageText]) -> list[list[str]]:
    """The lines of each page, blank ones included, without what is printed in its margins.

    A line within three of a page's end is a running one if it comes back near the same end of at least two
    pages and of 30 % of them, digits aside; a bare number at the very end is the page's.
    """
    split = [_without_line_numbers(page.text.splitlines()) for page in pages]
    heads = _running([_edge(lines) for lines in split])
    feet = _running([_edge(lines[::-1]) for lines in split])
    return [_trimmed(_trimmed(lines, heads)[::-1], feet)[::-1] for lines in split]


def _edge(lines: list[str]) -> list[str]:
    return [line for line in lines if line.strip()][:_EDGE]


def _pattern(line: str) -> str:
    return _DIGITS.sub("#", " ".join(line.split())).casefold()


def _running(edges: list[list[str]]) -> set[str]:
    seen = Counter(pattern for edge in edges for pattern in {_pattern(line) for line in edge})
    enough = max(2, _SHARE * len(edges))
    return {pattern for pattern, pages in seen.items() if pages >= enough}


def _trimmed(lines: list[str], running: set[str]) -> list[str]:
    """Blank the running lines among the first few, and a page number if it is the first."""
    kept = list(lines)
    printed = [index for index, line in enumerate(lines) if line.strip()][:_EDGE]
    for rank, index in enumerate(printed):
        if _pattern(lines[index]) in running or (rank == 0 and _PAGE_NUMBER.fullmatch(lines[index].strip())):
            kept[index] = ""
    return kept


def _without_line_numbers(lines: list[str]) -> list[str]:
    """Drop the numbers that manuscripts under review print beside every line."""
    numbers = [line for line in lines if _LINE_NUMBER.fullmatch(line.strip())]
    if len(numbers) < _MANY_NUMBERS:
        return lines
    return [line for line in lines if not _LINE_NUMBER.fullmatch(line.strip())]


_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BROKEN_END = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)-$")
_OPEN_END = re.compile(r"\w[-—]$")
_LINKED = re.compile(r"(?:to|of|the|in|and|by|on|art|level)-")
_SHORTEST_PART = 4  # letters; shorter parts are syllables too often


class Vocabulary:
    """The words of a document, as evidence for whether a hyphen at a line's end is a real one."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Count the words of ``lines``, without the pieces of words that lines break."""
        self._seen = Counter(word.casefold() for line in lines for word in _WORD.findall(_whole(line)))

    def is_compound(self, first: str, second: str) -> bool:
        """Whether ``first-second`` is spelled with its hyphen.

        The document decides if it has either spelling inside a line; else a hyphen stays between two words of
        at least four letters that the document uses by themselves, and within a chain such as state-of-the-art.
        """
        first, second = first.casefold(), second.casefold()
        hyphened, solid = self._seen[f"{first}-{second}"], self._seen[first + second]
        if hyphened or solid:
            return hyphened > solid
        if "-" in first or _LINKED.match(second):
            return True
        parts = (first, second)
        return all(len(part) >= _SHORTEST_PART and self._seen[part] for part in parts)


def join_lines(lines: Sequence[str], vocabulary: Vocabulary) -> str:
    """Join printed lines into one, words broken at line ends whole again."""
    text = ""
    for line in filter(None, map(str.strip, lines)):
        text = _join(text, line, vocabulary) if text else line
    return text


def _whole(line: str) -> str:
    return _BROKEN_END.sub("", line.rstrip())


def _join(text: str, line: str, vocabulary: Vocabulary) -> str:
    broken = _BROKEN_END.search(text)
    if broken is None:
        return text + line if _OPEN_END.search(text) else f"{text} {line}"
    following = _WORD.match(line)
    if following is None or not line[0].islower():
        # Before a capital or a figure the hyphen is part of a name: Kullback-Leibler, GPT-4.
        return text + line
    if vocabulary.is_compound(broken[1], following[0]):
        return text + line
    return text[:-1] + line


_LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
    0x00A0: " ",
    0x00AD: "-",
    0x2010: "-",
    0x2011: "-",
}
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\u200b-\u200f\u2060\ufeff\ufffe\uffff]")
_NUMBERING = r"(?:(?:\d+|[IVX]+|[A-Z])(?:\.\d+)*\.?\s+)?"
_REFERENCES = re.compile(
    rf"{_NUMBERING}(?:references(?: and notes)?|bibliography|works cited|literature cited):?", re.IGNORECASE
)
_APPENDIX = re.compile(
    r"(?:Appendix|Appendices|APPENDIX|APPENDICES|Supplement\w*|SUPPLEMENT\w*)\b.{0,80}"
    r"|A(?:\.\d+)?[.:]?\s+[A-Z][A-Za-z -]{2,60}"
)
_HEADING = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[IVX]{1,5}\.|[A-Z]\.)\s+[A-Z][^.;]{2,70}|[A-Z][A-Z ]{4,40}|Abstract"
)
_NARROW = 0.8  # of the next line: how short a heading is
_REFERENCE = re.compile(r"\[\d{1,3}\]\s+\S")
_DATED = re.compile(r"\b(?:1[89]|20)\d\d[a-z]?\b|^\[\d{1,3}\]\s")
_FIRST_REFERENCES = 12  # lines
_LINES_A_REFERENCE = 6
_LEADERS = re.compile(r"(?:\.\s?){5,}")
_LETTER = re.compile(r"[^\W\d_]")
_CAPTION = re.compile(
    r"(?:(?:supplementary|extended data)\s+)?(?:figure|fig\.?|table|algorithm|listing)\s+\w{1,4}\s*[.:|]", re.IGNORECASE
)
_ENDED = re.compile(r"[.!?:;…。！？][\"'”’)\]]*$")
_WORDED = 0.25  # of the tokens; a block with fewer words is figures
_FEW_TOKENS = 6
_PROSE = 60  # letters; a shorter paragraph may be a heading or a label
_LOOK_AHEAD = 8


def method_text(pages: tuple[PageText, ...]) -> str:
    """The running text of some pages: one paragraph a line, blank lines between.

    Words broken at line ends are whole again, ligatures are letters, paragraphs run on across columns and
    pages. Left out are running heads and feet, page and line numbers, stray figures such as the ticks of an axis,
    and the references up to an appendix.
    A caption, footnote or label that stands in the middle of a sentence is moved behind it.
    """
    readable = [PageText(number=p.number, text=_cleaned(p.text), has_text=p.has_text) for p in pages]
    readable = list(without_cover(readable))
    lines = [line for page in body_lines(readable) for line in [*page, ""]]
    vocabulary = Vocabulary(lines)
    blocks = list(_without_references(list(_blocks(lines))))
    return "\n\n".join(join_lines(block, vocabulary) for block in _reunited(blocks))


def _cleaned(text: str) -> str:
    return _UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", text).translate(_LIGATURES))


def _blocks(lines: Sequence[str]) -> Iterator[list[str]]:
    """Paragraphs as lists of lines, a heading always a block of its own."""
    for printed, group in groupby(lines, key=lambda line: bool(line.strip())):
        if printed:
            for block in _cut_at_headings([line.strip() for line in group]):
                yield from behind_prose(block)


def _cut_at_headings(block: list[str]) -> Iterator[list[str]]:
    start = 0
    for index, (line, following) in enumerate(zip(block, [*block[1:], ""], strict=True)):
        if _CAPTION.match(line) and index > start:
            yield block[start:index]
            start = index
        if _REFERENCES.fullmatch(line) or (_may_start(block, index) and _is_heading(line, following)):
            if index > start:
                yield block[start:index]
            yield [line]
            start = index + 1
    if start < len(block):
        yield block[start:]


def _may_start(block: list[str], index: int) -> bool:
    return index == 0 or _ENDED.search(block[index - 1]) is not None


def _is_heading(line: str, following: str) -> bool:
    return (
        _HEADING.fullmatch(line) is not None
        and _ENDED.search(line) is None
        and following[:1].isupper()
        and len(line) < _NARROW * len(following)
    )


def _without_references(blocks: list[list[str]]) -> Iterator[list[str]]:
    inside = False
    for index, block in enumerate(blocks):
        alone = block[0] if len(block) == 1 else ""
        if _REFERENCES.fullmatch(alone):
            inside = inside or _are_references(blocks[index + 1 : index + 1 + _LOOK_AHEAD])
        elif inside and _APPENDIX.fullmatch(alone):
            inside = False
        if not inside and not _lists_references(block) and not _is_figures(block) and not _is_contents(block):
            yield block


def _are_references(blocks: list[list[str]]) -> bool:
    """Whether what follows a heading is dated or numbered as references are; in a table of contents it is not."""
    lines = [line for block in blocks for line in block][:_FIRST_REFERENCES]
    dated = sum(1 for line in lines if _DATED.search(line))
    return dated * _LINES_A_REFERENCE >= len(lines)


def _is_contents(block: list[str]) -> bool:
    """Whether a block belongs to a table of contents: its lines lead to numbers by dots."""
    return sum(1 for line in block if _LEADERS.search(line)) * 4 >= len(block)


def _is_figures(block: list[str]) -> bool:
    """Whether a block is hardly more than numbers, as the ticks of an axis are."""
    tokens = " ".join(block).split()
    worded = sum(1 for token in tokens if _LETTER.search(token))
    return worded == 0 or (worded < _WORDED * len(tokens) and len(tokens) > _FEW_TOKENS)


def _lists_references(block: list[str]) -> bool:
    """Whether a block continues a numbered list of references, its heading on an earlier page."""
    marked = sum(1 for line in block if _REFERENCE.match(line))
    return marked > 0 and _REFERENCE.match(block[0]) is not None and len(block) <= 6 * marked


def _reunited(blocks: list[list[str]]) -> Iterator[list[str]]:
    """Join the halves of paragraphs that a column, a page or something between them cuts in two."""
    waiting = list(blocks)
    while waiting:
        block = waiting.pop(0)
        moved: list[list[str]] = []
        while (at := _continuation(block, waiting)) is not None:
            moved += waiting[:at]
            block = block + waiting[at]
            del waiting[: at + 1]
        yield block
        yield from moved


def _continuation(block: list[str], following: list[list[str]]) -> int | None:
    """Where the rest of an unfinished paragraph stands, if it does."""
    if not _is_unfinished(block):
        return None
    for index, candidate in enumerate(following[:_LOOK_AHEAD]):
        if _continues(candidate):
            return index
        if _is_running_prose(candidate):
            return None
    return None


def _is_unfinished(block: list[str]) -> bool:
    return _is_running_prose(block) and _ENDED.search(block[-1]) is None


def _is_running_prose(block: list[str]) -> bool:
    return sum(map(len, block)) >= _PROSE and len(block) > 1 and _CAPTION.match(block[0]) is None


def _continues(block: list[str]) -> bool:
    first = block[0]
    return first[0].islower() and len(first) > 1 and (first[1].isalpha() or first[1] == " ") and " " in first
