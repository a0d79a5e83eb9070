"""Enumerations inside sentences: chains of arrows, ``three modules: A, B and C``, ``(1) … (2) …``, first … finally."""

import itertools
import re
from collections.abc import Iterator

from msgspec import Struct

from pb_core.domain.diagrams.markup import trim
from pb_core.domain.diagrams.turns import is_verb

Span = tuple[int, int]


class Enumeration(Struct, frozen=True, kw_only=True):
    """Names laid out in a row: bounds of each name, of the words they rest on, and of what they are the items of."""

    names: tuple[Span, ...]
    within: Span
    title: Span | None = None
    ordered: bool = False
    """Whether they say themselves that each follows the one before it."""


_LONGEST_NAME, _LONGEST_END, _MOST = 9, 6, 40  # words, words, members
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
_ARTICLE = re.compile(
    r"(?:(?:(?:first|second|third|fourth|final|last)(?:ly)?,|a|an|the|its|our|one|ein|eine[nmr]?|de[rnms]|die|das|un|une|la|le|les|des|du|el|los|las|una|de|of|"
    r"sets? of)\s+|l['’]|d['’])",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s*(?:,|\(|（|\s\w+ed\s(?:with|by|from|on|in|to|for)\s|\s(?:which|that|who|whose|where|with|for|to|by|using|based|trained|followed|from|in|back|on|over|as|each|either|"
    r"der|die|das|mit|für|zur?m?|qui|avec|pour|que|con|para)\s|—|–|\s-\s|组成|构成).*",
    re.DOTALL | re.IGNORECASE,
)
_NOT_A_NAME = re.compile(
    r"(?:which|that|who|whose|where|when|with|but|not|using|based|trained|followed|each|both|as|so|then|we|it|they|is|are|was|were|"
    r"respectively|etc|i\.e|e\.g|such|including|also|wobei|welche[rnms]?|auf|aus|mit|von|zum|zur|bei|im|qui|que|donde|dans|avec|con)\b",
    re.IGNORECASE,
)
_WORD_S = re.compile(r"(?<=\s)[a-z]+s\b(?=\s)")
_CLAUSE = re.compile(r"\b(?:which|that|who|whose|where|when)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3}|[\u4e00-\u9fff]{2}|[A-Z][\w-]")
_DOER = re.compile(
    r"(?:(?:An?|an?)\s+(?P<one>)|[Tt]he\s+)(?P<name>(?:[\w-]+\s+){0,3}?[\w-]+)(?<! that)(?<! which)\s+"
    r"[a-z]{2,}[^su\W]s\s+(?(one)|(?:an?|the|its|each|every|all|which|how|through|one)\b)"
)
"""``A lifter translates …``, ``The emulator runs the …``: who does something, up to the verb."""
_JOINED = re.compile(r"(?:and|or|each of)\s+", re.IGNORECASE)
_HANGING = frozenset(re.findall(r"\S+", "via that which and of the a with by to in for on is are as within into only"))
_FINITE = re.compile(
    r"\b(?:is|are|was|were|we|can|will|has|have|ist|sind|wird|werden|est|sont|es|son)\b", re.IGNORECASE
)
_OPENERS = re.compile(
    r"(?:(?:In|At)\s+the\s+(?P<nth>first|second|third|fourth|fifth|final|last|next)\s+(?:step|stage|phase)|(?P<word>First(?:ly)?|"
    r"Second(?:ly)?|Third(?:ly)?|Fourth(?:ly)?|Then|Next|Afterwards?|After that|Subsequently|Thereafter|Finally|"
    r"Lastly))"
    r"(?:\s*[,:]\s*|\s+)"
    r"|(?:We|It|The (?:[\w-]+ ){1,3}?)\s*(?P<adverb>first|then|next|finally|subsequently|afterwards|lastly)\s+(?=[a-z])"
)  # fmt: skip
_IN_TURN = re.compile(
    r"(?<!\bthe)(?<!\bits)(?<!\bour)(?:,\s*|\s)(?:and\s+)?(?P<word>first|then|next|afterwards|subsequently|finally|lastly)"
    r"\s+(?!(?:be|is|are|stage|phase|step|of|time|one|two|and|or)\b)(?=[a-z])"
)
_DOING = re.compile(
    r"\s*(?!(?:improv|reduc|increas|decreas|avoid|enabl|allow|ensur|support|help|be|hav|achiev|during)ing\b)[a-z]{3,}ing\s"
    r"(?:the|an?|its|their|each|every|all)\b"
)
"""A numbered item that tells what is done, so that the numbers are those of steps."""
_FIRST = frozenset(("first", "firstly"))
_ARGUING = frozenset(("second", "secondly", "third", "thirdly", "fourth", "fourthly"))
_NUMERALS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNTS = {word: value for value, word in enumerate(_NUMERALS, start=2)} | {
    str(value): value for value in range(2, 20)
}  # fmt: skip
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8}


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
    return 0 < len(inner.split()) <= _LONGEST_NAME and not broken


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
        long = len(text[slice(*last)].split()) > _LONGEST_END
        last = _without_hanging(text, *trim(text, last[0], word.start() if word else last[0] if long else last[1]))
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
    if not all(any(sign.isalpha() for sign in name) and len(name.split()) <= _LONGEST_NAME for name in shown):
        return False
    line = text[max(text.rfind("\n", start, names[0][0]), start) : names[0][0]].strip()
    whole = not line or line.endswith((":", "：", "-", "*", "|"))
    rest = text[names[-1][1] : end].split("\n", 1)[0].strip(" .;)|")
    return len(names) > 2 or (whole and not rest)  # noqa: PLR2004 - two may be a range


def _row_bounds(text: str, names: list[Span], start: int, end: int) -> Span:
    begin = max(text.rfind("\n", start, names[0][0]) + 1, start)
    close = text.find("\n", names[-1][1], end)
    return trim(text, begin, close if close >= 0 else end)


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


def short_name(text: str, start: int, end: int) -> Span | None:
    """The name at the head of a part: without article, and without the clause that hangs on it."""
    begin, finish = trim(text, start, end)
    while (article := _ARTICLE.match(text, begin, finish)) is not None:
        begin = article.end()
    tail = _TAIL.search(text, begin + 1, finish)
    if tail is not None and tail[0][:1] == "," and " " not in text[begin : tail.start()]:
        tail = _TAIL.search(text, tail.start() + 1, finish)  # an adjective before another: "a small, fast reader"
    begin, finish = trim(text, begin, tail.start() if tail else finish)
    if _FINITE.search(text, begin, finish):
        return None
    begin, finish = _without_hanging(text, begin, finish)
    words = text[begin:finish].split()
    if not 0 < len(words) <= _LONGEST_NAME or not any(sign.isalpha() for sign in text[begin:finish]):
        return None
    return begin, finish


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


def phrase(text: str, start: int, end: int) -> Span | None:
    """A name for a longer stretch: its first words up to a colon, a stop or a clause."""
    begin, finish = trim(text, start, end)
    joined = _JOINED.match(text, begin, finish)
    begin = joined.end() if joined else begin
    stop = re.compile(r"[.:;!?。；：](?=\s|$)|[。；：]|\s[–—]\s").search(text, begin, finish)
    doer = _DOER.match(text, begin, finish)
    if doer is not None:
        return doer.span("name")
    if stop is not None and stop[0] in ":：" and 0 < len(text[begin : stop.start()].split()) <= _LONGEST_END:
        return begin, stop.start()
    named = short_name(text, begin, stop.start() if stop else finish)
    if named is not None:
        return named
    stop = re.compile(
        r"[,，(（.:;。；：]|\s(?:and|which|that|using|by|via|so|in order|to|into|with|from|within|for)\s"
    ).search(text, _behind_first_words(text, begin, finish), finish)
    close = stop.start() if stop else finish
    words = list(re.compile(r"\S+").finditer(text, begin, close))[:_LONGEST_NAME]
    if not words or _FINITE.match(text, begin) or not any(sign.isalpha() for sign in text[begin:close]):
        return None
    article = _ARTICLE.match(text, begin, words[-1].end() - 1)
    named = _without_hanging(text, article.end() if article else begin, words[-1].end())
    return named if named[0] < named[1] else None


def _behind_first_words(text: str, start: int, end: int) -> int:
    """Where a name may end: behind ``spatial and motion features``, whose first word is none without the last."""
    joined = re.compile(r"(?:the )?[\w-]+ and [\w-]+ \w+", re.IGNORECASE).match(text, start, end)
    return joined.end() if joined else start + 1


def _without_hanging(text: str, start: int, end: int) -> Span:
    """Without marks, prepositions and articles at the end, which a cut leaves behind."""
    words = list(re.compile(r"[^\s.,;:。，；]+").finditer(text, start, end))
    while words and words[-1][0].casefold() in _HANGING:
        words.pop()
    return (start, words[-1].end()) if words else (start, start)


def goes_on_in_order(text: str, span: Span) -> bool:
    """Whether a sentence opens with *Second*, *Then*, *Finally* and the like."""
    found = _OPENERS.match(text, *span)
    return found is not None and (found["word"] or found["nth"] or "first").casefold() not in _FIRST


def told_in_order(text: str, spans: tuple[Span, ...]) -> Iterator[tuple[list[Span], list[Span], bool]]:
    """Runs of sentences that open with *First*, *Then*, …, *Finally*: their bounds, with and without that word.

    A run of *First*, *Second*, *Third* alone is as often an argument as a procedure: ``counted`` says that it is one.
    """
    run: list[tuple[str, Span, Span]] = []
    for at, (start, end) in enumerate([*spans, (0, 0)]):
        found = _OPENERS.match(text, start, end)
        word = (found["nth"] or found["word"] or found["adverb"]).casefold().replace("’", "'") if found else ""
        ended = at == len(spans)
        if run and (ended or word in _FIRST):
            if len(run) > 1:
                counted = all(word in _ARGUING for word, _, _ in run[1:])
                yield [whole for _, whole, _ in run], [rest for _, _, rest in run], counted
            run = []
        if found and (run or word in _FIRST):
            run.append(("then" if found["nth"] else word, (start, end), (found.end(), end)))
