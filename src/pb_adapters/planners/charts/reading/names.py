"""Names: which stretches of an intent name columns and categories of the table; never a guess between two."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import TypeVar

from msgspec import Struct

from pb_adapters.planners.charts.vocabulary import (
    FULL_WORDS,
    MEANT_BEFORE,
    MEANT_BEHIND,
    MEANT_WITH,
    PLOTTING,
    SAME_VALUES,
    SYNONYMS,
    VERBS,
)
from pb_adapters.planners.charts.words import is_alike, pieces, singular, words_in
from pb_core.domain.tables.column_names import word_set
from pb_core.domain.tables.profile import TableProfile
from pb_core.domain.tables.table import ColumnType
from pb_core.domain.tables.times import names_a_year

LONGEST_NAME = 8
_MOST_ALIKE = 200
"""Columns of a table whose names are known by words with other endings."""

_WORD = re.compile(r"[^\W_]+(?:_+[^\W_]+)*(?:%)?")
_PIECE = re.compile(r"[^\W_]+")
_STOP = re.compile(r"[,;!?()\n\"“”]|[:.]\s")
_YEAR = re.compile(r"(?:19|20)\d\d")
_UNIT = re.compile(r"\s?[(\[][^)\]\n]{1,20}[)\]]")


_EDGES = word_set("a an the of in on at to for from by with and or not no as is are")
"""Words that no mention of a name begins or ends with."""


class Column(Struct, frozen=True):
    """A column that is named."""

    name: str


class Category(Struct, frozen=True):
    """A category of a column that is named."""

    column: str
    value: str


Keys = dict[str, set[Column]]
_T = TypeVar("_T")


class Mention(Struct, frozen=True):
    """Where something is named."""

    start: int
    end: int
    what: Column | Category


_JOINT = r"(?:,|and|or|vs\.?|versus|&|/|to)\s+(?:the )?"
_NEXT = re.compile(rf"\s*{_JOINT}(?=[^\W_])")
_BEFORE = re.compile(rf"\s*{_JOINT}$")
_MOST_SHARED = 3


class Names:
    """The names of a table, ready to be found in an intent."""

    def __init__(self, profile: TableProfile) -> None:
        self._profile = profile
        self._keys: Keys = {}
        self._words = {column.name: pieces(column.name) for column in profile.columns}
        for name, words in self._words.items():
            for key in filter(None, {"".join(words), "".join(words_in(name))}):
                self._keys.setdefault(key, set()).add(Column(name))
        self._categories: dict[str, set[Category]] = {}
        for column in profile.columns:
            texts = (*column.examples, *column.others) if column.type is ColumnType.TEXT else ()
            for value in (text for text in texts if isinstance(text, str)):
                one = Category(column.name, value)
                key = "".join(map(singular, words_in(value)))
                for other in {key}.union(*(group for group in SAME_VALUES if key in group)):
                    self._categories.setdefault(other, set()).add(one)
        self._known: dict[str, Column | None] = {}
        self._parts = self._unique_parts()
        self._synonyms = self._add_synonyms()

    def find(self, text: str) -> list[Mention]:
        """All mentions, left to right, the longest at each place; what follows each other and is the same is one."""
        found: list[Mention] = []
        for one in self._found(text):
            end = unit.end() if (unit := _UNIT.match(text, one.end)) and self._has_unit(one.what, unit[0]) else one.end
            before = found[-1] if found else None
            if before is not None and before.what == one.what and not text[before.end : one.start].strip(" -_(/"):
                found[-1] = Mention(before.start, end, one.what)
            else:
                found.append(Mention(one.start, end, one.what))
        return found

    def elliptic(self, text: str, found: Sequence[Mention]) -> Iterator[Mention]:
        """Columns whose name shares words with a neighbour's: bill length and depth, train and val loss."""
        words = list(_PIECE.finditer(text))
        for one in found:
            if not isinstance(one.what, Column):
                continue
            joint = _NEXT.match(text, one.end)
            behind = [word for word in words if joint and word.start() >= joint.end()][:_MOST_SHARED]
            cut = joint.start() if (joint := _BEFORE.search(text, 0, one.start)) else 0
            before = [word for word in words if word.end() <= cut][-_MOST_SHARED:]
            for place, near in ((1, behind), (-1, before)):
                for count in range(len(near), 0, -1):
                    said = near[:count] if place == 1 else near[-count:]
                    column = self._shared(one.what, [words_in(word[0])[0] for word in said], place)
                    if column is not None and column != one.what:
                        yield Mention(said[0].start(), said[-1].end(), column)
                        break

    def _shared(self, one: Column, said: Sequence[str], place: int) -> Column | None:
        """The column that begins or ends as the neighbour does, with these words for the rest."""
        own = self._words[one.name]
        for cut in range(len(own) - 1, 0, -1):
            for words in (said, _in_two_digits(said)):
                key = [*own[:cut], *words] if place == 1 else [*words, *own[-cut:]]
                found = _only(self._keys.get("".join(key), ()))
                if found is not None:
                    return found
        return None

    def _has_unit(self, what: Column | Category, bracket: str) -> bool:
        column = self._profile.column(what.name) if isinstance(what, Column) else None
        inside = bracket.strip(" ()[]").lower()
        return column is not None and inside in {column.unit.lower(), *words_in(column.name)}

    def _found(self, text: str) -> Iterator[Mention]:
        words = list(_WORD.finditer(text))
        index = 0
        while index < len(words):
            for count in range(min(LONGEST_NAME, len(words) - index), 0, -1):
                start, end = words[index].start(), words[index + count - 1].end()
                what = self._named(text, start, end) if _STOP.search(text, start, end) is None else None
                if what is not None:
                    yield Mention(start, end, what)
                    index += count
                    break
            else:
                index += 1

    def foreign(self, text: str) -> Iterator[Mention]:
        """Mentions in scripts that do not part words by blanks."""
        known: list[tuple[str, Column | Category]] = [(c.name, Column(c.name)) for c in self._profile.columns]
        known += [(one.value, one) for found in self._categories.values() for one in found if len(found) == 1]
        for name, what in sorted(known, key=lambda pair: -len(pair[0])):
            if not name.isascii() and any("\u3000" < letter < "\ud7b0" for letter in name):
                yield from (Mention(at.start(), at.end(), what) for at in re.finditer(re.escape(name), text))

    def _named(self, text: str, start: int, end: int) -> Column | Category | None:
        said = text[start:end]
        if self._profile.column(said) is not None and not (said.islower() and said in PLOTTING):
            return Column(said)
        words = words_in(said)
        if {words[0], words[-1]} & _EDGES:
            return None
        found = self._column(words) or self._category(text, start, end, words)
        common = len(words) == 1 and (len(said) == 1 or words[0] in FULL_WORDS or singular(words[0]) in PLOTTING)
        if isinstance(found, Column) and common:
            return found if _is_meant(text, start, end) else None
        return found

    def _column(self, words: Sequence[str]) -> Column | None:
        key = " ".join(words)
        if key not in self._known:
            self._known[key] = self._looked_up(words)
        return self._known[key]

    def _looked_up(self, words: Sequence[str]) -> Column | None:
        for said in _variants(words):
            for table in (self._keys, self._synonyms, self._parts):
                found = table.get("".join(said)) or table.get("".join(map(singular, said)))
                if found:
                    return _only(found)
        if len(self._words) > _MOST_ALIKE or {words[0], words[-1]} & FULL_WORDS:
            return None
        alike = (n for n, own in self._words.items() if len(own) == len(words) and all(map(is_alike, words, own)))
        return _only(map(Column, alike))

    def _category(self, text: str, start: int, end: int, words: Sequence[str]) -> Category | None:
        key = "".join(map(singular, words))
        one = _only(self._categories.get(key, ()))
        if not isinstance(one, Category):
            return None
        said = text[start:end]
        common = len(words) == 1 and (words[0] in FULL_WORDS or singular(words[0]) in PLOTTING or len(said) == 1)
        return one if not common or (said == one.value and not said.islower()) else None

    def _unique_parts(self) -> Keys:
        """Parts of names of several words: those that fit two columns name none, but for the only one that ends so."""
        parts: Keys = {}
        ends: Keys = {}
        errors = {column.name for column in self._profile.columns if column.error_of is not None}
        for name, words in self._words.items():
            for start, end in combinations(range(len(words) + 1), 2):
                part = words[start:end]
                if not any(letter.isalpha() for word in part for letter in word) and not _YEAR.fullmatch(part[0]):
                    continue
                if name in errors or {part[0], part[-1]} & _EDGES or not (len(part) > 1 or _tells(part[0])):
                    continue
                key = "".join(map(singular, part))
                parts.setdefault(key, set()).add(Column(name))
                if end == len(words):
                    ends.setdefault(key, set()).add(Column(name))
        return {key: found if len(found) == 1 else ends.get(key, found) for key, found in parts.items()}

    def _add_synonyms(self) -> Keys:
        known: Keys = {}
        for group in SYNONYMS:
            keys = {"".join(words_in(word)) for word in group}
            found = {one for key in keys for table in (self._keys, self._parts) for one in table.get(key, ())}
            if len(found) == 1:
                known |= dict.fromkeys(keys, found)
        moments = [c for c in self._profile.columns if c.type is ColumnType.TIME or names_a_year(c.name)]
        if len(moments) == 1:
            known.setdefault("time", {Column(moments[0].name)})
        return known


def _only(found: Iterable[_T]) -> _T | None:
    several = set(found)
    return several.pop() if len(several) == 1 else None


def _tells(word: str) -> bool:
    """Whether one word of a name may stand for it."""
    return _YEAR.fullmatch(word) is not None or (word not in PLOTTING and len(word) > 2 and not word.isdigit())  # noqa: PLR2004


def _variants(words: Sequence[str]) -> Iterator[Sequence[str]]:
    """The words as they are, with years of two digits, and turned round at "of": change of jobs, jobs change."""
    yield words
    if len(words) == 2:  # noqa: PLR2004 - max temperature for temp_max
        yield words[::-1]
    if any(_YEAR.fullmatch(word) for word in words):
        yield _in_two_digits(words)
    if "of" in words[1:-1]:
        at, bare = words.index("of"), [word for word in words if word not in {"of", "the"}]
        yield bare
        yield [*bare[at:], *bare[:at]]


def _in_two_digits(words: Sequence[str]) -> Sequence[str]:
    return [word[2:] if _YEAR.fullmatch(word) else word for word in words]


def _is_meant(text: str, start: int, end: int) -> bool:
    """Whether a word that also says how to plot stands where a column is named."""
    before, behind = text[max(0, start - 30) : start].lower(), text[end : end + 30].lower()
    if text[start:end].lower() in VERBS and not before.strip(" ,:(") and not MEANT_WITH.match(behind):
        return False
    return bool(MEANT_BEFORE.search(before) and not MEANT_BEHIND.match(behind))
