"""Forms: patterns of clauses, and how words are matched with them.

A pattern is words and slots: ``rename|relabel {part} to|as {text}``. Alternatives stand between bars, what may be left
out in brackets, articles anywhere. A slot takes as many words as its reader accepts, the most first; ``{source:part}``
is a slot that the reader of parts reads.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from msgspec import Struct

from pb_adapters.planners.edits.words import AND, ARTICLES, Word
from pb_core.domain.diagrams.words import fold

_ITEM = re.compile(r"\[(?P<optional>[^\]]+)\]|\{(?P<slot>\w+)(?::(?P<reader>\w+))?\}|(?P<words>\S+)")

Reader = Callable[[Sequence[Word]], Any]
"""What words say for a slot, ``None`` where they say nothing."""

Values = Mapping[str, Any]


class Item(Struct, frozen=True):
    """A word of a pattern, by its alternatives, or a slot and what reads it."""

    words: frozenset[str] = frozenset()
    slot: str = ""
    reader: str = ""
    optional: bool = False


class Form(Struct, frozen=True):
    """One edit: an example of it, what makes its operations of the values of its slots, and how it is said."""

    example: str
    make: Callable[..., Any]
    patterns: tuple[str, ...]

    @property
    def verbs(self) -> frozenset[str]:
        """The words that its clauses begin with."""
        return frozenset().union(*(items_of(pattern)[0].words for pattern in self.patterns))

    def values(self, words: Sequence[Word], readers: Mapping[str, Reader]) -> Values | None:
        """What the slots hold where a pattern fits."""
        tries = (solved(items_of(pattern), words, readers) for pattern in self.patterns)
        return next((found for found in tries if found is not None), None)


@lru_cache(maxsize=256)
def items_of(pattern: str) -> tuple[Item, ...]:
    """The items of a pattern."""
    return tuple(
        Item(slot=found["slot"], reader=found["reader"] or found["slot"])
        if found["slot"]
        else Item(words=frozenset((found["optional"] or found["words"]).split("|")), optional=bool(found["optional"]))
        for found in _ITEM.finditer(pattern)
    )


def solved(items: Sequence[Item], words: Sequence[Word], readers: Mapping[str, Reader]) -> dict[str, Any] | None:
    """The values of the slots where all words fit all items, else ``None``."""
    return _Match(readers).of(items, words)


class _Match:
    """Words held against items; which ends of both do not fit is tried once, however many ways lead there."""

    def __init__(self, readers: Mapping[str, Reader]) -> None:
        self._readers = readers
        self._hopeless = set[tuple[int, int]]()

    def of(self, items: Sequence[Item], words: Sequence[Word]) -> dict[str, Any] | None:
        """The values of the slots."""
        if not items:
            return None if words else {}
        ends = len(items), len(words)
        if ends in self._hopeless:
            return None
        found = next((values for values in self._tries(items, words) if values is not None), None)
        if found is None:
            self._hopeless.add(ends)
        return found

    def _tries(self, items: Sequence[Item], words: Sequence[Word]) -> Iterator[dict[str, Any] | None]:
        item, rest = items[0], items[1:]
        if item.slot:
            for count in range(len(words), 0, -1):
                value = self._readers[item.reader](words[:count])
                found = None if value is None else self.of(rest, words[count:])
                yield None if found is None else {item.slot: value, **found}
            return
        if words and words[0].folded in item.words:
            yield self.of(rest, words[1:])
        if words and words[0].folded in ARTICLES:
            yield self.of(items, words[1:])
        if item.optional:
            yield self.of(rest, words)


def text_of(words: Sequence[Word]) -> str | None:
    """A text of the author's: in quotes, or a few plain words that could not be more than one text."""
    if len(words) == 1:
        return words[0].text
    plain = all(not word.quoted and word.folded not in AND for word in words)
    return " ".join(word.text for word in words) if plain else None


def one_of(choices: Mapping[str, Any]) -> Reader:
    """A reader of phrases that each mean one value."""

    def read(words: Sequence[Word]) -> Any:  # noqa: ANN401 - whatever is chosen
        phrase = " ".join(word.folded for word in words if word.folded not in ARTICLES)
        return choices.get(phrase.removesuffix("s") if phrase not in choices else phrase)

    return read


def named(choices: type) -> dict[str, Any]:
    """The members of an enumeration by their words."""
    return {fold(member.value): member for member in choices}  # type: ignore[attr-defined]  # an enumeration
