"""Data: the columns of a profile by the part they can play in a plot."""

import re
from collections.abc import Iterable

from msgspec import Struct

from pb_adapters.planners.offline.plots.naming import pieces
from pb_adapters.planners.offline.wordlists import words
from pb_core.domain.plots.spec import Channel, FieldType, Spread
from pb_core.domain.tables.profile import ColumnProfile, TableProfile
from pb_core.domain.tables.table import ColumnType, Shape

_REPLICATES = words("seed run fold trial replicate repeat repetition rep split")
_STEPS = words("epoch step iteration iter year time day week month hour layer rank k n round generation shot index")
_AMOUNT = re.compile(
    (
        r"[<>≤≥~≈]?\s*[-+−]?[\d.]|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu"
        r"|fri|sat|sun)|q\d|t\d+$"
    ),
    re.IGNORECASE,
)
_SAME_SCALE = 25.0
"""Largest ratio between the magnitudes of columns that are folded into one axis when nothing is said."""

_FEW_STEPS = 40


class Data(Struct, frozen=True):
    """A profile, asked by the part that columns play."""

    profile: TableProfile

    def column(self, name: str) -> ColumnProfile | None:
        """The column of this name in the caller's table."""
        return self.profile.column(name)

    @property
    def measures(self) -> tuple[ColumnProfile, ...]:
        """Number columns that hold results: no uncertainties, no steps, no repetitions."""
        return tuple(c for c in self._numbers if not self.is_step(c) and not self.is_replicate(c))

    @property
    def steps(self) -> tuple[ColumnProfile, ...]:
        """Columns that run along an axis: times, and numbers such as epochs."""
        times = (c for c in self.profile.columns if c.type is ColumnType.TIME)
        return (*times, *(c for c in self._numbers if self.is_step(c)))

    @property
    def groups(self) -> tuple[ColumnProfile, ...]:
        """Text and boolean columns, repetitions left out."""
        texts = (c for c in self.profile.columns if c.type in {ColumnType.TEXT, ColumnType.BOOLEAN})
        return tuple(c for c in texts if not self.is_replicate(c) and c.error_of is None)

    @property
    def _numbers(self) -> tuple[ColumnProfile, ...]:
        return tuple(c for c in self.profile.columns if c.type is ColumnType.NUMBER and c.error_of is None)

    def is_replicate(self, column: ColumnProfile) -> bool:
        """Whether the column only tells repeated measurements apart."""
        countable = (column.whole or column.type is ColumnType.TEXT) and column.distinct < self.profile.rows
        words = pieces(column.name)
        return countable and bool(
            _REPLICATES & {*words[-1:], *(words[:1] if words[:1] in (["seed"], ["fold"]) else ())}
        )

    def is_step(self, column: ColumnProfile) -> bool:
        """Whether a number column runs along an axis: an epoch, a rank, or what tells the rows apart."""
        if self.is_replicate(column):
            return False
        others = [
            c
            for c in self.profile.columns
            if c.name != column.name and c.type is ColumnType.NUMBER and c.error_of is None
        ]
        if not others:
            return False
        if column.whole and (set(pieces(column.name)) & _STEPS):
            return True
        repeats = (
            column.distinct * 2 <= self.profile.rows
            and column.distinct <= _FEW_STEPS
            and column.name in self.profile.keys
        )
        return repeats or (
            self.profile.shape is not Shape.POINTS
            and column.increasing
            and column.distinct == self.profile.rows
            and self.profile.columns[0].name == column.name
        )

    def is_scale(self, column: ColumnProfile) -> bool:
        """Whether ordered categories are amounts or times (1K, 8K, May), not only names with a number (method 2)."""
        texts = [value for value in column.examples if isinstance(value, str)]
        return column.ordered and bool(texts) and all(_AMOUNT.match(text) for text in texts)

    def spread_of(self, measure: str) -> Spread | None:
        """The uncertainty that the table itself holds for the measure."""
        found = {c.role: c.name for c in self.profile.columns if c.error_of == measure}
        if "low" in found and "high" in found:
            return Spread(low=found["low"], high=found["high"])
        return Spread(delta=found["delta"]) if "delta" in found else None

    def unique(self, names: Iterable[str]) -> bool:
        """Whether the values of these columns tell every two rows apart."""
        used = set(names)
        free = {c.name for c in self.profile.columns if c.distinct <= 1 and not c.missing}
        if self.profile.keys and set(self.profile.keys) <= used | free:
            return True
        return any(c.distinct == self.profile.rows and not c.missing for c in self.profile.columns if c.name in used)

    def comparable(self, columns: Iterable[ColumnProfile]) -> bool:
        """Whether the columns can share one axis: one unit and like magnitudes."""
        listed = tuple(columns)
        if len({c.unit for c in listed}) > 1:
            return False
        sizes = [max(abs(c.low or 0.0), abs(c.high or 0.0)) for c in listed]
        return bool(sizes) and min(sizes) > 0 and max(sizes) / min(sizes) <= _SAME_SCALE

    def is_share(self, name: str) -> bool:
        """Whether every number of the column lies between 0 and 1 and some are no integers."""
        column = self.column(name)
        return bool(
            column
            and column.low is not None
            and column.high is not None
            and column.low >= 0
            and column.high <= 1
            and not column.whole
        )


def channel(column: ColumnProfile, *, discrete: bool = False) -> Channel:
    """The channel that shows the column; ``discrete`` makes categories of numbers and times."""
    if discrete or column.type in {ColumnType.TEXT, ColumnType.BOOLEAN}:
        ordinal = column.ordered or column.type in {ColumnType.NUMBER, ColumnType.TIME}
        return Channel(field=column.name, type=FieldType.ORDINAL if ordinal else FieldType.NOMINAL)
    return (
        quantity(column.name)
        if column.type is ColumnType.NUMBER
        else Channel(field=column.name, type=FieldType.TEMPORAL)
    )


def quantity(name: str) -> Channel:
    """A quantitative channel of the field."""
    return Channel(field=name, type=FieldType.QUANTITATIVE)


def nominal(name: str) -> Channel:
    """A channel of categories."""
    return Channel(field=name, type=FieldType.NOMINAL)
