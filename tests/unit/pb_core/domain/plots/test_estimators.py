import msgspec
import pytest

from pb_core.domain.plots.estimators import CENSORED_WORDS, EVENT_WORDS, Agreement, Hexbin, Survival
from pb_core.domain.plots.transforms import Transform


@pytest.mark.parametrize(("columns", "rows", "down"), [(2, None, 1), (20, None, 14), (50, None, 35), (20, 3, 3)])
def test_rows_of_hexagons_follow_the_columns_unless_stated(columns: int, rows: int | None, down: int) -> None:
    assert Hexbin(x="x", y="y", columns=columns, rows=rows).down == down


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ({"type": "survival", "time": "t", "event": "e", "level": 0.9}, Survival(time="t", event="e", level=0.9)),
        (
            {"type": "agreement", "first": "a", "second": "b", "limits": 2.0},
            Agreement(first="a", second="b", limits=2.0),
        ),
        ({"type": "hexbin", "x": "a", "y": "b", "columns": 9}, Hexbin(x="a", y="b", columns=9)),
    ],
)
def test_a_transform_is_read_as_it_is_written(written: dict[str, object], read: Transform) -> None:
    assert msgspec.convert(written, Transform) == read
    assert msgspec.to_builtins(read) == written


def test_no_word_means_both() -> None:
    assert not EVENT_WORDS & CENSORED_WORDS
