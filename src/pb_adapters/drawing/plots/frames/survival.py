"""Survival: the product-limit estimate, its log-log interval and the log-rank test, over arrays of times and groups."""

import math
from statistics import NormalDist

import numpy as np
from msgspec import Struct

from pb_adapters.drawing.plots.frames.columns import Data, group, numbers, pooled
from pb_adapters.drawing.plots.frames.model import Bools, Floats, Ints
from pb_core.domain.plots.estimators import EVENT_WORDS, Survival

_SMALLEST_P = 1e-300
_APART = 1e-9  # of the largest eigenvalue: below it, groups are not compared with each other


class Tally(Struct, frozen=True, eq=False):
    """Different times, ascending, and for each the number at risk, of events and of censored."""

    times: Floats
    at_risk: Floats
    events: Floats
    censored: Floats


def survival(data: Data, transform: Survival) -> Data:
    """The curve of each group, and the p value of the log-rank test."""
    data = data.where(transform.time, transform.event)
    time = data.column(transform.time)
    ended = _ended(data, transform)
    groups = group(data, transform.groupby)
    members = list(groups.rows())
    tallies = [_tally(time.values[rows], ended[rows]) for rows in members] if data.rows else []
    p = _p_values(data, transform, groups.first, time.values, ended, groups.codes)
    columns = [np.zeros((7, 0))]
    for tally, value in zip(tallies, p, strict=True):
        share, low, high = _curve(tally, transform.level)
        whole, censored = float(tally.at_risk[0]), np.where(tally.censored > 0, tally.censored, np.nan)
        parts = (
            np.append(0.0, tally.times), share, low, high, np.append(whole, tally.at_risk),
            np.append(np.nan, censored), np.full(len(share), value),
        )  # fmt: skip
        columns.append(np.stack(parts))
    keys = pooled(data, groups, range(len(tallies)), [part.shape[1] for part in columns[1:]], transform.groupby)
    joined = np.concatenate(columns, axis=1)
    likes = (time, *[None] * 6)
    return keys.add(*(numbers(*column) for column in zip(transform.as_, joined, likes, strict=True)))


def _ended(data: Data, transform: Survival) -> Bools:
    categories = data.column(transform.event).categories()
    wanted = transform.observed
    named = [text == wanted if wanted else text.casefold() in EVENT_WORDS for text in categories.labels]
    return np.array(named, dtype=bool)[categories.codes] if named else np.zeros(0, dtype=bool)


def _tally(time: Floats, ended: Bools) -> Tally:
    times, places, counts = np.unique(time, return_inverse=True, return_counts=True)
    events = np.bincount(places.reshape(-1), weights=ended, minlength=len(times)).astype(np.float64)
    at_risk = len(time) - np.append(0, np.cumsum(counts)[:-1])
    return Tally(times, at_risk.astype(np.float64), events, counts.astype(np.float64) - events)


def _curve(tally: Tally, level: float | None) -> tuple[Floats, Floats, Floats]:
    """Survival and the ends of its interval, from time 0 on."""
    share = np.append(1.0, np.cumprod(1 - tally.events / tally.at_risk))
    if level is None:
        return share, np.full(len(share), np.nan), np.full(len(share), np.nan)
    left = tally.at_risk - tally.events
    hazards = np.divide(tally.events, tally.at_risk * left, out=np.zeros(len(left)), where=left > 0)
    error = np.append(0.0, np.sqrt(np.cumsum(hazards)))
    inner = (share > 0) & (share < 1)
    logs = np.log(share[inner])  # the ends lie evenly about log(-log S)
    reach = NormalDist().inv_cdf((1 + level) / 2) * error[inner] / -logs
    low, high = share.copy(), share.copy()
    low[inner], high[inner] = np.exp(logs * np.exp(reach)), np.exp(logs * np.exp(-reach))
    return share, low, high


def _p_values(data: Data, transform: Survival, firsts: Ints, time: Floats, ended: Bools, codes: Ints) -> Floats:
    """The p value for each group, of the test among those that agree on the fields of ``within``."""
    found = np.full(len(firsts), np.nan)
    if not transform.log_rank or not len(firsts):
        return found
    wider = group(data, transform.within).codes
    for whole in np.unique(wider):
        rows = np.flatnonzero(wider == whole)
        members, places = np.unique(codes[rows], return_inverse=True)
        found[members] = _log_rank(time[rows], ended[rows], places.reshape(-1), len(members))
    return found


def _log_rank(time: Floats, ended: Bools, codes: Ints, count: int) -> float:
    """The p value of the test of ``count`` groups; NaN where they cannot all be compared."""
    if count == 1:
        return float("nan")
    times = np.unique(time[ended])
    at_risk, events = np.zeros((2, count, len(times)))
    for code in range(count):
        own = np.sort(time[codes == code])
        at_risk[code] = len(own) - np.searchsorted(own, times)
        deaths = np.sort(time[(codes == code) & ended])
        events[code] = np.searchsorted(deaths, times, side="right") - np.searchsorted(deaths, times)
    whole, died = at_risk.sum(axis=0), events.sum(axis=0)
    share = at_risk / np.maximum(whole, 1)
    away = (events - share * died).sum(axis=1)[:-1]
    weight = died * (whole - died) / np.maximum(whole - 1, 1)
    spread = (np.diag((share * weight).sum(axis=1)) - (share * weight) @ share.T)[:-1, :-1]
    if not np.diag(spread).all() or _singular(spread):
        return float("nan")
    return max(_tail(float(away @ np.linalg.solve(spread, away)), count - 1), _SMALLEST_P)


def _singular(spread: Floats) -> bool:
    sizes = np.sqrt(np.diag(spread))
    values = np.linalg.eigvalsh(spread / np.outer(sizes, sizes))
    return bool(values[0] <= _APART * values[-1])


def _tail(value: float, freedom: int) -> float:
    """The share of a chi-square distribution above ``value``: a finite sum (Abramowitz and Stegun 26.4.4, 26.4.5)."""
    half, odd = max(value, 0.0) / 2, freedom % 2
    total = math.erfc(math.sqrt(half)) if odd else 0.0
    for step in range(freedom // 2):
        power = step + odd / 2
        log = power * math.log(half) - half - math.lgamma(power + 1) if half else (0.0 if not power else -math.inf)
        total += math.exp(log)
    return total
