"""Tokens: an intent as names of the data, words of the vocabulary, numbers, quoted texts and stops, longest first."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from pb_adapters.planners.charts.vocabulary import LONGEST, Kind, meanings
from pb_adapters.planners.charts.words import bare, pieces, places, plain, words_in
from pb_core.domain.tables.profile import TableProfile
from pb_core.domain.tables.table import ColumnType

LONGEST_READ = 6_000
"""Characters of an intent that are read; a longer one is refused."""

_LONGEST_NAME = 16
_QUOTED = re.compile(
    r"\"([^\"\n]{1,300})\"|“([^”\n]{1,300})”|«([^»\n]{1,300})»|‘([^’\n]{1,300})’|`([^`\n]{1,300})`|(?<!\w)'([^'\n]{1,300})'(?!\w)"
)
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]?\d+)?")
_MULTIPLES = {"k": 1e3, "m": 1e6}
_COUNTS = {word: float(n) for n, word in enumerate("zero one two three four five six seven eight nine ten".split())}  # noqa: SIM905
_STOPS, _DASHES = frozenset(",;.\n"), frozenset("-−–—")
_FULL_STOP = re.compile(r"(?<!\bvs)\.(?=\s|$)|[,;\n]", re.IGNORECASE)
_NEGATIVE = re.compile(r"(?:^|[\s(=<>≤≥])[-−]$")


class Token(Struct, frozen=True, kw_only=True):
    """A stretch of an intent and all that it may mean.

    ``terms`` are meanings in the vocabulary, ``columns`` those that it names (``whole``: by their whole name),
    ``values`` categories with their columns. A ``stop`` parts clauses; ``dashed``: a dash stands before it.
    """

    start: int
    end: int
    terms: tuple[tuple[Kind, object], ...] = ()
    columns: tuple[str, ...] = ()
    whole: bool = False
    values: tuple[tuple[str, str], ...] = ()
    number: float | None = None
    quote: str | None = None
    stop: bool = False
    dashed: bool = False

    def means(self, kind: Kind) -> bool:
        """Whether it may mean something of this kind."""
        return any(found is kind for found, _ in self.terms)

    def of(self, kind: Kind) -> object:
        """What it means of this kind."""
        return next((value for found, value in self.terms if found is kind), None)


class _Names:
    """The names of the data by their words: of columns, as they are written, without units and by their last words."""

    def __init__(self, profile: TableProfile) -> None:
        self.written: dict[str, dict[str, None]] = {}
        self.columns: dict[str, dict[str, None]] = {}
        self.heads: dict[str, dict[str, None]] = {}
        self.values: dict[str, dict[tuple[str, str], None]] = {}
        for column in profile.columns:
            self.written.setdefault("".join(words_in(column.name)), {})[column.name] = None
            for words in {pieces(column.name), words_in(column.name), words_in(bare(column.name))}:
                self.columns.setdefault("".join(words), {})[column.name] = None
                for at in range(1, len(words)):
                    head = "".join(words[at:])
                    if not head.isdigit():  # a number is one, whatever columns are numbered
                        self.heads.setdefault(head, {})[column.name] = None
            if column.type in {ColumnType.TEXT, ColumnType.BOOLEAN}:
                logical = column.type is ColumnType.BOOLEAN
                for text in map(str, (*column.examples, *column.others)):
                    value = text.lower() if logical else text
                    self.values.setdefault("".join(words_in(text)), {})[column.name, value] = None
        self.values.pop("", None)
        sets = [{*pieces(column.name)} for column in profile.columns]
        for word in {word for one in sets for word in one if sum(word in other for other in sets) > 1}:
            both = {c.name: None for c, one in zip(profile.columns, sets, strict=True) if word in one}
            self.heads[word] = both if word in self.heads else {}

    def of(self, key: str) -> tuple[tuple[str, ...], bool]:
        """The columns that a text names, and whether by their whole name; by last words only where it is one alone."""
        if key in self.columns:
            return tuple(self.written.get(key) or self.columns[key]), True
        return tuple(self.heads.get(key, ())), False


def tokens(intent: str, profile: TableProfile) -> tuple[Token, ...]:
    """The tokens of an intent, in order."""
    names, found, at = _Names(profile), list[Token](), 0
    text = intent[:LONGEST_READ]
    for match in _QUOTED.finditer(text):
        found += _plain(text, at, match.start(), names)
        inside = next(one for one in match.groups() if one is not None)
        quoted = "".join(words_in(inside))
        columns, whole = names.of(quoted)
        values = tuple(names.values.get(quoted, ()))
        found.append(
            Token(
                start=match.start(),
                end=match.end(),
                quote=inside,
                columns=columns if whole else (),
                whole=whole,
                values=values,
            )
        )
        at = match.end()
    return (*found, *_plain(text, at, len(text), names))


def _plain(text: str, start: int, end: int, names: _Names) -> Iterator[Token]:
    """The tokens of a stretch without quotations."""
    spots = [(start + one, start + two) for one, two in places(text[start:end])]
    keys = [plain(text[one:two]) for one, two in spots]
    at, last = 0, start
    while at < len(spots):
        yield from _stops(text, last, spots[at][0])
        token, used = _longest(text, spots[at:], keys[at:], names)
        gap = text[last : spots[at][0]]
        dashed = bool(_DASHES & {*gap})
        if token.number is not None and _NEGATIVE.search(text[start : spots[at][0]]):
            token = replace(token, number=-token.number, start=token.start - 1)
        yield replace(token, dashed=dashed)
        at += used
        last = spots[at - 1][1]
    yield from _stops(text, last, end)


def _stops(text: str, start: int, end: int) -> Iterator[Token]:
    found = _FULL_STOP.search(text, start, end)
    if found is not None:
        yield Token(start=found.start(), end=found.end(), stop=True)


def _longest(text: str, spots: Sequence[tuple[int, int]], keys: Sequence[str], names: _Names) -> tuple[Token, int]:
    """The token that takes the most words from here on, and how many."""
    most = min(len(keys), max(_LONGEST_NAME, LONGEST))
    for used in range(most, 0, -1):
        start, end = spots[0][0], spots[used - 1][1]
        said, key = text[start:end], "".join(keys[:used])
        crossed = bool(_STOPS & {*_between(text, spots[:used])})
        terms = () if crossed else meanings(tuple(keys[:used]))
        if used > 1 and _are_columns(terms, keys[:used], names):
            terms = ()
        columns, whole = names.of(key)
        values = tuple(names.values.get(key, ()))
        if crossed:
            columns = tuple(name for name in columns if _STOPS & {*name} and whole)
            values = tuple(one for one in values if _STOPS & {*one[1]})
        if columns and all(kind is Kind.UNMET for kind, _ in terms):
            terms = ()
        if terms and not whole:
            columns = ()
        if terms or columns or values:
            number = _number(said, keys[0]) if used == 1 else None
            return (
                Token(start=start, end=end, terms=terms, columns=columns, whole=whole, values=values, number=number),
                used,
            )
    start, end = spots[0]
    return Token(start=start, end=end, number=_number(text[start:end], keys[0])), 1


def _are_columns(terms: Sequence[tuple[Kind, object]], keys: Sequence[str], names: _Names) -> bool:
    """Whether words of a period, or "by name", are those of columns of this table."""
    kinds = {kind for kind, _ in terms}
    periods = Kind.PERIOD in kinds and all(key in names.columns or key == "and" for key in keys)
    return periods or (Kind.ORDER in kinds and keys[-1] in names.written)


def _between(text: str, spots: Sequence[tuple[int, int]]) -> str:
    return "".join(text[one[1] : two[0]] for one, two in pairwise(spots))


def _number(said: str, key: str) -> float | None:
    """The number that a word writes: thousands in commas, k and m behind it, or spelled out."""
    if key in _COUNTS:
        return _COUNTS[key]
    factor = _MULTIPLES.get(said[-1:].lower(), 1.0)
    digits = said[:-1] if factor > 1 else said
    return float(digits.replace(",", "")) * factor if _NUMBER.fullmatch(digits.lower()) else None
