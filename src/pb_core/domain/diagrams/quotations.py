"""Source: a text indexed once for the questions of support, and where quotations stand in it."""

import itertools
import math
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property, lru_cache

from msgspec import Struct

from pb_core.domain.diagrams.blocks import read_blocks
from pb_core.domain.diagrams.readable import readable
from pb_core.domain.diagrams.text_spans import sentences
from pb_core.domain.diagrams.words import Term, fold, terms, words

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_TOKEN = re.compile(rf"([\s\-\u2010-\u2015\u2212]+)|[^\W_{_UNSPACED}]+|.", re.DOTALL)
_QUOTES = re.compile("[\"'`\u00b4\u2018-\u201f\u2032\u2033\u00ab\u00bb\u2039\u203a]+")
_BROKEN_WORD = re.compile(r"(?<=\w)[-\u2010\u00ad]\s*\n\s*(?=\w)")
_SIGNS = frozenset(("Sm", "Sk", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Mn", "Mc"))
_SHORTEST_PREFIX = 4  # letters
_SHARED = 2 / 3  # of the longer stem
_LONGEST_SENTENCE = 3_000  # characters
_MOST_COMPARED = 5_000_000  # characters, in the search for one quotation in a text that all but repeats it
_OCCURRENCES = 20  # of one quotation that are looked at
_STOPS = frozenset((".", "!", "?", "\u3002"))
_CUT = re.compile(r"\s*\[?(?:\.{3,}|\u2026)\]?\s*")
_ENGLISH_SHARE = 0.08
_FEW_WORDS = 40
_LATIN_SHARE = 0.7
_ENGLISH = frozenset(("the", "of", "and", "is", "are", "with", "which", "this", "by", "from", "we", "that", "to", "an"))
_WORD = re.compile(r"[^\W\d_]+")


Place = tuple[int, int]


class Token(Struct, frozen=True):
    """A word or sign of a sentence: folded, and where it stands in the sentence without gaps."""

    word: str
    start: int
    end: int


class Sentence(Struct, frozen=True):
    """A sentence: its text, the same with mark-up blanked out, and where it stands in the text without gaps."""

    text: str
    readable: str
    start: int
    end: int

    def tokens(self) -> tuple[Token, ...]:
        """The readable words and signs in order, positions counted from the sentence's beginning."""
        places = _places(self.text)
        found = (match for match in _TOKEN.finditer(self.readable) if match[1] is None)
        return tuple(Token(_even(match[0]), places[match.start()], places[match.end()]) for match in found)


class Source:
    """A text indexed once, in linear time, for the questions of support.

    Quotations are compared without white space, hyphens and dashes, so that a line break in a word, a
    real compound broken at its hyphen and a lost or doubled blank make no difference; and with case,
    ligatures, compatibility forms (NFKC) and quotation marks folded. A match starts and ends where a
    word or a part of a compound does; scripts written without blanks may be cut anywhere.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._text, self._edges = _squeeze(text)
        self._found: dict[str, tuple[Place, ...]] = {}
        distinct = {*text.split(), *_BROKEN_WORD.sub("", text).split()}
        self._known = frozenset(words(" ".join(distinct)))
        self._stems = sorted(self._known)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences in order; headings, list items and table cells count as such."""
        text = _composed(self.text)
        shown = self.readable
        starts = [s for b in read_blocks(text, shown) for s, _ in sentences(shown, b.start, b.end)]
        bounds = sorted({0, *starts, len(text)})
        at, found = 0, []
        for start, end in _short_pieces(bounds):
            length = len(_squeeze(text[start:end])[0])
            if length:
                found.append(Sentence(text[start:end], shown[start:end], at, at + length))
            at += length
        return tuple(found)

    @cached_property
    def readable(self) -> str:
        """The text with mark-up blanked out."""
        return readable(_composed(self.text))

    @cached_property
    def is_english(self) -> bool:
        """Whether the lists of English words may be applied: a text of other letters or words is not English."""
        found = _WORD.findall(self.text[:50_000].casefold())
        latin = sum(word.isascii() for word in found)
        if latin < _LATIN_SHARE * len(found):
            return False
        return len(found) < _FEW_WORDS or sum(word in _ENGLISH for word in found) >= _ENGLISH_SHARE * len(found)

    def contains(self, quote: str) -> bool:
        """Whether the quotation stands in the text; one without any letter or digit never does."""
        return bool(self.quoted(quote))

    def quoted(self, quote: str) -> tuple[Place, ...]:
        """The first places where the quotation begins and ends in the text without gaps."""
        wanted = squeezed(quote)
        if wanted not in self._found:
            self._found[wanted] = tuple(itertools.islice(self._occurrences(wanted), _OCCURRENCES))
        return self._found[wanted]

    def _occurrences(self, wanted: str) -> Iterator[Place]:
        at = self._text.find(wanted) if wanted else -1
        for _ in range(_MOST_COMPARED // max(1, len(wanted))):
            if at < 0:
                return
            if self._is_edge(at) and self._is_edge(at + len(wanted)):
                yield at, at + len(wanted)
            following = bisect_left(self._edges, at + 1)
            at = self._text.find(wanted, self._edges[following])

    def marked(self, evidence: str) -> tuple[Place, ...]:
        """Where the quotations of an evidence stand first in the text as it is; those that do not stand there are left.

        A mark ends behind the stop of its sentence.
        """
        found = (self.quoted(part)[:1] for part in quotations(evidence, self))
        return tuple(self._characters(place) for places in found for place in places)

    def _characters(self, place: Place) -> Place:
        """A place in the text without gaps as one in the text: from the token that begins there to behind its last."""
        places, spans = self._tokens
        start = spans[max(0, bisect_right(places, place[0]) - 1)][0]
        end = spans[max(0, bisect_left(places, place[1]) - 1)][1]
        return start, end + (self.text[end : end + 1] in _STOPS)

    @cached_property
    def _tokens(self) -> tuple[list[int], list[Place]]:
        """Where each word or sign stands in the text without gaps, and where in the text."""
        at = _places(self.text)
        spans = [match.span() for match in _TOKEN.finditer(self.text) if match[1] is None]
        shown = [span for span in spans if at[span[0]] < at[span[1]]]  # an invisible character takes no room
        return [at[start] for start, _ in shown], shown

    def around(self, place: Place) -> tuple[Sentence, ...]:
        """The whole sentences that a place touches."""
        starts = self._starts
        first = max(0, bisect_right(starts, place[0]) - 1)
        return self.sentences[first : bisect_left(starts, place[1])]

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    def missing(self, label: str) -> tuple[str, ...]:
        """Return the words of a label that the text has in no inflection; a verbatim label misses none."""
        if self.contains(label) and self._has_signs(label):
            return ()
        return tuple(part for part in label.split() if not self._has(part))

    def counts(self, number: int) -> bool:
        """Whether the text names this number, in digits or in words."""
        return not self._known.isdisjoint((str(number), f"{number}x", f"x{number}"))

    def _has(self, part: str) -> bool:
        return self._has_signs(part) and (self.contains(part) or all(map(self._has_term, terms(part))))

    def _has_term(self, term: Term) -> bool:
        return self._has_stem(term.whole) or all(map(self._has_stem, term.parts))

    def _has_stem(self, wanted: str) -> bool:
        """Whether a stem of the text equals the wanted one, or one begins with the other and is little longer."""
        if wanted in self._known:
            return True
        if len(wanted) < _SHORTEST_PREFIX or wanted.isdigit():
            return False
        shortest = max(_SHORTEST_PREFIX, math.ceil(len(wanted) * _SHARED))
        if any(wanted[:length] in self._known for length in range(shortest, len(wanted))):
            return True
        after = itertools.islice(self._stems, bisect_left(self._stems, wanted), None)
        longer = itertools.takewhile(lambda stem: stem.startswith(wanted), after)
        return any(len(stem) * _SHARED <= len(wanted) for stem in longer)

    def _has_signs(self, label: str) -> bool:
        """Whether every character is a letter, a digit, mathematics, punctuation or used by the text."""
        signs = {sign for sign in fold(label) if not sign.isalnum() and not sign.isspace()}
        return all(unicodedata.category(sign) in _SIGNS or sign in self._text for sign in signs)

    def _is_edge(self, at: int) -> bool:
        return self._edges[bisect_left(self._edges, at)] == at


@lru_cache(maxsize=4)
def compiled(source: str) -> Source:
    """Return the index of a source, kept for the few sources in use."""
    return Source(source)


def same_word(one: str, other: str) -> bool:
    """Whether two stems are of one word: equal, or the longer begins with the other and is little longer."""
    short, long = sorted((one, other), key=len)
    if one == other:
        return True
    return len(short) >= max(_SHORTEST_PREFIX, len(long) * _SHARED) and long.startswith(short) and not short.isdigit()


def quotations(evidence: str, source: Source) -> tuple[str, ...]:
    """The quotations that an evidence holds: itself if it stands in the text, else its parts between cuts.

    A cut is an ellipsis (``…``, ``...``, ``[…]``); a line break if a part does not stand in the text as it is. Parts
    come in the order of the evidence.
    """
    if source.contains(evidence):
        return (evidence,)
    parts = ((part,) if source.contains(part) else part.split("\n") for part in _CUT.split(evidence))
    return tuple(line.strip() for lines in parts for line in lines if line.strip())


def squeezed(text: str) -> str:
    """The folded text without gaps and without signs at its ends, as quotations are compared."""
    return _trimmed(_squeeze(text)[0])


def words_of(text: str) -> tuple[str, ...]:
    """The folded words and signs of a short text."""
    return tuple(match[0] for match in _TOKEN.finditer(_even(text)) if match[1] is None)


def _short_pieces(bounds: list[int]) -> Iterator[tuple[int, int]]:
    """The spans between bounds, cut where they are longer than any sentence."""
    for start, end in itertools.pairwise(bounds):
        cuts = [*range(start, end, _LONGEST_SENTENCE), end]
        yield from itertools.pairwise(cuts)


def _composed(text: str) -> str:
    """Compatibility forms and ligatures resolved and invisible characters left out, letters' case kept."""
    text = unicodedata.normalize("NFKC", text)
    return text if text.isascii() else "".join(c for c in text if unicodedata.category(c) != "Cf")


def _places(text: str) -> list[int]:
    """For each character of a text, and its end, where it stands in the text without gaps."""
    places, at = [], 0
    for match in _TOKEN.finditer(text):
        places += [at] * len(match[0])
        repeated = _QUOTES.fullmatch(match[0]) and match.start() and _QUOTES.fullmatch(text[match.start() - 1])
        at += 0 if match[1] is not None or repeated else len(_even(match[0]))
    return [*places, at]


def _even(text: str) -> str:
    return _QUOTES.sub("'", fold(text))


def _squeeze(text: str) -> tuple[str, list[int]]:
    """Return the folded text without gaps, and the ascending positions in it where a word begins or ends."""
    pieces, edges = [], [0]
    for match in _TOKEN.finditer(_even(text)):
        if match[1] is None:
            pieces.append(match[0])
            edges.append(edges[-1] + len(match[0]))
    return "".join(pieces), edges


def _trimmed(text: str) -> str:
    """Cut everything but letters and digits off both ends."""
    inner = [at for at, character in enumerate(text) if character.isalnum()]
    return text[inner[0] : inner[-1] + 1] if inner else ""
