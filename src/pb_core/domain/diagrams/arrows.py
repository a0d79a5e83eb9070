"""Arrows: whether quoted sentences state that one element leads to another."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from pb_core.domain.diagrams.contrary import objection, opening
from pb_core.domain.diagrams.mentions import MOST_MENTIONS, Mention, Name, Read, name_of
from pb_core.domain.diagrams.spec import Connection
from pb_core.domain.diagrams.turns import (
    ANAPHORS,
    FITTING,
    ITSELF,
    LEAD_INS,
    LEADS_BACK,
    NAMED,
    Turn,
    ends_phrase,
    is_plain,
    is_subject,
    starts_verb,
    turn,
)

_OPENING = frozenset((",", "and", "or"))
_ADJECTIVES = 2  # between ``and`` and a name
_CLOSERS = frozenset((".", ",", ";", "which", "that"))
_FORMULA = frozenset("_^=\\|~{}$∈×")
_JOINTS = frozenset((",", "and", "or", "&", "/", "+", "the", "a", "an", "both", "plus", "as", "well"))


class Quoted(Struct, frozen=True):
    """A sentence of the source, and the part of it that is quoted, counted without gaps."""

    read: Read
    start: int
    end: int

    def of(self, element: str) -> tuple[Mention, ...]:
        """The mentions of an element that the quotation reaches."""
        found = (m for m in self.read.of(element) if m.start < self.end and self.start < m.end)
        return tuple(itertools.islice(found, MOST_MENTIONS))


class Statement(Struct, frozen=True):
    """Whether sentences state an arrow, and why or why not; ``unnamed`` is the end that none of them names."""

    stated: bool
    why: str = ""
    unnamed: str = ""


def statement(groups: Sequence[Sequence[Quoted]], connection: Connection) -> Statement:
    """Whether quotations, each a run of sentences, state an arrow.

    One sentence names both ends in that order; or the second of two neighbours takes up what the first names; or
    two sentences share the arrow's label, which leaves the one end and reaches the other.
    """
    said = list(_statements(groups, connection))
    return next((found for found in said if found.stated), said[0] if said else _unnamed(groups, connection))


def _statements(groups: Sequence[Sequence[Quoted]], connection: Connection) -> Iterator[Statement]:
    for quoted in itertools.chain(*groups):
        yield from _in_one(quoted, connection)
    neighbours = [pair for group in groups for pair in itertools.pairwise(group)]
    for one, other in neighbours:
        yield from _in_two(one, other, connection)
    if connection.label:
        label = name_of("", connection.label)
        apart = [(a, b) for x, y in itertools.permutations(groups, 2) for a in x for b in y]
        for one, other in (*neighbours, *((b, a) for a, b in neighbours), *apart):
            yield from _by_label(one, other, connection, label)


def _unnamed(groups: Sequence[Sequence[Quoted]], connection: Connection) -> Statement:
    every = list(itertools.chain(*groups))
    for end in (connection.source, connection.target):
        if not any(quoted.of(end) for quoted in every):
            return Statement(stated=False, unnamed=end)
    return Statement(stated=False, why="no sentence that it quotes names both ends")


def _in_one(quoted: Quoted, connection: Connection) -> Iterator[Statement]:
    read = quoted.read
    for one, other in itertools.product(quoted.of(connection.source), quoted.of(connection.target)):
        if (against := _objection(read, one, other)) is not None:
            yield Statement(stated=False, why=against)
        elif connection.source == connection.target:
            said = "says" if ITSELF.intersection(read.words) else "does not say"
            yield Statement(stated=said == "says", why=f"its sentence {said} that it feeds itself")
        else:
            yield _pointed(_way(read, one, other))


def _pointed(way: Turn) -> Statement:
    if way is Turn.FORWARD:
        return Statement(stated=True, why="one sentence names both ends in this order")
    if way is Turn.REVERSED:
        return Statement(stated=False, why="its sentence says the reverse")
    return Statement(stated=False, why="its sentence names both ends without saying that one leads to the other")


def _in_two(one: Quoted, other: Quoted, connection: Connection) -> Iterator[Statement]:
    """Statements of a second sentence that opens with ``it``, ``these``, ``the result`` and the like."""
    first, second = one.read, other.read
    back = opening(second.words, ANAPHORS)
    for a, b in itertools.product(one.of(connection.source), other.of(connection.target)):
        if not back or a not in {first.mentions[0], first.mentions[-1]}:
            continue
        if (against := _objection(first, a) or _objection(second, b)) is not None:
            yield Statement(stated=False, why=against)
        elif back < (end := _run(second, b)[0]) and turn(_gap(second, back, end)) is Turn.FORWARD:
            yield Statement(stated=True, why="the next sentence takes it up")


def _by_label(one: Quoted, other: Quoted, connection: Connection, label: Name) -> Iterator[Statement]:
    """Statements of a label that leaves the source in one sentence and reaches the target in the other."""
    head = Name("", "", label.stems[-1:])
    ends = itertools.product(one.of(connection.source), other.of(connection.target))
    names = [pair for pair in itertools.product((label, head), repeat=2) if label in pair]
    terms = [term for left, right in names for term in itertools.product(one.read.find(left), other.read.find(right))]
    for (a, b), (left, right) in itertools.product(ends, terms):
        if _overlap(a, left) or _overlap(b, right):
            continue
        against = _objection(one.read, a, left) or _objection(other.read, right, b)
        ways = {_way(one.read, a, left), _way(other.read, right, b)}
        if against is not None:
            yield Statement(stated=False, why=against)
        elif Turn.FORWARD in ways and Turn.REVERSED not in ways:
            yield Statement(stated=True, why=f"two sentences hand over '{connection.label}'")
        else:
            yield Statement(stated=False, why=f"its sentences do not hand over '{connection.label}'")


def _overlap(one: Mention, other: Mention) -> bool:
    return one.first < other.last and other.first < one.last


def _objection(read: Read, *mentions: Mention) -> str | None:
    against = objection(read.words, *map(_span, mentions))
    return None if against is None else f"its sentence {against.does} ('{against.marker}')"


def _span(mention: Mention) -> tuple[int, int]:
    return mention.first, mention.last


def _way(read: Read, one: Mention, other: Mention) -> Turn:
    """Which way the sentence points between two mentions: ``FORWARD`` from the first given to the second."""
    if one.first < other.first:
        return _onward(read, one, other)
    way = _onward(read, other, one)
    return {Turn.FORWARD: Turn.REVERSED, Turn.REVERSED: Turn.FORWARD}.get(way, Turn.NONE)


def _onward(read: Read, one: Mention, other: Mention) -> Turn:
    words = read.words
    comma = words.index(",") if "," in words else 0
    if one.last <= comma < other.first:
        if opening(words, LEADS_BACK):
            return Turn.REVERSED
        if opening(words, LEAD_INS):
            return Turn.FORWARD
    start, end = _run(read, one)[1], _before_shared_head(read, other, _run(read, other)[0])
    between = [run for run in _runs(read) if start <= run[0] and run[1] <= end]
    fits = words[start : start + 1] == ("to",) and any(map(FITTING.fullmatch, words[max(0, one.first - 3) : one.first]))
    if start > end or len(between) > 1 or fits:
        return Turn.NONE
    return turn(_gap(read, start, end))


def _before_shared_head(read: Read, mention: Mention, at: int) -> int:
    """The place before ``conversion or`` of ``conversion or problem messages``, whose head both have."""
    before = read.words[max(at - 2, 0) : at]
    joined = len(before) > 1 and before[1] in {"and", "or"} and before[0].isalpha() and is_plain(before[:1])
    return at - 2 if joined and mention.last - mention.first > 1 and mention.first == at else at


def _gap(read: Read, start: int, end: int) -> list[str]:
    """The words from one token up to another, names as one sign each."""
    starts = {mention.first for mention in read.mentions}
    inside = {at for mention in read.mentions for at in range(mention.first + 1, mention.last)}
    words = ((at, read.tokens[at].word) for at in range(start, end) if at not in inside)
    return _without_symbols(NAMED if at in starts else word for at, word in words)


def _without_symbols(words: Iterable[str]) -> list[str]:
    return list(_plain_words(words))


def _plain_words(words: Iterable[str]) -> Iterator[str]:
    """Words without the letters, signs and indices of formulas."""
    index = False
    for word in words:
        symbol = index or word in _FORMULA or (len(word) == 1 and word.isalpha() and word != "a")
        index = word in {"_", "^"}
        if not symbol:
            yield word


@lru_cache(maxsize=64)
def _runs(read: Read) -> tuple[tuple[int, int], ...]:
    """Mentions that only commas, articles, ``and`` or ``or`` hold apart, as spans of tokens."""
    runs: list[tuple[int, int]] = []
    for mention in read.mentions:
        if runs and (mention.first < runs[-1][1] or _is_joined(read, runs[-1], mention)):
            runs[-1] = (runs[-1][0], max(mention.last, runs[-1][1]))
        else:
            runs.append(_span(mention))
    return tuple(runs)


def _is_joined(read: Read, run: tuple[int, int], mention: Mention) -> bool:
    """Whether a mention goes on with a list; ``A, and B`` joins clauses unless the list has begun before."""
    joint = _without_symbols(read.words[run[1] : mention.first])
    after = next(_plain_words(read.words[mention.last :]), ".")
    clause = tuple(joint[:2]) in {(",", "and"), (",", "or")} and "," not in read.words[slice(*run)]
    clause = clause and after not in _CLOSERS
    more = [word for word in joint if word not in _JOINTS]
    if more and (len(more) > _ADJECTIVES or joint[0] not in _OPENING or not is_plain(more)):
        return False
    if clause or (more and not ends_phrase(read.words[mention.last :])):
        return False
    return is_subject(read.words[: run[0]]) or not starts_verb(read.words[mention.last :])


def _run(read: Read, mention: Mention) -> tuple[int, int]:
    return next((run for run in _runs(read) if run[0] <= mention.first < run[1]), _span(mention))
