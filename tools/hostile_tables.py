"""Tables of hostile numbers: constants, magnitudes from 1e-300 to 1e300, times, duplicates and missing values."""

import json
import math
import random
from collections.abc import Callable, Sequence

from pb_core.domain.tables.table import Table, TableLimits
from pb_core.domain.tables.table_reading import read_json


def chance(rng: random.Random, share: float) -> bool:
    """Whether something happens that does so in this share of all cases."""
    return rng.random() < share


def _numbers(rng: random.Random, count: int) -> list[float]:
    return rng.choice(_KINDS)(rng, count)


def _constant(rng: random.Random, count: int) -> list[float]:
    return [rng.choice((3.3, 0.1, 0, -2.7, 7, 1e-300, 1e300, 1e17, 1.7e12 + 1, 5e-324, -1e-12))] * count


def _any_size(rng: random.Random, count: int) -> list[float]:
    low, high = rng.choice(((-300, 300), (-150, 150), (-20, 20), (-300, -290), (290, 300), (-5, 5)))
    signs = rng.choice(((1,), (1, -1)))
    return [rng.choice(signs) * 10 ** rng.uniform(low, high) for _ in range(count)]


def _milliseconds(rng: random.Random, count: int) -> list[float]:
    start, step = 1_700_000_000_000 + rng.randrange(10**10), rng.choice((1, 20, 1_000, 60_000, 3_600_000))
    return [start + step * place for place in range(count)]


def _nanoseconds(rng: random.Random, count: int) -> list[float]:
    start, step = 1_700_000_000_000_000_000 + rng.randrange(10**15), rng.choice((1, 1_000, 10**9))
    return [start + step * place for place in range(count)]


def _nearly_equal(rng: random.Random, count: int) -> list[float]:
    base = rng.choice((0.3, 3.3, 1.0, 1e9, 1.7e12, -1e-5))
    return [base + math.ulp(base) * rng.randrange(4) for _ in range(count)]


def _mostly_equal(rng: random.Random, count: int) -> list[float]:
    values = [rng.choice((0.3, 5, 1e6))] * count
    for _ in range(rng.randint(1, 3)):
        values[rng.randrange(count)] *= rng.choice((1 + 1e-15, 2.0, -1.0, 1e9, 1e-9))
    return values


def _duplicates(rng: random.Random, count: int) -> list[float]:
    return [rng.randint(-2, 3) for _ in range(count)]


def _counts(rng: random.Random, count: int) -> list[float]:
    return [rng.randrange(10 ** rng.randint(1, 18)) for _ in range(count)]


def _cancelling(rng: random.Random, count: int) -> list[float]:
    large = 10.0 ** rng.randint(8, 17)
    return [rng.choice((large, -large, rng.random(), 1.0)) for _ in range(count)]


def _ordinary(rng: random.Random, count: int) -> list[float]:
    middle, spread = rng.uniform(-100, 100), 10 ** rng.uniform(-2, 2)
    return [round(rng.gauss(middle, spread), rng.choice((0, 2, 6))) for _ in range(count)]


def _shares(rng: random.Random, count: int) -> list[float]:
    return [rng.choice((rng.random(), rng.random() * 1e-6, 1 - rng.random() * 1e-9, 0.5)) for _ in range(count)]


def _subnormal(rng: random.Random, count: int) -> list[float]:
    return [rng.randint(1, 50) * 5e-324 for _ in range(count)]


def _line(rng: random.Random, count: int) -> list[float]:
    slope, start = rng.choice((2.0, 0.1, -1e-9, 1e9)), rng.choice((0.0, 3.3, 1e12))
    return [start + slope * place for place in range(count)]


def _zeros_and_one(rng: random.Random, count: int) -> list[float]:
    values: list[float] = [0] * count
    values[rng.randrange(count)] = rng.choice((1, -1, 1e-300, 1e12))
    return values


_KINDS: Sequence[Callable[[random.Random, int], list[float]]] = (
    _constant, _any_size, _milliseconds, _nanoseconds, _nearly_equal, _mostly_equal, _duplicates, _counts,
    _cancelling, _ordinary, _ordinary, _shares, _subnormal, _line, _line, _zeros_and_one,
)  # fmt: skip


def hostile_table(rng: random.Random) -> Table:
    """Rows of two texts, three numbers, a score, a label and a day, as a caller's JSON."""
    count = rng.choice((1, 1, 2, 3, 4, 7, 12, 12, 24, 24, 60, 60, 450))
    groups = rng.choice((("a",), ("a", "b"), ("a", "b", "c 1"), ("8K", "1K", "32K"), ("ü%$_", "(missing)", "b")))
    columns: dict[str, list[object]] = {
        "g": [groups[place % len(groups)] if chance(rng, 0.8) else rng.choice(groups) for place in range(count)],
        "h": [("p", "q")[place // max(len(groups), 1) % 2] for place in range(count)],
        "x": list(_numbers(rng, count)), "y": list(_numbers(rng, count)), "z": list(_numbers(rng, count)),
        "s": list(_shares(rng, count)), "b": [chance(rng, 0.5) for _ in range(count)],
        "t": [f"2024-{1 + place // 28 % 12:02d}-{1 + place % 28:02d}" for place in range(count)],
    }  # fmt: skip
    for name in rng.sample(sorted(columns), rng.choice((0, 0, 1, 3))):
        columns[name] = [None if chance(rng, 0.3) else cell for cell in columns[name]]
    if chance(rng, 0.05):
        columns["y"][rng.randrange(count)] = "NaN"
    rows = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
    return read_json(json.dumps(rows), TableLimits())
