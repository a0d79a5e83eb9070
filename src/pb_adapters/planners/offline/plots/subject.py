"""Subject: the part of the data that a plot is about, after filters and folds, and what each column does in it."""

from math import prod

from msgspec import Struct
from msgspec.structs import replace

from pb_adapters.planners.offline.plots.aggregates import AggregateRequest
from pb_adapters.planners.offline.plots.data import Data
from pb_adapters.planners.offline.plots.hearing import Heard
from pb_adapters.planners.offline.plots.highlights import HighlightRequest
from pb_adapters.planners.offline.plots.naming import bare, capital, key_of, readable, shared_words, spelled
from pb_adapters.planners.offline.plots.nouns import NounRequest, is_unnamed
from pb_adapters.planners.offline.plots.picking import FilterRequest
from pb_adapters.planners.offline.plots.roles import MentionRequest, Role, RoleRequest
from pb_core.domain.plots.spec import Spread
from pb_core.domain.plots.transforms import Filter, Fold, Op, Transform
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.table import ColumnType

_MOST_GROUPS = 3


class Unfit(Exception):
    """The data cannot be shown in the chart that was tried; the message says why."""


class Subject(Struct, frozen=True, kw_only=True):
    """What is plotted: the columns after ``transform``, those that were sent, and everything that was heard."""

    heard: Heard
    data: Data
    original: Data
    transform: tuple[Transform, ...] = ()
    folded: tuple[str, ...] = ()

    def role(self, role: Role) -> ColumnProfile | None:
        """The column with a stated role."""
        return next(iter(self.roles(role)), None)

    def roles(self, role: Role) -> tuple[ColumnProfile, ...]:
        """All columns with a stated role."""
        names = (name for request in self.heard.all(RoleRequest) if request.role is role for name in request.columns)
        return tuple(c for name in dict.fromkeys(names) if (c := self.data.column(name)))

    @property
    def mentioned(self) -> tuple[ColumnProfile, ...]:
        """Every column that the intent mentions, in its order; those of filters and highlights alone left out."""
        only = {r.filter.field for r in self.heard.all(FilterRequest) if r.filter}
        only |= {r.value for r in self.heard.all(HighlightRequest) if not r.column}
        asked = {n for r in self.heard.all(RoleRequest) for n in r.columns} | {
            n for r in self.heard.all(MentionRequest) for n in r.columns
        }
        asked |= {r.column for r in self.heard.all(NounRequest) if r.column}
        called = [name for name in self.folded[:1] if self._calls(name)]
        asked |= set(called)
        names = [*called, *self.heard.mentioned, *(r.column for r in self.heard.all(NounRequest) if r.column)]
        return tuple(
            c for name in dict.fromkeys(names) if (name in asked or name not in only) and (c := self.data.column(name))
        )

    @property
    def values(self) -> tuple[ColumnProfile, ...]:
        """The measures to be shown: those asked for, else all."""
        if self.folded:
            return tuple(c for c in (self.data.column(self.folded[1]),) if c)
        stated = [*self.roles(Role.Y), *self.roles(Role.RIGHT)]
        stated += [c for c in self.roles(Role.X) if self._is_value(c) and not stated]
        named = [c for c in self.mentioned if self._is_value(c) and c not in stated and not self._plays(c)]
        asked = tuple(dict.fromkeys(c.name for c in (*stated, *named) if c.type is ColumnType.NUMBER))
        found = tuple(c for name in asked if (c := self.data.column(name)))
        every = tuple(c for c in self.data.measures if not self._plays(c))
        return (
            found
            or every
            or tuple(c for c in self.data.profile.columns if c.type is ColumnType.NUMBER and c.error_of is None)[-1:]
        )

    def _is_value(self, column: ColumnProfile) -> bool:
        return column.type is ColumnType.NUMBER and (column in self.data.measures or column in self.roles(Role.Y))

    def _plays(self, column: ColumnProfile) -> bool:
        """Whether the column has a stated role other than that of a value."""
        return any(
            column in self.roles(role) for role in (Role.X, Role.COLOR, Role.SIZE, Role.FACET, Role.SHAPE, Role.LABEL)
        )

    @property
    def groups(self) -> tuple[ColumnProfile, ...]:
        """Category columns to be shown: those mentioned first, then what else tells rows apart, three at most."""
        groups = [c for c in self.data.groups if c.distinct > 1 or self.data.profile.rows == 1]
        stated = [c for c in self.mentioned if c in groups]
        keys = [
            c for c in groups if c not in stated and (c.name in self.data.profile.keys or not self.data.profile.keys)
        ]
        rest = [
            c
            for c in groups
            if c not in stated and c not in keys and c.distinct < self.data.profile.rows and not stated
        ]
        found = (*stated, *keys, *rest)[:_MOST_GROUPS]
        return found or self.data.groups[:1]

    @property
    def along(self) -> ColumnProfile | None:
        """The column of numbers or times that the data run along."""
        stated = self.role(Role.X)
        if stated is not None and stated.type in {ColumnType.NUMBER, ColumnType.TIME}:
            return stated
        steps = [c for c in self.data.steps if c.distinct > 1]
        return next((c for c in self.mentioned if c in steps), None) or next(iter(steps), None)

    def repeats(self, names: tuple[str, ...]) -> bool:
        """Whether several rows certainly share the values of these columns."""
        columns = [c for name in names if (c := self.data.column(name))]
        if self.data.unique(names):
            return False
        few = prod(max(1, c.distinct + bool(c.missing)) for c in columns) < self.data.profile.rows
        replicas = [
            c for c in self.data.profile.columns if self.data.is_replicate(c) and c.distinct > 1 and c.name not in names
        ]
        return few or bool(replicas)

    def spread(self, measure: str) -> Spread | None:
        """The uncertainty that the table holds for the measure."""
        return self.data.spread_of(measure)

    def title(self, column: ColumnProfile) -> str:
        """What a reader is told the column is; nothing for a name that nobody gave."""
        noun = next((r.name for r in self.heard.all(NounRequest) if r.column == column.name), "")
        if noun:
            return f"{noun} ({column.unit})" if column.unit else noun
        if self.folded and column.name == self.folded[0] and not self._calls(column.name):
            return ""
        if is_unnamed(column.name, self.data.profile) and column.name not in {"value", "x", "y"}:
            return ""
        return readable(column)

    def _calls(self, name: str) -> bool:
        """Whether the intent calls folded columns by this name."""
        return any(r.name == name and not r.is_value for r in self.heard.all(NounRequest))


def subject_of(heard: Heard, data: Data) -> Subject:
    """The subject after the filters that were asked for."""
    filters = tuple(dict.fromkeys(r.filter for r in heard.all(FilterRequest) if r.filter is not None))
    dropped = {name for r in heard.all(FilterRequest) for name in r.dropped}
    columns = tuple(_filtered(c, filters) for c in data.profile.columns if c.name not in dropped)
    return Subject(heard=heard, data=Data(replace(data.profile, columns=columns)), original=data, transform=filters)


def _filtered(column: ColumnProfile, filters: tuple[Filter, ...]) -> ColumnProfile:
    for one in filters:
        if one.field == column.name and one.one_of:
            return replace(column, examples=one.one_of, distinct=len(one.one_of), longest=max(map(len, one.one_of)))
        if one.field == column.name:
            low = column.low if one.low is None else max(one.low, column.low if column.low is not None else one.low)
            high = (
                column.high if one.high is None else min(one.high, column.high if column.high is not None else one.high)
            )
            distinct = 1 if one.low is not None and one.low == one.high else column.distinct
            return replace(column, low=low, high=high, distinct=distinct)
    return column


def fold(subject: Subject, measures: tuple[ColumnProfile, ...]) -> Subject:
    """The subject with the measures as one column of names and one of values."""
    names = tuple(c.name for c in measures)
    taken = {c.name for c in subject.data.profile.columns if c.name not in names}
    key, value = _fold_names(subject, measures, taken)
    low = min((c.low for c in measures if c.low is not None), default=None)
    high = max((c.high for c in measures if c.high is not None), default=None)
    units = {c.unit for c in measures}
    unit = units.pop() if len(units) == 1 else ""
    rows = subject.data.profile.rows * len(measures)
    keys = ColumnProfile(
        name=key, type=ColumnType.TEXT, distinct=len(names), missing=0, examples=names, longest=max(map(len, names))
    )
    values = ColumnProfile(
        name=value,
        type=ColumnType.NUMBER,
        distinct=rows,
        missing=sum(c.missing for c in measures),
        examples=(),
        unit=unit,
        low=low,
        high=high,
        whole=all(c.whole for c in measures),
    )
    kept = tuple(c for c in subject.data.profile.columns if c.name not in names and c.error_of not in names)
    told = (*subject.data.profile.keys, key) if subject.data.profile.keys or subject.data.profile.rows == 1 else ()
    profile = replace(subject.data.profile, rows=rows, columns=(*kept, keys, values), keys=told)
    return replace(
        subject,
        data=Data(profile),
        transform=(*subject.transform, Fold(fields=names, as_=(key, value))),
        folded=(key, value),
    )


def _fold_names(subject: Subject, measures: tuple[ColumnProfile, ...], taken: set[str]) -> tuple[str, str]:
    nouns = [r for r in subject.heard.all(NounRequest) if not r.column]
    key = next((r.name for r in nouns if not r.is_value), "Series")
    counts = next((r.words for r in subject.heard.all(AggregateRequest) if r.op is Op.COUNT), "")
    counted = capital(counts) if counts.casefold().startswith("number of ") else "Count" if counts else ""
    value = next((r.name for r in nouns if r.is_value), "") or counted or _common(measures) or "Value"
    return _fresh(key, taken), _fresh(value, taken | {key})


def _common(measures: tuple[ColumnProfile, ...]) -> str:
    return spelled(shared_words(bare(c) for c in measures))


def _fresh(name: str, taken: set[str]) -> str:
    keys = {key_of(other) for other in taken}
    return name if name not in taken and key_of(name) not in keys else _fresh(f"{name} shown", taken)
