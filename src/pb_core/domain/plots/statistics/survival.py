"""Survival: the product-limit estimate of groups, its log-log interval, and the log-rank test between them."""

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby as runs
from statistics import NormalDist

from msgspec import Struct

from pb_core.domain.plots.estimators import CENSORED_WORDS, EVENT_WORDS, Survival
from pb_core.domain.plots.label_text import category_text
from pb_core.domain.plots.statistics.chi_square import chi_square_tail
from pb_core.domain.plots.statistics.row_transforms import (
    Key,
    column_like,
    complete_rows,
    group_columns,
    grouped,
    number_column,
    numbers,
    picked,
    with_columns,
)
from pb_core.domain.plots.suggestions import column_of, instead
from pb_core.domain.tables.table import Cell, Table
from pb_core.errors import InvalidSpec

SMALLEST_P = 1e-300
MOST_COMPARED = 12
"""Groups of one log-rank test: among more of them that some differ says nothing to a reader."""

Lives = Sequence[tuple[float, bool]]
"""Times of observation, ascending, and whether each ended with the event."""


class Moment(Struct, frozen=True, kw_only=True):
    """One row of a curve: the time, those at risk before it, the events and the censored at it."""

    time: float
    at_risk: int
    events: int
    censored: int


class Estimate(Struct, frozen=True, kw_only=True):
    """The survival after a moment and the ends of its interval, ``None`` where none is asked for."""

    moment: Moment
    survival: float
    low: float | None
    high: float | None


def survival(table: Table, transform: Survival) -> Table:
    """The curve of each group, with the p value of the log-rank test where it is asked for."""
    if not set(transform.within) <= set(transform.groupby):
        raise InvalidSpec("The fields of 'within' must be among those of 'groupby'.")
    groups = lives_of(table, transform)
    tests = _tests(transform, groups) if transform.log_rank else {}
    keys: list[Key] = []
    rows: list[tuple[Cell, ...]] = []
    for key, lives in groups.items():
        curve, test = estimates(lives, transform.level), tests.get(_within(transform, key))
        keys += [key] * len(curve)
        rows += [
            (
                each.moment.time, each.survival, each.low, each.high, each.moment.at_risk, each.moment.censored or None,
                test.p if test else None,
            )
            for each in curve
        ]  # fmt: skip
    made = list(zip(*rows, strict=True)) if rows else [()] * len(transform.as_)
    time = column_like(column_of(table, transform.time), transform.as_[0], made[0])
    others = (number_column(name, values) for name, values in zip(transform.as_[1:], made[1:], strict=True))
    return with_columns(table, group_columns(table, transform.groupby, keys), [time, *others])


def lives_of(table: Table, transform: Survival) -> dict[Key, Lives]:
    """The observations of each group; raises ``InvalidSpec`` for negative times and events that are neither."""
    times, event = numbers(table, transform.time), column_of(table, transform.event)
    rows = complete_rows(times, event.values)
    ended = dict(zip(rows, _events(table, transform, rows), strict=True))
    negative = next((time for time in picked(times, rows) if time < 0), None)
    if negative is not None:
        raise InvalidSpec(f"The time {transform.time!r} holds {negative:g}; no time to an event is below 0.")
    return {
        key: sorted(zip(picked(times, members), map(ended.__getitem__, members), strict=True))
        for key, members in grouped(table, transform.groupby, rows).items()
    }


def _events(table: Table, transform: Survival, rows: Iterable[int]) -> list[bool]:
    column = column_of(table, transform.event)
    texts = [category_text(column.values[row], column) for row in rows]
    known = dict.fromkeys(texts)
    if transform.observed:
        if known and transform.observed not in known:
            raise InvalidSpec(
                f"The event field {transform.event!r} never is {transform.observed!r}; "
                f"{instead(transform.observed, known)}"
            )
        return [text == transform.observed for text in texts]
    strange = next((text for text in known if text.casefold() not in EVENT_WORDS | CENSORED_WORDS), None)
    if strange is not None:
        raise InvalidSpec(
            f"The event field {transform.event!r} holds {strange!r}; an event is 1, true or yes and a censored time 0, "
            "false or no. Where another value is the event, name it in 'observed'."
        )
    return [text.casefold() in EVENT_WORDS for text in texts]


def moments(lives: Lives) -> list[Moment]:
    """The different times, ascending."""
    found = []
    at_risk = len(lives)
    for time, members in runs(lives, key=lambda life: life[0]):
        ended = [event for _, event in members]
        events = sum(ended)
        found.append(Moment(time=time, at_risk=at_risk, events=events, censored=len(ended) - events))
        at_risk -= len(ended)
    return found


def estimates(lives: Lives, level: float | None) -> list[Estimate]:
    """The curve of at least one observation, from time 0 on."""
    start = Moment(time=0.0, at_risk=len(lives), events=0, censored=0)
    found = [Estimate(moment=start, survival=1.0, **_ends(1.0, 0.0, level))]
    share, variance = 1.0, 0.0
    for moment in moments(lives):
        left = moment.at_risk - moment.events
        share *= left / moment.at_risk
        variance += moment.events / (moment.at_risk * left) if left else 0.0
        found.append(Estimate(moment=moment, survival=share, **_ends(share, variance, level)))
    return found


def _ends(share: float, variance: float, level: float | None) -> dict[str, float | None]:
    """The ends of the log-log interval of a share with Greenwood's sum as ``variance``."""
    if level is None:
        return {"low": None, "high": None}
    if share in {0.0, 1.0}:
        return {"low": share, "high": share}
    reach = -NormalDist().inv_cdf((1 - level) / 2) * math.sqrt(variance) / math.log(share)
    return {"low": share ** math.exp(-reach), "high": share ** math.exp(reach)}


def median(curve: Sequence[Estimate]) -> float | None:
    """The first time at which survival is one half or less; ``None`` where that is not reached."""
    return next((each.moment.time for each in curve if each.survival <= 0.5), None)  # noqa: PLR2004 - one half


def tests_of(table: Table, transform: Survival) -> dict[Key, "LogRank | None"]:
    """The log-rank test among the groups of each value of the fields of ``within``."""
    return _tests(transform, lives_of(table, transform))


def _tests(transform: Survival, groups: Mapping[Key, Lives]) -> dict[Key, "LogRank | None"]:
    together: dict[Key, list[Lives]] = {}
    for key, lives in groups.items():
        together.setdefault(_within(transform, key), []).append(lives)
    return {key: log_rank(members) for key, members in together.items()}


def _within(transform: Survival, key: Key) -> Key:
    return tuple(key[transform.groupby.index(name)] for name in transform.within)


class LogRank(Struct, frozen=True, kw_only=True):
    """A log-rank test: its statistic, the degrees of freedom and the p value."""

    chi_square: float
    freedom: int
    p: float


def log_rank(groups: Sequence[Lives]) -> LogRank | None:
    """The test of several groups; ``None`` for one alone, and where not all of them can be compared."""
    freedom = len(groups) - 1
    if not freedom:
        return None
    if freedom >= MOST_COMPARED:
        raise InvalidSpec(f"A log-rank test of {len(groups)} groups is past the limit of {MOST_COMPARED}; keep fewer.")
    away = [0.0] * len(groups)
    spread = [[0.0] * len(groups) for _ in groups]
    for at_risk, events, ended in _risk_sets(groups):
        whole, died = sum(at_risk), sum(events)
        weight = died * ended / (whole - 1) if whole > 1 else 0.0
        for row, mine in enumerate(at_risk):
            away[row] += events[row] - died * mine / whole
            for column, other in enumerate(at_risk):
                spread[row][column] += weight * mine / whole * ((row == column) - other / whole)
    if not _all_compared(spread):
        return None
    shares = _solved([row[:freedom] for row in spread[:freedom]], away[:freedom])
    chi_square = max(math.fsum(a * b for a, b in zip(shares, away, strict=False)), 0.0)
    return LogRank(chi_square=chi_square, freedom=freedom, p=max(chi_square_tail(chi_square, freedom), SMALLEST_P))


def _risk_sets(groups: Sequence[Lives]) -> Iterable[tuple[list[int], list[int], int]]:
    """At each time with an event: those at risk and the events per group, and how many of all survive it."""
    curves = [{moment.time: moment for moment in moments(lives)} for lives in groups]
    at_risk = [len(lives) for lives in groups]
    for time in sorted(set().union(*curves)):
        here = [curve.get(time) for curve in curves]
        events = [moment.events if moment else 0 for moment in here]
        if any(events):
            yield list(at_risk), events, sum(at_risk) - sum(events)
        at_risk = [
            count - (moment.events + moment.censored if moment else 0)
            for count, moment in zip(at_risk, here, strict=True)
        ]


def _all_compared(spread: Sequence[Sequence[float]]) -> bool:
    """Whether every group is compared with every other, directly or through others."""
    reached, new = {0}, [0]
    while new:
        row = new.pop()
        beside = {column for column, covariance in enumerate(spread[row]) if covariance} - reached
        reached |= beside
        new += beside
    return len(reached) == len(spread)


def _solved(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """The solution of a positive definite system, by elimination."""
    rows = [[*row, end] for row, end in zip(matrix, right, strict=True)]
    count = len(rows)
    for pivot in range(count):
        for below in range(pivot + 1, count):
            factor = rows[below][pivot] / rows[pivot][pivot]
            rows[below] = [b - factor * a for a, b in zip(rows[pivot], rows[below], strict=True)]
    found = [0.0] * count
    for row in reversed(range(count)):
        rest = math.fsum(rows[row][column] * found[column] for column in range(row + 1, count))
        found[row] = (rows[row][count] - rest) / rows[row][row]
    return found
