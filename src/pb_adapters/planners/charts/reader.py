"""Reader: a cursor over the tokens of an intent, the wishes read so far, and what could not be read."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from pb_adapters.planners.charts.tokens import Token, tokens
from pb_adapters.planners.charts.vocabulary import Kind
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.wishes import FieldWish, Place
from pb_core.domain.tables.profile import ColumnProfile, TableProfile
from pb_core.domain.tables.table import ColumnType
from pb_core.errors import NotPlottable

_LONGEST = 400
_GLUE = frozenset({Kind.FRAME, Kind.OF, Kind.WITH, Kind.IN, Kind.AT})
_ENDING = frozenset({
    Kind.BY, Kind.OVER, Kind.AND, Kind.MINUS, Kind.PLACE, Kind.RIGHT, Kind.WITH, Kind.IN, Kind.SORT, Kind.TO,
    Kind.BOUND, Kind.WHERE, Kind.ARRANGED, Kind.FROM, Kind.WAY, Kind.SCALE, Kind.BOTH_LOG, Kind.ONLY, Kind.WITHOUT,
    Kind.LIMIT,
})  # fmt: skip
"""What stands behind a name."""

SIGNS = frozenset({"<", ">", "<=", ">=", "≤", "≥", "=", "==", "!=", "≠"})
"""How conditions are written without words."""


class Reader:
    """The state of one reading."""

    def __init__(self, intent: str, profile: TableProfile) -> None:
        self.intent, self.profile = intent, profile
        self.tokens = tokens(intent, profile)
        self.at = 0
        self.wishes: list[w.Wish] = []
        self.unknown: list[str] = []
        self.unmet: list[str] = []
        self.silent: list[str] = []
        self.ranked: list[tuple[str, object]] = []
        self.unclear: list[str] = []
        self.against = -1

    # -- the cursor

    def peek(self, ahead: int = 0) -> Token | None:
        """The token there, ``None`` behind the last one."""
        return self.tokens[self.at + ahead] if 0 <= self.at + ahead < len(self.tokens) else None

    def sees(self, *kinds: Kind, ahead: int = 0) -> bool:
        """Whether the next token may mean one of these."""
        token = self.peek(ahead)
        return token is not None and any(map(token.means, kinds))

    def take(self, *kinds: Kind) -> Any:  # noqa: ANN401 - what the vocabulary says
        """What the next token means of the first of these kinds that it may be, and is passed then; else ``None``."""
        token = self.peek()
        for kind in kinds:
            if token is not None and token.means(kind):
                self.at += 1
                return token.of(kind)
        return None

    def passes(self, *kinds: Kind) -> bool:
        """Whether the next token means one of these; it is passed then."""
        found = self.sees(*kinds)
        self.at += found
        return found

    def to_stop(self) -> None:
        """Pass the rest of the clause, noting words that are not understood."""
        while (token := self.peek()) and not token.stop:
            if token.terms or token.columns or token.values or token.number is not None:
                self.at += 1
            elif not self.percent():
                self.miss()

    def glue(self, *more: Kind) -> None:
        """Pass words that only join, and those of ``more``; never a name."""
        while (token := self.peek()) and not token.stop and any(map(token.means, (*_GLUE, *more))):
            if (self.is_name() and not token.means(Kind.OF)) or self.is_written(token):
                return
            self.at += 1

    def is_written(self, token: Token) -> bool:
        """Whether a word is a category exactly as it is written there."""
        return self.intent[token.start : token.end] in {value for _, value in token.values}

    def number(self) -> float | None:
        """The next number, which is passed."""
        token = self.peek()
        if token is None or token.number is None:
            return None
        self.at += 1
        return token.number

    def quote(self) -> str:
        """The next quoted text, which is passed."""
        token = self.peek()
        if token is None or token.quote is None:
            return ""
        self.at += 1
        return token.quote

    def span(self) -> tuple[float, float] | None:
        """Two numbers with "to", "and" or a dash between, which are passed."""
        before, low = self.at, self.number()
        self.percent()
        self.passes(Kind.TO, Kind.AND)
        high = self.number() if low is not None else None
        self.percent()
        if low is None or high is None:
            self.at = before
            return None
        token = self.peek(-1)
        return (low, -high if high < 0 and token is not None and token.dashed and low >= 0 else high)

    def equals(self) -> None:
        """Pass words that join a thing and what it is: is, are, =, from, at."""
        while (token := self.peek()) and not self.is_name() and not token.stop:
            alike = token.of(Kind.BOUND) == "equal" or token.of(Kind.FROM) == "from"
            if not alike and not any(map(token.means, _GLUE)):
                return
            self.at += 1

    def percent(self) -> bool:
        """Whether a sign for per cent stands next; it is passed."""
        found = self.said(self.at, self.at + 1) == "%"
        self.at += found
        return found

    # -- names

    def is_name(self, ahead: int = 0) -> bool:
        """Whether the next token names columns, and is meant to: of a word that is both, by what stands behind it."""
        token = self.peek(ahead)
        if token is None or not token.columns:
            return False
        if not token.terms:
            return True
        behind = self.peek(ahead + 1)
        before = self.peek(ahead - 1)
        led = before is not None and any(map(before.means, (Kind.BY, Kind.OVER, Kind.PLACE, Kind.MINUS, Kind.WHERE)))
        ends = behind is None or behind.stop or (any(map(behind.means, _ENDING)) and not behind.columns)
        if any(map(token.means, (Kind.AXIS, Kind.FRAME))):
            joined = before is not None and any(map(before.means, (Kind.AND, Kind.OF, Kind.STATISTIC)))
            held = token.means(Kind.FRAME) or not (
                behind is not None and any(map(behind.means, (Kind.FROM, Kind.SCALE)))
            )
            scaled = before is not None and before.means(Kind.SCALE)
            return (led or joined or (ends and held)) and not (scaled and not token.means(Kind.FRAME))
        return led or ends

    def name(self) -> str:
        """The column that the next token names, which is passed."""
        token = self.tokens[self.at]
        if len(token.columns) > 1:
            names = " or ".join(f"'{name}'" for name in token.columns[:6])
            raise NotPlottable(f"Which column is “{self.said(self.at, self.at + 1)}”: {names}? Write its whole name")
        self.at += 1
        return token.columns[0]

    def names(self) -> list[tuple[str, int, int]]:
        """The columns of a list, each with its place in the tokens; it is passed."""
        found: list[tuple[str, int, int]] = []
        self.skip_article()
        while self.is_name():
            found.append((self.name(), self.at - 1, self.at))
            before = self.at
            self._join()
            if self.at == before or not self.is_name() or not self._lists(before):
                self.at = before
                break
        return found

    def _lists(self, before: int) -> bool:
        """Whether a name behind a comma belongs to the list before it, and does not begin a clause of its own."""
        behind = self.peek(1)
        if self.said(self.at + 1, self.at + 2) in SIGNS:  # a condition
            return False
        joined = any(token.means(Kind.AND) for token in self.tokens[before : self.at])
        return joined or behind is None or behind.stop or any(map(behind.means, _ENDING - {Kind.WITHOUT, Kind.TO}))

    def skip_article(self) -> None:
        """Pass "the" and the like before a name."""
        if (
            self.sees(Kind.FRAME)
            and not (self.is_name() or self.is_written(self.tokens[self.at]))
            and (self.is_name(1) or self.is_value(1))
        ):
            self.at += 1

    def _join(self) -> None:
        """Pass what joins the items of a list."""
        while self.sees(Kind.AND) or self.said(self.at, self.at + 1) == ",":
            self.at += 1
        self.skip_article()

    def is_value(self, ahead: int = 0) -> bool:
        """Whether the next token names a category."""
        token = self.peek(ahead)
        return token is not None and bool(token.values)

    def values(self, field: str | None = None) -> dict[str, list[str]]:
        """The categories of a list by their columns, of ``field`` only where one is named; it is passed.

        What several columns hold is that of the one where it is written so, else of the one that is asked for already.
        """
        found: dict[str, list[str]] = {}
        asked = {one.field for one in self.wishes if isinstance(one, FieldWish)}
        self.skip_article()
        while (token := self.peek()) and (fitting := [one for one in token.values if field in {None, one[0]}]):
            said = self.intent[token.start : token.end]
            for known in (found, {one[0] for one in fitting if one[1] == said}, asked):
                if len({column for column, _ in fitting}) > 1:
                    fitting = [one for one in fitting if one[0] in known] or fitting
            if len({column for column, _ in fitting}) > 1:
                names = " and in ".join(f"'{column}'" for column, _ in fitting[:6])
                raise NotPlottable(
                    f"“{self.said(self.at, self.at + 1)}” stands in {names}: write for example "
                    f"“where {fitting[0][0]} is {fitting[0][1]}”"
                )
            found.setdefault(fitting[0][0], []).append(fitting[0][1])
            self.at += 1
            before = self.at
            self._join()
            if self.at == before or not self.is_value() or (self.is_name() and field is None):
                self.at = before
                break
        return found

    # -- what is said

    def said(self, start: int, end: int | None = None) -> str:
        """The intent's own words from one token to before another one (the cursor)."""
        end = self.at if end is None else end
        if start >= len(self.tokens):
            return ""
        last = self.tokens[max(start, end - 1)].end
        text = self.intent[self.tokens[start].start : last]
        closes = text.count("(") > text.count(")") and self.intent[last : last + 1] == ")"
        return (text + ")" * closes)[:_LONGEST]

    def miss(self) -> None:
        """Note that the next token is not understood, as the whole word that it is part of; it is passed."""
        token = self.tokens[self.at]
        start, end = token.start, token.end
        while start > 0 and token.quote is None and (self.intent[start - 1] == "_" or self.intent[start - 1].isalnum()):
            start -= 1
        while (
            end < len(self.intent) and token.quote is None and (self.intent[end] == "_" or self.intent[end].isalnum())
        ):
            end += 1
        self.unknown.append(self.intent[start:end])
        self.at += 1

    def add(self, kind: Callable[..., w.Wish], start: int, end: int | None = None, **said: Any) -> None:  # noqa: ANN401 - attributes
        """Add a wish of the words from a token to before another one (the cursor)."""
        wish = kind(words=self.said(start, end), **said)
        try:
            msgspec.convert(msgspec.to_builtins(wish), w.Wish)
        except msgspec.ValidationError as error:
            raise NotPlottable(f"“{wish.words}” cannot be followed: {error}") from error
        self.wishes.append(wish)

    def show(self, named: Sequence[tuple[str, int, int]], place: Place = Place.ANY, lead: int | None = None) -> None:
        """Ask for columns at a place; the first one's words begin at ``lead``."""
        for index, (name, start, end) in enumerate(named):
            self.add(FieldWish, lead if lead is not None and index == 0 else start, end, field=name, place=place)

    def column(self, name: str) -> ColumnProfile:
        """The column of this name."""
        return next(column for column in self.profile.columns if column.name == name)

    def is_number(self, name: str) -> bool:
        """Whether a column holds numbers."""
        return self.column(name).type is ColumnType.NUMBER

    def times(self) -> list[ColumnProfile]:
        """The columns of times."""
        return [column for column in self.profile.columns if column.type is ColumnType.TIME]

    @property
    def stands_alone(self) -> bool:
        """Whether the next token is a clause of its own, as in "sales by year, columns"."""
        around = (self.peek(-1), self.peek(1))
        return all(token is None or token.stop for token in around)

    def has(self, place: Place) -> bool:
        """Whether a column is asked for at this place."""
        return any(isinstance(one, FieldWish) and one.place is place for one in self.wishes)

    @property
    def runs_in_time(self) -> bool:
        """Whether a column of times is asked for along x."""
        named = (one.field for one in self.wishes if isinstance(one, FieldWish) and one.place is Place.X)
        return any(self.column(name).type is ColumnType.TIME for name in named)

    def turn(self, was: Place, now: Place) -> None:
        """Give columns of one place another one."""
        self.wishes = [
            replace(one, place=now) if isinstance(one, FieldWish) and one.place is was else one for one in self.wishes
        ]

    def fail(self, start: int, why: str) -> NotPlottable:
        """The refusal of words that are in the vocabulary, and say too little or too much here."""
        return NotPlottable(f"“{self.said(start)}”: {why}")

    def missing(self, start: int) -> bool:
        """Note what stands in the place of a name and is none; ``True``, as of a clause that is read."""
        token = self.peek()
        if token is None or token.stop:
            raise self.fail(start, "the name of a column is missing behind it")
        if token.means(Kind.UNMET):
            self.unmet.append(f"“{self.said(self.at, self.at + 1)}”: {token.of(Kind.UNMET)}")
            self.at += 1
            return True
        if (token.terms or token.values) and not token.columns:
            raise self.fail(start, f"“{self.said(self.at, self.at + 1)}” behind it is no column of the data")
        self.miss()
        return True
