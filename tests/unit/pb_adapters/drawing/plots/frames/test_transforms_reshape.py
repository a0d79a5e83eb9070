from pb_adapters.drawing.plots.frames.columns import columns_of
from pb_adapters.drawing.plots.frames.transforms import derive
from pb_core.domain.plots.transforms import Filter, Fold, Limit
from support.tables import derived, tabled


def test_filters_keep_what_is_named_or_in_range() -> None:
    rows = {"g": ["a", "b", None, "c"], "v": [1, 2.5, 3, None]}
    assert derived(Filter(field="g", one_of=("c", "a")), **rows)["g"] == ["a", "c"]
    assert derived(Filter(field="v", one_of=("2.5", "3")), **rows)["v"] == [2.5, 3]
    assert derived(Filter(field="v", low=2, high=2.5), **rows)["v"] == [2.5]
    assert derived(Filter(field="v"), **rows)["v"] == [1, 2.5, 3]


def test_wide_becomes_long_row_by_row() -> None:
    found = derived(Fold(fields=("b", "a")), id=["r", "s"], a=[1, 2], b=[3, None])
    assert found == {"id": ["r", "r", "s", "s"], "key": ["b", "a", "b", "a"], "value": [3, 1, None, 2]}


def test_texts_fold_into_one_vocabulary() -> None:
    found = derived(Fold(fields=("a", "b")), a=["x", None], b=["y", "x"])
    assert found["value"] == ["x", "y", None, "x"]


def test_folded_values_keep_the_unit_that_they_share() -> None:
    table = tabled(units={"a": "ms", "b": "ms", "c": "s"}, a=[1], b=[2], c=[3])
    assert derive(columns_of(table), [Fold(fields=("a", "b"))]).column("value").unit == "ms"
    assert derive(columns_of(table), [Fold(fields=("a", "c"))]).column("value").unit == ""


def test_earlier_rows_win_ties_and_stay_in_order() -> None:
    rows = {"n": [1, 2, 3, 4], "v": [5, 7, 5, None]}
    assert derived(Limit(field="v", count=2), **rows)["n"] == [1, 2]
    assert derived(Limit(field="v", count=2, pick="smallest"), **rows)["n"] == [1, 3]
