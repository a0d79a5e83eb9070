"""Mentions: where the sentences of a source name the elements of a plan."""

import itertools
from collections.abc import Iterable, Iterator
from functools import lru_cache

from msgspec import Struct

from pb_core.domain.diagrams.quotations import Sentence, Token, same_word, squeezed, words_of
from pb_core.domain.diagrams.spec import Element
from pb_core.domain.diagrams.words import stem

MOST_MENTIONS = 8
"""So many mentions of one name in one sentence are looked at."""
_SHARED_LETTERS = 4
"""Two forms of one word begin with so many letters alike, or are equal."""
_SKIPPED = frozenset(("of", "the", "a", "an", "'", "s"))
_DETERMINERS = frozenset(("the", "a", "an", "this", "these", "that", "those", "our", "its", "their", "each", "every"))
TELLING = frozenset(("first", "second", "third", "last", "next", "other", "another", "former", "latter"))
"""Words that tell one of several from the others, which a name without them may mean."""
_LIGHT = _SKIPPED | _DETERMINERS | frozenset(("and", "or", "for", "in", "on", "to", "with", "by", "from", "into", "at"))


class Mention(Struct, frozen=True):
    """One place that names an element: its tokens, and where they stand in the sentence without gaps."""

    element: str
    first: int
    last: int
    start: int
    end: int
    exact: bool = True


class Name(Struct, frozen=True):
    """A label or alias as it is looked for: its text without gaps, and the stems of its words that carry meaning."""

    element: str
    text: str
    stems: tuple[str, ...]
    light: frozenset[str] = frozenset()
    alone: bool = False
    """Whether it is only the last word of a name, which counts behind an article."""


class Read(Struct, frozen=True):
    """A sentence with its tokens and the elements that it names, in order, none inside another."""

    sentence: Sentence
    tokens: tuple[Token, ...]
    words: tuple[str, ...]
    mentions: tuple[Mention, ...]

    def of(self, element: str) -> tuple[Mention, ...]:
        """The mentions of one element."""
        return tuple(mention for mention in self.mentions if mention.element == element)

    def find(self, name: Name) -> tuple[Mention, ...]:
        """Where the sentence has another name, the first few places."""
        return tuple(itertools.islice(_found(name, self.tokens), MOST_MENTIONS))


@lru_cache(maxsize=2**12)
def content_stems(text: str) -> tuple[str, ...]:
    """The stems of the words that carry meaning, in order."""
    return tuple(stem(word) for word in words_of(text) if word[0].isalnum() and word not in _LIGHT)


def name_of(element: str, text: str) -> Name:
    """A label or alias in the form in which sentences are searched for it."""
    light = _LIGHT.intersection(words_of(text))
    return Name(element, squeezed(text), content_stems(text), light)


def same_name(one: str, other: str, *, share: float = 0.0) -> bool:
    """Whether two names are the same, up to inflection, or one is a whole part, at least ``share``, of the other."""
    short, long = sorted((content_stems(one), content_stems(other)), key=len)
    if not short:
        return squeezed(one) == squeezed(other)
    if len(short) < share * len(long):
        return False
    starts = range(len(long) - len(short) + 1)
    return any(all(map(same_word, short, long[at : at + len(short)])) for at in starts)


class Names:
    """The names of a plan's elements: labels, aliases, and last words that only one element has.

    An alias that is also the label of another element names nothing.
    """

    def __init__(self, elements: Iterable[Element]) -> None:
        self.texts = {element.id: (element.label, *element.aliases) for element in elements}
        labels = {squeezed(texts[0]): element for element, texts in self.texts.items()}
        self._names = [
            name_of(element, text)
            for element, texts in self.texts.items()
            for text in texts
            if text == texts[0] or labels.get(squeezed(text), element) == element
        ]
        self._names += list(self._heads())
        self._opening: dict[str, list[int]] = {}
        for place, name in enumerate(self._names):
            for opening in {name.text[:1], name.text[:2], *(f"~{word[:_SHARED_LETTERS]}" for word in name.stems[:1])}:
                self._opening.setdefault(opening, []).append(place)
        self._read: dict[int, Read] = {}

    def _heads(self) -> Iterator[Name]:
        for name in self._names:
            apart = not TELLING.isdisjoint(words_of(self.texts[name.element][0]))
            if not apart and len(name.stems) > 1 and not any(
                other.element != name.element and any(same_word(name.stems[-1], word) for word in other.stems)
                for other in self._names
            ):  # fmt: skip
                yield Name(name.element, "", name.stems[-1:], alone=True)

    def read(self, sentence: Sentence) -> Read:
        """Find the mentions in a sentence; longer names win over shorter ones, verbatim over inflected ones."""
        known = self._read.get(sentence.start)
        if known is None or known.sentence is not sentence:
            tokens = sentence.tokens()
            found = self._found(tokens)
            found.sort(key=lambda m: (m.start - m.end, not m.exact, m.start))
            known = self._read[sentence.start] = Read(
                sentence, tokens, tuple(token.word for token in tokens), _apart(found)
            )
        return known

    def _found(self, tokens: tuple[Token, ...]) -> list[Mention]:
        """The mentions of every name, those of one name together; only names that open as a token does are tried."""
        found: list[tuple[int, Mention]] = []
        for first, token in enumerate(tokens):
            opening = (token.word[:2], token.word.removesuffix("s")[:2], f"~{stem(token.word)[:_SHARED_LETTERS]}")
            for place in {place for sign in opening for place in self._opening.get(sign, ())}:
                mention = _at(self._names[place], tokens, first)
                found += [(place, mention)] if mention is not None else []
        return [mention for _, mention in sorted(found, key=lambda entry: entry[0])]


def _apart(found: list[Mention]) -> tuple[Mention, ...]:
    kept: list[Mention] = []
    for mention in found:
        rivals = [other for other in kept if other.first < mention.last and mention.first < other.last]
        same = all((o.first, o.last, o.exact) == (mention.first, mention.last, mention.exact) for o in rivals)
        if same and mention.element not in {other.element for other in rivals}:
            kept.append(mention)
    ends = {(mention.element, mention.last) for mention in kept if mention.exact}
    told = (m for m in kept if m.exact or (m.element, m.first) not in ends)  # in "the reader reads" it is named once
    return tuple(sorted(told, key=lambda m: m.start))


def _found(name: Name, tokens: tuple[Token, ...]) -> Iterator[Mention]:
    for first in range(len(tokens)):
        mention = _at(name, tokens, first)
        if mention is not None:
            yield mention


def _at(name: Name, tokens: tuple[Token, ...], first: int) -> Mention | None:
    """The mention of a name that begins at a token."""
    last = _verbatim(name, tokens, first)
    exact = last is not None
    if last is None:
        last = _inflected(name, tokens, first)
    if last is None or (name.alone and not _alone(tokens, first)):
        return None
    return Mention(name.element, first, last, tokens[first].start, tokens[last - 1].end, exact)


def _verbatim(name: Name, tokens: tuple[Token, ...], first: int) -> int | None:
    """The token behind a verbatim name, however its words are joined."""
    rest = name.text
    for at in range(first, len(tokens) if rest else first):
        word = tokens[at].word
        if rest in {word, word.removesuffix("s")}:
            return at + 1
        if not rest.startswith(word):
            return None
        rest = rest[len(word) :]
    return None


def _inflected(name: Name, tokens: tuple[Token, ...], first: int) -> int | None:
    """The token behind the name in any inflection; articles and the name's own small words may stand between."""
    at = first
    for number, wanted in enumerate(name.stems):
        while number and at < len(tokens) and tokens[at].word in _SKIPPED | name.light:
            at += 1
        if number and number == len(name.stems) - 1 and _shares_head(wanted, tokens, at):
            return at
        if at == len(tokens) or not same_word(wanted, stem(tokens[at].word)):
            return None
        at += 1
    return at if name.stems else None


def _shares_head(head: str, tokens: tuple[Token, ...], at: int) -> bool:
    """``spatial and motion features`` names the spatial features, too, by the word before *and*."""
    while [token.word for token in tokens[at : at + 1]] == [","] and at + 2 < len(tokens):
        at += 2  # "match, problem and metadata messages"
    joint = [token.word for token in tokens[at : at + 3]]
    return len(joint) > 2 and joint[0] in {"and", "or"} and same_word(head, stem(joint[2]))  # noqa: PLR2004 - and, word, head


def _alone(tokens: tuple[Token, ...], first: int) -> bool:
    return first == 0 or tokens[first - 1].word in _DETERMINERS
