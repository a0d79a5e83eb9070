"""Sheet: the columns that a plot is built from, after the transforms that were decided on so far."""

import math
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from pb_adapters.planners.charts.building.naming import common_title
from pb_core.domain.plots.spec import Channel, FieldType, Spread
from pb_core.domain.plots.statistics.periods import MONTHS
from pb_core.domain.plots.transforms import Fold, Transform
from pb_core.domain.tables.column_names import word_set, words_of
from pb_core.domain.tables.column_roles import COUNTED, is_axis
from pb_core.domain.tables.profile import ColumnProfile, TableProfile
from pb_core.domain.tables.raw_values import fresh_name
from pb_core.domain.tables.table import ColumnType
from pb_core.domain.tables.times import year_text

_MOST_LEVELS = 8
_MOST_CODES, _OFTEN, _HIGHEST_CODE = 12, 3, 10_000
_EVEN, _FEW_STEPS = 1.05, 3
_NUMBER_OF = re.compile(r"n(?:um)?[_. ]?[a-z]{3,}s$")
_TALLIES = word_set("freq frequency count counts cases")
_NAMED_TIMES = {"years": "year", "months": "month"}
_COUNTERS = frozenset({"", "id", "index", "no", "nr", "row", "rownames", "unnamed: 0", "column 1"})


class Sheet(Struct, frozen=True, kw_only=True):
    """``rows`` is what is left of them, about; ``fixed`` are columns of one value.

    ``folded`` are the key and the value of the columns ``unfolded``. ``settled``: every row has a place of its own.
    ``shares`` are fields that hold shares of 1, and are written in per cent. ``scaled`` are columns with a scale of
    their own, which are no codes.
    """

    profile: TableProfile
    columns: tuple[ColumnProfile, ...]
    rows: float
    transform: tuple[Transform, ...] = ()
    fixed: frozenset[str] = frozenset()
    folded: tuple[str, str] = ("", "")
    unfolded: tuple[ColumnProfile, ...] = ()
    settled: bool = False
    shares: frozenset[str] = frozenset()
    scaled: frozenset[str] = frozenset()

    def column(self, name: str | None) -> ColumnProfile | None:
        """The column of this name."""
        return next((column for column in self.columns if column.name == name), None)

    @property
    def profile_fixed(self) -> frozenset[str]:
        """The columns that have one value in the whole table."""
        return frozenset(c.name for c in self.profile.columns if c.distinct == 1 and not c.missing)

    def known(self, names: Iterable[str | None]) -> tuple[ColumnProfile, ...]:
        """The columns of these names that there are, each once."""
        found = (self.column(name) for name in dict.fromkeys(names))
        return tuple(column for column in found if column is not None)

    @property
    def measures(self) -> tuple[ColumnProfile, ...]:
        """Numbers that are measured: no uncertainty of others, no axis, no code, no counter of rows."""
        return tuple(
            c for c in self.columns
            if is_number(c) and not (self.is_axis(c) or self.is_counter(c) or self.is_code(c)) and c.error_of is None
        )  # fmt: skip

    @property
    def categories(self) -> tuple[ColumnProfile, ...]:
        """Texts and booleans of more than one value."""
        return tuple(column for column in self.columns if is_words(column) and column.name not in self.fixed)

    @property
    def axes(self) -> tuple[ColumnProfile, ...]:
        """Times, and steps such as epochs, along which others run."""
        return tuple(column for column in self.columns if self.is_axis(column) and column.name not in self.fixed)

    def is_axis(self, column: ColumnProfile) -> bool:
        """Whether other columns run along this one: a time, or whole numbers named as steps."""
        if column.type is ColumnType.TIME:
            return True
        named = is_number(column) and column.error_of is None and is_axis(column.name)
        named = named and not (self.is_counter(column) or is_tally(column))
        return named and ((column.whole and not column.unit) or self.runs(column))

    def runs(self, column: ColumnProfile) -> bool:
        """Whether numbers rise row by row in even steps, or by an even factor."""
        values = [value for value in column.examples if isinstance(value, int | float)]
        steps = [after - before for before, after in pairwise(values)]
        factors = [after / before for before, after in pairwise(values) if before > 0]
        even = (max(few) <= _EVEN * min(few) for few in (steps, factors) if len(few) == len(steps) >= _FEW_STEPS)
        return column.increasing and is_number(column) and any(even)

    def is_counter(self, column: ColumnProfile) -> bool:
        """Whether the column only numbers the rows."""
        return column.name.strip().casefold() in _COUNTERS and column.whole and column.distinct >= self.profile.rows

    def is_code(self, column: ColumnProfile) -> bool:
        """Whether numbers name a few groups, as cylinders, classes and doses do."""
        whole = is_number(column) and (column.whole or column.distinct <= _MOST_LEVELS) and column.error_of is None
        whole = whole and not column.unit and column.name not in self.scaled
        often = column.distinct * _OFTEN <= self.profile.rows or bool(COUNTED & set(words_of(column.name)))
        return whole and often and 1 < column.distinct <= _MOST_CODES and (column.high or 0) < _HIGHEST_CODE

    def unique(self, columns: Iterable[ColumnProfile | None]) -> bool:
        """Whether these columns tell any two rows apart."""
        names = {column.name for column in columns if column is not None} | self.fixed
        if self.folded[0]:
            names = names - {self.folded[0]} if self.folded[0] in names else set()
        sets = (self.profile.keys, *self.profile.apart)
        return self.settled or self.rows <= 1 or any(keys and set(keys) <= names for keys in sets)

    def tells(self, column: ColumnProfile, other: ColumnProfile) -> bool:
        """Whether each value of one column goes with one value of the other."""
        return column.name == other.name or (column.name, other.name) in self.profile.nested

    def per_group(self, columns: Iterable[ColumnProfile | None]) -> float:
        """About how many rows each combination of these columns has."""
        return self.rows / max(1, math.prod(column.distinct for column in columns if column is not None))

    def spread(self, field: str) -> Spread | None:
        """The uncertainty that the table holds for a column."""
        roles = {column.role: column.name for column in self.columns if column.error_of == field}
        if "delta" in roles:
            return Spread(delta=roles["delta"])
        return Spread(low=roles["low"], high=roles["high"]) if {"low", "high"} <= set(roles) else None

    def added(self, column: ColumnProfile, made: Transform) -> "Sheet":
        """With a column that a transform makes."""
        return replace(self, columns=(*self.columns, column), transform=(*self.transform, made))

    def fold(self, values: Sequence[ColumnProfile], noun: str = "measure") -> "Sheet":
        """Several measures as rows: their names in one column, their numbers in another; these come last."""
        taken = {column.name for column in self.columns}
        title = common_title(values)
        key = fresh_name(_NAMED_TIMES.get(times_named(values), noun), taken)
        value = fresh_name(title if title not in taken else f"{title} values", taken)
        named = ColumnProfile(
            name=key, type=ColumnType.TEXT, distinct=len(values), missing=0,
            examples=tuple(column.name for column in values), longest=max(len(column.name) for column in values),
        )  # fmt: skip
        lows, highs = ([c.low for c in values if c.low is not None], [c.high for c in values if c.high is not None])
        number = replace(
            values[0], name=value, unit=values[0].unit if len({column.unit for column in values}) == 1 else "",
            low=min(lows, default=None), high=max(highs, default=None), error_of=None,
        )  # fmt: skip
        gone = {column.name for column in values}
        return replace(
            self,
            columns=(*(column for column in self.columns if column.name not in gone), named, number),
            rows=self.rows * len(values),
            transform=(*self.transform, Fold(fields=tuple(column.name for column in values), as_=(key, value))),
            folded=(key, value),
            unfolded=tuple(values),
        )


def times_named(columns: Sequence[ColumnProfile]) -> str:
    """``years`` or ``months`` where columns are named after such, else nothing: the columns are steps in time."""
    if all(year_text(column.name) for column in columns):
        return "years"
    months = [column.name[:3].title() for column in columns if column.name.isalpha()]
    return "months" if len(months) == len(columns) > 1 and set(months) <= set(MONTHS) else ""


def sheet_of(profile: TableProfile) -> Sheet:
    """The whole table."""
    sheet = Sheet(profile=profile, columns=profile.columns, rows=profile.rows)
    return replace(sheet, fixed=sheet.profile_fixed)


def is_words(column: ColumnProfile) -> bool:
    """Whether values are texts or booleans."""
    return column.type in {ColumnType.TEXT, ColumnType.BOOLEAN}


def is_number(column: ColumnProfile) -> bool:
    """Whether values are numbers."""
    return column.type is ColumnType.NUMBER


def is_tally(column: ColumnProfile) -> bool:
    """Whether the column says how many cases each row stands for."""
    words = words_of(column.name)  # an item's number says which one it is
    named = _TALLIES & {*words} or words == ("number",) or _NUMBER_OF.match(column.name)
    return is_number(column) and column.whole and bool(named)


def is_binary(column: ColumnProfile) -> bool:
    """Whether the column holds yes or no, as booleans or as 0 and 1."""
    return column.type is ColumnType.BOOLEAN or (column.whole and column.low == 0 and column.high == 1)


def channel(column: ColumnProfile) -> Channel:
    """A channel that shows the column as what it is."""
    kinds = {ColumnType.NUMBER: FieldType.QUANTITATIVE, ColumnType.TIME: FieldType.TEMPORAL}
    return Channel(field=column.name, type=kinds[column.type]) if column.type in kinds else category(column)


def category(column: ColumnProfile) -> Channel:
    """A channel that shows the column as categories."""
    ordered = column.ordered or not is_words(column)
    return Channel(field=column.name, type=FieldType.ORDINAL if ordered else FieldType.NOMINAL)


def hue(column: ColumnProfile | None) -> Channel | None:
    """A channel that shows the column, if there is one, as categories."""
    return category(column) if column is not None else None


def quantity(field: str) -> Channel:
    """A channel that shows a field as a quantity."""
    return Channel(field=field, type=FieldType.QUANTITATIVE)


def nominal(field: str) -> Channel:
    """A channel that shows a field as names."""
    return Channel(field=field, type=FieldType.NOMINAL)


def texts_of(column: ColumnProfile) -> str:
    """What is no number in a column of texts: a cell with digits that is none, or that numbers stand beside."""
    cells = [str(one).strip() for one in column.examples]
    texts = [one for one in cells if not re.fullmatch(r"[-+]?\d+(?:\.\d+)?", one)]
    signed = next((one for one in texts if one[:1].isdigit()), None)
    if signed is not None:
        return f"texts such as {signed!r}, and a number is written without blanks or signs"
    return f"texts such as {texts[0]!r} beside numbers" if 0 < len(texts) < len(cells) else "no numbers"
