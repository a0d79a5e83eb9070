"""Names: which stretches of an intent name columns and categories of the table; never a guess between two."""

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

from msgspec import Struct

from pb_adapters.planners.charts.vocabulary import (
    COUNTED_UNIT,
    FULL_WORDS,
    MARKED,
    MEANT_BEFORE,
    MEANT_BEHIND,
    MEANT_WITH,
    PLOTTING,
    SAME_VALUES,
    TIME_UNITS,
    VERBS,
)
from pb_adapters.planners.charts.words import ALIKE, CUT, EXACT, SYNONYM, closeness, pieces, singular, stem, words_in
from pb_core.domain.plots.wish_bindings import holds_colors
from pb_core.domain.tables.column_names import word_set
from pb_core.domain.tables.natural_order import SCALES
from pb_core.domain.tables.profile import TableProfile
from pb_core.domain.tables.table import ColumnType, TimeUnit
from pb_core.domain.tables.times import names_a_year

LONGEST_NAME = 8
_MOST_ALIKE = 200
"""Columns of a table whose names are known by other forms of their words."""

_LONGEST_BLEND, _FEW = 4, 3
_WORD = re.compile(r"[^\W_]+(?:_+[^\W_]+)*(?:%)?")
_STOP = re.compile(r"[,;!?()\n\"“”]|[:.]\s")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ONE_WORD = re.compile(r"\s*[^\W\d_]+ ")
_SET_AGAINST = re.compile(r"\s*(?:by|per|vs\.?|versus|against|over)\b")
_ORDINAL = re.compile(r"^\d{1,2}[._)\-] ?(?=[^\W\d])")
"""The number before a category that only orders it: 1_Death, 2. Married."""
_WITHIN_TIME = re.compile(r" of (?:the )?(?:day|week|month|year)\b")
_UNIT_OF = re.compile(r"(?:year|quarter|month|week|day|hour)s? of ", re.IGNORECASE)
_UNIT = re.compile(r"\s?[(\[][^)\]\n]{1,20}[)\]]")


_COLOUR = re.compile(r" colou?rs?\b", re.IGNORECASE)
_EDGES = word_set("a an the of in on at to for from by with and or not no as is are")
"""Words that no mention of a name begins or ends with."""
_SPEAKING = FULL_WORDS | PLOTTING | word_set("per by")
"""Words that are never passed over within a name."""
_IDENTIFYING = word_set("id number no nr code name")
_JOINING = word_set("of the in")
"""Words that stand between those of a name in a text."""


class Column(Struct, frozen=True):
    """A column that is named."""

    name: str


class Category(Struct, frozen=True):
    """A category of a column that is named."""

    column: str
    value: str


_T = TypeVar("_T")


class Mention(Struct, frozen=True):
    """Where something is named."""

    start: int
    end: int
    what: Column | Category


class _Form(Struct, frozen=True):
    """One way to write the name of a column, in words; ``part``: some of them may stand for all."""

    name: str
    words: tuple[str, ...]
    part: bool = True


_LINK = r"(?:\s*[,&/]|\s+(?:and|or|vs\.?|versus|to)\b)(?:\s+(?:and|or)\b)?\s*(?:the )?"
_NEXT = re.compile(rf"{_LINK}(?P<words>[^\W_]+(?:[ \-–_][^\W_]+){{0,2}})")
_BEFORE = re.compile(rf"(?P<words>(?:[^\W_]+[ \-–_]){{0,2}}[^\W_]+){_LINK}$")


def _mention(pattern: re.Match[str], said: Sequence[str], place: int, what: Column | Category) -> Mention:
    """The mention of the first or last words of a pattern."""
    words = list(_WORD.finditer(pattern.string, *pattern.span("words")))
    mine = words[: len(said)] if place == 1 else words[len(words) - len(said) :]
    return Mention(mine[0].start(), mine[-1].end(), what)


def _bracket(name: str) -> str:
    found = _UNIT.search(name)
    return found[0].strip(" ()[]").lower() if found else ""


class Names:
    """The names of a table, ready to be found in an intent."""

    def __init__(self, profile: TableProfile) -> None:
        self._profile = profile
        self._words = {column.name: pieces(column.name) for column in profile.columns}
        forms = tuple(self._written())
        self._exact: dict[str, set[Column]] = {}
        for form in forms:
            self._exact.setdefault("".join(form.words), set()).add(Column(form.name))
        errors = {column.name for column in profile.columns if column.error_of is not None}
        self._forms = tuple(form for form in forms if form.name not in errors)
        self._categories: dict[str, set[Category]] = {}
        self._parts: dict[str, set[Category]] = {}
        for column in profile.columns:
            texts = (*column.examples, *column.others) if column.type is ColumnType.TEXT else ()
            for value in (text for text in texts if isinstance(text, str)):
                one = Category(column.name, value)
                words = words_in(_ORDINAL.sub("", value))
                key = "".join(map(singular, words))
                if len(words) == 1:
                    self._parts.setdefault(stem(key), set()).add(one)
                for other in {
                    key,
                    "".join(words_in(value)),
                    *(_same_values(key) if len(key) > 1 or column.distinct <= _FEW else ()),
                }:
                    self._categories.setdefault(other, set()).add(one)
                if 1 < len(words) <= _LONGEST_BLEND:
                    for word in {word for word in words if len(word) > _FEW}:
                        self._parts.setdefault(word, set()).add(one)
        self._known: dict[tuple[str, ...], tuple[Column, ...]] = {}

    def _written(self) -> Iterator[_Form]:
        """The forms of all names: with and without the unit; accuracy beside val_accuracy is that of training."""
        columns = self._profile.columns
        by_words = {words: name for name, words in self._words.items()}
        for name, words in self._words.items():
            yield from (_Form(name, form) for form in dict.fromkeys((words, words_in(name))) if form)
            if words[:1] and words[0] in {"val", "validation"} and words[1:] in by_words:
                yield _Form(by_words[words[1:]], ("training", *words[1:]), part=False)
        times = [c for c in columns if c.type is ColumnType.TIME]
        moments = [c.name for c in times if c.time_unit is not TimeUnit.YEAR or len(times) == 1]
        moments = moments or [
            c.name for c in columns if names_a_year(c.name) or "".join(pieces(c.name)[:1]).startswith("time")
        ]
        if len(moments) == 1 and ("time",) not in by_words:
            yield _Form(moments[0], ("time",), part=False)
        for column in columns:
            texts = [text.lower() for text in column.examples if isinstance(text, str)]
            for concept, scale in (("month", SCALES[0]), ("weekday", SCALES[1])):
                if texts and scale.keys() >= {*texts} and (concept,) not in by_words:
                    yield _Form(column.name, (concept,), part=False)

    def find(self, text: str) -> list[Mention]:
        """All mentions, left to right, the longest at each place; what follows each other and is the same is one."""
        found: list[Mention] = []
        for one in self._found(text):
            end = unit.end() if (unit := _UNIT.match(text, one.end)) and self._has_unit(one.what, unit[0]) else one.end
            column = self._profile.column(one.what.name) if isinstance(one.what, Column) else None
            colour = _COLOUR.match(text, end) if column is not None and holds_colors(column) else None
            end = colour.end() if colour is not None else end
            before = found[-1] if found else None
            if before is not None and before.what == one.what and not text[before.end : one.start].strip(" -_(/"):
                found[-1] = Mention(before.start, end, one.what)
            else:
                found.append(Mention(one.start, end, one.what))
        return found

    def elliptic(self, text: str, found: Sequence[Mention]) -> Iterator[Mention]:
        """Columns whose name shares words with a neighbour's: bill length and depth, train and val loss."""
        for one in found:
            if isinstance(one.what, Category):
                yield from self._mates(text, one, one.what.column)
                continue
            written = words_in(text[one.start : one.end])
            for pattern, place in ((_NEXT.match(text, one.end), 1), (_BEFORE.search(text[: one.start]), -1)):
                words = words_in(pattern["words"]) if pattern is not None else ()
                for count in range(len(words), 0, -1) if pattern is not None else ():
                    said = words[:count] if place == 1 else words[len(words) - count :]
                    name = self._shared(self._words[one.what.name], said, place) or self._shared(written, said, place)
                    if name is not None and name != one.what.name and pattern is not None:
                        yield _mention(pattern, said, place, Column(name))
                        break

    def _mates(self, text: str, one: Mention, column: str) -> Iterator[Mention]:
        """Categories of the same column in a list with one: renewables, nuclear and fossil."""
        for pattern, place in ((_NEXT.match(text, one.end), 1), (_BEFORE.search(text[: one.start]), -1)):
            words = words_in(pattern["words"]) if pattern is not None else ()
            for count in range(len(words), 0, -1) if pattern is not None else ():
                said = words[:count] if place == 1 else words[len(words) - count :]
                known = self._categories.get("".join(map(singular, said)), self._parts.get(" ".join(said), set()))
                found = _only(other for other in known if other.column == column)
                if found is not None and pattern is not None:
                    mate = _mention(pattern, said, place, found)
                    yield mate
                    yield from self._mates(text, mate, column) if place == 1 else ()
                    break

    def _shared(self, own: Sequence[str], said: Sequence[str], place: int) -> str | None:
        for cut in range(len(own) - 1, 0, -1):
            found = self._meant((*own[:cut], *said) if place == 1 else (*said, *own[-cut:]), whole=True)
            if len(found) == 1:
                return found[0].name
        return None

    def _has_unit(self, what: Column | Category, bracket: str) -> bool:
        column = self._profile.column(what.name) if isinstance(what, Column) else None
        inside = bracket.strip(" ()[]").lower()
        return column is not None and inside in {column.unit.lower(), *words_in(column.name), _bracket(column.name)}

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
        words = words_in(said)
        if len(words) == 1 and singular(words[0]) in TIME_UNITS and COUNTED_UNIT.search(text[:start]):
            return None
        if self._profile.column(said) is not None and not (said.islower() and said in PLOTTING):
            return Column(said)
        if {words[0], words[-1]} & _EDGES:
            return None
        column, category = self._column(words), self._category(text, start, end, words)
        exact = "".join(words) in self._exact
        found = category if category is not None and not exact else column or category  # rain, a weather
        common = len(words) == 1 and (len(said) == 1 or words[0] in FULL_WORDS or singular(words[0]) in PLOTTING)
        if isinstance(found, Column) and (common or (len(words) == 1 and PLOTTING.issuperset(self._words[found.name]))):
            unit = _UNIT_OF.match(text, start) and self._words[found.name] == words
            return found if unit or _is_meant(text, start, end) else None
        return found

    def _column(self, words: tuple[str, ...]) -> Column | None:
        if words not in self._known:
            self._known[words] = self._meant(words)
        return _only(self._known[words])

    def choices(self, text: str) -> tuple[str, ...]:
        """The columns that a text may mean equally well, ``()`` where it means none."""
        return tuple(column.name for column in self._meant(words_in(text)))

    def is_whole(self, text: str, column: Column) -> bool:
        """Whether a text says all words of a column's name, and not only one that it shares with no other."""
        return column in self._meant(words_in(text), whole=True)

    def is_part(self, word: str, name: str) -> bool:
        """Whether a word is one of a column's name, in whatever form."""
        found = (closeness(words_in(word), piece) for piece in self._words.get(name, ()))
        return any(close is not None and close <= ALIKE for close in found)

    def nearest(self, text: str) -> list[str]:
        """The names of all columns, those first that are written most like a text."""

        def likeness(name: str) -> float:
            shared = sum(self.is_part(word, name) for word in words_in(text))
            return shared + SequenceMatcher(None, text.lower(), name.lower()).ratio()

        return sorted((column.name for column in self._profile.columns), key=lambda name: -likeness(name))

    def _meant(self, words: tuple[str, ...], *, whole: bool = False) -> tuple[Column, ...]:
        """The columns that words mean best: all of a name before a part of it, its own words before others."""
        exact = self._exact.get("".join(words))
        if exact or len(self._forms) > 2 * _MOST_ALIKE or {words[0], words[-1]} & _EDGES:
            return tuple(exact or ())
        said = tuple(word for word in words if word not in _JOINING)
        ranks = {form: rank for form in self._forms if (rank := _rank(said, form)) is not None}
        ranks = ranks or self._beside_one(said)
        ranks = {form: rank for form, rank in ranks.items() if not (whole and rank[0])}
        best = min(ranks.values(), key=_badness, default=None)
        return tuple(dict.fromkeys(Column(form.name) for form, rank in ranks.items() if rank == best))

    def _beside_one(self, said: tuple[str, ...]) -> dict[_Form, tuple[int, int]]:
        """The forms that all words but one between them mean, where that says nothing of plotting or of columns."""
        found: dict[_Form, tuple[int, int]] = {}
        for at in range(1, len(said) - 1):
            strange = said[at] not in _SPEAKING and not any(
                closeness(said[at : at + 1], piece) is not None for pieces in self._words.values() for piece in pieces
            )
            for form in self._forms if strange else ():
                rank = _rank((*said[:at], *said[at + 1 :]), form)
                if rank is not None and rank[1] <= ALIKE:
                    found[form] = rank
        return found

    def _category(self, text: str, start: int, end: int, words: Sequence[str]) -> Category | None:
        key = "".join(map(singular, words))
        said = text[start:end]
        one = _plainest(self._categories.get(key, ()))
        if one is None and len(words) == 1 and said[0].isupper():
            parts = self._parts.get(words[0]) or self._parts.get(stem(singular(words[0])))  # Biden, of Joe Biden
            one = _plainest(parts or ())
        if one is None:
            return None
        common = len(words) == 1 and (words[0] in FULL_WORDS or singular(words[0]) in PLOTTING or len(said) == 1)
        return one if not common or (said == one.value and not said.islower()) else None


def _badness(rank: tuple[int, int]) -> tuple[bool, bool, bool, int, int]:
    """What ranks are compared by: consonants alone come last, then words that only mean the same."""
    return rank[1] > CUT, rank[0] > 1, rank[1] == SYNONYM, *rank


def _rank(said: tuple[str, ...], form: _Form) -> tuple[int, int] | None:
    """How well words mean a form of a name: whole, by its last word, or by others; and how closely they are it.

    ``None``: one of the words means nothing in it, or the words that do tell too little.
    """
    own = tuple(word for word in form.words if word not in _JOINING)
    together = closeness(said, "".join(own))
    if together is not None and together <= ALIKE:
        return 0, together
    found = _cover(said, own, frozenset())
    if found is None:
        return None
    close, used = found
    if len(used) == len(own):
        return 0, close
    telling = any(_tells(own[at]) for at in used) and any(map(_tells, said))
    is_head = len(own) - 1 in used
    whole = close != SYNONYM or own[-1] in _IDENTIFYING  # a patient has an id, but a salary is no low wage jobs
    enough = is_head or (close <= ALIKE and whole)
    return (1 if is_head else 2, close) if form.part and telling and enough else None


def _cover(said: tuple[str, ...], own: tuple[str, ...], used: frozenset[int]) -> tuple[int, frozenset[int]] | None:
    """Give every word a piece of a name, several words together one where it is made of them; the closest way."""
    if not said:
        return EXACT, used
    found = []
    for count in range(1, min(len(said), _LONGEST_BLEND) + 1):
        for at, piece in enumerate(own):
            close = closeness(said[:count], piece) if at not in used else None
            rest = _cover(said[count:], own, used | {at}) if close is not None else None
            if close is not None and rest is not None:
                found.append((max(close, rest[0]), rest[1]))
    return min(found, key=lambda one: (one[0], -len(one[1])), default=None)


def _only(found: Iterable[_T]) -> _T | None:
    several = set(found)
    return several.pop() if len(several) == 1 else None


def _plainest(found: Iterable[Category]) -> Category | None:
    """The only category that is meant, or the one that is written with the least around it."""
    several = sorted(found, key=lambda one: len(one.value))
    alone = len(several) == 1 or (
        len(several) > 1 and len(several[0].value) < len(several[1].value) and several[0].column != several[1].column
    )
    return several[0] if alone else None


def _tells(word: str) -> bool:
    """Whether one word of a name may stand for it."""
    return _YEAR.fullmatch(word) is not None or (word not in PLOTTING and len(word) > 2 and not word.isdigit())  # noqa: PLR2004


def _same_values(key: str) -> Iterator[str]:
    for group in SAME_VALUES:
        if key in group:
            yield from group - {key}


def _is_meant(text: str, start: int, end: int) -> bool:
    """Whether a word that also says how to plot stands where a column is named."""
    before, behind = text[max(0, start - 30) : start].lower(), text[end : end + 30].lower()
    if text[start:end].lower() in VERBS and not before.strip(" ,:(") and not MEANT_WITH.match(behind):
        return False
    if behind.startswith(" of ") and (not MARKED.search(before) or _WITHIN_TIME.match(behind)):
        return False
    meant = MEANT_BEFORE.search(before) or (_ONE_WORD.fullmatch(text, 0, start) and _SET_AGAINST.match(behind))
    return bool(meant and not MEANT_BEHIND.match(behind))
