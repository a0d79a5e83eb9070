"""Support: whether the words that a diagram rests on stand in its source; what is unsupported is pruned."""

import itertools
import math
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache

from msgspec.structs import replace

from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Group
from pb_core.domain.diagrams.words import Term, fold, terms, words
from pb_core.domain.findings import Check, Finding

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_TOKEN = re.compile(rf"([\s\-\u2010-\u2015\u2212]+)|[^\W_{_UNSPACED}]+|.", re.DOTALL)
_QUOTES = re.compile("[\"'`\u00b4\u2018-\u201f\u2032\u2033\u00ab\u00bb\u2039\u203a]+")
_BROKEN_WORD = re.compile(r"(?<=\w)[-\u2010\u00ad]\s*\n\s*(?=\w)")
_SIGNS = frozenset(("Sm", "Sk", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Mn", "Mc"))
_SHORTEST_PREFIX = 4  # letters
_SHARED = 2 / 3  # of the longer stem
_SHOWN = 80  # characters of a quotation in a finding


class Source:
    """A text indexed once, in linear time, for the questions of grounding.

    Quotations are compared without white space, hyphens and dashes, so that a line break in a word, a
    real compound broken at its hyphen and a lost or doubled blank make no difference; and with case,
    ligatures, compatibility forms (NFKC) and quotation marks folded. A match starts and ends where a
    word or a part of a compound does; scripts written without blanks may be cut anywhere.
    """

    def __init__(self, text: str) -> None:
        self._text, self._edges = _squeeze(text)
        distinct = {*text.split(), *_BROKEN_WORD.sub("", text).split()}
        self._known = frozenset(words(" ".join(distinct)))
        self._stems = sorted(self._known)

    def contains(self, quote: str) -> bool:
        """Whether the quotation stands in the text; one without any letter or digit never does."""
        wanted = _trimmed(_squeeze(quote)[0])
        if not wanted:
            return False
        at = self._text.find(wanted)
        while at >= 0:
            if self._is_edge(at) and self._is_edge(at + len(wanted)):
                return True
            following = bisect_left(self._edges, at + 1)
            at = self._text.find(wanted, self._edges[following])
        return False

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


def find_quote(quote: str, source: str) -> bool:
    """Whether ``quote`` stands in ``source``, up to what ``Source`` folds."""
    return compiled(source).contains(quote)


def check_support(spec: DiagramSpec, source: str, caption: str = "") -> tuple[Finding, ...]:
    """Name everything in the diagram that the source does not carry, at most one finding a subject.

    Elements and connections need evidence that stands in the source, groups only where they quote.
    Labels, details and titles must be made of words of the source or the caption, repeats of their numbers.
    """
    index = compiled(source)
    vocabulary = compiled(f"{source}\n\n{caption}") if caption else index
    named: list[tuple[str, Element | Connection | Group]] = [(element.id, element) for element in spec.elements]
    named += [(connection.name, connection) for connection in spec.connections]
    named += [(group.id, group) for group in spec.groups]
    return tuple(
        Finding(check=Check.UNGROUNDED, subject=name, detail=detail)
        for name, part in named
        if (detail := next(_faults(part, index, vocabulary), None))
    )


def _faults(part: Element | Connection | Group, source: Source, vocabulary: Source) -> Iterator[str]:
    if not part.evidence.strip():
        if not isinstance(part, Group):
            yield "It quotes no words of the source."
    elif not source.contains(part.evidence):
        yield f"The source does not contain the words it quotes: '{_short(part.evidence)}'."
    for text in _texts(part):
        missing = vocabulary.missing(text)
        if missing:
            yield f"'{text}' uses words that the source does not: {', '.join(missing)}."
    repeat = None if isinstance(part, Connection) else part.repeat
    if repeat is not None and not vocabulary.counts(repeat):
        yield f"The source does not say that it is repeated {repeat} times."


def _texts(part: Element | Connection | Group) -> tuple[str, ...]:
    """Return the texts that are drawn for a part."""
    if isinstance(part, Element):
        return (part.label, part.detail)
    return (part.label,) if isinstance(part, Connection) else (part.title,)


def _squeeze(text: str) -> tuple[str, list[int]]:
    """Return the folded text without gaps, and the ascending positions in it where a word begins or ends."""
    pieces, edges = [], [0]
    for match in _TOKEN.finditer(_QUOTES.sub("'", fold(text))):
        if match[1] is None:
            pieces.append(match[0])
            edges.append(edges[-1] + len(match[0]))
    return "".join(pieces), edges


def _trimmed(squeezed: str) -> str:
    """Cut everything but letters and digits off both ends."""
    inner = [at for at, character in enumerate(squeezed) if character.isalnum()]
    return squeezed[inner[0] : inner[-1] + 1] if inner else ""


def _short(quote: str) -> str:
    line = " ".join(quote.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def without(spec: DiagramSpec, subjects: set[str]) -> DiagramSpec | None:
    """The spec without the named elements, connections and groups, or ``None`` when no element is left.

    Arrows of a removed element go with it; members and subgroups of a removed group move to its parent.
    """
    elements = tuple(e for e in spec.elements if e.id not in subjects)
    if not elements:
        return None
    kept = {element.id for element in elements}
    parents = {group.id: group.parent for group in spec.groups}

    def home(group: str | None) -> str | None:
        while group in subjects:
            group = parents[group]
        return group

    return DiagramSpec(
        title=spec.title,
        elements=tuple(replace(e, group=home(e.group)) for e in elements),
        connections=tuple(c for c in spec.connections if {c.source, c.target} <= kept and c.name not in subjects),
        groups=tuple(replace(g, parent=home(g.parent)) for g in spec.groups if g.id not in subjects),
    )
