"""Shaping: from rows to one value per position, with the uncertainty that is asked for or that the data suggest."""

from collections.abc import Iterable
from math import prod

from msgspec import Struct

from pb_adapters.planners.offline.plots.aggregates import AggregateRequest
from pb_adapters.planners.offline.plots.data import quantity
from pb_adapters.planners.offline.plots.naming import capital
from pb_adapters.planners.offline.plots.statistics import OPS, Interval, IntervalRequest
from pb_adapters.planners.offline.plots.subject import Subject
from pb_core.domain.plots.spec import Axis, Channel, Spread
from pb_core.domain.plots.transforms import BOOTSTRAP_MAX_VALUES, Aggregate, Measure, Op, Transform
from pb_core.domain.tables.profile import ColumnProfile

_NAMES = {
    Op.STDEV: "SD",
    Op.STDERR: "SE",
    Op.CI0: "CI low",
    Op.CI1: "CI high",
    Op.BOOT0: "bootstrap low",
    Op.BOOT1: "bootstrap high",
    Op.MIN: "min",
    Op.MAX: "max",
    Op.Q1: "Q1",
    Op.Q3: "Q3",
}
_CENTRES = {Op.MEAN: Interval.CI, Op.MEDIAN: Interval.IQR}


class Shaped(Struct, frozen=True, kw_only=True):
    """One value per position: the transforms that make it, its field and title, and its uncertainty."""

    field: str
    title: str
    transform: tuple[Transform, ...] = ()
    spread: Spread | None = None
    op: Op | None = None

    @property
    def channel(self) -> Channel:
        """The channel of the value."""
        return quantity(self.field)

    @property
    def axis(self) -> Axis:
        """The axis of the value."""
        return Axis(title=self.title)


def shape(
    subject: Subject,
    value: ColumnProfile | None,
    by: Iterable[ColumnProfile | None],
    *,
    strict: bool = False,
    plain: bool = False,
) -> Shaped:
    """The value per combination of ``by``; ``strict`` where every position holds one mark, ``plain`` without errors."""
    names = tuple(dict.fromkeys(c.name for c in by if c is not None))
    asked = subject.heard.one(AggregateRequest)
    op = asked.op if asked else None
    counted = op is Op.COUNT and subject.data.unique(names)  # then the rows hold the counts that are asked for
    if value is None or (op in {Op.COUNT, Op.PROPORTION} and not counted):
        return _counted(names, Op.PROPORTION if op is Op.PROPORTION else Op.COUNT)
    repeats = subject.repeats(names)
    if subject.data.unique(names):
        op = None  # a statistic of one value is that value
    if op is None and not repeats and not (strict and not subject.data.unique(names)):
        wants = subject.heard.one(IntervalRequest)
        own = subject.spread(value.name) if not plain and not (wants and wants.interval is Interval.NONE) else None
        return Shaped(field=value.name, title=subject.title(value), spread=own)
    return _aggregated(subject, value, names, op or Op.MEAN, repeats=repeats, plain=plain)


def _counted(names: tuple[str, ...], op: Op) -> Shaped:
    field = "count" if op is Op.COUNT else "share"
    field = field if field not in names else f"{field} of rows"
    within = names[:1] if op is Op.PROPORTION and len(names) > 1 else ()
    aggregate = Aggregate(groupby=names, measures=(Measure(op=op, as_=field),), within=within)
    return Shaped(field=field, title=capital(field), transform=(aggregate,), op=op)


def _aggregated(
    subject: Subject, value: ColumnProfile, names: tuple[str, ...], op: Op, *, repeats: bool, plain: bool
) -> Shaped:
    wanted = subject.heard.one(IntervalRequest)
    errors = repeats and not plain
    measures = [Measure(op=op, field=value.name, as_=value.name)]
    interval = _interval(subject, op, names) if errors else Interval.NONE
    spread, level = None, wanted.level if wanted else 0.95
    if interval in OPS:
        ends = OPS[interval]
        fields = tuple(f"{value.name} {_NAMES[end]}" for end in ends)
        measures += [Measure(op=end, field=value.name, as_=name) for end, name in zip(ends, fields, strict=True)]
        spread = Spread(delta=fields[0]) if len(fields) == 1 else Spread(low=fields[0], high=fields[1])
    aggregate = Aggregate(groupby=names, measures=tuple(measures), level=level)
    named = repeats or subject.heard.one(AggregateRequest) is not None
    return Shaped(
        field=value.name,
        title=_title(subject, value, op) if named else subject.title(value),
        transform=(aggregate,),
        spread=spread,
        op=op,
    )


def _interval(subject: Subject, op: Op, names: tuple[str, ...]) -> Interval:
    wanted = subject.heard.one(IntervalRequest)
    if wanted is None or wanted.interval is Interval.ANY:
        return _CENTRES.get(op, Interval.NONE)
    if wanted.interval is Interval.BOOT:
        groups = prod(c.distinct for name in names if (c := subject.data.column(name)))
        return Interval.BOOT if subject.data.profile.rows <= BOOTSTRAP_MAX_VALUES * max(1, groups) // 2 else Interval.CI
    return wanted.interval


def _title(subject: Subject, value: ColumnProfile, op: Op) -> str:
    title = subject.title(value)
    words = {Op.MEAN: "mean", Op.MEDIAN: "median", Op.SUM: "total", Op.MIN: "smallest", Op.MAX: "largest"}
    if op not in words or words[op] in title.casefold():
        return title
    lower = title if title[1:2].isupper() or len(title) == 1 or not title.isascii() else title[:1].lower() + title[1:]
    return f"{capital(words[op])} {lower}"
