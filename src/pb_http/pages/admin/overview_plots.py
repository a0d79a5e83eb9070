"""The plots of the overview: what was counted as tables, how they are to be drawn, and what they say in words."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct

from pb_core.application.history import Overview
from pb_core.domain.billing import MICROS
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import (
    Axes,
    Axis,
    Channel,
    Encoding,
    FieldType,
    Layer,
    Legend,
    Orient,
    PlotSpec,
    Scale,
)
from pb_core.domain.tables.table import Cell, Column, ColumnType, Shape, Table, TimeUnit
from pb_core.ports.plots import PlotRequest

HOURLY_DAYS = 2
"""Up to so many days tasks are told by the hour, beyond them by the day."""
RATIO = "21:9"


class Drawable(Struct, frozen=True, kw_only=True):
    """One plot: what it says in words, the head and rows of its table, and how it is drawn."""

    title: str
    words: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    request: PlotRequest


def tasks_over_time(overview: Overview) -> Drawable | None:
    """How many tasks were accepted, completed and failed in each hour or day; ``None`` where there were none."""
    hourly = overview.now - overview.since <= timedelta(days=HOURLY_DAYS)
    counts = {start: [0, 0, 0] for start in _starts(overview, hourly=hourly)}
    for hour in overview.hours:
        start = hour.hour if hourly else _midnight(hour.hour.date())
        if start in counts:
            for place, count in enumerate((hour.accepted, hour.completed, hour.failed)):
                counts[start][place] += count
    totals = [sum(column) for column in zip(*counts.values(), strict=True)]
    if not any(totals):
        return None
    names = ("accepted", "completed", "failed")
    unit = "hour" if hourly else "day"
    points = [(start, name, each[place]) for start, each in counts.items() for place, name in enumerate(names)]
    table = _table(
        _times([point[0] for point in points], TimeUnit.SECOND if hourly else TimeUnit.DAY),
        Column(name="tasks", type=ColumnType.TEXT, values=tuple(point[1] for point in points)),
        Column(name="count", type=ColumnType.NUMBER, values=tuple(point[2] for point in points)),
    )
    encoding = Encoding(x=_temporal("time"), y=_quantity("count"), color=Channel(field="tasks", type=FieldType.NOMINAL))
    told = ", ".join(f"{total:,} {name}" for total, name in zip(totals, names, strict=True))
    return Drawable(
        title=f"Tasks by {unit}",
        words=f"Lines of tasks by {unit}: {told} in all",
        head=(unit.capitalize(), *(name.capitalize() for name in names)),
        rows=tuple(
            (_written(start, hourly=hourly), *(f"{count:,}" for count in each)) for start, each in counts.items()
        ),
        request=_request(
            table, MarkType.LINE, encoding, f"tasks per {unit}", Legend(title="", orient=Orient.TOP, values=names)
        ),
    )


def cost_by_day(overview: Overview) -> Drawable | None:
    """What calls cost on each day; ``None`` where they cost nothing."""
    costs = {start.date(): 0 for start in _starts(overview, hourly=False)}
    for day in overview.costs:
        if day.day in costs:
            costs[day.day] += day.settled_micros
    total = sum(costs.values())
    if not total:
        return None
    table = _table(
        _times([_midnight(day) for day in costs], TimeUnit.DAY),
        Column(name="cost", type=ColumnType.NUMBER, values=tuple(micros / MICROS for micros in costs.values())),
    )
    return Drawable(
        title="Cost by day",
        words=f"Bars of what calls cost by day: ${total / MICROS:,.2f} in all",
        head=("Day", "Cost"),
        rows=tuple((day.isoformat(), f"${micros / MICROS:,.4f}") for day, micros in costs.items()),
        request=_request(table, MarkType.BAR, Encoding(x=_temporal("time"), y=_quantity("cost")), "US dollars per day"),
    )


def latencies_by_kind(overview: Overview) -> Drawable | None:
    """How long tasks took, the median and what 95 of 100 did not pass, by kind; ``None`` where none was completed."""
    if not overview.latencies:
        return None
    named = [(one.kind.value.replace("_", " ") if one.kind else "all", one) for one in overview.latencies]
    points = [
        (name, measure, seconds)
        for name, one in named
        for measure, seconds in (("median", one.median_seconds), ("95 of 100", one.p95_seconds))
    ]
    table = _table(
        Column(name="kind", type=ColumnType.TEXT, values=tuple(point[0] for point in points)),
        Column(name="measure", type=ColumnType.TEXT, values=tuple(point[1] for point in points)),
        Column(name="seconds", type=ColumnType.NUMBER, values=tuple(point[2] for point in points), unit="s"),
    )
    encoding = Encoding(
        x=_quantity("seconds"),
        y=Channel(field="kind", type=FieldType.NOMINAL),
        color=Channel(field="measure", type=FieldType.NOMINAL),
        offset="measure",
    )
    every = overview.latencies[0]
    return Drawable(
        title="Latency by kind",
        words=f"Bars of seconds from acceptance to end: half of {every.tasks:,} tasks took at most "
        f"{every.median_seconds:.1f}, 95 of 100 at most {every.p95_seconds:.1f}",
        head=("Kind", "Tasks", "Median", "95 of 100", "Median wait", "95 of 100 waited"),
        rows=tuple(
            (
                name,
                f"{one.tasks:,}",
                *(
                    f"{seconds:.1f} s"
                    for seconds in (
                        one.median_seconds,
                        one.p95_seconds,
                        one.median_waited_seconds,
                        one.p95_waited_seconds,
                    )
                ),
            )
            for name, one in named
        ),
        request=_request(
            table, MarkType.BAR, encoding, "", Legend(title="", orient=Orient.TOP, values=("median", "95 of 100"))
        ),
    )


PLOTS: Mapping[str, Callable[[Overview], Drawable | None]] = {
    "tasks": tasks_over_time,
    "cost": cost_by_day,
    "latency": latencies_by_kind,
}
"""Every plot of the overview by the name in its address."""


def _request(table: Table, mark: MarkType, encoding: Encoding, counted: str, legend: Legend = Legend()) -> PlotRequest:  # noqa: B008 - frozen
    spec = PlotSpec(
        layer=(Layer(mark=Mark(type=mark), encoding=encoding),),
        axes=Axes(
            x=Axis(title="" if counted else "seconds"),
            y=Axis(title=counted, scale=Scale(zero=True) if counted else Scale()),
        ),
        legend=legend,
    )
    return PlotRequest(spec=spec, table=table, aspect_ratio=RATIO, formats=("svg",))


def _table(*columns: Column) -> Table:
    return Table(columns=columns, shape=Shape.COLUMNS)


def _times(starts: Iterable[datetime], unit: TimeUnit) -> Column:
    values: tuple[Cell, ...] = tuple(start.timestamp() for start in starts)
    return Column(name="time", type=ColumnType.TIME, values=values, time_unit=unit)


def _temporal(name: str) -> Channel:
    return Channel(field=name, type=FieldType.TEMPORAL)


def _quantity(name: str) -> Channel:
    return Channel(field=name, type=FieldType.QUANTITATIVE)


def _starts(overview: Overview, *, hourly: bool) -> list[datetime]:
    """The beginnings of all hours or days of the time that is told of, those without anything too."""
    step = timedelta(hours=1) if hourly else timedelta(days=1)
    first = overview.since.astimezone(UTC)
    start = first.replace(minute=0, second=0, microsecond=0) if hourly else _midnight(first.date())
    starts = []
    while start <= overview.now:
        starts.append(start)
        start += step
    return starts


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _written(start: datetime, *, hourly: bool) -> str:
    return start.strftime("%Y-%m-%d %H:%M" if hourly else "%Y-%m-%d")
