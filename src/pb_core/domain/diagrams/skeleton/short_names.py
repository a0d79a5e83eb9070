"""Short names for parts of a sentence: its first words, without article and without what hangs on them."""

import re

from pb_core.domain.diagrams.text_spans import Span, trim

LONGEST_NAME = 9
"""Words of the longest name."""
LONGEST_END = 6
"""Words of a name that a sentence may go on behind."""
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
    begin, finish = without_hanging(text, begin, finish)
    words = text[begin:finish].split()
    if not 0 < len(words) <= LONGEST_NAME or not any(sign.isalpha() for sign in text[begin:finish]):
        return None
    return begin, finish


def phrase(text: str, start: int, end: int) -> Span | None:
    """A name for a longer stretch: its first words up to a colon, a stop or a clause."""
    begin, finish = trim(text, start, end)
    joined = _JOINED.match(text, begin, finish)
    begin = joined.end() if joined else begin
    stop = re.compile(r"[.:;!?。；：](?=\s|$)|[。；：]|\s[–—]\s").search(text, begin, finish)
    doer = _DOER.match(text, begin, finish)
    if doer is not None:
        return doer.span("name")
    if stop is not None and stop[0] in ":：" and 0 < len(text[begin : stop.start()].split()) <= LONGEST_END:
        return begin, stop.start()
    named = short_name(text, begin, stop.start() if stop else finish)
    if named is not None:
        return named
    stop = re.compile(
        r"[,，(（.:;。；：]|\s(?:and|which|that|using|by|via|so|in order|to|into|with|from|within|for)\s"
    ).search(text, _behind_first_words(text, begin, finish), finish)
    close = stop.start() if stop else finish
    words = list(re.compile(r"\S+").finditer(text, begin, close))[:LONGEST_NAME]
    if not words or _FINITE.match(text, begin) or not any(sign.isalpha() for sign in text[begin:close]):
        return None
    article = _ARTICLE.match(text, begin, words[-1].end() - 1)
    named = without_hanging(text, article.end() if article else begin, words[-1].end())
    return named if named[0] < named[1] else None


def _behind_first_words(text: str, start: int, end: int) -> int:
    """Where a name may end: behind ``spatial and motion features``, whose first word is none without the last."""
    joined = re.compile(r"(?:the )?[\w-]+ and [\w-]+ \w+", re.IGNORECASE).match(text, start, end)
    return joined.end() if joined else start + 1


def without_hanging(text: str, start: int, end: int) -> Span:
    """Without marks, prepositions and articles at the end, which a cut leaves behind."""
    words = list(re.compile(r"[^\s.,;:。，；]+").finditer(text, start, end))
    while words and words[-1][0].casefold() in _HANGING:
        words.pop()
    return (start, words[-1].end()) if words else (start, start)
