"""The sets of columns that tell rows apart, beside the keys."""

from pb_core.domain.tables.profile import profile
from pb_core.domain.tables.table_reading import read_table


def test_every_smallest_set_is_named_once() -> None:
    rows = [{"model": m, "seed": s, "task": t, "score": 0.5} for m in "AB" for s in (0, 1) for t in "xy"]
    seen = profile(read_table(rows))
    assert set(seen.keys) == {"model", "seed", "task"}
    assert seen.apart == ()


def test_numbers_that_differ_tell_rows_apart_too() -> None:
    seen = profile(read_table({"t": [0.1, 0.2, 0.3, 0.4], "run": ["a", "a", "b", "b"], "y": [1.5, 1.5, 2.5, 2.5]}))
    assert seen.keys == ()
    assert seen.apart == (("t",),)
