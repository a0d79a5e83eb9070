"""Chains that an author writes with arrows: ``parse → plan → draw``."""

import itertools
import re
from collections.abc import Iterator

from pb_core.domain.diagrams.skeleton.enumerations import Enumeration
from pb_core.domain.diagrams.skeleton.short_names import LONGEST_END, LONGEST_NAME, without_hanging
from pb_core.domain.diagrams.text_spans import Span, trim
from pb_core.domain.diagrams.turns import is_verb

_MOST = 40  # members
_BORDER = re.compile(r"[.;:!?。；：](?=\s|$)|[:：(（|]|\n\s*\n|,\s")
_NEXT_CHAIN = re.compile(r",\s+(?:and|while|whereas|then)\s|;\s|\s(?:while|whereas)\s")
_OPENING = re.compile(r"(?:and|while|whereas|then)\s+")
_WRAPPED = 60  # characters of a line that may be wrapped
_EXAMPLE, _BEFORE = re.compile(r"\b(?:e\.g\.|for (?:example|instance)|such as)[^.;\n]*$", re.IGNORECASE), 120
_CLOSING = re.compile(r"[.;!?。；](?=\s|$)|[)）|]|\n\s*\n|,\s|\n(?=\s*\S[^\n]*→)|\n")
_FUNCTION_WORD = re.compile(
    r"\b(?:a|an|the|as|is|are|be|uses?|of|in|to|by|via|follows?|through|with|where|which|that|we|our|and|for|pipeline|order|"
    r"workflow|path|der|die|das|ist|le|la|les|el|los|est|es)\s",
    re.IGNORECASE,
)
_WORD_S = re.compile(r"(?<=\s)[a-z]+s\b(?=\s)")


def chains(text: str, start: int, end: int) -> Iterator[Enumeration]:
    """Names joined by arrows; two alone count only where they are the whole line, mere numbers never."""
    arrows = [found.start() for found in re.compile("→").finditer(text, start, end)]
    by_line = all("→" in line for line in text[start:end].splitlines())
    parted = False
    while arrows:
        if _EXAMPLE.search(text, max(start, arrows[0] - _BEFORE), arrows[0]):
            return
        row = [arrows.pop(0)]
        after, parted = parted, False
        while arrows and not (parted := _is_parted(text, row[-1] + 1, arrows[0])):
            if not _is_name(text[row[-1] + 1 : arrows[0]].strip(), by_line=by_line):
                break
            row.append(arrows.pop(0))
        names = _members(text, row, start, end)
        chained = (after or parted) and all(any(map(str.isalpha, text[slice(*name)])) for name in names)
        if all(names) and len(names) <= _MOST and (chained or _is_chain(text, names, start, end)):
            yield Enumeration(names=tuple(names), within=_row_bounds(text, names, start, end))


def _is_name(inner: str, *, by_line: bool) -> bool:
    """Whether the words between two arrows are one name; where each line has its arrow, none runs over a line."""
    broken = re.search(r"[.;!?。；]\s|\n\s*\n", inner) or (by_line and "\n" in inner)
    return 0 < len(inner.split()) <= LONGEST_NAME and not broken


def _is_parted(text: str, start: int, end: int) -> bool:
    """Whether the words between two arrows end one chain and begin another.

    A line end parts them, unless the line is so long that a name may be wrapped there; so does ``, and``.
    """
    if _NEXT_CHAIN.search(text, start, end):
        return True
    line, *rest = text[start:end].split("\n")
    if not rest or not line.strip() or not "".join(rest).strip():
        return False
    again = line.split() == " ".join(rest).split()
    return again or start + len(line) - (text.rfind("\n", 0, start) + 1) < _WRAPPED


def _members(text: str, row: list[int], start: int, end: int) -> list[Span]:
    inside = [trim(text, a + 1, b) for a, b in itertools.pairwise(row)]
    first = trim(text, _tail_start(text, start, row[0]), row[0])
    closing = _CLOSING.search(text, trim(text, row[-1] + 1, end)[0], end)
    last = trim(text, row[-1] + 1, closing.start() if closing else end)
    if len(text[slice(*last)].split()) > 3:  # noqa: PLR2004 - a sentence may go on behind it
        word = _FUNCTION_WORD.search(text, last[0] + 1, last[1])
        long = len(text[slice(*last)].split()) > LONGEST_END
        last = without_hanging(text, *trim(text, last[0], word.start() if word else last[0] if long else last[1]))
    return [span if span[0] < span[1] else (0, 0) for span in (first, *inside, last)]


def _tail_start(text: str, start: int, end: int) -> int:
    """Where the name before the first arrow begins."""
    begin = max((found.end() for found in _BORDER.finditer(text, start, end)), default=start)
    line = text.rfind("\n", begin, end)
    begin = line + 1 if line >= 0 and text[line + 1 : end].strip() and end - line < _WRAPPED else begin
    opening = _OPENING.match(text, begin, end)
    begin = opening.end() if opening else begin
    if len(text[begin:end].split()) > 2:  # noqa: PLR2004 - a sentence may lead up to it
        led = (found.end() for found in _FUNCTION_WORD.finditer(text, begin, end) if text[found.end() : end].strip())
        begin = max(led, default=begin)
        verbs = (found.end() for found in _WORD_S.finditer(text, begin, end) if is_verb(found[0]))
        begin = max((at for at in verbs if text[at:end].strip()), default=begin)  # "the chain feeds tokens"
    return trim(text, begin, end)[0]


def _is_chain(text: str, names: list[Span], start: int, end: int) -> bool:
    shown = [text[slice(*name)] for name in names]
    if not all(any(sign.isalpha() for sign in name) and len(name.split()) <= LONGEST_NAME for name in shown):
        return False
    line = text[max(text.rfind("\n", start, names[0][0]), start) : names[0][0]].strip()
    whole = not line or line.endswith((":", "：", "-", "*", "|"))
    rest = text[names[-1][1] : end].split("\n", 1)[0].strip(" .;)|")
    return len(names) > 2 or (whole and not rest)  # noqa: PLR2004 - two may be a range


def _row_bounds(text: str, names: list[Span], start: int, end: int) -> Span:
    begin = max(text.rfind("\n", start, names[0][0]) + 1, start)
    close = text.find("\n", names[-1][1], end)
    return trim(text, begin, close if close >= 0 else end)
