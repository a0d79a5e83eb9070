import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.drawing.plots.marks.item_readback import (
    UNREADABLE,
    AxesContext,
    bands,
    cycled,
    names_series,
    numbers,
    same,
    series,
)
from pb_adapters.drawing.plots.style import Key

KEYS = (
    Key(series="p", color="#112233", marker="o"),
    Key(series="q", color="#445566", marker="s"),
    Key(series="", color="#3f4852"),
)


def test_missing_numbers_are_none() -> None:
    assert numbers(np.array([1.0, np.nan])) == (1.0, None)


def test_positions_beyond_the_bands_have_no_category() -> None:
    assert bands(np.array([-0.6, -0.4, 1.4, 1.6, np.nan]), ("a", "b")) == (UNREADABLE, "a", "b", UNREADABLE, UNREADABLE)


def test_a_look_names_its_series_and_no_other_look_does() -> None:
    context = AxesContext(keys=KEYS)
    assert series(context, 2, "#112233", marker="o") == ("p", "p")
    assert series(context, 1, "#112233", marker="s") == (UNREADABLE,)
    assert series(context, 1, "#3f4852") == ("",)
    assert series(context, 1, "#000000") == (UNREADABLE,)


def test_a_page_that_names_fewer_than_two_series_tells_none() -> None:
    assert not names_series(AxesContext(keys=KEYS[1:]))
    assert series(AxesContext(keys=KEYS[1:]), 1, "#000000") == ("",)


def test_collections_use_their_values_in_turn() -> None:
    assert cycled(np.array([1.0, 2.0]), 3).tolist() == [1.0, 2.0, 1.0]
    assert np.isnan(cycled(np.array([]), 2)).all()


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=5))
def test_equal_arrays_are_the_same_and_shifted_ones_are_not(values: list[float]) -> None:
    array = np.array(values)
    assert same(array, array.copy()).all()
    assert not same(array, array + np.abs(array).max() * 1e-6 + 1e-6).any()
