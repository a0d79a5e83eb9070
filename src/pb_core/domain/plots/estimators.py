"""Transforms for charts that stand on an estimator of their own: survival, agreement, quantiles, hexagons, schedules.

The common rules of ``pb_core.domain.plots.transforms`` hold for them.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from pb_core.domain.plots.fields import FieldName, Fields, Level
from pb_core.domain.tables.column_names import word_set

EVENT_WORDS = frozenset({"1", "true", "yes", "event", "dead", "died", "death"})
CENSORED_WORDS = frozenset({"0", "false", "no", "censored", "alive"})
"""What counts as an event and as a censored time when the spec names no ``observed``; compared in lower case."""

EVENT_NAMES = word_set(
    "event status cens censor censored censoring death dead died deceased arrest rearrest relapse recurrence failure"
    " failed fail churn churned outcome observed delta e d"
)
"""Words in the names of columns that say whether a time ended with the event."""


class Survival(
    Struct, frozen=True, kw_only=True, omit_defaults=True, tag="survival", tag_field="type", rename={"as_": "as"}
):
    """Kaplan-Meier (product-limit) estimate per group: a row at time 0, and one for each different time, ascending.

    ``as``: time, survival, interval low, interval high, at risk, censored times, log-rank p. A row is an event when the
    category text of ``event`` is ``observed``; with ``""`` when it is one of ``EVENT_WORDS``, and every other text must
    be one of ``CENSORED_WORDS`` (in any case). Of the times of a group ``at risk`` are not below the row's, those
    censored there included; ``d`` events among ``n`` at risk multiply the estimate by ``1 - d / n``. ``censored times``
    counts those at the row's time and is missing where there is none. The first row has survival 1, all at risk and
    none censored; an observation at time 0 adds a second row there. Rows without time or
    event are left out; a negative time and an event that is neither are an ``InvalidSpec``.

    ``level`` asks for the log-log interval (exponential Greenwood; Kalbfleisch and Prentice 1980): ``S^exp(±z sqrt(V) /
    ln S)`` with ``V = sum d / (n (n - d))`` and z the normal quantile; both ends are 1 where S is 1, and 0 where it
    is 0. Without it both ends are missing. ``log_rank`` asks for the p value of the log-rank test that the groups which
    agree on ``within`` (part of ``groupby``) do not differ: chi-square of the events less those expected, with
    hypergeometric variance and one degree of freedom less than groups, never below 1e-300, in every row. It is missing
    for one group alone and where some groups are never at risk together with others at an event that some survive.
    """

    time: FieldName
    event: FieldName
    observed: Annotated[str, Meta(max_length=100)] = ""
    groupby: Fields = ()
    level: Level | None = None
    log_rank: bool = False
    within: Fields = ()
    as_: tuple[FieldName, FieldName, FieldName, FieldName, FieldName, FieldName, FieldName] = (
        "time", "survival", "interval low", "interval high", "at risk", "censored times", "log-rank p",
    )  # fmt: skip


class Schedule(
    Struct, frozen=True, kw_only=True, omit_defaults=True, tag="schedule", tag_field="type", rename={"as_": "as"}
):
    """Adds where the tasks of a plan start and end, and where its milestones stand (Gantt chart).

    ``as``: task start, task end, milestone. A row whose end lies behind its start is a task and no milestone; one with
    equal times, or one of the two times only, is a milestone there and no task; one without either is neither. Every
    row and column is kept. Both fields hold times, or both hold numbers, as the new columns do; an end before its
    start is an ``InvalidSpec``.
    """

    start: FieldName
    end: FieldName
    as_: tuple[FieldName, FieldName, FieldName] = ("task start", "task end", "milestone")


class Agreement(
    Struct, frozen=True, kw_only=True, omit_defaults=True, tag="agreement", tag_field="type", rename={"as_": "as"}
):
    """Adds the mean of two measurements of each row, their difference, and the limits of agreement (Bland-Altman).

    ``as``: mean, difference (``first`` less ``second``), and per group the mean difference and the lower and upper
    limit, ``limits`` sample standard deviations from it, the same in every row. Rows that lack a measurement are left
    out, every column is kept. The limits of a group with one pair are missing; fewer than two pairs in all, and
    differences that are all equal, are an ``InvalidSpec``.
    """

    first: FieldName
    second: FieldName
    groupby: Fields = ()
    limits: Annotated[float, Meta(gt=0, le=10)] = 1.96
    as_: tuple[FieldName, FieldName, FieldName, FieldName, FieldName] = (
        "mean", "difference", "mean difference", "lower limit", "upper limit",
    )  # fmt: skip


class Distribution(StrEnum):
    """A distribution that quantiles are compared with: standard normal, over [0, 1], or with mean 1 from 0 on."""

    NORMAL = "normal"
    UNIFORM = "uniform"
    EXPONENTIAL = "exponential"


class Quantiles(
    Struct, frozen=True, kw_only=True, omit_defaults=True, tag="quantiles", tag_field="type", rename={"as_": "as"}
):
    """Quantiles of a sample against those of a distribution, or of another sample (QQ plot), per group, ascending.

    ``as``: quantiles along x, quantiles of ``field``, and a line to compare them with. The i-th of n values (from 1)
    stands at the quantile of ``distribution`` at ``(i - 0.5) / n``; the line passes through the quartiles (as ``Op``
    defines them) at those of the distribution. Another sample is the field ``against``, or else ``by`` splits
    ``field`` into two categories, that of the earlier row along x: then both samples have their quantiles at 0 to 1 in
    equal steps, as many as the smaller one has values, interpolated as ``q1`` is, and the line is y = x. Missing
    values are left out of each sample. A group is left out where a sample has fewer than two different values; it is
    an ``InvalidSpec`` when none is left, and when ``by`` has more or fewer than two categories.
    """

    field: FieldName
    distribution: Distribution = Distribution.NORMAL
    against: FieldName | None = None
    by: FieldName | None = None
    groupby: Fields = ()
    as_: tuple[FieldName, FieldName, FieldName] = ("theoretical quantile", "sample quantile", "reference line")


class Hexbin(
    Struct, frozen=True, kw_only=True, omit_defaults=True, tag="hexbin", tag_field="type", rename={"as_": "as"}
):
    """Counts rows in hexagons over x and y: the ends of each hexagon that holds any, and its count.

    ``as``: x start, x end, y start, y end, count. ``columns`` hexagons span x, ``rows`` rows of them y (seven tenths of
    the columns unless stated, which looks regular on a plot of the usual shape); every second row is shifted by half a
    hexagon. With lo and hi of all rows: width ``(hi - lo) / columns`` along x, pitch ``(hi - lo) / rows`` along y,
    ``u = (x - lo) / width``, ``v = (y - lo) / pitch``. The middle of a row's hexagon is the nearer of
    ``(floor(u + 0.5), 2 floor(v / 2 + 0.5))`` and ``(min(floor(u), columns - 1) + 0.5, 2 floor(v / 2) + 1)`` by
    ``du^2 + 0.75 dv^2``, the first of equals. A hexagon spans ``0.5`` widths and two thirds of a pitch on both sides of
    its middle. Groups share the hexagons, which come by v, then u. An extent of 1e-12 of the numbers or less is an
    ``InvalidSpec``.
    """

    x: FieldName
    y: FieldName
    groupby: Fields = ()
    columns: Annotated[int, Meta(ge=2, le=200)] = 20
    rows: Annotated[int, Meta(ge=1, le=200)] | None = None
    as_: tuple[FieldName, FieldName, FieldName, FieldName, FieldName] = (
        "x start", "x end", "y start", "y end", "count",
    )  # fmt: skip

    @property
    def down(self) -> int:
        """The number of rows."""
        return max(self.columns * 7 // 10, 1) if self.rows is None else self.rows
