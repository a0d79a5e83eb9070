"""Enumerations inside sentences: ``three modules: A, B and C``, ``(1) … (2) …``, ``we first …, then … and finally``."""

import re
from collections.abc import Iterator

from msgspec import Struct

from pb_core.domain.diagrams.skeleton.short_names import phrase, short_name
from pb_core.domain.diagrams.text_spans import Span, trim

_COUNT = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|[2-9]|1\d|several|following|zwei|drei|vier|fünf|sechs|sieben|deux|trois|"
    r"quatre|cinq|six|sept|dos|tres|cuatro|cinco|seis|siete)"
)
_COUNTED = re.compile(
    rf"(?<!\bone of )\b(?P<count>{_COUNT})\s+"
    rf"(?P<noun>(?!of\b|the\b)(?:[^\W\d_][\w-]*\s+){{0,4}}?[^\W\d_][\w-]{{2,24}}?(?:s|en|e|n|er|x))"
    r"(?:(?:\s+(?:in|of|for)\s+[^,.;:]{3,40})?\s*[:：]\s+"
    r"|,?\s+(?:namely|i\.e\.|that is|nämlich|à savoir|a saber):?,?\s+"
    r"|\s+\((?=[^()]{3,300},)|\s+[–—-]\s+(?=[^–—]{3,300}?,))"
)  # fmt: skip
_HAN_COUNTED = re.compile(r"(?P<noun>[一二三四五六七八九两2-9]个?[\u4e00-\u9fff]{2,6})[:：]")
_DASH = r"\s[–—-]\s"
_CLOSED_BY = {"(": r"[.!?。](?=\s|$)|\)(?=[.,]|\s|$)", "-": _DASH, "–": _DASH, "—": _DASH}
_MADE_OF = re.compile(
    r"\b(?:consists?\s+of|consisting\s+of|composed\s+of|comprises|comprising|made\s+up\s+of|besteht\s+aus|bestehend\s+aus|"
    r"se\s+compose\s+de|composée?\s+de|comprend|consta\s+de|se\s+compone\s+de|compuesto\s+(?:por|de)|consiste\s+en)\s+|由|包括|包含"
)  # fmt: skip
_THROUGH = re.compile(r"\b(?:pass(?:es|ed|ing)?|go(?:es)?|flows?|runs?|proceeds?)\s+(?:\w+ly\s+)?through\s+")
_IN_ORDER = re.compile(
    r"\b(?:then|first|followed by|finally|lastly|in turn|successively|sequentially|subsequently|consecutively)\b|→",
    re.IGNORECASE,
)
"""Without such a word two things that something goes *through* are listed, not put in order."""
_FEW = 2
_INLINE = re.compile(r"(?<![\w)-])\(?(?P<mark>\d|[a-h]|i{1,3}|iv|vi{0,3})\)\s+(?=\S)")
_JOINT = re.compile(
    r"(?:[,;、，；]\s*(?:(?:and|und|et|y|e|as well as)\s+)?|\s+(?:and|und|et|y|sowie|as well as)\s+)"
    r"(?:(?:finally|lastly|then),?\s+)?|[和及与]"
)
_NOT_A_NAME = re.compile(
    r"(?:which|that|who|whose|where|when|with|but|not|using|based|trained|followed|each|both|as|so|then|we|it|they|is|are|was|were|"
    r"respectively|etc|i\.e|e\.g|such|including|also|wobei|welche[rnms]?|auf|aus|mit|von|zum|zur|bei|im|qui|que|donde|dans|avec|con)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"\b(?:which|that|who|whose|where|when)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3}|[\u4e00-\u9fff]{2}|[A-Z][\w-]")
_IN_TURN = re.compile(
    r"(?<!\bthe)(?<!\bits)(?<!\bour)(?:,\s*|\s)(?:and\s+)?(?P<word>first|then|next|afterwards|subsequently|finally|lastly)"
    r"\s+(?!(?:be|is|are|stage|phase|step|of|time|one|two|and|or)\b)(?=[a-z])"
)
_DOING = re.compile(
    r"\s*(?!(?:improv|reduc|increas|decreas|avoid|enabl|allow|ensur|support|help|be|hav|achiev|during)ing\b)[a-z]{3,}ing\s"
    r"(?:the|an?|its|their|each|every|all)\b"
)
"""A numbered item that tells what is done, so that the numbers are those of steps."""
_NUMERALS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNTS = {word: value for value, word in enumerate(_NUMERALS, start=2)} | {
    str(value): value for value in range(2, 20)
}  # fmt: skip
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8}


class Enumeration(Struct, frozen=True, kw_only=True):
    """Names laid out in a row: bounds of each name, of the words they rest on, and of what they are the items of."""

    names: tuple[Span, ...]
    within: Span
    title: Span | None = None
    ordered: bool = False
    """Whether they say themselves that each follows the one before it."""


def listed(text: str, start: int, end: int) -> Iterator[Enumeration]:
    """Names that a sentence lists: behind a counted noun and a colon, behind *consists of*, or numbered in it."""
    numbered = _numbered(text, start, end)
    if numbered is not None:
        yield numbered
        return
    in_turn = _in_turn(text, start, end)
    if in_turn is not None:
        yield in_turn
        return
    for pattern in (_COUNTED, _HAN_COUNTED, _MADE_OF, _THROUGH):
        found = pattern.search(text, start, end)
        names = _split(text, found.end(), end) if found else []
        if found is None or len(names) < 2:  # noqa: PLR2004 - one name is no list
            continue
        groups = found.groupdict()
        wanted = _COUNTS.get((groups.get("count") or "").casefold())
        if wanted is None or wanted == len(names):
            yield Enumeration(
                names=tuple(names), within=(start, end), title=found.span("noun") if "noun" in groups else None,
                ordered=pattern is _THROUGH
                and (len(names) > _FEW or _IN_ORDER.search(text, found.start(), names[-1][1]) is not None),
            )  # fmt: skip
            return


def _split(text: str, start: int, end: int) -> list[Span]:
    """The names of a list; a part that opens as a clause does belongs to the name before it, one too long ends it."""
    closing = re.compile(_CLOSED_BY.get(text[:start].rstrip()[-1:], r"$")).search(text, start, end)
    stop = closing.start() if closing else end
    joint = re.compile(r"[;；]\s*(?:and\s+)?") if ";" in text[start:stop] else _JOINT
    borders, depth_text = [start], _without_parentheses(text, start, stop)
    if joint is _JOINT and re.search(r":\s+\(?[1a]\)", depth_text):
        return []  # what follows is a list of its own
    for found in joint.finditer(depth_text):
        borders += [start + found.start(), start + found.end()]
    borders.append(stop)
    names: list[Span] = []
    in_clause = False
    for begin, finish in zip(borders[::2], borders[1::2], strict=True):
        if in_clause and text[begin - 4 : begin].strip() == "and" and text[begin - 6 : begin - 5] not in ",;":
            continue  # the clause goes on
        span = short_name(text, begin, finish)
        in_clause = _NOT_A_NAME.match(text, trim(text, begin, finish)[0]) is not None
        if span is not None and not in_clause and _WORD.search(text, *span):
            names.append(span)
        elif not names:
            return []
        in_clause = in_clause or _CLAUSE.search(text, begin, finish) is not None
    return names


def _without_parentheses(text: str, start: int, end: int) -> str:
    return re.sub(r"\([^()]*\)", lambda found: "·" * len(found[0]), text[start:end])


def _numbered(text: str, start: int, end: int) -> Enumeration | None:
    """``(1) A, (2) B and (3) C`` within a sentence or paragraph, counted from one."""
    marks = [found for found in _INLINE.finditer(text, start, end) if not _is_inside(text, start, found)]
    values = [_value(found["mark"], at) for at, found in enumerate(marks, start=1)]
    if len(marks) < 2 or values != list(range(1, len(marks) + 1)):  # noqa: PLR2004 - one is a reference
        return None
    ends = [found.start() for found in marks[1:]] + [end]
    names = [phrase(text, found.end(), stop) for found, stop in zip(marks, ends, strict=True)]
    if None in names or len({text[slice(*name)] for name in names if name}) < len(names):
        return None
    done = all(_DOING.match(text, found.end()) for found in marks)
    return Enumeration(
        names=tuple(n for n in names if n), within=(start, end), title=trim(text, start, marks[0].start()),
        ordered=done,
    )  # fmt: skip


def _is_inside(text: str, start: int, mark: re.Match[str]) -> bool:
    """Whether a mark only closes a bracket: ``(Figure 1)``."""
    before = text[start : mark.start()]
    return mark[0][0] != "(" and before.count("(") > before.count(")")


def _in_turn(text: str, start: int, end: int) -> Enumeration | None:
    """``we first A, then B, and finally C`` in one sentence."""
    marks = list(_IN_TURN.finditer(text, start, end))
    if len(marks) < 3 or [found["word"] == "first" for found in marks] != [True, *[False] * (len(marks) - 1)]:  # noqa: PLR2004 - two are no row
        return None
    ends = [found.start() for found in marks[1:]] + [end]
    names = [phrase(text, found.end(), stop) for found, stop in zip(marks, ends, strict=True)]
    if None in names:
        return None
    return Enumeration(names=tuple(n for n in names if n), within=(start, end), ordered=True)


def _value(mark: str, place: int) -> int:
    if mark.isdigit():
        return int(mark)
    return place if ord(mark[0]) - ord("a") + 1 == place and len(mark) == 1 else _ROMAN.get(mark, 0)
